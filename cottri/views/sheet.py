"""The sheet of an incontournable: what every app knows of it, on one page."""

from collections import defaultdict
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from objectives import dashboard
from objectives.models import Indicator
from objectives.views.access import contract_or_404, day_asked, entries_seen, page
from objectives.views.trajectories import show

LATEST = 8


@require_safe
def sheet(request: HttpRequest, contract: str, number: int) -> HttpResponse:
    held = contract_or_404(request, contract)
    item = get_object_or_404(held.incontournables, number=number)
    indicators = list(Indicator.objects.of_contract(held).filter(incontournable=item))
    former = _former_labels(indicators)
    drafts = request.user.has_perm("objectives.view_drafts", held)
    lines = dashboard.build_lines(held, on=day_asked(request), drafts=drafts, indicators=indicators)
    context = {
        "item": item,
        "lines": [(line, former[line.indicator.pk], show(line, held)) for line in lines],
        "latest": entries_seen(request, held).filter(indicator__in=indicators)[:LATEST],
    }
    return render(request, "cottri/sheet.html", page(request, held, "objectives", day_asked(request), **context))


def _former_labels(indicators: Iterable[Indicator]) -> dict[int, list]:
    """For each indicator, the labels it had before and the moment each was replaced, the latest first."""
    former: dict[int, list] = defaultdict(list)
    current: dict[int, str] = {}
    rows = Indicator.history.filter(id__in=[indicator.pk for indicator in indicators]).order_by(
        "history_date", "history_id"
    )
    for pk, label, at in rows.values_list("id", "label", "history_date"):
        if pk in current and current[pk] != label:
            former[pk].insert(0, (current[pk], at))
        current[pk] = label
    return former
