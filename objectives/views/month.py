"""The month at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from objectives import clock, periods
from objectives.forms.month import Columns, Grid, columns
from objectives.models import Contract, ProgressEntry, State
from objectives.views.access import contract_or_404, page, whole_or_404


def _contract(request: HttpRequest, slug: str) -> Contract:
    return contract_or_404(request, slug, "objectives.add_progressentry")


def _columns(request: HttpRequest, contract: Contract) -> Columns:
    opened = whole_or_404(request.GET["epci"]) if request.GET.get("epci") else None
    return columns(contract, opened)


@require_http_methods(["GET", "POST"])
def grid(request: HttpRequest, contract: str) -> HttpResponse:
    """?periode= takes a month, a quarter or a year of the contract that is over; the last complete month without it."""
    held = _contract(request, contract)
    choices = periods.over(held.starts_on, min(clock.today(), held.ends_on))
    codes = [code for group in choices.values() for code, _ in group]
    asked = request.GET.get("periode") or next(iter(codes), "")
    context = {"choices": choices, "asked": asked}
    if asked not in codes:
        return render(request, "objectives/grid_outside.html", page(request, held, "entries", **context), status=404)
    sent = request.method == "POST"
    data = request.POST if sent else None
    form = Grid(held, periods.period_of(asked), _columns(request, held), request.user, data)
    if sent and (stored := form.save(clock.now())) is not None:
        _tell(request, form, stored)
        return redirect(request.get_full_path())
    context |= {"grid": form, "label": periods.label_of(*form.period), **_beside(asked, codes)}
    return render(request, "objectives/grid.html", page(request, held, "entries", **context))


def _beside(asked: str, codes: list[str]) -> dict[str, str]:
    """The periods after and before, latest first in `codes`; empty where there is none."""
    where = codes.index(asked)
    return {"following": codes[where - 1] if where else "", "previous": "".join(codes[where + 1 : where + 2])}


def _tell(request: HttpRequest, form: Grid, stored: list[ProgressEntry]) -> None:
    if stored:
        messages.success(request, _said(stored))
    elif form.came_twice:
        messages.success(request, "Ces chiffres étaient déjà enregistrés : rien n’a été fait une seconde fois.")
    else:
        messages.info(request, "Rien n’avait changé.")


def _said(stored: list[ProgressEntry]) -> str:
    drafts = sum(entry.state == State.DRAFT for entry in stored)
    sent = len(stored) - drafts
    said = [f"{sent} saisie{'s' if sent > 1 else ''} envoyée{'s' if sent > 1 else ''} pour validation"] if sent else []
    if drafts:
        said.append(f"{drafts} en brouillon, qui attend{'ent' if drafts > 1 else ''} une pièce justificative")
    return f"{', '.join(said)}.".capitalize()
