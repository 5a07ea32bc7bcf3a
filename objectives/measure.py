"""What was measured: from the tallies of entries to the progress of an indicator. Pure and exact.

Source of the rules: the contract's deck as read in docs/regles.md («Compter», «Ce qui compte à une date»).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Counting(StrEnum):
    INCREMENT = "increment"  # each entry adds to the ones before
    LEVEL = "level"  # each entry replaces the one before on the same perimeter


class Scope(StrEnum):
    TERRITORY = "territory"
    EPCI = "epci"  # entries of an EPCI or of one of its communes


class Standing(StrEnum):
    """How an entry weighs at a date."""

    COUNTED = "counted"
    AMENDED = "amended"  # counts until the amendment that awaits validation is validated
    PENDING = "pending"  # would count if it were validated


class Reason(StrEnum):
    """Why a condition is not met, in the contract's words."""

    NO_ENTRY = "aucune saisie"
    MISSING_DENOMINATOR = "dénominateur manquant"
    MISSING_LEVEL = "niveau manquant"
    BELOW = "seuil non atteint"


@dataclass(frozen=True)
class Tally:
    """The entries of one perimeter that weigh in the same way: their sum, and the last of them.

    `epci` and `commune` are both None for the whole territory; `epci` is given with `commune`.
    `last_at` orders levels: end of the period, start, then order of creation.
    """

    epci: int | None
    commune: int | None
    standing: Standing
    total: Decimal
    last: Decimal
    last_at: tuple[dt.date, dt.date, int]


@dataclass(frozen=True)
class Objective:
    """What an indicator asks for. Quantities are in its unit; `references` in what officers count (schools)."""

    baseline: Decimal
    target: Decimal
    counting: Counting = Counting.INCREMENT
    scope: Scope = Scope.EPCI
    decimals: int = 0
    is_priority: bool = False
    is_ratio: bool = False
    references: Mapping[int, Decimal] = field(default_factory=dict)  # EPCI → number in force


@dataclass(frozen=True)
class Measurement:
    """`progress` in the indicator's unit and `counted` in the unit officers enter; None when they cannot be known.

    `per_unit` is what one entered unit adds to the progress; `lacking` names the EPCIs without a number.
    """

    progress: Fraction | None
    counted: Fraction | None
    per_unit: Fraction | None
    reason: Reason | None = None
    lacking: tuple[int, ...] = ()


Territory = Mapping[int, Collection[int]]  # EPCI → its communes


def measure(objective: Objective, tallies: Sequence[Tally], territory: Territory) -> Measurement:
    """The progress that these tallies make.

    Impossible to judge in two cases only: a ratio of which an EPCI has no reference number, and a running level
    that some EPCI has not reported while another has. Without any entry the progress is the baseline.
    """
    if objective.counting is Counting.INCREMENT:
        start, counted, without = Fraction(objective.baseline), Fraction(sum(tally.total for tally in tallies)), ()
    else:
        start, (counted, without) = Fraction(0), _level(objective, tallies, territory)
    per_unit = Fraction(1)
    if objective.is_ratio:
        unknown = tuple(epci for epci in territory if not objective.references.get(epci))
        if unknown or not territory:
            return Measurement(None, counted, None, Reason.MISSING_DENOMINATOR, unknown)
        per_unit = Fraction(100) / Fraction(sum(objective.references[epci] for epci in territory))
    if counted is None:
        return Measurement(None, None, per_unit, Reason.MISSING_LEVEL, without)
    return Measurement(start + counted * per_unit, counted, per_unit, None if tallies else Reason.NO_ENTRY)


def parts(objective: Objective, tallies: Sequence[Tally], territory: Territory) -> dict[int, Fraction | None]:
    """What each EPCI, with its communes, brings to the progress; None when it cannot be known.

    Whenever the progress comes from entries, it is the sum of the parts, from the baseline for increments and from
    nothing for levels. Parts of a ratio are in points of the whole. An indicator of the territory has none.
    """
    if objective.scope is Scope.TERRITORY:
        return {}
    per_unit = measure(objective, tallies, territory).per_unit
    of_epcis: dict[int | None, list[Tally]] = {epci: [] for epci in territory}
    for tally in tallies:
        of_epcis.setdefault(tally.epci, []).append(tally)
    found: dict[int, Fraction | None] = {}
    for epci, of_epci in of_epcis.items():
        if objective.counting is Counting.INCREMENT:
            counted = Fraction(sum(tally.total for tally in of_epci))
        elif epci in territory:
            counted = _level(objective, of_epci, {epci: territory[epci]})[0] if of_epci else None
        else:
            continue
        found[epci] = None if per_unit is None or counted is None else counted * per_unit
    return found


def _level(
    objective: Objective, tallies: Sequence[Tally], territory: Territory
) -> tuple[Fraction | None, tuple[int, ...]]:
    """The last levels, summed once every EPCI has one, itself or through all its communes; the baseline before any."""
    if not tallies:
        return Fraction(objective.baseline), ()
    last: dict[tuple[int | None, int | None], Tally] = {}
    for tally in tallies:
        place = (tally.epci, tally.commune)
        if place not in last or last[place].last_at < tally.last_at:
            last[place] = tally
    if objective.scope is Scope.TERRITORY:
        whole = last.get((None, None))
        return (Fraction(whole.last) if whole else None), ()
    total, without = Fraction(0), []
    for epci, communes in territory.items():
        places = [(epci, None)] if (epci, None) in last else [(epci, commune) for commune in communes]
        if places and all(place in last for place in places):
            total += sum(Fraction(last[place].last) for place in places)
        else:
            without.append(epci)
    return (None if without else total), tuple(without)
