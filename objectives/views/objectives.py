"""The incontournables of a contract."""

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives import dashboard
from objectives.models import Contract, Incontournable, Indicator, Milestone
from objectives.models.gathering import gather
from objectives.views.access import contract_or_404, day_asked, page


def _lines(request: HttpRequest, contract: Contract, indicators) -> list[dashboard.Line]:
    drafts = request.user.has_perm("objectives.view_drafts", contract)
    return dashboard.build_lines(contract, on=day_asked(request), drafts=drafts, indicators=indicators)


@require_safe
def objective_list(request: HttpRequest, contract: str) -> HttpResponse:
    held, on = contract_or_404(request, contract), day_asked(request)
    items, dated = gather(held.incontournables.all(), Milestone.objects.shown().filter(incontournable__contract=held))
    lines, milestones = defaultdict(list), defaultdict(list)
    for milestone in dated:
        milestones[milestone.incontournable_id].append(milestone)
    for line in _lines(request, held, Indicator.objects.of_contract(held)):
        lines[line.indicator.incontournable_id].append(line)
    for item in items:
        item.contract = held
    shown = [(item, lines[item.pk], dashboard.Steps(tuple(milestones[item.pk]), on)) for item in items]
    groups = [
        (Incontournable.Kind.COOPERATION, "Domaines de coopération"),
        (Incontournable.Kind.PROJECT, "Indicateurs de projet"),
    ]
    context = {
        "total": len(items),
        "groups": [(title, [one for one in shown if one[0].kind == kind]) for kind, title in groups],
    }
    return render(request, "objectives/list.html", page(request, held, "objectives", on, **context))
