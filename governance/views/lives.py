"""What was done, and how to take it back: the history of a committee and of a meeting, and what was taken away."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from governance import chronicle
from governance.models import Committee, LocalGroup, Scheme, SchemeLink, Seat, Stake
from governance.models.row import Row
from governance.views import committees, meetings
from governance.views.access import do, governed, page
from objectives import clock
from objectives.models import Contract

PER_PAGE = 40
# By the word of the address: the model, the field of what it belongs to when that can be taken away too, what names it.
KINDS = {
    "comite": (Committee, "", []),
    "membre": (Seat, "committee", ["actor"]),
    "groupe": (LocalGroup, "committee", []),
    "dispositif": (Scheme, "", ["epci"]),
    "enjeu": (Stake, "", []),
    "lien": (SchemeLink, "scheme", ["scheme__epci", "incontournable"]),
}


def removed(contract: Contract) -> list[tuple[str, Row, str]]:
    """What was taken away and may be put back, each with the word of its address and what it is: six queries."""
    return [(kind, row, row._meta.verbose_name) for kind in KINDS for row in _removed(kind, contract)]


def _removed(kind: str, contract: Contract):
    model, parent, named_by = KINDS[kind]
    path = f"{parent}__contract" if parent else "contract"
    rows = model.objects.filter(is_removed=True, **{path: contract})
    if parent:
        rows = rows.filter(**{f"{parent}__is_removed": False})
    return rows.select_related(path, *named_by).order_by("pk")


@require_POST
def restore(request: HttpRequest, contract: str, kind: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    if kind not in KINDS:
        raise Http404
    row = get_object_or_404(_removed(kind, held), pk=pk)
    back = reverse("governance:overview", args=[held.slug])
    return do(request, lambda: row.restore(by=request.user, at=clock.now()), f"« {row} » est remis.", back)


@require_safe
def of_committee(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = get_object_or_404(committees.committees_of(held := governed(request, contract)), pk=pk)
    return _show(request, held, row.name, chronicle.of_committee(row), committees.crumbs_to(row))


@require_safe
def of_meeting(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = meetings.meeting_of(held := governed(request, contract), pk)
    return _show(request, held, str(row), chronicle.of_meeting(row), meetings.crumbs_to(row))


def _show(request: HttpRequest, contract: Contract, about: str, moments: list, crumbs: list) -> HttpResponse:
    shown = Paginator(moments, PER_PAGE).get_page(request.GET.get("page"))
    context = {"about": about, "moments": shown, "crumbs": crumbs}
    return render(request, "governance/history.html", page(request, contract, **context))
