"""The cheapest way to the bonus: every condition not met, the nearest first, and the euros that hang on them."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from objectives import bonus
from objectives.dashboard import Dashboard, Line
from objectives.simulation import levers, simulate
from objectives.trajectory import State


@dataclass(frozen=True)
class Way:
    """`legs` can be judged and go from the nearest to the farthest; `unknown` ask for a number first."""

    legs: tuple[Line, ...]
    unknown: tuple[Line, ...]
    at_stake: tuple[tuple[bonus.Rule, Decimal], ...]  # under each rule, the contract's first, if all were just met


def way(board: Dashboard) -> Way:
    missing = [line for line in board.lines if not line.condition.met]
    legs = [line for line in missing if line.state is not State.UNKNOWN]
    chosen = levers(board)
    just = {lever.name: lever.enough for lever in chosen if not lever.line.condition.met}
    return Way(
        legs=tuple(sorted(legs, key=distance)),
        unknown=tuple(line for line in missing if line.state is State.UNKNOWN),
        at_stake=tuple((one.terms.rule, one.amount) for one in simulate(board, chosen, just).assessments),
    )


def distance(line: Line) -> Fraction:
    """The share of the way to the condition, not to the target, that is still to go: 1 when nothing is done."""
    return 1 - line.condition.attainment / line.condition.required
