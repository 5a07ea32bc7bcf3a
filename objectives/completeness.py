"""Who has entered what for which period: one row for each indicator and place, one cell for each period. Pure.

It works on whatever has the attributes of an entry and of an indicator; the frequency of an indicator says which
periods are awaited, and an indicator without frequency is never late (docs/regles.md, «Saisir»).
"""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from objectives.grid import Place, place_of
from objectives.periods import Period, label_of

MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class Stage(StrEnum):
    """How far the entries of a cell are: the least advanced of them, as that is what remains to be done."""

    VALIDATED = "validated"
    PENDING = "pending"
    RETURNED = "returned"
    DRAFT = "draft"
    MISSING = "missing"  # awaited, and nothing is entered since, then or for the rest of it
    SKIPPED = "skipped"  # awaited, and nothing is entered, but a later period is
    NOTHING = "nothing"  # nothing is entered, and nothing is awaited


ENTERED = (Stage.VALIDATED, Stage.PENDING)  # what was sent; a draft or a returned entry is still to come
LEAST_FIRST = (Stage.DRAFT, Stage.RETURNED, Stage.PENDING, Stage.VALIDATED)


HALVES = {(1, 1, 6, 30): "1er semestre", (7, 1, 12, 31): "2e semestre"}


def label(period: Period) -> str:
    start, end = period
    half = HALVES.get((start.month, start.day, end.month, end.day))
    return f"{half} {start.year}" if half and start.year == end.year else label_of(start, end)


@dataclass(frozen=True)
class Cell:
    """`months` is how many of the months shown it covers; `until`, the last day entered of one awaited in part."""

    period: Period
    months: int
    stage: Stage
    entries: tuple[Any, ...]
    until: dt.date | None = None

    @property
    def label(self) -> str:
        return label(self.period)

    @property
    def authors(self) -> list[str]:
        return list(dict.fromkeys(str(entry.author) for entry in self.entries))


@dataclass(frozen=True)
class Row:
    """`owed` are the awaited periods that go on after the last day that was entered, the oldest first; `silence`
    is how many whole months ended without anything since then, None when nothing was ever entered."""

    indicator: Any
    place: Place
    cells: tuple[Cell, ...]
    owed: tuple[Period, ...]
    silence: int | None
    is_done: bool  # an objective that is done once, and is

    @property
    def is_late(self) -> bool:
        return bool(self.owed)

    @property
    def is_long(self) -> bool:
        return len(self.owed) > 1

    @property
    def authors(self) -> list[str]:
        return list(dict.fromkeys(author for cell in self.cells for author in cell.authors))

    @property
    def owed_label(self) -> str:
        return label(self.owed[-1])


def periods_of(frequency: str, first: dt.date, last: dt.date) -> list[Period]:
    """The months, quarters, half-years or years of the calendar between two days, which cut the outer ones."""
    length, found, start = MONTHS_OF[frequency], [], first
    while start <= last:
        month = start.month + (-start.month) % length
        end = min(last, dt.date(start.year, month, calendar.monthrange(start.year, month)[1]))
        found.append((start, end))
        start = end + dt.timedelta(days=1)
    return found


def follow(
    indicator: Any, place: Place, entries: Sequence[Any], months: Sequence[Period], contract: Period, on: dt.date
) -> Row:
    """The row of an indicator on a place: what is awaited is over on the day `on`, `months` are those shown.

    Nothing is awaited of a commune by itself: its EPCI may enter for it.
    """
    done_on = min((entry.period_end for entry in entries if _does(indicator, entry)), default=None)
    calendar_of = periods_of(indicator.frequency or "month", *contract)
    due = [
        period
        for period in calendar_of
        if indicator.frequency and not place.commune and period[1] <= on and (not done_on or period[0] <= done_on)
    ]
    sent = [entry for entry in entries if entry.state in ENTERED]
    last_sent = max((entry.period_end for entry in sent), default=None)
    silent = [
        month for month in periods_of("month", *contract) if last_sent and last_sent < month[0] and month[1] <= on
    ]
    shown = [(period, sum(period[0] <= month[0] <= period[1] for month in months)) for period in calendar_of]
    owed = () if done_on else tuple(period for period in due if last_sent is None or period[1] > last_sent)
    return Row(
        indicator=indicator,
        place=place,
        cells=tuple(_cell(period, number, entries, due, owed) for period, number in shown if number),
        owed=owed,
        silence=None if last_sent is None else len(silent),
        is_done=done_on is not None,
    )


def rows(
    indicators: Iterable[Any],
    places: Mapping[str, Sequence[Place]],
    entries: Iterable[Any],
    months: Sequence[Period],
    contract: Period,
    on: dt.date,
) -> tuple[list[Row], list[Row]]:
    """The rows of each place of an indicator's scope, where the entries of an EPCI's communes count for it; and the
    rows of the communes that have entries of their own."""
    whole: dict[tuple[int, Place], list[Any]] = defaultdict(list)
    alone: dict[tuple[int, Place], list[Any]] = defaultdict(list)
    for entry in entries:
        place = place_of(entry)
        whole[entry.indicator_id, Place(place.epci)].append(entry)
        if place.commune:
            alone[entry.indicator_id, place].append(entry)
    indicators = list(indicators)
    wide = [
        follow(indicator, place, whole[indicator.pk, place], months, contract, on)
        for indicator in indicators
        for place in places[indicator.scope]
    ]
    by_commune = [
        follow(indicator, place, found, months, contract, on)
        for indicator in indicators
        for (pk, place), found in alone.items()
        if pk == indicator.pk
    ]
    return wide, by_commune


def _does(indicator: Any, entry: Any) -> bool:
    return indicator.is_binary and entry.quantity == 1 and entry.state in ENTERED


def _cell(period: Period, months: int, entries: Sequence[Any], due: Sequence[Period], owed: Sequence[Period]) -> Cell:
    here = tuple(entry for entry in entries if entry.period_start <= period[1] and entry.period_end >= period[0])
    sent = (entry.period_end for entry in here if entry.state in ENTERED and period in owed)
    until = max(sent, default=None)
    if here:
        stage = min((Stage(entry.state) for entry in here), key=LEAST_FIRST.index)
        stage = Stage.MISSING if until and stage in ENTERED else stage
    else:
        stage = Stage.MISSING if period in owed else Stage.SKIPPED if period in due else Stage.NOTHING
    return Cell(period, months, stage, here, until)
