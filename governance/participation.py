"""What governance knows of an actor: where it sits, what it was invited to and whether it came, what gave it to do."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from actors.models import Actor
from governance.mobilisation import LONG
from governance.models import Decision, Invitation, Meeting, Seat
from objectives import clock
from objectives.models import Action, Contract

LATEST = 8
NOTED = [*Invitation.Attendance.choices, ("", "présence non notée")]


@dataclass(frozen=True)
class Times:
    """How many meetings ended in one state of attendance: in the last twelve months, and in all."""

    label: str
    lately: int
    total: int


@dataclass(frozen=True)
class Participation:
    seats: tuple[Seat, ...]
    attendance: tuple[Times, ...]  # of the meetings that have begun
    latest: tuple[Invitation, ...]  # those to come first
    decisions: dict[int, list[Decision]]  # that an action carries out, by its identifier

    @property
    def invited(self) -> Times:
        return Times(
            "invitations", sum(row.lately for row in self.attendance), sum(row.total for row in self.attendance)
        )


def of_actor(
    actor: Actor, contracts: Collection[Contract], *, actions: Collection[Action], now: dt.datetime
) -> Participation:
    """Four queries, whatever there is to tell; nothing of the contracts that the reader may not see.

    A meeting that was cancelled invited nobody. `actions` are those of the actor that are shown.
    """
    committees = {"committee__contract__in": contracts, "committee__is_removed": False}
    seats = Seat.objects.shown().filter(actor=actor, **committees).select_related("committee__contract")
    invitations = Invitation.objects.filter(actor=actor, meeting__committee__contract__in=contracts)
    invitations = invitations.exclude(meeting__state=Meeting.State.CANCELLED)
    latest = invitations.select_related("meeting__committee__contract").order_by("-meeting__starts_at", "-pk")
    decisions: dict[int, list[Decision]] = defaultdict(list)
    links = Decision.actions.through.objects.filter(action__in=actions)
    for link in links.select_related("decision__meeting__committee__contract").order_by("decision__meeting__starts_at"):
        decisions[link.action_id].append(link.decision)
    return Participation(
        seats=tuple(seats.order_by("committee__contract", "committee__order", "committee", "pk")),
        attendance=_attendance(invitations, now),
        latest=tuple(latest[:LATEST]),
        decisions=dict(decisions),
    )


def _attendance(invitations, now: dt.datetime) -> tuple[Times, ...]:
    """By state of attendance, without those that nobody has. The last twelve months are those of the mobilisation."""
    first = timezone.localdate(now) - LONG + dt.timedelta(days=1)
    lately = Q(meeting__starts_at__gte=clock.midnight(first))
    counts = invitations.filter(meeting__starts_at__lte=now).order_by().values("attendance")
    counts = counts.annotate(lately=Count("pk", filter=lately), total=Count("pk"))
    found = {row["attendance"]: row for row in counts}
    return tuple(
        Times(str(label), found[state]["lately"], found[state]["total"]) for state, label in NOTED if state in found
    )
