"""The month at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from objectives import clock, periods
from objectives.forms.month import CellForm, Columns, Grid, columns
from objectives.models import Contract, Indicator, ProgressEntry, State
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
    context |= {"rows": _rows(form, codes), "entered": periods.with_article(context["label"])}
    return render(request, "objectives/grid.html", page(request, held, "entries", **context))


def _rows(form: Grid, codes: list[str]) -> list[tuple[Indicator, list[CellForm | None], dict[str, str]]]:
    """Each with the grid of the period that its indicator is entered for, where it is another one that is over."""
    found = []
    for indicator, cells in form.rows():
        code = periods.around(form.period, indicator.frequency)
        own = (
            {"code": code, "label": periods.with_article(periods.label_of(*periods.period_of(code)))}
            if code in codes
            else {}
        )
        found.append((indicator, cells, own))
    return found


def _beside(asked: str, codes: list[str]) -> dict[str, str]:
    """The periods after and before, latest first in `codes`; empty where there is none."""
    where = codes.index(asked)
    return {"following": codes[where - 1] if where else "", "previous": "".join(codes[where + 1 : where + 2])}


def _tell(request: HttpRequest, form: Grid, stored: list[ProgressEntry]) -> None:
    for cell in form.lost:
        messages.warning(request, cell.lost_for)
    if stored:
        messages.success(request, _said(form.contract, stored))
    elif form.came_twice:
        messages.success(request, "Ces chiffres étaient déjà enregistrés : rien n’a été fait une seconde fois.")
    else:
        messages.info(request, "Rien n’avait changé.")


def _said(contract: Contract, stored: list[ProgressEntry]) -> str:
    drafts = [entry for entry in stored if entry.state == State.DRAFT]
    sent = len(stored) - len(drafts)
    said = f"{sent} saisie{'s' if sent > 1 else ''} envoyée{'s' if sent > 1 else ''} pour validation" if sent else ""
    if not drafts:
        return f"{said}."
    many = len(drafts) > 1
    where = reverse("objectives:mine", args=[contract.slug]) if many else drafts[0].get_absolute_url()
    drafts_said = f"{len(drafts)} en brouillon, qui attend{'ent' if many else ''} une pièce justificative"
    return format_html('{}{}<a href="{}">{}</a>.', said, ", " if said else "", where, drafts_said)
