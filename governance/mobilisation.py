"""Whether those whom the maps say to engage have a seat, are invited and come."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from actors.models import Actor, Card, Problem
from actors.quadrants import Quadrant
from governance.models import Invitation, Meeting, Seat
from objectives import clock
from objectives.models import Contract

LONG = dt.timedelta(days=365)


@dataclass(frozen=True)
class Engaged:
    """An actor that one map says to engage. `invited_on` and `came_on` are the last days it was, whenever that was."""

    actor: Actor
    problem: Problem
    has_seat: bool
    invited_on: dt.date | None
    came_on: dt.date | None
    on: dt.date

    @property
    def invited_lately(self) -> bool:
        return self.invited_on is not None and self.invited_on > self.on - LONG

    @property
    def came_lately(self) -> bool:
        return self.came_on is not None and self.came_on > self.on - LONG

    @property
    def is_missing(self) -> bool:
        return not (self.has_seat and self.invited_lately and self.came_lately)


def engaged(contract: Contract, *, on: dt.date) -> list[Engaged]:
    """Every actor to engage, problem by problem: three queries, whatever their number."""
    cards = _to_engage(_cards(contract))
    actors = {card.actor_id for card in cards}
    seats = set(Seat.objects.of_contract(contract).filter(actor__in=actors).values_list("actor", flat=True))
    days = _days(contract, actors, on)
    return [
        Engaged(
            card.actor,
            card.problem,
            card.actor_id in seats,
            _day(days, card.actor_id, "invited"),
            _day(days, card.actor_id, "came"),
            on,
        )
        for card in cards
    ]


def never_invited(contract: Contract, *, problem: Problem | None = None) -> list[Card]:
    """The cards of those to engage whom no meeting ever called: one query, which stops at the first that did."""
    called = Invitation.objects.filter(actor=OuterRef("actor"), meeting__committee__contract=contract)
    cards = _cards(contract).filter(~Exists(called.exclude(meeting__state=Meeting.State.CANCELLED)))
    return _to_engage(cards.filter(problem=problem) if problem else cards)


def _cards(contract: Contract) -> QuerySet[Card]:
    cards = Card.objects.filter(problem__incontournable__contract=contract)
    return cards.select_related("problem__incontournable__contract", "actor__epci")


def _to_engage(cards: Iterable[Card]) -> list[Card]:
    return [card for card in cards if card.quadrant is Quadrant.ENGAGE]


def _days(contract: Contract, actors: Iterable[int], on: dt.date) -> dict[int, dict[str, dt.datetime | None]]:
    """For each actor who ever was invited, when it last was, and when it last came by that day; a meeting that was
    cancelled is none. One query that the database groups: years of meetings are tens of thousands of invitations.
    """
    over = clock.midnight(on + dt.timedelta(days=1))
    rows = (
        Invitation.objects.filter(meeting__committee__contract=contract, actor__in=actors)
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .order_by()
        .values("actor")
        .annotate(
            invited=Max("meeting__starts_at"),
            came=Max("meeting__starts_at", filter=Q(attendance__in=Invitation.CAME, meeting__starts_at__lt=over)),
        )
    )
    return {row["actor"]: row for row in rows}


def _day(days: dict[int, dict[str, dt.datetime | None]], actor: int, name: str) -> dt.date | None:
    moment = days[actor][name] if actor in days else None
    return moment and timezone.localdate(moment)
