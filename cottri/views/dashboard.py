"""The first page of a contract, and the same answer for machines."""

from django.db.models import Count, Window
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actors.means import with_carriers
from cottri.dashboard import elapsed, meetings, with_notes
from objectives import clock
from objectives.dashboard import Dashboard, build
from objectives.models import Action, Indicator, ProgressEntry
from objectives.reports import bonus_answer
from objectives.views.access import contract_or_404, day_asked, page

WAITING_SHOWN, OVERDUE_SHOWN = 6, 5


def _board(request: HttpRequest, slug: str) -> Dashboard:
    contract = contract_or_404(request, slug)
    drafts = request.user.has_perm("objectives.view_drafts", contract)
    on = day_asked(request)
    told = with_notes(Indicator.objects.contractual(contract), on)
    return build(contract, on=on, today=clock.today(), drafts=drafts, judged=told)


@require_safe
def dashboard(request: HttpRequest, contract: str) -> HttpResponse:
    board = _board(request, contract)
    waiting = ProgressEntry.objects.of_contract(board.contract).pending().with_people().order_by("sent_at", "pk")
    overdue = Action.objects.of_contract(board.contract).overdue(board.on).order_by("due_on", "pk")
    overdue = overdue.select_related("incontournable__contract").annotate(in_all=Window(Count("pk")))
    context = {
        "board": board,
        "waiting": list(waiting.annotate(in_all=Window(Count("pk")))[:WAITING_SHOWN]),
        "meetings": meetings(board, clock.now()),
        "overdue": with_carriers(overdue[:OVERDUE_SHOWN]),
        "elapsed": elapsed(board.contract, board.on, board.today),
        "may_govern": request.user.has_perm("governance.govern", board.contract),
    }
    return render(request, "cottri/dashboard.html", page(request, board.contract, "dashboard", board.on, **context))


@require_safe
def bonus_json(request: HttpRequest, contract: str) -> JsonResponse:
    return JsonResponse(bonus_answer(_board(request, contract)), json_dumps_params={"ensure_ascii": False, "indent": 1})
