"""The recovery notes: for which objectives they are wanted, what they say, and when they have served."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms.decision import RecoveryForm
from governance.models import RecoveryNote
from governance.views.access import crumbs_in, do, fill, governed, page
from objectives import clock
from objectives.dashboard import build_lines
from objectives.models import Indicator
from objectives.trajectory import State

BEHIND = (State.LATE, State.UNKNOWN)


@require_safe
def recoveries(request: HttpRequest, contract: str) -> HttpResponse:
    """The objectives by their state today, those that are behind first, each with its note when it has one."""
    held = governed(request, contract)
    notes = {note.indicator_id: note for note in RecoveryNote.objects.filter(indicator__incontournable__contract=held)}
    lines = sorted(build_lines(held, on=clock.today(), proven=False), key=lambda line: line.state not in BEHIND)
    rows = [(line, notes.get(line.indicator.pk)) for line in lines]
    context = {
        "behind": [row for row in rows if row[0].state in BEHIND],
        "others": [row for row in rows if row[0].state not in BEHIND],
        "crumbs": crumbs_in(held),
    }
    return render(request, "governance/recoveries.html", page(request, held, **context))


@require_http_methods(["GET", "POST"])
def recovery(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    """The recovery note of an objective: constat, cause, action."""
    held = governed(request, contract)
    indicator = get_object_or_404(Indicator.objects.of_contract(held), pk=pk)
    note = RecoveryNote.objects.filter(indicator=indicator).first() or RecoveryNote(indicator=indicator)
    crumbs = [(str(indicator.incontournable), indicator.incontournable.get_absolute_url())]
    return fill(
        request, held, RecoveryForm, note, title=f"Note de redressement : {indicator.incontournable.short_title}",
        done="La note est enregistrée.", crumbs=crumbs, back=indicator.incontournable.get_absolute_url,
        lede=indicator.label,
    )  # fmt: skip


@require_POST
def close(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    note = get_object_or_404(RecoveryNote, indicator__in=Indicator.objects.of_contract(held), indicator=pk)
    back = reverse("governance:recoveries", args=[held.slug])
    done = "La note est close ; son historique reste."
    return do(request, lambda: note.close(by=request.user, at=clock.now()), done, back)
