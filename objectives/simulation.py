"""What if: the verdict that supposed figures would make, under both rules. Nothing is stored.

A figure is supposed in what officers enter, or in the indicator's unit where that is what they read: the progress of an
increment or of a level, the number counted of a ratio, its percentage where a reference number is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from objectives import bonus, trajectory
from objectives.dashboard import Dashboard, Line
from objectives.fields import LARGEST
from objectives.measure import Measurement


class Start(StrEnum):
    """Where a hypothesis starts from, as the address says it."""

    VALIDATED = "valide"
    PENDING = "attente"
    PROJECTED = "projete"


@dataclass(frozen=True)
class Lever:
    """One indicator whose figure may be supposed, and what that figure may be."""

    line: Line

    @property
    def name(self) -> str:
        """What the address calls it: «i7-renovations»; a percentage says so, since it means something else."""
        indicator = self.line.indicator
        return f"i{indicator.incontournable.number}-{indicator.code}{'-part' if self.is_percentage else ''}"

    @cached_property
    def is_percentage(self) -> bool:
        return self.line.indicator.is_ratio and self.line.condition.measured.per_unit is None

    @property
    def unit(self) -> str:
        indicator = self.line.indicator
        return indicator.unit if self.is_percentage else indicator.entered_unit

    @property
    def decimals(self) -> int:
        return 3 if self.is_percentage else self.line.indicator.decimals

    @property
    def per_unit(self) -> Fraction:
        """Progress for one of what is supposed."""
        is_counted = self.line.indicator.is_ratio and not self.is_percentage
        return self.line.condition.measured.per_unit if is_counted else Fraction(1)

    @property
    def lowest(self) -> Decimal:
        """No total is negative, unless the contract's own figures are."""
        indicator = self.line.indicator
        return Decimal(0) if min(indicator.baseline, indicator.target) >= 0 else -LARGEST

    @property
    def highest(self) -> Decimal:
        if self.line.indicator.is_binary:
            return Decimal(1)
        if self.line.indicator.is_ratio:
            return Decimal(100) if self.is_percentage else self.line.denominator
        return LARGEST

    @property
    def enough(self) -> Decimal:
        """The figure nearest to the start of the contract that meets the condition."""
        return self._rounded(self.line.outlook.condition.line / self.per_unit, past=True)

    def start(self, start: Start) -> Decimal | None:
        """The figure a hypothesis starts from; None when it is not known. Rounded, if at all, away from the target."""
        progress = {
            Start.VALIDATED: self.line.condition.measured.progress,
            Start.PENDING: self.line.if_validated.measured.progress,
            Start.PROJECTED: self._projected(),
        }[start]
        if progress is None:
            return None
        return min(max(self._rounded(progress / self.per_unit, past=False), self.lowest), self.highest)

    def suppose(self, figure: Decimal | None, terms: bonus.Terms) -> bonus.Condition:
        """The condition as this figure would make it; as it is without one."""
        if figure is None:
            return self.line.condition
        progress = Fraction(figure) * self.per_unit
        measured = Measurement(progress=progress, counted=Fraction(figure), per_unit=self.per_unit)
        objective = replace(self.line.condition.objective, decimals=self.decimals)
        return bonus.judge(objective, measured, terms)

    @cached_property
    def span(self) -> tuple[Decimal, Decimal]:
        """The ends of a slider: from the baseline to a fifth beyond the target, wide enough for every start."""
        indicator = self.line.indicator
        ends = [Fraction(end) / self.per_unit for end in (indicator.baseline, indicator.target)]
        ends.append(ends[0] + (ends[1] - ends[0]) * Fraction(6, 5))
        ends += [Fraction(value) for value in map(self.start, Start) if value is not None]
        low, high = (self._scaled(max(min(ends), self.lowest), floor), self._scaled(max(ends), ceil))
        return max(low, self.lowest), min(high, self.highest)

    def _projected(self) -> Fraction | None:
        """On the contract's last day if the recent pace goes on; where it stands, without a pace.

        The projection starts from the last month that is over: unless things go backwards, what came since stands.
        """
        outlook, progress = self.line.outlook, self.line.condition.measured.progress
        found = trajectory.projected(outlook, self.line.indicator.contract.ends_on)
        if found is None or progress is None:
            return progress
        direction = self.line.indicator.direction
        return found if outlook.rate * direction < 0 else max(found, progress, key=lambda value: value * direction)

    def _rounded(self, value: Fraction, *, past: bool) -> Decimal:
        return self._scaled(value, ceil if past is (self.line.indicator.direction > 0) else floor)

    def _scaled(self, value: Fraction, rounding) -> Decimal:
        return Decimal(rounding(value * 10**self.decimals)).scaleb(-self.decimals)


@dataclass(frozen=True)
class Simulation:
    """The verdict of a hypothesis, under the contract's rule first, then the other."""

    conditions: tuple[bonus.Condition, ...]
    assessments: tuple[bonus.Assessment, ...]

    @property
    def acquired(self) -> bool:
        return self.assessments[0].acquired

    @property
    def met(self) -> int:
        return self.assessments[0].met


def levers(board: Dashboard) -> tuple[Lever, ...]:
    """Priority objectives first, as on the dashboard."""
    return tuple(Lever(line) for line in (*board.priority_lines, *board.other_lines))


def simulate(board: Dashboard, chosen: tuple[Lever, ...], figures: Mapping[str, Decimal | None]) -> Simulation:
    terms = board.assessment.terms
    conditions = tuple(lever.suppose(figures.get(lever.name), terms) for lever in chosen)
    rules = sorted(bonus.Rule, key=lambda rule: rule is not terms.rule)
    return Simulation(conditions, tuple(bonus.assess(replace(terms, rule=rule), conditions) for rule in rules))
