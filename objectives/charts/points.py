"""What a trajectory's chart, its table and its file show: the same days and the same exact values. Pure.

Days count at their end, as everywhere (objectives/trajectory.py): the first is the contract's eve.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from objectives import french
from objectives.course import Course, Record
from objectives.measure import Counting, Measurement, Reason
from objectives.trajectory import Outlook, Term, expected, projected

SHOWN_DECIMALS = 6  # in a file, of what no decimal writes exactly: 100/3 of the schools
LINE_DECIMALS = 2  # on screen, of what is only a line
WORDS_WIDE, WORDS_HIGH = Fraction(2, 5), Fraction(2, 25)  # of the chart: at most what is written beside a level
Value = Fraction | None


@dataclass(frozen=True)
class Words:
    """How the indicator is spoken of: its unit, and the one that officers enter when it is another (schools)."""

    unit: str
    entered: str
    is_ratio: bool = False


@dataclass(frozen=True)
class Series:
    """One value for each day of the chart, in `unit`; None where there is nothing to show."""

    name: str
    unit: str
    values: tuple[Value, ...]
    decimals: int = 3

    def number(self, at: int) -> str:
        """«960», «16,48», or nothing."""
        value = self.values[at]
        return "" if value is None else french.number(value, self.decimals)

    def text(self, at: int) -> str:
        """«960 rénovations», «16,48 % des écoles», or a dash."""
        value = self.values[at]
        return "–" if value is None else french.counted(value, self.unit, self.decimals)


@dataclass(frozen=True)
class Part:
    """What an EPCI brings, in the unit officers enter; `band` is where its share of the whole lies on the chart."""

    brought: Series
    band: tuple[tuple[Value, Value], ...]


@dataclass(frozen=True)
class Chart:
    """A day is the index of all series. `target` is None when the chart counts what has no known whole."""

    term: Term
    on: dt.date
    days: tuple[dt.date, ...]
    validated: Series
    counted: Series | None  # of a ratio, what was counted
    pending: Series | None  # as if all that awaits were validated; None when nothing does
    expected: Series | None
    projected: Series | None
    parts: tuple[Part, ...]
    baseline: Fraction
    target: Fraction | None
    condition: Fraction | None
    share: Fraction  # of the way to the target, that the condition asks for
    at_once: bool  # done or not

    @property
    def series(self) -> tuple[Series, ...]:
        """The columns of the table, in order."""
        whole = (self.validated, self.counted, self.pending, self.expected, self.projected)
        return (*(series for series in whole if series), *(part.brought for part in self.parts))

    @property
    def target_text(self) -> str:
        name = "cible et condition" if self.condition == self.target else "cible"
        return f"{name} : {french.number(self.target, self.validated.decimals)}"

    @property
    def condition_text(self) -> str:
        return f"condition, {french.percent(self.share)} : {french.number(self.condition, self.validated.decimals)}"

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The lowest and the highest progress to show; a projection that leaves them is cut."""
        shown = [self.baseline, *(level for level in (self.target, self.condition) if level is not None)]
        for series in (self.validated, self.pending):
            shown += [value for value in (series.values if series else ()) if value is not None]
        low, high = min(shown), max(shown)
        high = high if high > low else low + 1
        margin = (high - low) / 20  # so that a line on an edge is seen whole
        return low - margin / 2, high + margin

    def side_of_words(self, level: Fraction, usual: str) -> str:
        """«left» or «right»: the end of a level's line at which its words stand, the other one if they are crossed."""
        other = "right" if usual == "left" else "left"
        return other if self._crosses(level, usual) and not self._crosses(level, other) else usual

    def _crosses(self, level: Fraction, side: str) -> bool:
        """Whether progress, or what it may become, passes where the words of a level would stand, just above it."""
        low, high = self.bounds
        wide = dt.timedelta(days=int((self.term.ends_on - self.term.eve).days * WORDS_WIDE))
        first = self.term.eve if side == "left" else self.term.ends_on - wide
        for series in filter(None, (self.validated, self.pending, self.projected)):
            known = [(day, value) for day, value in zip(self.days, series.values, strict=True) if value is not None]
            inside = [value for day, value in known if first <= day <= first + wide]
            comes_from = [value for day, value in known if day < first][-1:]
            reached = [*comes_from, *inside] if inside else []
            if reached and min(reached) <= level + (high - low) * WORDS_HIGH and max(reached) >= level:
                return True
        return False

    @property
    def headings(self) -> tuple[str, ...]:
        return ("Jour", *(f"{series.name} ({series.unit})" for series in self.series))

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings on a page that says the unit once, when there is only one."""
        if len({series.unit for series in self.series}) > 1:
            return self.headings
        return ("Jour", *(series.name for series in self.series))

    @property
    def rows(self) -> list[tuple[dt.date | Decimal | None, ...]]:
        """What the file holds: exact, or cut after SHOWN_DECIMALS where no decimal is."""
        return [(day, *(_decimal(series.values[at]) for series in self.series)) for at, day in enumerate(self.days)]

    @property
    def table(self) -> list[tuple[dt.date, tuple[str, ...]]]:
        """The same as people read it, cut as everything on screen."""
        return [(day, tuple(series.number(at) for series in self.series)) for at, day in enumerate(self.days)]

    @property
    def labelled(self) -> list[tuple[dt.date, tuple[tuple[str, str], ...]]]:
        """The same, each figure with its heading, where the columns have none."""
        return [(day, tuple(zip(self.columns[1:], cells, strict=True))) for day, cells in self.table]

    @property
    def last(self) -> int | None:
        """The day of the last figure that is known: that of the day asked, or the contract's last."""
        known = [at for at, day in enumerate(self.days) if day <= self.on]
        return known[-1] if known else None


def _decimal(value: Value) -> Decimal | None:
    """Without idle zeros: 960, 35.6, 16.489361."""
    if value is None:
        return None
    cut = french.truncated(value, SHOWN_DECIMALS).normalize()
    return cut if cut.as_tuple().exponent < 0 else Decimal(int(cut))


def plot(
    record: Record,
    outlook: Outlook,
    term: Term,
    epcis: Mapping[int, str],
    words: Words,
    *,
    is_contractual: bool = True,
    at_once: bool = False,
) -> Chart:
    """The chart of an indicator on the day of its outlook. `epcis` names the contract's, in the order of the screen.

    Of a ratio without its denominator it counts what was counted, without target: that much is known. An objective that
    is done or not (`at_once`) has no line to follow.
    """
    now = record.validated.at(outlook.on)
    countless = now.reason is Reason.MISSING_DENOMINATOR
    unit, decimals = (words.entered, 3) if countless or not words.is_ratio else (words.unit, 2)
    days = _days(record, outlook, term)

    def known(course: Course[Measurement]) -> list[Measurement | None]:
        return [course.at(day) if day <= outlook.on else None for day in days]

    def progress(measured: Iterable[Measurement | None]) -> tuple[Value, ...]:
        return tuple(one and (one.counted if countless else one.progress) for one in measured)

    measured = known(record.validated)
    validated = Series("Validé", unit, progress(measured), decimals)
    pending = Series("Avec ce qui attend", unit, progress(known(record.if_validated)), decimals)
    aimed = not (countless or at_once)
    line = tuple(expected(record.objective, term, day) for day in days)
    goes_on = aimed and outlook.left > 0
    ahead = tuple(projected(outlook, day) if goes_on and day >= outlook.closed_on else None for day in days)
    counted = tuple(one and one.counted for one in measured)
    return Chart(
        term=term,
        on=outlook.on,
        days=days,
        validated=validated,
        counted=Series("Validé", words.entered, counted) if words.is_ratio and not countless else None,
        pending=None if pending.values == validated.values else pending,
        expected=Series("Trajectoire", unit, line, LINE_DECIMALS) if aimed else None,
        projected=Series("Projection", unit, ahead, LINE_DECIMALS)
        if any(value is not None for value in ahead)
        else None,
        parts=_parts(record, days, measured, epcis, words.entered, countless),
        baseline=Fraction(record.objective.baseline),
        target=None if countless else outlook.target.line,
        condition=_condition(outlook, is_contractual and not countless, at_once),
        share=outlook.condition.share,
        at_once=at_once,
    )


def _condition(outlook: Outlook, asked: bool, at_once: bool) -> Value:
    """Nothing is done by half: 60 % of one protocol takes one protocol."""
    aim = outlook.target if at_once else outlook.condition
    return aim.line if asked else None


def _days(record: Record, outlook: Outlook, term: Term) -> tuple[dt.date, ...]:
    """The contract's eve and last day, those on which something changed, the one asked, and those ahead that matter."""
    changes = {*record.validated.days, *record.if_validated.days, outlook.on}
    aims = {aim.projected for aim in (outlook.condition, outlook.target) if aim.projected}
    start = {outlook.closed_on} if outlook.rate is not None else set()
    inside = {day for day in changes | aims | start if term.eve < day < term.ends_on}
    return tuple(sorted(inside | {term.eve, term.ends_on}))


def _parts(
    record: Record,
    days: Sequence[dt.date],
    measured: Sequence[Measurement | None],
    epcis: Mapping[int, str],
    unit: str,
    countless: bool,
) -> tuple[Part, ...]:
    """The EPCIs piled up from where counting starts, so that the last band ends at what is validated.

    What each brings is in what officers enter, which needs no denominator.
    """
    courses = replace(record, objective=replace(record.objective, is_ratio=False)).parts
    start = Fraction(record.objective.baseline) if record.objective.counting is Counting.INCREMENT else Fraction(0)
    scales = [one and (Fraction(1) if countless else one.per_unit) for one in measured]
    floor: list[Value] = [None if scale is None else start for scale in scales]
    found = []
    for epci in sorted(courses, key=lambda epci: list(epcis).index(epci) if epci in epcis else len(epcis)):
        brought = tuple(one and courses[epci].at(day) for day, one in zip(days, measured, strict=True))
        piled = zip(floor, brought, scales, strict=True)
        top = [None if low is None else low + (more or 0) * scale for low, more, scale in piled]
        series = Series(epcis.get(epci, "Hors contrat"), unit, brought)
        found.append(Part(series, tuple(zip(floor, top, strict=True))))
        floor = top
    return tuple(found)
