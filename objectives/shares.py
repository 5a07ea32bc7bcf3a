"""What each EPCI and each commune brings to an indicator, on a day. Pure and exact.

Everything is in what officers enter (schools, for a share of the schools): that adds up without a denominator.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from objectives.course import Record
from objectives.measure import Counting, Standing, Tally, parts


class Cover(StrEnum):
    """Whether something was said of a commune."""

    OWN = "own"  # entries of its own count
    WITH = "with"  # its EPCI's entries count for it
    WAITING = "waiting"  # only what awaits validation, its own or its EPCI's, speaks of it
    NONE = "none"


@dataclass(frozen=True)
class Share:
    """`brought` is None when nothing counts there; `of_whole` also when the whole is nothing or is not known.

    `awaited` is what validating all that `waits` would add; None when nothing does, or as long as it is not known.
    """

    name: str
    brought: Fraction | None
    of_whole: Fraction | None
    last: dt.date | None
    waits: bool
    awaited: Fraction | None = None
    cover: Cover = Cover.OWN


@dataclass(frozen=True)
class EpciShare:
    """An EPCI with its communes, and what it reported itself. `out_of` is how many there are of what a ratio counts."""

    whole: Share
    own: Share
    communes: tuple[Share, ...]
    out_of: Fraction | None

    @property
    def uncovered(self) -> int:
        return self._how_many(Cover.NONE)

    @property
    def awaited(self) -> int:
        return self._how_many(Cover.WAITING)

    def _how_many(self, cover: Cover) -> int:
        return sum(commune.cover is cover for commune in self.communes)


@dataclass(frozen=True)
class Shares:
    """`total` is what they bring together; None when nothing counts anywhere, or as long as one part is not known."""

    epcis: tuple[EpciShare, ...]
    total: Fraction | None


Names = Mapping[int, tuple[str, Mapping[int, str]]]  # EPCI → its name, and its communes' in the order of the screen


def shares(record: Record, on: dt.date, names: Names) -> Shares:
    """In the order of `names`. The EPCIs add up to the whole; each EPCI is its own entries and its communes'."""
    counted = [tally for tally in record.tallies if tally.standing is not Standing.PENDING and tally.last_at[0] <= on]
    validated = [tally for tally in record.tallies if tally.standing is not Standing.AMENDED]
    waiting = {(tally.epci, tally.commune) for tally in record.tallies if tally.standing is Standing.PENDING}
    places, places_then = _by_place(counted), _by_place(validated)
    levels = record.objective.counting is Counting.LEVEL
    objective = replace(record.objective, is_ratio=False)
    brought = parts(objective, counted, record.territory)
    brought_then = parts(objective, validated, record.territory)
    total = _total(brought.values())

    def share(name: str, value: Fraction | None, then: Fraction | None, found, waits: bool, cover=Cover.OWN) -> Share:
        last = max((tally.last_at[0] for tally in found), default=None)
        of_whole = value / total if value is not None and total else None
        known = then is not None and (value is not None or not found)
        awaited = then - (value or 0) if waits and known else None
        return Share(name, value, of_whole, last, waits, awaited, cover)

    def place(name: str, key: tuple[int, int | None], cover: Cover = Cover.OWN) -> Share:
        found = places.get(key, ())
        then = _amount(places_then.get(key, ()), levels)
        return share(name, _amount(found, levels), then, found, key in waiting, cover)

    result = []
    for epci, (name, communes) in ({pk: ("Hors contrat", {}) for pk in brought if pk not in names} | names).items():
        keys = [(epci, None), *((epci, commune) for commune in communes)]
        found = [tally for tally in counted if tally.epci == epci]
        of_epci = brought.get(epci) if found else None
        said, awaited = (epci, None) in places, (epci, None) in waiting
        covers = {key[1]: _cover(key in places, said, awaited or key in waiting) for key in keys[1:]}
        result.append(
            EpciShare(
                whole=share(name, of_epci, brought_then.get(epci), found, any(key in waiting for key in keys)),
                own=place(name, (epci, None)),
                communes=tuple(place(called, (epci, pk), covers[pk]) for pk, called in communes.items()),
                out_of=_reference(record, epci),
            )
        )
    return Shares(tuple(result), total if counted else None)


def _by_place(tallies: Sequence[Tally]) -> dict[tuple[int | None, int | None], list[Tally]]:
    places: dict[tuple[int | None, int | None], list[Tally]] = defaultdict(list)
    for tally in tallies:
        places[tally.epci, tally.commune].append(tally)
    return places


def _cover(own: bool, said: bool, waits: bool) -> Cover:
    return Cover.OWN if own else Cover.WITH if said else Cover.WAITING if waits else Cover.NONE


def _amount(tallies: Sequence[Tally], levels: bool) -> Fraction | None:
    if not tallies:
        return None
    if levels:
        return Fraction(max(tallies, key=lambda tally: tally.last_at).last)
    return sum((Fraction(tally.total) for tally in tallies), Fraction(0))


def _total(values) -> Fraction | None:
    """None as long as one of them is not known."""
    values = list(values)
    return None if None in values else sum(values, Fraction(0))


def _reference(record: Record, epci: int) -> Fraction | None:
    number = record.objective.references.get(epci) if record.objective.is_ratio else None
    return None if number is None else Fraction(number)
