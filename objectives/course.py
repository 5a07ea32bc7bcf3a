"""What was measured, day after day: the progress of an indicator as a staircase. Pure and exact.

The last step is the dashboard's own figure, since both measure the same tallies (objectives/measure.py).
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Generic, TypeVar

from objectives.measure import Measurement, Objective, Standing, Tally, Territory, measure, parts

V = TypeVar("V")
Reference = tuple[dt.date, int, Decimal]  # from which day, EPCI, how many there are


@dataclass(frozen=True)
class Course(Generic[V]):
    """A value that changes on some days and holds from one to the next.

    The first day is `dt.date.min`: what held before anything was reported.
    """

    days: tuple[dt.date, ...]
    values: tuple[V, ...]

    def at(self, day: dt.date) -> V:
        return self.values[bisect_right(self.days, day) - 1]


@dataclass(frozen=True)
class Record:
    """What was reported of one indicator: the entries that weigh on a day, each tally of a single period end.

    `objective` is that of the day, `references` the numbers known until then, in order. The progress of an earlier day
    is what the dashboard of that day shows: the same measure of the same entries, with the references then in force.
    """

    objective: Objective
    tallies: Sequence[Tally]
    references: Sequence[Reference]
    territory: Territory

    @cached_property
    def validated(self) -> Course[Measurement]:
        return self._course(measure, Standing.PENDING)

    @cached_property
    def if_validated(self) -> Course[Measurement]:
        """As if all that awaits validation were validated."""
        return self._course(measure, Standing.AMENDED)

    @cached_property
    def parts(self) -> dict[int, Course[Fraction | None]]:
        """What each EPCI brings, in the indicator's unit; at every day they add up to the progress (measure.parts)."""
        return self._by_epci(self._course(parts, Standing.PENDING))

    def _by_epci(self, whole: Course[Mapping[int, Fraction | None]]) -> dict[int, Course[Fraction | None]]:
        found = dict.fromkeys(epci for value in whole.values for epci in value)
        return {epci: Course(whole.days, tuple(value.get(epci) for value in whole.values)) for epci in found}

    def _course(self, of: Callable[[Objective, Sequence[Tally], Territory], V], without: Standing) -> Course[V]:
        days, values = zip(
            *((day, of(objective, tallies, self.territory)) for day, objective, tallies in self._days(without)),
            strict=True,
        )
        return Course(days, values)

    def _days(self, without: Standing) -> Iterator[tuple[dt.date, Objective, list[Tally]]]:
        """Each day on which something changes, with the references in force and one tally for each perimeter."""
        held: dict[tuple[int | None, int | None], Tally] = {}
        known: dict[int, Decimal] = {}
        objective = replace(self.objective, references={})
        yield dt.date.min, objective, []
        changes: list[tuple[dt.date, Tally | Reference]] = [
            *((reference[0], reference) for reference in self.references),
            *((tally.last_at[0], tally) for tally in self.tallies if tally.standing is not without),
        ]
        for day, group in groupby(sorted(changes, key=_of_day), key=_of_day):
            for _, change in group:
                if isinstance(change, Tally):
                    place = (change.epci, change.commune)
                    held[place] = _together(held[place], change) if place in held else change
                else:
                    known = known | {change[1]: change[2]}
                    objective = replace(self.objective, references=known)
            yield day, objective, list(held.values())


def _of_day(change: tuple[dt.date, object]) -> dt.date:
    return change[0]


def _together(one: Tally, other: Tally) -> Tally:
    last = one if one.last_at >= other.last_at else other  # dataclasses.replace would take most of a page's time
    return Tally(last.epci, last.commune, last.standing, one.total + other.total, last.last, last.last_at)
