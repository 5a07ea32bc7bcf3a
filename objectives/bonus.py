"""Whether the conditional aid is due, how much, and why. Pure and exact: Fractions, never floats, nothing rounded
before it is compared.

Source of the rules: the contract's deck as read in docs/regles.md («La condition du bonus»).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

from objectives.french import truncated
from objectives.measure import Measurement, Objective, Reason


class Rule(StrEnum):
    ALL_OR_NOTHING = "all_or_nothing"
    GRADUATED = "graduated"


@dataclass(frozen=True)
class Terms:
    """The figures of a contract. Thresholds are shares (3/5); the maximum is in euros."""

    rule: Rule
    threshold: Fraction
    priority_threshold: Fraction
    maximum: Decimal


@dataclass(frozen=True)
class Condition:
    """One objective held against its threshold.

    `attainment` and `required` are shares. `missing` is in the unit officers enter, rounded up to their decimals,
    without sign; it is 0 when the condition is met and None when it cannot be known.
    """

    objective: Objective
    measured: Measurement
    attainment: Fraction | None
    required: Fraction
    met: bool
    missing: Decimal | None
    reason: Reason | None


@dataclass(frozen=True)
class Assessment:
    """The verdict: all conditions met or not, and the amount in euros, truncated to the cent."""

    terms: Terms
    conditions: tuple[Condition, ...]
    acquired: bool
    amount: Decimal

    @property
    def met(self) -> int:
        return sum(condition.met for condition in self.conditions)


def judge(objective: Objective, measured: Measurement, terms: Terms) -> Condition:
    """attainment = (progress − baseline) / (target − baseline), met from the threshold on.

    The target differs from the baseline (a constraint of the database); a target below it is a decrease to reach.
    """
    required = terms.priority_threshold if objective.is_priority else terms.threshold
    attainment, missing = attained(objective, measured), lacking(objective, measured, required)
    met = attainment is not None and attainment >= required
    reason = None if met else measured.reason or Reason.BELOW
    return Condition(objective, measured, attainment, required, met, missing, reason)


def attained(objective: Objective, measured: Measurement) -> Fraction | None:
    """The share of the way from the baseline to the target; None when it cannot be known."""
    if measured.progress is None:
        return None
    baseline = Fraction(objective.baseline)
    return (measured.progress - baseline) / (Fraction(objective.target) - baseline)


def lacking(objective: Objective, measured: Measurement, share: Fraction) -> Decimal | None:
    """What must still be entered to reach a share of the way, as `Condition.missing` says it."""
    attainment = attained(objective, measured)
    if attainment is None:
        return None
    if attainment >= share:
        return Decimal(0)
    span = Fraction(objective.target) - Fraction(objective.baseline)
    short = abs((share - attainment) * span / measured.per_unit)
    return Decimal(ceil(short * 10**objective.decimals)).scaleb(-objective.decimals)


def assess(terms: Terms, conditions: Sequence[Condition]) -> Assessment:
    """Nothing is due unless every condition is met; a contract without any condition never acquires anything.

    `all_or_nothing` then pays the maximum; `graduated` pays it times the mean of the attainments, each capped at 1,
    so that no objective makes up for another.
    """
    acquired = bool(conditions) and all(condition.met for condition in conditions)
    if not acquired:
        share = Fraction(0)
    elif terms.rule is Rule.GRADUATED:
        share = sum((min(condition.attainment, Fraction(1)) for condition in conditions), Fraction(0)) / len(conditions)
    else:
        share = Fraction(1)
    return Assessment(terms, tuple(conditions), acquired, truncated(share * Fraction(terms.maximum), 2))
