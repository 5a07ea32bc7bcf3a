"""Where an indicator comes from, how fast it moves, and when it would be there. Pure and exact: Fractions, no float.

The definitions, repeated on screen and in docs/regles.md («Le chemin») :

- **A month** is a month of the calendar, and a day a share of its own: from 31 January to 28 February is one month
  exactly, so that whoever reports 40 each month has a pace of 40, in February too. Days count at their end.
- **Time is counted at the last month that is over** (`closed_on`), since what was done in the running one is not
  reported yet: on 14 April it is 31 March, nine months before 31 December. What is held against the line, divided by
  the months left or prolonged is the progress of that same day (`start`), so that an entry of the running month flips
  nothing; whether the condition is met is asked of the day itself. Where nothing was known then, the day's own progress
  stands in. Before the first month is over no time has passed; from the contract's last day on none is left.
- **Expected progress**: the straight line from the baseline, on the eve of the contract, to the target on its last day;
  the condition has its own, to the threshold's share of the same way.
- **Pace**: what was counted over the last 3, 6 or 12 whole months that are over, per month, in the unit that officers
  enter; positive toward the target, also where it is below the baseline. A contract younger than the window has the
  pace of its own months. The recent pace is that of 12 months: every season is in it.
- **Pace needed**: what was missing then, in whole units of what officers enter, per month left.
- **Projected day**: the first day, after the one asked, on which the progress is at or past the line if the recent pace
  goes on. None without a pace toward the target, or after 2100.
- **State**: «remplie» when the condition is; «non calculable» when it cannot be judged; otherwise «dans les temps» when
  the progress was at or past the condition's line at the last month that is over, compared exactly, else «en retard».
  An objective that is done or not moves at once: late when one of its milestones is, or it has none. On the contract's
  last day and after it, what is not met is late; after it no pace says anything.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from objectives.bonus import Condition, attained, lacking
from objectives.course import Course
from objectives.measure import Measurement, Objective
from objectives.periods import LAST_DAY

WINDOWS = (3, 6, 12)
RECENT = 12
ALL_OF_IT = Fraction(1)


class State(StrEnum):
    """How a condition stands, in the words of the screen."""

    MET = "remplie"
    ON_TIME = "dans les temps"
    LATE = "en retard"
    UNKNOWN = "non calculable"


# --- Time -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Term:
    """The first and the last day of a contract."""

    starts_on: dt.date
    ends_on: dt.date

    @property
    def eve(self) -> dt.date:
        return self.starts_on - dt.timedelta(days=1)

    @property
    def length(self) -> Fraction:
        return months(self.eve, self.ends_on)

    def closed(self, on: dt.date) -> dt.date:
        """The end of the last month that is over on this day, kept between the contract's eve and its last day."""
        return self.ends_on if on >= self.ends_on else max(last_month_end(on), self.eve)

    def share(self, day: dt.date) -> Fraction:
        """Of the contract's length, what has passed at the end of a day, from 0 to 1."""
        return months(self.eve, min(max(day, self.eve), self.ends_on)) / self.length


def months(since: dt.date, until: dt.date) -> Fraction:
    """From the end of a day to the end of another; negative backwards."""
    return _position(until) - _position(since)


def first_day(since: dt.date, after: Fraction) -> dt.date | None:
    """The first day at whose end so many months have passed since the end of another; None after the calendar."""
    position = _position(since) + after
    if position > _position(LAST_DAY):
        return None
    whole = ceil(position) - 1  # the month in which it falls, its own last day included
    month = dt.date((whole - 1) // 12, (whole - 1) % 12 + 1, 1)
    return month.replace(day=max(1, ceil((position - whole) * _days_in(month))))


def months_before(day: dt.date, number: int) -> dt.date:
    """The end of the month so many months before that of the day."""
    whole = day.year * 12 + day.month - 1 - number
    month = dt.date(whole // 12, whole % 12 + 1, 1)
    return month.replace(day=_days_in(month))


def last_month_end(day: dt.date) -> dt.date:
    return day if day.day == _days_in(day) else months_before(day, 1)


def _position(day: dt.date) -> Fraction:
    return day.year * 12 + day.month + Fraction(day.day, _days_in(day))


def _days_in(day: dt.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


# --- Where it is heading --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Pace:
    """Units that officers enter, per month, over the last `window` months; `over` is how many there really were."""

    window: int
    over: Fraction
    per_month: Fraction | None


@dataclass(frozen=True)
class Aim:
    """A share of the way to the target. `line` and `expected` are progress, in the indicator's unit.

    `missing` is what is left to enter on the day, `needed` what was at the last month that is over, per month left;
    None when it cannot be known, or no month is left. `since` is the first day from which it has been reached without
    a break, `projected` when it would be.
    """

    share: Fraction
    line: Fraction
    expected: Fraction
    missing: Fraction | None
    needed: Fraction | None
    since: dt.date | None
    projected: dt.date | None


@dataclass(frozen=True)
class Outlook:
    """How one condition stands on a day. Months are of the calendar: `over` those of the contract that are, `left` the
    others."""

    on: dt.date
    closed_on: dt.date
    left: Fraction
    over: Fraction
    start: Measurement  # at the end of the last month that is over: what the state, the needs and the projection hold
    state: State
    paces: tuple[Pace, ...]
    condition: Aim
    target: Aim
    rate: Fraction | None  # progress per month at the recent pace, in the indicator's unit and its direction

    @property
    def too_early(self) -> bool:
        """No month of the contract is over."""
        return not self.over

    @property
    def recent(self) -> Pace | None:
        return next((pace for pace in self.paces if pace.window == RECENT and pace.per_month is not None), None)


def expected(objective: Objective, term: Term, day: dt.date, share: Fraction = ALL_OF_IT) -> Fraction:
    """The progress on the straight line to a share of the way, at the end of a day."""
    return objective_line(objective, share * term.share(day))


def objective_line(objective: Objective, share: Fraction) -> Fraction:
    """The progress that is this share of the way from the baseline to the target."""
    baseline = Fraction(objective.baseline)
    return baseline + share * (Fraction(objective.target) - baseline)


def outlook(
    condition: Condition,
    course: Course[Measurement],
    term: Term,
    on: dt.date,
    *,
    at_once: bool = False,
    milestone_late: bool | None = None,
) -> Outlook:
    """How a condition stands on a day, given what was measured until then.

    `condition` is the dashboard's of that day. `at_once` is for an objective that is done or not: its state comes from
    its milestones (`milestone_late` is None without any), and it has neither pace nor projection.
    """
    objective, measured, closed = condition.objective, condition.measured, term.closed(on)
    left = months(closed, term.ends_on)
    start = course.at(closed) if on < term.ends_on else measured
    start = measured if start.progress is None else start
    paces = () if at_once or on > term.ends_on else tuple(_pace(condition, course, term, closed, n) for n in WINDOWS)
    recent = next((pace.per_month for pace in paces if pace.window == RECENT), None)
    rate = None if recent is None or measured.per_unit is None else recent * measured.per_unit * _direction(objective)

    def aim(share: Fraction) -> Aim:
        missing = lacking(objective, measured, share)
        reached = condition.attainment is not None and condition.attainment >= share
        lost = not reached and missing is not None and attained(objective, start) >= share  # since that month was over
        held = measured if reached or lost else start
        wanted = lacking(objective, held, share)
        return Aim(
            share=share,
            line=objective_line(objective, share),
            expected=expected(objective, term, closed, share),
            missing=None if missing is None else Fraction(missing),
            needed=Fraction(wanted) / left if missing is not None and left and not at_once else None,
            since=_since(objective, course, on, share) if reached else None,
            projected=None if reached or not left else _projected(condition, held, share, rate, closed, on),
        )

    return Outlook(
        on=on,
        closed_on=closed,
        left=left,
        over=months(term.eve, closed),
        start=start,
        state=_state(condition, start, term, closed, on, at_once, milestone_late),
        paces=paces,
        condition=aim(condition.required),
        target=aim(ALL_OF_IT),
        rate=rate,
    )


def projected(outlook: Outlook, day: dt.date) -> Fraction | None:
    """The progress at the end of a day if the recent pace goes on; None without one."""
    if outlook.rate is None or outlook.start.progress is None:
        return None
    return outlook.start.progress + outlook.rate * months(outlook.closed_on, day)


def _direction(objective: Objective) -> int:
    return 1 if objective.target > objective.baseline else -1


def _pace(condition: Condition, course: Course[Measurement], term: Term, closed: dt.date, window: int) -> Pace:
    last = max(last_month_end(closed), term.eve)  # the last day of a contract may be the middle of a month
    first = max(months_before(last, window), term.eve)
    over = months(first, last)
    then, now = course.at(first).counted, course.at(last).counted
    if not over or then is None or now is None:
        return Pace(window, over, None)
    return Pace(window, over, (now - then) * _direction(condition.objective) / over)


def _since(objective: Objective, course: Course[Measurement], on: dt.date, share: Fraction) -> dt.date | None:
    found = None
    for day, measured in reversed(list(zip(course.days, course.values, strict=True))):
        if day <= on:
            reached = attained(objective, measured)
            if reached is None or reached < share:
                break
            found = day
    return found


def _projected(
    condition: Condition, held: Measurement, share: Fraction, rate: Fraction | None, closed: dt.date, on: dt.date
) -> dt.date | None:
    """The line from what is held, at the end of the last month that is over; never a day that has passed."""
    if condition.attainment is None or rate is None or rate * _direction(condition.objective) <= 0:
        return None
    short = objective_line(condition.objective, share) - held.progress
    day = first_day(closed, short / rate)
    return day and max(day, on + dt.timedelta(days=1))


def _state(
    condition: Condition,
    start: Measurement,
    term: Term,
    closed: dt.date,
    on: dt.date,
    at_once: bool,
    milestone_late: bool | None,
) -> State:
    if condition.met:
        return State.MET
    if condition.attainment is None:
        return State.UNKNOWN
    if at_once:
        on_time = milestone_late is False and on < term.ends_on
    else:
        on_time = attained(condition.objective, start) >= condition.required * term.share(closed)
    return State.ON_TIME if on_time else State.LATE
