"""The rules of docs/regles.md told a second time, entry by entry; it imports nothing of the application."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

WHOLE = (None, None)  # the place of an entry that is about the territory


@dataclass
class Entry:
    place: tuple[str | None, str | None]  # EPCI, commune
    start: dt.date
    end: dt.date
    quantity: Decimal
    state: str
    replaces: "Entry | None" = None


@dataclass
class Indicator:
    baseline: Decimal
    target: Decimal
    decimals: int
    contractual: bool
    priority: bool
    ratio: bool
    level: bool
    territory: bool
    entries: list[Entry] = field(default_factory=list)  # in the order of their creation
    numbers: list[tuple[str, Decimal, dt.date]] = field(default_factory=list)  # EPCI, how many, from which day


@dataclass
class Contract:
    starts: dt.date
    ends: dt.date
    graduated: bool
    floor: Decimal
    priority_floor: Decimal
    euros: Decimal
    population: int
    communes: dict[str, list[str]]  # of each EPCI
    indicators: list[Indicator]


@dataclass(frozen=True)
class Verdict:
    amount: Decimal
    acquired: bool
    conditions: tuple[tuple[Fraction | None, Decimal | None, str | None], ...]  # attainment, missing, why not met


def verdict(contract: Contract, on: dt.date, *, all_validated: bool) -> Verdict:
    judged = [_condition(contract, one, on, all_validated) for one in contract.indicators if one.contractual]
    acquired = judged != [] and all(reason is None for _, _, reason in judged)
    cents = int(100 * contract.euros * contract.population)
    if not acquired:
        cents = 0
    elif contract.graduated:
        cents = int(cents * sum(min(share, 1) for share, _, _ in judged) / len(judged))
    return Verdict(Decimal(cents) / 100, acquired, tuple(judged))


def _condition(contract: Contract, one: Indicator, on: dt.date, all_validated: bool):
    """How far it is, what is missing in the unit officers enter, and why it is not met."""
    amended = [entry.replaces for entry in one.entries if entry.state == "pending" and entry.replaces]
    weighing = []
    for entry in one.entries:
        within = contract.starts <= entry.start and entry.end <= on and entry.end <= contract.ends
        validated = entry.state == "validated" and not (all_validated and any(entry is old for old in amended))
        if within and (validated or (all_validated and entry.state == "pending")):
            weighing.append(entry)

    one_percent = Fraction(1)
    if one.ratio:
        known = {epci: [] for epci in contract.communes}
        for epci, number, day in one.numbers:
            known[epci] += [(day, number)] if day <= on else []
        if not all(known.values()):
            return None, None, "dénominateur manquant"
        schools = sum(Fraction(max(found)[1]) for found in known.values())
        one_percent = schools / 100
    if one.level and weighing:
        total = _level(contract, one, weighing)
        if total is None:
            return None, None, "niveau manquant"
        gained = total / one_percent - Fraction(one.baseline)
    else:
        gained = sum((Fraction(entry.quantity) for entry in weighing), Fraction(0)) / one_percent

    to_gain = Fraction(one.target) - Fraction(one.baseline)
    required = Fraction(contract.priority_floor if one.priority else contract.floor) / 100 * to_gain
    short = (required - gained) * (1 if to_gain > 0 else -1)
    if short <= 0:
        return gained / to_gain, Decimal(0), None
    steps = -(-short * one_percent * 10**one.decimals // 1)
    return gained / to_gain, Decimal(steps) / 10**one.decimals, "seuil non atteint" if weighing else "aucune saisie"


def _level(contract: Contract, one: Indicator, weighing: list[Entry]) -> Fraction | None:
    def last(place) -> Fraction | None:
        found = [entry for entry in weighing if entry.place == place]
        latest = sorted(found, key=lambda entry: (entry.end, entry.start))  # stable: of equals, the last created
        return Fraction(latest[-1].quantity) if latest else None

    if one.territory:
        return last(WHOLE)
    levels: list[Fraction | None] = []
    for epci, communes in contract.communes.items():
        whole = last((epci, None))
        levels += [whole] if whole is not None or not communes else [last((epci, commune)) for commune in communes]
    return None if None in levels else sum(levels, Fraction(0))
