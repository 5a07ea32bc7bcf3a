"""Where an indicator comes from and is heading: what its sheet draws, and the same figures as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from objectives import charts, dashboard, exports
from objectives.dashboard import Line
from objectives.models import Contract, Indicator
from objectives.shares import EpciShare, shares
from objectives.views.access import contract_or_404, day_asked, whole_or_404


@dataclass(frozen=True)
class Shown:
    """What templates/objectives/_trajectory.html and _shares.html show of an indicator, from its Line alone."""

    chart: charts.Chart
    drawing: charts.Drawing
    figure: dict
    figure_id: str
    shares: Sequence[EpciShare]
    total: Fraction | None


def chart_of(line: Line, contract: Contract) -> charts.Chart:
    indicator = line.indicator
    return charts.plot(
        line.record,
        line.outlook,
        contract.term,
        {epci: name for epci, (name, _) in line.names.items()},
        charts.Words(indicator.unit, indicator.entered_unit, indicator.is_ratio),
        is_contractual=indicator.is_contractual,
        at_once=indicator.is_binary,
    )


def show(line: Line, contract: Contract) -> Shown:
    chart = chart_of(line, contract)
    figure = charts.figure(chart, f"{line.indicator}, au {chart.on:%d/%m/%Y} – {contract.short_name}")
    found = shares(line.record, line.outlook.on, line.names)
    return Shown(chart, charts.draw(chart), figure, f"figure-{line.indicator.code}", found.epcis, found.total)


@require_safe
def trajectory_csv(request: HttpRequest, contract: str, number: int) -> HttpResponse:
    """The chart's table as a file; ?indicateur= names one of the sheet's, its first without it."""
    held = contract_or_404(request, contract)
    item = get_object_or_404(held.incontournables, number=number)
    indicators = Indicator.objects.of_contract(held).filter(incontournable=item)
    if text := request.GET.get("indicateur"):
        indicators = indicators.filter(pk=whole_or_404(text))
    indicator = indicators.first()
    if indicator is None:
        raise Http404
    on = day_asked(request)
    [line] = dashboard.build_lines(held, on=on, indicators=[indicator], proven=False)
    chart = chart_of(line, held)
    return HttpResponse(
        exports.to_csv(chart.headings, chart.rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="trajectoire-{indicator.code}-{on.isoformat()}.csv"',
        },
    )
