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

from objectives import periods
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
    period: periods.Period
    entries: tuple[Any, ...]  # those of the period on this place
    within: tuple[Any, ...]  # those of the period on the other scale: an EPCI's communes, or a commune's EPCI
    earlier: tuple[Any, ...]  # those that make the last figure before the period, however long before

    @property
    def code(self) -> str:
        return f"{self.indicator.pk}-{self.place.code}"

    @property
    def token(self) -> str:
        """Changes as soon as somebody saves something in this cell; ends with the figure shown, in thousandths."""
        held = ".".join(f"{entry.pk}:{entry.version}" for entry in sorted(self.entries + self.within, key=_order))
        return f"{held}={thousandths(self.figure)}" if held else ""

    @property
    def figure(self) -> Decimal | None:
        """What is already there: the figure to type over, or the sum, with what the communes of an EPCI have.

        What its EPCI has is no figure of a commune.
        """
        if self.meaning in (Meaning.REVISION, Meaning.AMENDMENT):
            return self.entries[0].quantity
        return _total(self.indicator, self.entries if self.place.commune else self.entries + self.within)

    @property
    def inside(self) -> Decimal | None:
        """Of an EPCI, what its communes have."""
        return None if self.place.commune else _total(self.indicator, self.within)

    @property
    def notes(self) -> list[tuple[Any, str]]:
        """Its own entries, each with its dates when they go beyond the period: it counts whole all the same."""
        return [(entry, self._beyond(entry)) for entry in self.entries]

    @property
    def notes_within(self) -> list[tuple[Any, str]]:
        return [(entry, self._beyond(entry)) for entry in self.within]

    @property
    def beyond_within(self) -> str:
        """The dates of those of its communes that go beyond the period."""
        found = [entry for entry in self.within if self._beyond(entry)]
        if not found:
            return ""
        return periods.label_of(min(one.period_start for one in found), max(one.period_end for one in found))

    def _beyond(self, entry: Any) -> str:
        start, end = self.period
        inside = start <= entry.period_start and entry.period_end <= end
        return "" if inside else periods.label_of(entry.period_start, entry.period_end)

    @property
    def last(self) -> Decimal | None:
        """The figure that was last entered for before."""
        return _total(self.indicator, self.earlier)

    @property
    def last_label(self) -> str:
        """The dates of that figure, when they are not those of the period just before."""
        known = {(entry.period_start, entry.period_end) for entry in self.earlier}
        if not known or known == {periods.before(self.period)}:
            return ""
        return periods.label_of(min(start for start, _ in known), max(end for _, end in known))

    @property
    def last_states(self) -> list[str]:
        """How far that figure is, where it is not validated."""
        open_ones = (entry for entry in self.earlier if entry.is_open)
        return list(dict.fromkeys(entry.get_state_display() for entry in open_ones))

    @property
    def last_is_mixed(self) -> bool:
        return len({bool(entry.is_open) for entry in self.earlier}) > 1

    @property
    def unchanged(self) -> Decimal | None:
        """What «aucun changement» stands for where nothing is entered."""
        return self.same_again if self.meaning is Meaning.ENTRY else None

    @property
    def same_again(self) -> Decimal | None:
        """Nothing more, or its own last level again; None when there is no such level."""
        if self.indicator.counting == Counting.INCREMENT:
            return Decimal(0)
        return self.last if all(place_of(entry) == self.place for entry in self.earlier) else None


def cells(
    indicators: Sequence[Any],
    places: Mapping[Scope, Sequence[Place]],
    period: tuple[dt.date, dt.date],
    entries: Iterable[Any],
    author: int,
) -> dict[str, Cell]:
    """One cell for each indicator and place of its scope, by code, in reading order.

    `entries` are the standing ones of these indicators: at least those that cross the period and, of each place, those
    that end last before it.
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

    def crosses(entry: Any) -> bool:
        return entry.period_start <= end and entry.period_end >= start

    def is_earlier(entry: Any) -> bool:
        return entry.period_end < start

    entries, within = _latest(filter(crosses, here)), _latest(filter(crosses, other_scale))
    return Cell(
        indicator=indicator,
        place=place,
        meaning=_meaning(entries, within, period, author),
        period=period,
        entries=entries,
        within=within,
        # What an EPCI was is the sum of its communes when they were entered; a commune is not its EPCI.
        earlier=_before(indicator, filter(is_earlier, here if place.commune else [*here, *other_scale])),
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


def _before(indicator: Any, entries: Iterable[Any]) -> tuple[Any, ...]:
    """Of a level, the last one of each place; of increments, those that end last."""
    kept = _last(indicator, entries)
    if indicator.counting == Counting.LEVEL or not kept:
        return kept
    day = max(entry.period_end for entry in kept)
    return tuple(entry for entry in kept if entry.period_end == day)


def _last(indicator: Any, entries: Iterable[Any]) -> tuple[Any, ...]:
    """Of a level, the last one of each place; of increments, all."""
    kept = _latest(entries)
    if indicator.counting == Counting.INCREMENT:
        return kept
    in_time = sorted(kept, key=lambda entry: (entry.period_end, entry.period_start, entry.pk))
    return tuple({place_of(entry): entry for entry in in_time}.values())


def _total(indicator: Any, entries: Iterable[Any]) -> Decimal | None:
    there = _last(indicator, entries)
    return sum((entry.quantity for entry in there), Decimal(0)) if there else None


def thousandths(quantity: Decimal | None) -> str:
    """«12500» for 12.5, however many zeros follow; nothing for nothing."""
    return "" if quantity is None else str(int(quantity * 1000))


def _order(entry: Any) -> int:
    return entry.pk
