"""Own work: what came back, what was not sent, what waits, and the week."""

import datetime as dt

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from objectives import clock
from objectives.models import ProgressEntry, State
from objectives.models.states import OPEN
from objectives.views.access import contract_or_404, page

MOST = 30


@require_safe
def mine(request: HttpRequest, contract: str) -> HttpResponse:
    """Each entry once, in the group that says what to do next."""
    held = contract_or_404(request, contract, "objectives.add_progressentry")
    today = clock.today()
    monday = today - dt.timedelta(days=today.weekday())
    recent = Q(created_at__date__gte=monday) | Q(validated_at__date__gte=monday)
    entries = ProgressEntry.objects.of_contract(held).filter(author=request.user)
    entries = list(entries.filter(Q(state__in=OPEN) | recent).with_people().with_evidence_count().order_by("-pk"))
    groups = {state: [entry for entry in entries if entry.state == state] for state in OPEN}
    context = {
        "monday": monday,
        "returned": groups[State.RETURNED],
        "drafts": groups[State.DRAFT],
        "waiting": groups[State.PENDING],
        "settled": [entry for entry in entries if entry.state not in OPEN],
        "of_the_week": sum(timezone.localdate(entry.created_at) >= monday for entry in entries),
        "most": MOST,
        "first": f":{MOST}",
    }
    return render(request, "objectives/mine.html", page(request, held, "entries", **context))
