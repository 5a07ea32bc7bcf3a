"""Who has entered what for which period, place by place."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from objectives import clock, completeness, periods
from objectives.completeness import Cell, Row
from objectives.forms.entry import TERRITORY
from objectives.french import MONTHS
from objectives.grid import Place
from objectives.measure import Scope
from objectives.models import Contract, Indicator, ProgressEntry
from objectives.views.access import contract_or_404, page

LAST = 12
WHOLE = "contrat"
SHORT = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()


@dataclass(frozen=True)
class Line:
    name: str  # of the commune, "" for an EPCI or the territory
    row: Row
    cells: list[tuple[Cell, str]]  # each with where it leads


@dataclass(frozen=True)
class Section:
    """A perimeter; of an EPCI, also the communes that have entries over the months shown
    and the names of the others."""

    name: str
    lines: list[Line]
    communes: list[Line]
    silent: list[str]

    @property
    def late(self) -> int:
        return sum(line.row.is_late for line in self.lines)


@require_safe
def table(request: HttpRequest, contract: str) -> HttpResponse:
    """The last twelve months that are over, or all of them with ?etendue=contrat."""
    held = contract_or_404(request, contract)
    on, span = min(clock.today(), held.ends_on), (held.starts_on, held.ends_on)
    over = [month for month in completeness.periods_of("month", *span) if month[1] <= on]
    whole = request.GET.get("etendue") == WHOLE
    months = over if whole else over[-LAST:]
    sections = _sections(request, held, months, on)
    rows = [line.row for section in sections for line in section.lines]
    context = {
        "months": [(SHORT[start.month - 1], MONTHS[start.month - 1], start.year) for start, _ in months],
        "years": _years(months),
        "whole": whole,
        "more": len(over) > LAST,
        "sections": sections,
        "followed": len(rows),
        "late": sum(row.is_late for row in rows),
        "long": sum(row.is_long for row in rows),
        "unpaced": any(not row.indicator.frequency for row in rows),
    }
    return render(request, "objectives/completeness.html", page(request, held, "entries", **context))


def _years(months: list[periods.Period]) -> list[tuple[int, int]]:
    found: dict[int, int] = defaultdict(int)
    for start, _ in months:
        found[start.year] += 1
    return list(found.items())


def _sections(request: HttpRequest, contract: Contract, months: list[periods.Period], on) -> list[Section]:
    epcis = list(contract.epcis.prefetch_related("communes"))
    indicators = list(Indicator.objects.of_contract(contract))
    places = {Scope.EPCI: [Place(epci.pk) for epci in epcis], Scope.TERRITORY: [Place()]}
    entries = ProgressEntry.objects.of_contract(contract).standing().select_related("author", "commune")
    if not request.user.has_perm("objectives.view_drafts", contract):
        entries = entries.without_drafts()
    span = (contract.starts_on, contract.ends_on)
    wide, narrow = completeness.rows(indicators, places, entries.order_by("pk"), months, span, on)
    by_place: dict[Place, list[Row]] = defaultdict(list)
    for row in (*wide, *narrow):
        by_place[row.place].append(row)

    def lines(place: Place, name: str = "") -> list[Line]:
        return [
            Line(name, row, [(cell, _address(contract, row, cell)) for cell in row.cells]) for row in by_place[place]
        ]

    found = []
    for epci in epcis:
        communes = [(commune.name, lines(Place(epci.pk, commune.pk), commune.name)) for commune in epci.communes.all()]
        communes = [(name, [line for line in group if line.row.authors]) for name, group in communes]
        entered = [line for _, group in communes for line in group]
        found.append(
            Section(epci.name, lines(Place(epci.pk)), entered, [name for name, group in communes if not group])
        )
    found.append(Section("Territoire entier", lines(Place()), [], []))
    return [section for section in found if section.lines]


def _address(contract: Contract, row: Row, cell: Cell) -> str:
    """Where the entries of a cell are listed or, when one is awaited, where it is typed."""
    indicator, place = row.indicator, row.place
    where = f"commune:{place.commune}" if place.commune else f"epci:{place.epci}" if place.epci else TERRITORY
    start, end = (day.isoformat() for day in cell.period)
    if cell.entries:
        query = {"indicateur": indicator.pk, "perimetre": where, "debut": start, "fin": end}
        return f"{reverse('objectives:entry_list', args=[contract.slug])}?{urlencode(query)}"
    code = periods.code_of(*cell.period)
    if indicator.is_contractual and code != periods.FREE:
        return f"{reverse('objectives:grid', args=[contract.slug])}?{urlencode({'periode': code})}"
    query = {"indicateur": indicator.pk, "perimeter": where, "period": code, "period_start": start, "period_end": end}
    return f"{reverse('objectives:entry_new', args=[contract.slug])}?{urlencode(query)}"
