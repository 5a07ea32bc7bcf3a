"""The straight line, the pace, the day when it would be there, the state: exactly, and at their edges."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from objectives import bonus, trajectory
from objectives.course import Record
from objectives.measure import Counting, Objective, Scope, Standing, Tally, measure
from objectives.trajectory import State, Term, first_day, months, outlook, projected

TERM = Term(dt.date(2021, 1, 1), dt.date(2023, 12, 31))
TERMS = bonus.Terms(bonus.Rule.ALL_OR_NOTHING, Fraction(3, 5), Fraction(1), Decimal(1000))
TERRITORY = {1: [10, 11], 2: [20]}
DAYS = st.dates(dt.date(2019, 12, 1), dt.date(2024, 3, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def tally(end: dt.date, quantity, *, epci=1, commune=None, standing=Standing.COUNTED) -> Tally:
    return Tally(epci, commune, standing, Decimal(quantity), Decimal(quantity), (end, end, 0))


def month_ends(term: Term, until: dt.date) -> list[dt.date]:
    ends = (trajectory.months_before(term.ends_on, back) for back in range(int(term.length)))
    return sorted(end for end in ends if end <= until)


def objective(target=100, **fields) -> Objective:
    return Objective(baseline=Decimal(fields.pop("baseline", 0)), target=Decimal(target), **fields)


def look(aim: Objective, tallies, on: dt.date, *, references=(), term=TERM, **options) -> trajectory.Outlook:
    return looked(aim, tallies, on, references=references, term=term, **options)[0]


def looked(aim: Objective, tallies, on: dt.date, *, references=(), term=TERM, **options):
    known = [row for row in references if row[0] <= on]
    tallies = [one for one in tallies if one.last_at[0] <= min(on, term.ends_on)]
    record = Record(aim, tallies, known, TERRITORY)
    condition = bonus.judge(aim, record.validated.at(on), TERMS)
    return outlook(condition, record.validated, term, on, **options), condition


class TestMonths:
    @pytest.mark.parametrize(
        ("since", "until", "expected"),
        [
            ("2023-01-31", "2023-02-28", 1),
            ("2024-01-31", "2024-02-29", 1),
            ("2024-01-31", "2024-02-28", Fraction(28, 29)),
            ("2020-12-31", "2023-12-31", 36),
            ("2023-02-28", "2023-02-14", Fraction(-1, 2)),
        ],
    )
    def test_a_month_is_one_of_the_calendar(self, since, until, expected):
        assert months(day(since), day(until)) == expected

    @given(DAYS, st.fractions(0, 60, max_denominator=900))
    def test_the_day_found_is_the_first_after_so_many_months(self, since, after):
        found = first_day(since, after)
        assert months(since, found) >= after > months(since, found - dt.timedelta(1))

    def test_after_the_calendar_there_is_no_day(self):
        assert first_day(day("2023-01-31"), Fraction(10**9)) is None
        assert first_day(day("2100-11-30"), Fraction(1)) == day("2100-12-31")
        assert first_day(day("2100-11-30"), Fraction(1) + Fraction(1, 10**9)) is None

    @pytest.mark.parametrize(
        ("on", "closed"),
        [
            ("2020-06-01", "2020-12-31"),  # before the contract, its eve
            ("2021-01-30", "2020-12-31"),
            ("2021-01-31", "2021-01-31"),
            ("2023-04-14", "2023-03-31"),
            ("2023-12-30", "2023-11-30"),
            ("2023-12-31", "2023-12-31"),
            ("2030-01-01", "2023-12-31"),
        ],
    )
    def test_time_is_counted_at_the_last_month_that_is_over(self, on, closed):
        assert TERM.closed(day(on)) == day(closed)

    def test_a_contract_of_odd_days_keeps_them(self):
        term = Term(day("2021-01-16"), day("2023-12-15"))
        assert term.closed(day("2021-01-31")) == day("2021-01-31")
        assert term.closed(day("2021-01-20")) == day("2021-01-15")
        assert term.closed(day("2023-12-15")) == day("2023-12-15")
        assert term.share(day("2023-12-14")) < term.share(day("2023-12-15")) == 1


def test_a_contract_that_ends_within_a_month_has_whole_windows_on_its_last_day():
    term = Term(day("2021-01-16"), day("2023-12-15"))
    tallies = [tally(end, 10) for end in (day("2023-09-30"), day("2023-10-31"), day("2023-11-30"), day("2023-12-15"))]
    seen = look(objective(target=1000), tallies, term.ends_on, term=term)
    assert [(pace.window, pace.over) for pace in seen.paces] == [(3, 3), (6, 6), (12, 12)]
    assert seen.paces[0].per_month == 10


class TestConstantPace:
    @given(
        monthly=st.integers(1, 400),
        target=st.integers(1, 20_000),
        start=st.dates(day("2019-01-01"), day("2022-12-01")).map(lambda some: some.replace(day=1)),
        passed=st.integers(0, 1_200),
        falling=st.booleans(),
    )
    def test_its_projection_is_exact(self, monthly, target, start, passed, falling):
        """On any day of any contract: the same pace over every window, and the day on which the sum gets there."""
        term = Term(start, trajectory.first_day(start - dt.timedelta(1), Fraction(36)))
        on = min(start + dt.timedelta(passed), term.ends_on - dt.timedelta(1))
        sign = -1 if falling else 1
        tallies = [tally(end, monthly * sign) for end in month_ends(term, on)]
        aim = objective(target=0, baseline=target) if falling else objective(target=target)
        seen = look(aim, tallies, on, term=term)
        over = len(tallies)
        assert [pace.per_month for pace in seen.paces] == [monthly if over else None] * 3
        assert [pace.over for pace in seen.paces] == [min(window, over) for window in (3, 6, 12)]
        if over and seen.state is not State.MET:
            truly = first_day(term.eve, Fraction(target * 3, 5) / monthly)
            assert seen.condition.projected == (truly and max(truly, on + dt.timedelta(1)))
            assert seen.state is (State.ON_TIME if truly and truly <= term.ends_on else State.LATE)
            assert (seen.condition.needed <= monthly) is (seen.state is State.ON_TIME)

    @given(
        quantities=st.lists(st.integers(-50, 300), min_size=1, max_size=36),
        target=st.integers(1, 5_000),
        on=DAYS,
    )
    def test_the_projected_day_is_the_first_at_or_past_the_line(self, quantities, target, on):
        tallies = [tally(end, number) for end, number in zip(month_ends(TERM, TERM.ends_on), quantities, strict=False)]
        seen, condition = looked(objective(target=target), tallies, on)
        for aim in (seen.condition, seen.target):
            if aim.projected is None:
                continue
            before = aim.projected - dt.timedelta(1)
            assert aim.projected > on and condition.measured.progress < aim.line
            assert projected(seen, aim.projected) >= aim.line
            assert before == on or projected(seen, before) < aim.line


class TestRunningMonth:
    """What ends in the month that is not over counts for the condition, and weighs neither on the line nor the pace."""

    MONTHLY = [tally(end, 39) for end in month_ends(TERM, day("2023-03-31"))]

    @pytest.mark.parametrize("more", [(), (tally(day("2023-04-14"), 39),), (tally(day("2023-04-14"), -39),)])
    def test_an_entry_in_it_flips_neither_the_state_nor_the_needs_nor_the_projection(self, more):
        """39 a month where 40 were asked for: 27 months make 1 053, and 387 are left for nine."""
        seen = look(objective(target=2400), [*self.MONTHLY, *more], day("2023-04-29"))
        assert (seen.state, seen.condition.expected, seen.start.progress) == (State.LATE, 1080, 1053)
        assert (seen.condition.needed, seen.condition.missing) == (43, 387 - sum(one.total for one in more))
        assert projected(seen, TERM.ends_on) == 1404
        assert seen.condition.projected == day("2024-01-29")

    def test_the_day_after_the_month_is_over_it_counts_in_full(self):
        seen = look(objective(target=2400), [*self.MONTHLY, tally(day("2023-04-14"), 39)], day("2023-04-30"))
        assert (seen.condition.needed, seen.start.progress) == (Fraction(348, 8), 1092)

    def test_reached_in_it_nothing_is_needed_any_more(self):
        seen = look(objective(target=2400), [*self.MONTHLY, tally(day("2023-04-14"), 387)], day("2023-04-20"))
        assert (seen.state, seen.condition.needed, seen.condition.projected) == (State.MET, 0, None)
        assert seen.condition.since == day("2023-04-14")

    def test_lost_in_it_what_was_lost_is_needed_again(self):
        lost = [tally(day("2023-03-31"), 60), tally(day("2023-04-14"), -9)]
        seen = look(objective(), lost, day("2023-04-20"))
        assert (seen.state, seen.condition.needed) == (State.ON_TIME, 1)
        assert seen.condition.projected == day("2023-05-25")  # 9 at 5 a month, from 31 March

    def test_a_denominator_known_only_since_stands_in(self):
        references = [(day("2023-04-05"), epci, Decimal(100)) for epci in TERRITORY]
        aim = objective(target=50, is_ratio=True, references=dict.fromkeys(TERRITORY, Decimal(100)))
        seen = look(aim, [tally(day("2022-06-30"), 40)], day("2023-04-14"), references=references)
        assert (seen.state, seen.start.progress, seen.condition.needed) == (State.LATE, 20, Fraction(20, 9))

    def test_a_denominator_that_grows_after_the_end_makes_nothing_on_time(self):
        references = [(TERM.starts_on, epci, Decimal(100)) for epci in TERRITORY]
        references += [(day("2024-02-01"), 1, Decimal(900))]
        aim = objective(target=50, is_ratio=True, references={1: Decimal(900), 2: Decimal(100)})
        assert look(aim, [tally(day("2022-06-30"), 60)], day("2024-03-01"), references=references).state is State.LATE

    @given(
        numbers=st.lists(st.integers(-20, 300), max_size=36),
        running=st.integers(-300, 300),
        target=st.integers(1, 5_000),
        on=st.dates(day("2021-01-01"), day("2023-12-30")),
    )
    def test_on_any_day_the_state_is_that_of_the_month_that_is_over(self, numbers, running, target, on):
        closed = TERM.closed(on)
        assume(closed != on)
        tallies = [tally(end, number) for end, number in zip(month_ends(TERM, closed), numbers, strict=False)]
        before, after = (
            look(objective(target=target), found, on) for found in (tallies, [*tallies, tally(on, running)])
        )
        if State.MET not in (before.state, after.state):
            assert (before.state, before.condition.expected) == (after.state, after.condition.expected)
            assert (before.condition.needed, before.condition.projected) == (
                after.condition.needed,
                after.condition.projected,
            )
        assert projected(before, TERM.ends_on) == projected(after, TERM.ends_on)


class TestState:
    @pytest.mark.parametrize(
        ("progress", "state"),
        [("39.999", State.LATE), ("40", State.ON_TIME), ("59.996", State.ON_TIME), ("60", State.MET)],
    )
    def test_it_holds_the_progress_against_the_line_of_the_condition_exactly(self, progress, state):
        """Two years of three toward 60 %: the line is at 40."""
        seen = look(objective(decimals=3), [tally(day("2022-06-30"), progress)], day("2022-12-31"))
        assert seen.condition.expected == 40 and seen.target.expected == Fraction(200, 3)
        assert seen.state is state

    @pytest.mark.parametrize(
        ("on", "state"),
        [
            ("2020-03-01", State.ON_TIME),
            ("2021-01-30", State.ON_TIME),
            ("2021-01-31", State.LATE),
            ("2023-12-31", State.LATE),
            ("2024-06-01", State.LATE),
        ],
    )
    def test_without_entry_it_is_late_once_a_month_is_over(self, on, state):
        seen = look(objective(), [], day(on))
        assert seen.state is state
        assert seen.recent is None or seen.recent.per_month == 0
        assert seen.condition.projected is None

    def test_what_is_short_by_a_hair_on_the_last_day_is_late(self):
        seen = look(objective(decimals=3), [tally(TERM.ends_on, "59.996")], TERM.ends_on)
        assert seen.state is State.LATE and seen.condition.expected == seen.condition.line == 60
        assert (seen.left, seen.condition.needed, seen.condition.missing) == (0, None, Fraction(4, 1000))

    def test_after_the_end_no_pace_says_anything(self):
        tallies = [tally(end, 1) for end in month_ends(TERM, TERM.ends_on)]
        seen = look(objective(), tallies, day("2024-01-01"))
        assert (seen.paces, seen.recent, seen.rate) == ((), None, None)
        assert (seen.condition.needed, seen.condition.projected) == (None, None)
        assert not seen.too_early and look(objective(), [], day("2021-01-30")).too_early

    def test_met_on_the_first_day_it_says_since_when(self):
        seen = look(objective(), [tally(TERM.starts_on, 100)], day("2021-01-10"))
        assert seen.state is State.MET
        assert (seen.condition.since, seen.condition.needed, seen.condition.projected) == (TERM.starts_on, 0, None)

    def test_met_lost_and_met_again_it_counts_from_the_last_time(self):
        tallies = [tally(day("2021-03-31"), 60), tally(day("2021-06-30"), -1), tally(day("2022-06-30"), 1)]
        assert look(objective(), tallies, day("2023-01-01")).condition.since == day("2022-06-30")
        assert look(objective(), tallies[:2], day("2023-01-01")).condition.since is None

    def test_a_decrease_is_on_time_at_or_below_its_line(self):
        aim = objective(target=900, baseline=1200)
        on = day("2022-12-31")
        assert look(aim, [tally(day("2022-01-31"), -120)], on).state is State.ON_TIME
        late = look(aim, [tally(day("2022-01-31"), -119)], on)
        assert (late.state, late.condition.expected, late.condition.line) == (State.LATE, 1080, 1020)
        assert (late.recent.per_month, late.condition.needed) == (Fraction(119, 12), Fraction(61, 12))
        assert projected(late, day("2023-12-31")) == 1200 - 119 - 119

    def test_going_backwards_never_gets_there(self):
        tallies = [tally(day("2021-06-30"), 50), tally(day("2022-12-31"), -20)]
        seen = look(objective(), tallies, day("2022-12-31"))
        assert seen.recent.per_month == Fraction(-20, 12) and seen.condition.projected is None

    def test_a_share_without_denominator_cannot_be_judged_but_its_pace_is_known(self):
        aim = objective(target=50, is_ratio=True)
        seen = look(aim, [tally(day("2022-06-30"), 24)], day("2022-12-31"))
        assert seen.state is State.UNKNOWN
        assert (seen.recent.per_month, seen.condition.needed, seen.condition.projected) == (2, None, None)

    def test_the_pace_of_a_share_is_in_what_officers_count(self):
        references = [(TERM.starts_on, 1, Decimal(100)), (TERM.starts_on, 2, Decimal(88))]
        aim = objective(target=50, is_ratio=True, references={1: Decimal(100), 2: Decimal(88)})
        seen = look(aim, [tally(day("2022-06-30"), 31)], day("2022-12-31"), references=references)
        assert (seen.condition.missing, seen.condition.needed) == (26, Fraction(26, 12))
        assert seen.recent.per_month == Fraction(31, 12)
        assert seen.rate == Fraction(31, 12) * Fraction(100, 188)

    @pytest.mark.parametrize(
        ("on", "late", "state"),
        [
            ("2023-12-30", None, State.LATE),
            ("2023-12-30", True, State.LATE),
            ("2023-12-30", False, State.ON_TIME),
            ("2023-12-31", False, State.LATE),
        ],
    )
    def test_what_is_done_or_not_is_late_with_its_milestones_or_without_any(self, on, late, state):
        seen = look(objective(target=1, scope=Scope.TERRITORY), [], day(on), at_once=True, milestone_late=late)
        assert (seen.state, seen.paces, seen.condition.needed, seen.condition.missing) == (state, (), None, 1)


PLACES = st.sampled_from([(1, None), (1, 10), (1, 11), (2, None), (2, 20)])
TALLIES = st.lists(
    st.builds(
        lambda place, end, quantity, standing, order: Tally(
            *place, standing, Decimal(quantity), Decimal(quantity), (end, end, order)
        ),
        PLACES,
        st.dates(day("2021-01-01"), day("2021-03-31")),
        st.integers(-20, 20),
        st.sampled_from(Standing),
        st.integers(0, 10**6),
    ),
    max_size=12,
)
REFERENCES = st.lists(
    st.tuples(st.dates(day("2021-01-01"), day("2021-03-31")), st.sampled_from([1, 2]), st.integers(1, 9).map(Decimal)),
    max_size=4,
).map(sorted)


@given(TALLIES, REFERENCES, st.booleans(), st.sampled_from(Counting), st.sampled_from([0, 7]))
def test_parts_by_epci_sum_to_the_whole_at_every_date(tallies, references, is_ratio, counting, baseline):
    baseline = 0 if is_ratio else baseline
    aim = objective(target=100, baseline=baseline, counting=counting, is_ratio=is_ratio)
    record = Record(aim, tallies, references, TERRITORY)
    start = baseline if counting is Counting.INCREMENT else 0
    assert set(record.parts) == set(TERRITORY)
    for on in record.validated.days:
        progress, brought = record.validated.at(on).progress, [part.at(on) for part in record.parts.values()]
        if None not in brought:
            assert progress == start + sum(brought)
        else:
            assert progress is None or (brought == [None, None] and progress == baseline)


@given(TALLIES, REFERENCES, st.sampled_from(Counting), DAYS)
def test_the_course_on_a_day_is_the_measure_of_that_day(tallies, references, counting, on):
    assume(tallies or references)
    known = {epci: number for since, epci, number in references if since <= on}
    aim = objective(counting=counting, is_ratio=bool(references), references=known)
    record = Record(aim, tallies, references, TERRITORY)
    for course, without in ((record.validated, Standing.PENDING), (record.if_validated, Standing.AMENDED)):
        held = [one for one in tallies if one.standing is not without and one.last_at[0] <= on]
        assert course.at(on) == measure(aim, held, TERRITORY)
