"""Two maps side by side: which actors change quadrant from one problem to the other. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from actors.quadrants import Quadrant


class Compared(Protocol):
    actor_id: int
    quadrant: Quadrant | None


class Change(StrEnum):
    """In the order in which they are told."""

    MOVED = "change de quadrant"
    ONLY_HERE = "n’est que sur la première"
    ONLY_THERE = "n’est que sur la seconde"
    WAITING = "reste à placer"
    SAME = "même quadrant"


@dataclass(frozen=True)
class Pair:
    """An actor on two maps; None where it has no card."""

    here: Compared | None
    there: Compared | None

    @property
    def either(self) -> Compared:
        return self.here or self.there

    @property
    def change(self) -> Change:
        if self.there is None:
            return Change.ONLY_HERE
        if self.here is None:
            return Change.ONLY_THERE
        if self.here.quadrant is None or self.there.quadrant is None:
            return Change.WAITING
        return Change.SAME if self.here.quadrant == self.there.quadrant else Change.MOVED


def compare(here: Iterable[Compared], there: Iterable[Compared]) -> list[Pair]:
    """Those that moved first; inside each kind of change, in the order in which the cards came."""
    order = list(Change)
    return sorted(_pairs(list(here), list(there)), key=lambda pair: order.index(pair.change))


def _pairs(here: list[Compared], there: list[Compared]) -> Iterator[Pair]:
    others = {card.actor_id: card for card in there}
    for card in here:
        yield Pair(card, others.pop(card.actor_id, None))
    for card in others.values():
        yield Pair(None, card)
