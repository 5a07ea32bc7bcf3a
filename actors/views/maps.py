"""The actor maps of a contract: their list, each as a board, as a table and as a file, and how one is named."""

from collections import defaultdict

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors import exports, timeline
from actors.comparison import Change, compare
from actors.forms.map_filter import MapFilter
from actors.forms.problem import ProblemForm
from actors.models import Card, CardRole, Problem
from actors.models.map import inside
from actors.quadrants import LEVELS, READING, board, is_crowded
from actors.shapes import SHAPES
from objectives import clock
from objectives.models import Contract, Refused
from objectives.views.access import contract_or_404, page

FEW = 6
SVG, XLSX = "image/svg+xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def problem_or_404(request: HttpRequest, slug: str, pk: int, permission: str = "actors.view_card") -> Problem:
    contract = contract_or_404(request, slug, permission)
    problem = get_object_or_404(Problem.objects.of_contract(contract), pk=pk)
    problem.incontournable.contract = contract
    return problem


def cards_of(problem: Problem) -> list[Card]:
    """In the order of names, each knowing its problem without asking again."""
    cards = list(Card.objects.filter(problem=problem).select_related("actor__epci"))
    for card in cards:
        card.problem = problem
    return cards


def map_page(request: HttpRequest, problem: Problem, **context) -> dict:
    """What every page of a map shows: whose it is, the legend, what this person may do."""
    return page(
        request,
        problem.contract,
        "maps",
        problem=problem,
        item=problem.incontournable,
        legend=[(role, SHAPES[role.value]) for role in CardRole],
        may_move=request.user.has_perm("actors.change_card", problem.contract),
        **context,
    )


@require_safe
def maps(request: HttpRequest, contract: str) -> HttpResponse:
    held = contract_or_404(request, contract, "actors.view_card")
    drawn = defaultdict(list)
    for problem in Problem.objects.of_contract(held).annotate(**_counts()):
        problem.tally = [(zone, getattr(problem, zone.name.lower())) for zone in READING]
        drawn[problem.incontournable_id].append(problem)
    items = [(item, drawn[item.pk]) for item in held.incontournables.order_by("number")]
    context = {
        "domains": [(item, problems) for item, problems in items if problems or item.dc_number],
        "total": sum(len(problems) for _, problems in items),
        "may_name": request.user.has_perm("actors.add_problem", held),
    }
    return render(request, "actors/maps.html", page(request, held, "maps", **context))


def _counts() -> dict[str, Count]:
    """How many cards stand in each quadrant and beside the board; one relation, so that nothing is counted twice."""
    counts = {zone.name.lower(): Count("cards", filter=inside(zone, "cards__")) for zone in READING}
    unsure = Q(cards__interest__isnull=False, cards__is_confirmed=False)
    return counts | {
        "actors": Count("cards"),
        "waiting": Count("cards", filter=Q(cards__interest=None, cards__isnull=False)),
        "unsure": Count("cards", filter=unsure),
    }


@require_safe
def one_map(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    problem = problem_or_404(request, contract, pk)
    form, cards = _filter(request, problem)
    other = form.compared
    if other:
        return _side_by_side(request, problem, other, form)
    found = form.found()
    steps = timeline.latest(problem, FEW)
    shown = {card.pk: card.version for card in cards}
    undoable = bool(steps) and steps[0].moved and shown.get(steps[0].card_id) == steps[0].version
    zones = board(found)
    context = map_page(
        request,
        problem,
        form=form,
        zones=zones,
        crowded=is_crowded(zones),
        levels=LEVELS,
        waiting=[card for card in found if not card.is_placed],
        steps=steps,
        undoable=undoable,
        reason=_usual_reason(request, steps),
        **_summary(request, cards, found),
    )
    return render(request, "actors/map.html", context)


def _filter(request: HttpRequest, problem: Problem) -> tuple[MapFilter, list[Card]]:
    cards = cards_of(problem)
    others = [other for other in Problem.objects.of_contract(problem.contract) if other.pk != problem.pk]
    return MapFilter(request.GET, cards=cards, others=others), cards


def _summary(request: HttpRequest, cards: list[Card], found: list[Card]) -> dict:
    return {
        "cards": cards,
        "found": found,
        "all_waiting": sum(not card.is_placed for card in cards),
        "unsure": sum(card.is_placed and not card.is_confirmed for card in cards),
        "query": _query(request),
    }


def _query(request: HttpRequest) -> str:
    """The filters in force, to come back to them."""
    query = request.GET.copy()
    query.pop("tri", None)
    return query.urlencode()


def _usual_reason(request: HttpRequest, steps) -> str:
    """A workshop moves thirty cards for one reason: the one this person gave last, the same day."""
    last = steps[0] if steps else None
    today = last and last.moved and timezone.localdate(last.moment.at) == clock.today()
    return last.moment.note if today and last.by_id == request.user.pk else ""


def _side_by_side(request: HttpRequest, problem: Problem, other: Problem, form: MapFilter) -> HttpResponse:
    here, there = form.found(), form.found(cards_of(other))
    pairs = compare(here, there)
    context = map_page(
        request,
        problem,
        form=form,
        query=_query(request),
        other=other,
        maps=[(problem, board(here), here), (other, board(there), there)],
        pairs=pairs,
        moved=sum(pair.change is Change.MOVED for pair in pairs),
    )
    return render(request, "actors/map_comparison.html", context)


@require_safe
def table(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    problem = problem_or_404(request, contract, pk)
    cards = cards_of(problem)
    form = MapFilter(request.GET, cards=cards, others=[])
    found, last = form.ordered(), timeline.last_of_each(cards)
    context = map_page(
        request,
        problem,
        form=form,
        rows=[(card, last.get(card.pk)) for card in found],
        sort=form.sort,
        **_summary(request, cards, found),
    )
    return render(request, "actors/map_table.html", context)


@require_safe
def export(request: HttpRequest, contract: str, pk: int, kind: str) -> HttpResponse:
    """What the filters let through, as the page shows it."""
    problem = problem_or_404(request, contract, pk)
    if kind not in ("svg", "xlsx"):
        raise Http404
    form, _ = _filter(request, problem)
    if not form.is_valid():
        return redirect(f"{problem.get_absolute_url()}?{request.GET.urlencode()}")
    cards, today = form.found(), clock.today()
    drawn = kind == "svg"
    content = exports.map_svg(problem, cards, today) if drawn else exports.map_xlsx(problem, cards)
    name = f"carte-{problem.pk}-{problem.contract.slug}-{today.isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=SVG if drawn else XLSX, headers=headers)


# --- How a map is named ---------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, contract: str) -> HttpResponse:
    held = contract_or_404(request, contract, "actors.add_problem")
    asked = request.GET.get("domaine", "")
    item = (
        held.incontournables.filter(number=asked).first()
        if asked.isascii() and asked.isdigit() and len(asked) < 4
        else None
    )
    return _name(request, held, Problem(incontournable=item) if item else Problem())


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    problem = problem_or_404(request, contract, pk, "actors.change_problem")
    return _name(request, problem.contract, problem)


def _name(request: HttpRequest, contract: Contract, problem: Problem) -> HttpResponse:
    with transaction.atomic():
        form = ProblemForm(request.POST if request.method == "POST" else None, instance=problem, contract=contract)
        if request.method == "POST" and form.is_valid():
            named = form.store(by=request.user, at=clock.now())
            messages.success(request, f"La carte « {named} » est enregistrée.")
            return redirect(named)
    may_discard = bool(problem.pk) and request.user.has_perm("actors.delete_problem", contract)
    context = {"form": form, "problem": problem, "discardable": may_discard and not problem.cards.exists()}
    shown = page(request, contract, "maps", **context)
    return render(request, "actors/problem_form.html", shown, status=409 if form.is_stale else 200)


@require_POST
def discard(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    problem = problem_or_404(request, contract, pk, "actors.delete_problem")
    try:
        problem.discard(by=request.user, at=clock.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(problem)
    messages.success(request, f"La carte « {problem} », qui était vide, est supprimée.")
    return redirect(reverse("actors:maps", args=[problem.contract.slug]))
