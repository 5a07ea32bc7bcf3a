"""The agenda of a meeting: what the state of the contract proposes, what the officer keeps, drops, orders and adds."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import agenda
from governance.forms.meeting import AgendaItemForm
from governance.models import AgendaItem
from governance.models.row import locked
from governance.views.access import do, fill, governed, page
from governance.views.meetings import agenda_of, crumbs_to, meeting_of
from objectives import clock
from objectives.models import Refused

GONE = "Cette proposition n’a plus lieu d’être : l’état du contrat a changé, ou elle est déjà traitée."


@require_safe
def prepare(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    meeting = meeting_of(held, pk)
    if not meeting.is_open:
        return do(request, meeting.check_open, "", meeting)
    prefetch_related_objects([meeting], "agenda__incontournables")  # what is proposed depends on it too
    points = meeting.agenda.all()
    context = {
        "meeting": meeting,
        "agenda": [point for point in points if not point.is_dropped],
        "dropped": [point for point in points if point.is_dropped],
        "proposals": agenda.proposals(meeting, on=clock.today()),
        "crumbs": crumbs_to(meeting),
    }
    return render(request, "governance/agenda.html", page(request, held, **context))


@require_POST
def decide(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    """Keep or drop one proposal, named by its key, or keep them all."""
    held = governed(request, contract)
    meeting = meeting_of(held, pk)
    key, keep = request.POST.get("proposal", ""), request.POST.get("action") != "drop"

    def verb() -> None:
        with locked(held):  # all of what is proposed at that moment, or nothing
            found = [one for one in agenda.proposals(meeting, on=clock.today()) if key in (one.key, "*")]
            if not found:
                raise Refused(GONE)
            for one in found:
                point = one.point(meeting)
                point.is_dropped = not keep
                point.add(one.incontournables, by=request.user, at=clock.now(), first=one.first)

    kept = "L’ordre du jour est complété." if key == "*" else "Le point est à l’ordre du jour."
    return do(request, verb, kept if keep else "Le point est écarté.", f"{agenda_of(meeting)}#propositions")


@require_http_methods(["GET", "POST"])
def point_new(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    meeting = meeting_of(held, pk)
    point = AgendaItem(meeting=meeting)
    return fill(
        request, held, AgendaItemForm, point, title="Nouveau point à l’ordre du jour",
        done="Le point est ajouté.", crumbs=[*crumbs_to(meeting), ("Ordre du jour", agenda_of(meeting))],
        back=lambda: _place(point),
    )  # fmt: skip


def _place(point: AgendaItem) -> str:
    """Where the officer was, with the focus: the point on the page of the agenda."""
    return f"{agenda_of(point.meeting)}#point-{point.pk}"


def _point(request: HttpRequest, slug: str, pk: int) -> AgendaItem:
    points = AgendaItem.objects.filter(meeting__committee__contract=governed(request, slug))
    return get_object_or_404(points.select_related("meeting__committee__contract"), pk=pk)


@require_http_methods(["GET", "POST"])
def point_edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    point = _point(request, contract, pk)
    meeting = point.meeting
    return fill(
        request, point.contract, AgendaItemForm, point, title="Modifier le point", done="Le point est enregistré.",
        crumbs=[*crumbs_to(meeting), ("Ordre du jour", agenda_of(meeting))], back=lambda: _place(point),
    )  # fmt: skip


@require_POST
def point_move(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    point = _point(request, contract, pk)
    up = request.POST.get("action") == "up"
    verb = lambda: point.move(up=up, by=request.user, at=clock.now())  # noqa: E731
    return do(request, verb, f"« {point} » est {'monté' if up else 'descendu'}.", _place(point))


@require_POST
def point_drop(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    point = _point(request, contract, pk)
    dropped = request.POST.get("action") != "take"
    verb = lambda: point.drop(by=request.user, at=clock.now(), dropped=dropped)  # noqa: E731
    back = f"{agenda_of(point.meeting)}#points" if dropped else _place(point)
    return do(request, verb, f"« {point} » est {'écarté' if dropped else 'repris'}.", back)
