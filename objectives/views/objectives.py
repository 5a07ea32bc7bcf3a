"""The incontournables of a contract."""

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives import dashboard
from objectives.models import Contract, Incontournable, Indicator
from objectives.views.access import contract_or_404, day_asked, page


def _lines(request: HttpRequest, contract: Contract, indicators) -> list[dashboard.Line]:
    drafts = request.user.has_perm("objectives.view_drafts", contract)
    return dashboard.build_lines(contract, on=day_asked(request), drafts=drafts, indicators=indicators)


@require_safe
def objective_list(request: HttpRequest, contract: str) -> HttpResponse:
    held = contract_or_404(request, contract)
    lines = defaultdict(list)
    for line in _lines(request, held, Indicator.objects.of_contract(held)):
        lines[line.indicator.incontournable_id].append(line)
    items = [(item, lines[item.pk]) for item in held.incontournables.all()]
    groups = [
        (Incontournable.Kind.COOPERATION, "Domaines de coopération"),
        (Incontournable.Kind.PROJECT, "Indicateurs de projet"),
    ]
    context = {
        "total": len(items),
        "groups": [(title, [pair for pair in items if pair[0].kind == kind]) for kind, title in groups],
    }
    return render(request, "objectives/list.html", page(request, held, "objectives", day_asked(request), **context))
