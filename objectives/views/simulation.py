from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from objectives import clock, dashboard
from objectives.forms.simulation import STARTS, SimulationForm
from objectives.simulation import levers, simulate
from objectives.views.access import contract_or_404, day_asked, page


@require_safe
def simulator(request: HttpRequest, contract: str) -> HttpResponse:
    """The hypothesis that the address tells, and its verdict; only the verdict while somebody types."""
    held = contract_or_404(request, contract)
    on = day_asked(request)
    board = dashboard.build(held, on=on, today=clock.today())
    chosen = levers(board)
    form = SimulationForm(request.GET, chosen)
    simulation = simulate(board, chosen, form.figures)
    live = bool(request.htmx and not request.htmx.history_restore_request)
    then = "" if on == clock.today() else f"&au={on}"
    context = {
        "board": board,
        "form": form,
        "simulation": simulation,
        "rows": list(zip(chosen, form, simulation.conditions, strict=True)),
        "starts": STARTS,
        "shared": request.build_absolute_uri(f"{request.path}?{form.address()}{then}"),
        "live": live,
    }
    template = "objectives/_simulated.html" if live else "objectives/simulator.html"
    response = render(request, template, page(request, held, "dashboard", on, **context))
    patch_vary_headers(response, ["HX-Request"])
    return response
