"""The chart as lines and words with their places, for a template to draw as SVG. Pure.

Across, places are shares of the width («41.3%»), whatever it is; down, they are pixels of a picture HEIGHT high. A path
lies in a square of SIDE × SIDE that the template stretches over the plot, its strokes unstretched.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from objectives import french
from objectives.charts.points import Chart, Series, Value

TOP, PLOT, BOTTOM = 34, 264, 26
HEIGHT = TOP + PLOT + BOTTOM
SIDE = 1000
ABOVE, BELOW, ROOM = -8, 20, 36  # pixels: words above or below a dot, and what they need below


@dataclass(frozen=True)
class Word:
    x: str
    y: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Box:
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True)
class Drawing:
    """Paths are empty where there is nothing to draw."""

    validated: str
    pending: str
    expected: str
    projected: str
    hatched: tuple[Box, ...]
    years: tuple[Word, ...]
    levels: tuple[Word, ...]
    condition: Word | None
    target: Word | None
    day: Word | None
    mark: Word | None  # the last figure, at its dot
    mark_shift: int  # from the dot to its words, on the side that progress leaves free
    height: int = HEIGHT
    top: int = TOP
    foot: int = TOP + PLOT
    plot: int = PLOT
    side: int = SIDE


def draw(chart: Chart) -> Drawing:
    scale = _Scale(chart)
    validated, pending = chart.validated, chart.pending
    return Drawing(
        validated=scale.stairs(validated),
        pending=scale.stairs(pending) if pending else "",
        expected=scale.line(chart.expected),
        projected=scale.line(chart.projected),
        hatched=tuple(scale.hatched()) if pending else (),
        years=tuple(scale.years()),
        levels=tuple(scale.levels()),
        **scale.words(),
    )


def ticks(low: Fraction, high: Fraction, most: int = 5) -> list[Fraction]:
    """Round levels between two bounds."""
    step = Fraction(1)
    while (high - low) / step > most:
        step *= 10
    while (high - low) / (step / 10) <= most:
        step /= 10
    step = next(
        step * Fraction(part, 10) for part in (1, 2, 5, 10) if (high - low) / (step * Fraction(part, 10)) <= most
    )
    first = -(-low // step)
    return [step * number for number in range(int(first), int(high // step) + 1)]


class _Scale:
    def __init__(self, chart: Chart):
        self.chart = chart
        self.low, self.high = chart.bounds
        self.first = chart.term.eve
        self.length = (chart.term.ends_on - self.first).days

    def across(self, day: dt.date) -> int:
        return max(0, min(SIDE, (day - self.first).days * SIDE // self.length))

    def down(self, value: Fraction) -> int:
        return int((self.high - value) * SIDE / (self.high - self.low))

    def pixel(self, value: Fraction) -> int:
        return TOP + self.down(value) * PLOT // SIDE

    def points(self, series: Series | None) -> Iterator[tuple[int, Value]]:
        if series:
            yield from ((self.across(day), value) for day, value in zip(self.chart.days, series.values, strict=True))

    def stairs(self, series: Series) -> str:
        """Each value holds until the next day; a value that is not known breaks the line."""
        drawn, broken = [], True
        for x, value in self.points(series):
            if value is None:
                broken = True
            else:
                y = self.down(value)
                drawn.append(f"M{x} {y}" if broken else f"H{x}V{y}")
                broken = False
        return "".join(drawn)

    def line(self, series: Series | None) -> str:
        found = [(x, self.down(value)) for x, value in self.points(series) if value is not None]
        return "M" + "L".join(f"{x} {y}" for x, y in found) if found else ""

    def hatched(self) -> Iterator[Box]:
        """Between what is validated and what would be."""
        steps = list(zip(self.points(self.chart.validated), self.points(self.chart.pending), strict=True))
        for ((x, now), (_, then)), ((until, known), _) in pairwise(steps):
            if now is not None and then is not None and known is not None and now != then and until > x:
                top, bottom = sorted((self.pixel(now), self.pixel(then)))
                yield Box(percent(x), percent(until - x), top, bottom - top)

    def years(self) -> Iterator[Word]:
        term = self.chart.term
        for year in range(term.starts_on.year, term.ends_on.year + 1):
            start = max(term.starts_on, dt.date(year, 1, 1))
            yield Word(percent(self.across(start - dt.timedelta(days=1))), HEIGHT - 8, "start", str(year))

    def levels(self) -> Iterator[Word]:
        for level in ticks(self.low, self.high) if not self.chart.at_once else (Fraction(0), Fraction(1)):
            yield Word("0%", self.pixel(level), "start", french.number(level, self.chart.validated.decimals))

    def words(self) -> dict:
        """What is said beside the lines, each where it hides no other."""
        chart = self.chart
        said: dict = dict.fromkeys(("condition", "target", "day", "mark"), None)
        said["mark_shift"] = self.mark_shift()
        if chart.target is not None:
            said["target"] = self.beside(chart.target, "right", chart.target_text)
        if chart.condition is not None and chart.condition != chart.target:
            said["condition"] = self.beside(chart.condition, "left", chart.condition_text)
        at = chart.last
        if at is not None:
            x = self.across(chart.days[at])
            if chart.on <= chart.term.ends_on:
                said["day"] = Word(percent(x), 12, _anchor(x), f"{chart.on:%d/%m/%Y}")
            value = chart.validated.values[at]
            if value is not None:
                anchor = "end" if x > SIDE * 4 // 5 else "start"
                said["mark"] = Word(percent(x), self.pixel(value), anchor, chart.validated.number(at))
        return said

    def beside(self, level: Fraction, usual: str, text: str) -> Word:
        """On the left it leaves room for the figure of the level."""
        x, anchor = ("100%", "end") if self.chart.side_of_words(level, usual) == "right" else ("14%", "start")
        return Word(x, self.pixel(level), anchor, text)

    def mark_shift(self) -> int:
        """Below the stairs that go up, unless they lie on the floor; above those that go down."""
        chart = self.chart
        value = chart.validated.values[chart.last] if chart.last is not None else None
        falls = chart.target is not None and chart.target < chart.baseline
        low = value is not None and self.pixel(value) > TOP + PLOT - ROOM
        return ABOVE if falls or low else BELOW


def _anchor(x: int) -> str:
    return "start" if x < SIDE // 10 else "end" if x > SIDE * 9 // 10 else "middle"


def percent(thousandths: int) -> str:
    """«41.3%»: with a point, whatever the language of the page."""
    return f"{thousandths // 10}.{thousandths % 10}%"
