"""Where two levels put an actor on a map, and what is to be done with it there. Pure.

Source: the contract's deck, page «Massifier les rénovations énergétiques».
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

LOWEST, LAST_LOW, HIGHEST = 1, 2, 4  # levels 1 and 2 are low, 3 and 4 high: every actor is in exactly one quadrant
LEVELS = range(LOWEST, HIGHEST + 1)
MOST_ON_A_SHEET = 24  # cards one below the other, on A4 turned sideways


class Quadrant(StrEnum):
    """What to do with an actor, in the deck's words."""

    INFORM = "INFORMER"
    ENGAGE = "ENGAGER"
    SATISFY = "SATISFAIRE"
    WATCH = "VEILLER"


WHO = {
    Quadrant.INFORM: "Très concerné, peu influent",
    Quadrant.ENGAGE: "Très concerné, très influent",
    Quadrant.SATISFY: "Peu concerné, très influent",
    Quadrant.WATCH: "Peu concerné, peu influent",
}
HIGH = {  # whether the interest is high, then the influence: what a quadrant is
    Quadrant.INFORM: (True, False),
    Quadrant.ENGAGE: (True, True),
    Quadrant.SATISFY: (False, True),
    Quadrant.WATCH: (False, False),
}
_OF = {sides: quadrant for quadrant, sides in HIGH.items()}
READING = (Quadrant.INFORM, Quadrant.ENGAGE, Quadrant.WATCH, Quadrant.SATISFY)  # the board, line after line


def quadrant(interest: int, influence: int) -> Quadrant:
    """Both levels are whole, from 1 to 4; a ValueError otherwise."""
    if interest not in LEVELS or influence not in LEVELS:
        raise ValueError(f"levels from {LOWEST} to {HIGHEST}, not {interest} and {influence}")
    return _OF[interest > LAST_LOW, influence > LAST_LOW]


class Position(NamedTuple):
    interest: int
    influence: int
    is_confirmed: bool = False

    @property
    def quadrant(self) -> Quadrant:
        return quadrant(self.interest, self.influence)

    @property
    def where(self) -> str:
        return f"intérêt {self.interest}, influence {self.influence} ({self.quadrant})"

    def __str__(self) -> str:
        return f"{self.where}, {'confirmée' if self.is_confirmed else 'à confirmer'}"


class Placed(Protocol):
    interest: int | None
    influence: int | None


@dataclass(frozen=True)
class Cell:
    interest: int
    influence: int
    cards: tuple


@dataclass(frozen=True)
class Zone:
    """A quadrant of the board: its four cells, the most interested first, then from the least influential."""

    quadrant: Quadrant
    cells: tuple[Cell, ...]

    @property
    def who(self) -> str:
        return WHO[self.quadrant]

    @property
    def count(self) -> int:
        return sum(len(cell.cards) for cell in self.cells)


def is_crowded(zones: Iterable[Zone]) -> bool:
    """Whether a sheet of paper is too small: each line of the board is as tall as the fullest of its cells."""
    fullest: dict[int, int] = defaultdict(int)
    for cell in (cell for zone in zones for cell in zone.cells):
        fullest[cell.interest] = max(fullest[cell.interest], len(cell.cards))
    return sum(fullest.values()) > MOST_ON_A_SHEET


def board(cards: Iterable[Placed]) -> tuple[Zone, ...]:
    """The four zones in reading order. Cards keep their order; those without a position are in none."""
    held = defaultdict(list)
    for card in cards:
        if card.interest is not None:
            held[card.interest, card.influence].append(card)
    return tuple(
        Zone(
            zone,
            tuple(
                Cell(interest, influence, tuple(held[interest, influence]))
                for interest in reversed(LEVELS)
                for influence in LEVELS
                if quadrant(interest, influence) == zone
            ),
        )
        for zone in READING
    )
