"""Own work: what came back, what was not sent, what waits, and the week."""

import datetime as dt
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives import clock
from objectives.models import ProgressEntry, State
from objectives.models.states import OPEN
from objectives.views.access import contract_or_404, page

PER_PAGE = 50
# What is to be done first comes first; what is settled, in whatever state, is last.
GROUPS = {
    "returned": (State.RETURNED, "Retournées, à reprendre"),
    "drafts": (State.DRAFT, "Brouillons, pas encore envoyés"),
    "waiting": (State.PENDING, "En attente d’un collègue"),
    "settled": (None, "Réglées cette semaine"),
}


@require_safe
def mine(request: HttpRequest, contract: str) -> HttpResponse:
    """Each entry once, in the group that says what to do next."""
    held = contract_or_404(request, contract, "objectives.add_progressentry")
    today = clock.today()
    monday = today - dt.timedelta(days=today.weekday())
    this_week = Q(created_at__date__gte=monday)
    entries = ProgressEntry.objects.of_contract(held).filter(author=request.user)
    entries = entries.filter(Q(state__in=OPEN) | this_week | Q(validated_at__date__gte=monday))
    counts = {name: Count("pk", filter=_is_in(name)) for name in GROUPS}
    how_many = entries.aggregate(of_the_week=Count("pk", filter=this_week), **counts)
    rank = Case(*(When(_is_in(name), then=Value(rank)) for rank, name in enumerate(GROUPS)))
    in_order = entries.with_people().with_evidence_count().order_by(rank, "-pk")
    shown = Paginator(in_order, PER_PAGE).get_page(request.GET.get("page"))
    here = {name: list(entries) for name, entries in groupby(shown, _group_of)}
    context = {
        "monday": monday,
        "of_the_week": how_many["of_the_week"],
        "shown": shown,
        "groups": [(name, GROUPS[name][1], how_many[name], entries) for name, entries in here.items()],
    }
    return render(request, "objectives/mine.html", page(request, held, "entries", **context))


def _is_in(name: str) -> Q:
    state, _ = GROUPS[name]
    return Q(state=state) if state else ~Q(state__in=OPEN)


def _group_of(entry: ProgressEntry) -> str:
    return next((name for name, (state, _) in GROUPS.items() if entry.state == state), "settled")
