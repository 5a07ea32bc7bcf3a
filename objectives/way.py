"""The cheapest way to the bonus: every condition not met, the nearest first, and the euros that hang on them."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from objectives import bonus
from objectives.dashboard import Dashboard, Line
from objectives.trajectory import State


@dataclass(frozen=True)
class Way:
    """`legs` can be judged and go from the nearest to the farthest; `unknown` ask for a number first."""

    legs: tuple[Line, ...]
    unknown: tuple[Line, ...]
    at_stake: tuple[tuple[bonus.Rule, Decimal], ...]  # under each rule, if all of them just reached their condition


def way(board: Dashboard) -> Way:
    missing = [line for line in board.lines if not line.condition.met]
    legs = [line for line in missing if line.state is not State.UNKNOWN]
    just = [_just_met(line.condition) for line in board.lines]
    terms = board.assessment.terms
    return Way(
        legs=tuple(sorted(legs, key=distance)),
        unknown=tuple(line for line in missing if line.state is State.UNKNOWN),
        at_stake=tuple((rule, bonus.assess(replace(terms, rule=rule), just).amount) for rule in bonus.Rule),
    )


def distance(line: Line) -> Fraction:
    """The share of the way to the condition, not to the target, that is still to go: 1 when nothing is done."""
    return 1 - line.condition.attainment / line.condition.required


def _just_met(condition: bonus.Condition) -> bonus.Condition:
    return condition if condition.met else replace(condition, attainment=condition.required, met=True)
