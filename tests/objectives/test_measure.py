import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from objectives.measure import Counting, Objective, Reason, Scope, Standing, Tally, measure

CALAIS, AUDRUICQ, OPALE = 1, 2, 3
TERRITORY = {CALAIS: (11, 12), AUDRUICQ: (21,), OPALE: ()}
RENOVATIONS = Objective(Decimal(0), Decimal(1500))
SCHOOLS = Objective(
    Decimal(0),
    Decimal(50),
    is_ratio=True,
    references={CALAIS: Decimal(100), AUDRUICQ: Decimal(60), OPALE: Decimal(28)},
)
LEVEL = Objective(Decimal(20), Decimal(80), Counting.LEVEL)


def tally(total, epci=CALAIS, commune=None, *, last=None, end=dt.date(2022, 1, 31), start=None, pk=1) -> Tally:
    last = Decimal(total if last is None else last)
    return Tally(epci, commune, Standing.COUNTED, Decimal(total), last, (end, start or end.replace(day=1), pk))


def test_increments_add_to_the_baseline_whatever_their_perimeter():
    objective = Objective(Decimal("0.1"), Decimal(10))
    measured = measure(objective, [tally("0.7"), tally("0.1", AUDRUICQ), tally("0.1", CALAIS, 11)], TERRITORY)
    assert measured.progress == 1 and measured.counted == Fraction(9, 10)
    assert measured.reason is None


def test_without_entry_the_progress_is_the_baseline_and_the_reason_says_so():
    measured = measure(LEVEL, [], TERRITORY)
    assert (measured.progress, measured.reason) == (20, Reason.NO_ENTRY)


def test_a_reported_zero_is_an_entry():
    assert measure(RENOVATIONS, [tally(0)], TERRITORY).reason is None
    levels = [tally(0), tally(0, AUDRUICQ), tally(0, OPALE)]
    assert measure(LEVEL, levels, TERRITORY).progress == 0


def test_31_schools_of_188_are_775_47ths_of_a_percent():
    measured = measure(SCHOOLS, [tally(20), tally(11, AUDRUICQ)], TERRITORY)
    assert measured.progress == Fraction(775, 47)
    assert (measured.counted, measured.per_unit) == (31, Fraction(100, 188))


def test_a_ratio_without_the_number_of_one_epci_cannot_be_judged_and_names_it():
    objective = Objective(Decimal(0), Decimal(50), is_ratio=True, references={CALAIS: Decimal(100), OPALE: Decimal(28)})
    measured = measure(objective, [tally(20)], TERRITORY)
    assert measured.progress is None and measured.per_unit is None
    assert (measured.reason, measured.lacking) == (Reason.MISSING_DENOMINATOR, (AUDRUICQ,))
    assert measured.counted == 20, "what was entered is known even when the share is not"


def test_a_ratio_of_nobody_cannot_be_judged():
    assert measure(SCHOOLS, [], {}).reason is Reason.MISSING_DENOMINATOR


def test_the_number_of_an_epci_outside_the_contract_is_no_part_of_the_denominator():
    objective = Objective(Decimal(0), Decimal(50), is_ratio=True, references={**SCHOOLS.references, 99: Decimal(812)})
    assert measure(objective, [tally(31)], TERRITORY).progress == Fraction(775, 47)


def test_running_levels_are_the_last_of_each_epci_summed():
    levels = [tally(90, last=30), tally(12, AUDRUICQ), tally(5, OPALE)]
    measured = measure(LEVEL, levels, TERRITORY)
    assert measured.progress == measured.counted == 47, "30 + 12 + 5: neither the 90, nor the baseline"


def test_the_last_level_is_that_of_the_period_that_ends_last_then_starts_last_then_was_created_last():
    january, december = dt.date(2022, 1, 31), dt.date(2022, 12, 31)
    others = [tally(0, AUDRUICQ), tally(0, OPALE)]
    later = tally(10, end=december, start=dt.date(2022, 1, 1), pk=1)
    assert measure(LEVEL, [tally(20, end=january, pk=9), later, *others], TERRITORY).progress == 10
    month = tally(30, end=december, start=dt.date(2022, 12, 1), pk=1)
    assert measure(LEVEL, [month, later, *others], TERRITORY).progress == 30
    corrected = tally(40, end=december, start=dt.date(2022, 12, 1), pk=2)
    assert measure(LEVEL, [corrected, month, *others], TERRITORY).progress == 40


def test_a_level_missing_for_one_epci_makes_the_whole_unknown_and_names_it():
    measured = measure(LEVEL, [tally(30), tally(12, AUDRUICQ)], TERRITORY)
    assert measured.progress is None and measured.counted is None
    assert (measured.reason, measured.lacking) == (Reason.MISSING_LEVEL, (OPALE,))


def test_the_level_of_an_epci_may_come_from_all_its_communes_but_not_from_some():
    others = [tally(12, AUDRUICQ), tally(5, OPALE)]
    both = [tally(3, CALAIS, 11), tally(4, CALAIS, 12)]
    assert measure(LEVEL, [*both, *others], TERRITORY).progress == 24
    assert measure(LEVEL, [both[0], *others], TERRITORY).lacking == (CALAIS,)


def test_a_level_of_the_territory_is_its_last():
    objective = Objective(Decimal(0), Decimal(10), Counting.LEVEL, Scope.TERRITORY)
    assert measure(objective, [tally(9, None, last=4)], TERRITORY).progress == 4


def test_a_level_of_the_territory_is_missing_when_only_epcis_reported():
    """An indicator whose scope was widened after entries were made."""
    objective = Objective(Decimal(0), Decimal(10), Counting.LEVEL, Scope.TERRITORY)
    measured = measure(objective, [tally(9)], TERRITORY)
    assert (measured.progress, measured.reason) == (None, Reason.MISSING_LEVEL)


def test_a_running_share_is_the_sum_of_the_last_levels_over_the_sum_of_the_numbers():
    objective = Objective(Decimal(0), Decimal(50), Counting.LEVEL, is_ratio=True, references=SCHOOLS.references)
    levels = [tally(99, last=20), tally(11, AUDRUICQ), tally(0, OPALE)]
    assert measure(objective, levels, TERRITORY).progress == Fraction(775, 47)


def test_without_entry_a_level_starts_from_its_baseline_in_the_unit_officers_enter():
    """So that what awaits validation is shown as 60 − 20, not 60."""
    assert measure(LEVEL, [], TERRITORY).counted == 20


@pytest.mark.parametrize("objective", [RENOVATIONS, LEVEL, SCHOOLS])
def test_measures_are_exact(objective):
    levels = [tally(Decimal(1) / 8, epci) for epci in TERRITORY]
    assert isinstance(measure(objective, levels, TERRITORY).progress, Fraction)
