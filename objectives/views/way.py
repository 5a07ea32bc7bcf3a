from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives import clock, dashboard
from objectives.views.access import contract_or_404, day_asked, page
from objectives.way import way as way_of


@require_safe
def way(request: HttpRequest, contract: str) -> HttpResponse:
    held = contract_or_404(request, contract)
    board = dashboard.build(held, on=day_asked(request), today=clock.today())
    context = {"board": board, "way": way_of(board)}
    return render(request, "objectives/way.html", page(request, held, "dashboard", board.on, **context))
