"""The entries of one period, all at once: what each cell holds, and what typing over it would mean. Pure.

A cell is one indicator on one place. It works on whatever has the attributes of an entry; nothing is asked of the
database and nothing is stored.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from objectives.measure import Counting, Scope


class Meaning(StrEnum):
    """What a figure typed in a cell makes."""

    ENTRY = "entry"  # a new entry
    REVISION = "revision"  # the correction of one's own entry, still open
    AMENDMENT = "amendment"  # an amendment of the validated entry
    NOTHING = "nothing"  # read-only: somebody else's, several entries, other dates or the other scale


@dataclass(frozen=True)
class Place:
    """The whole territory (both None), an EPCI, or a commune with its EPCI."""

    epci: int | None = None
    commune: int | None = None

    @property
    def code(self) -> str:
        return f"c{self.commune}" if self.commune else f"e{self.epci}" if self.epci else "t"


@dataclass(frozen=True)
class Cell:
    indicator: Any
    place: Place
    meaning: Meaning
    entries: tuple[Any, ...]  # those of the period on this place
    within: tuple[Any, ...]  # those of the period on the other scale: an EPCI's communes, or a commune's EPCI
    last: Decimal | None  # the figure of the period before

    @property
    def code(self) -> str:
        return f"{self.indicator.pk}-{self.place.code}"

    @property
    def token(self) -> str:
        """Changes as soon as somebody saves something in this cell."""
        return ".".join(f"{entry.pk}:{entry.version}" for entry in sorted(self.entries + self.within, key=_order))

    @property
    def figure(self) -> Decimal | None:
        """What is already there: the figure to type over, or the sum when there are several."""
        if self.meaning in (Meaning.REVISION, Meaning.AMENDMENT):
            return self.entries[0].quantity
        there = self.entries or self.within
        return sum((entry.quantity for entry in there), Decimal(0)) if there else None

    @property
    def unchanged(self) -> Decimal | None:
        """What «aucun changement» stands for: nothing more, or the last level again."""
        return self.last if self.indicator.counting == Counting.LEVEL else Decimal(0)


def cells(
    indicators: Sequence[Any],
    places: Mapping[Scope, Sequence[Place]],
    period: tuple[dt.date, dt.date],
    entries: Iterable[Any],
    author: int,
) -> dict[str, Cell]:
    """One cell for each indicator and place of its scope, by code, in reading order.

    `entries` are all those of these indicators, in whatever state but withdrawn or replaced.
    """
    on_place: dict[tuple[int, Place], list[Any]] = defaultdict(list)
    on_epci: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for entry in entries:
        place = place_of(entry)
        on_place[entry.indicator_id, place].append(entry)
        if place.epci:
            on_epci[entry.indicator_id, place.epci].append(entry)
    found = {}
    for indicator in indicators:
        for place in places[Scope(indicator.scope)]:
            here = on_place[indicator.pk, place]
            other_scale = [
                entry
                for entry in on_epci.get((indicator.pk, place.epci), ())
                if bool(entry.commune_id) != bool(place.commune)
            ]
            cell = _cell(indicator, place, period, here, other_scale, author)
            found[cell.code] = cell
    return found


def place_of(entry: Any) -> Place:
    return Place(entry.commune.epci_id if entry.commune_id else entry.epci_id, entry.commune_id)


def _cell(indicator, place, period, here, other_scale, author: int) -> Cell:
    start, end = period
    crossing = _latest(entry for entry in here if entry.period_start <= end and entry.period_end >= start)
    within = _latest(entry for entry in other_scale if entry.period_start <= end and entry.period_end >= start)
    earlier = _latest(entry for entry in here if entry.period_end == start - dt.timedelta(days=1))
    return Cell(
        indicator=indicator,
        place=place,
        meaning=_meaning(crossing, within, period, author),
        entries=crossing,
        within=within,
        last=sum((entry.quantity for entry in earlier), Decimal(0)) if earlier else None,
    )


def _meaning(entries: tuple[Any, ...], within: tuple[Any, ...], period, author: int) -> Meaning:
    if not entries:
        return Meaning.NOTHING if within else Meaning.ENTRY
    [first, *others] = entries
    if others or (first.period_start, first.period_end) != period:
        return Meaning.NOTHING
    if first.is_open:
        return Meaning.REVISION if first.author_id == author else Meaning.NOTHING
    return Meaning.AMENDMENT


def _latest(entries: Iterable[Any]) -> tuple[Any, ...]:
    """Without those that an open amendment would replace: it stands for them."""
    kept = sorted(entries, key=_order)
    replaced = {entry.replaces_id for entry in kept}
    return tuple(entry for entry in kept if entry.pk not in replaced)


def _order(entry: Any) -> int:
    return entry.pk
