from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives import bonus, french
from objectives.bonus import Rule, Terms, assess, judge
from objectives.measure import Measurement, Objective, Reason

TERMS = Terms(Rule.ALL_OR_NOTHING, Fraction(3, 5), Fraction(1), Decimal(152_371))
GRADUATED = replace(TERMS, rule=Rule.GRADUATED)
UNKNOWN = Measurement(None, None, None, Reason.MISSING_LEVEL)


def condition(progress, target=100, *, terms: Terms = TERMS, **fields) -> bonus.Condition:
    measured = Measurement(Fraction(progress), Fraction(progress), Fraction(1))
    return judge(Objective(Decimal(fields.pop("baseline", 0)), Decimal(target), **fields), measured, terms)


@pytest.mark.parametrize(("priority", "num", "den"), [(False, 3, 5), (True, 1, 1)])
def test_every_pair_is_judged_as_whole_numbers_judge_it(priority, num, den):
    """All of them up to 300; up to 1 000, the ends and what stands within 3 of the threshold."""
    wholes = [Measurement(Fraction(n), Fraction(n), Fraction(1)) for n in range(1001)]
    for target in range(1, 1001):
        objective = Objective(Decimal(0), Decimal(target), is_priority=priority)
        enough = -(-num * target // den)
        near = {0, target, *range(max(0, enough - 3), min(target, enough + 3) + 1)}
        for done in range(target + 1) if target <= 300 else near:
            judged = judge(objective, wholes[done], TERMS)
            assert judged.met == (done * den >= target * num), (done, target)
            assert judged.missing == max(0, enough - done), (done, target)


def test_60_percent_is_never_shown_below_60_nor_less_shown_above_for_every_pair_up_to_1000():
    for whole in range(1, 1001):
        for part in range(whole + 1):
            if gcd(part, whole) == 1:
                shown = french.percent(Fraction(part, whole)).removesuffix("\u00a0%")
                hundredths = part * 10_000 // whole
                cents = f"{hundredths % 100:02}".rstrip("0")
                assert shown == f"{hundredths // 100}{',' if cents else ''}{cents}", (part, whole)
                assert (5 * part < 3 * whole) == (Decimal(shown.replace(",", ".")) < 60), (part, whole)


@pytest.mark.parametrize(
    ("progress", "met", "missing"),
    [("59.996", False, "0.1"), ("60", True, "0"), ("0", False, "60.0"), ("200", True, "0")],
)
def test_nothing_is_rounded_before_it_is_compared_and_what_is_missing_is_rounded_up(progress, met, missing):
    judged = condition(progress, decimals=1)
    assert (judged.met, judged.missing) == (met, Decimal(missing))


def test_a_priority_is_held_to_its_own_threshold():
    assert condition("99.999", is_priority=True).met is False
    assert condition(100, is_priority=True).met is True
    assert condition("99.999").met is True


def test_one_protocol_is_missing_at_60_percent_not_six_tenths():
    assert condition(0, target=1).missing == 1


def test_31_of_188_schools_reach_31_94ths_of_the_target_and_lack_26_schools():
    measured = Measurement(Fraction(775, 47), Fraction(31), Fraction(100, 188))
    judged = judge(Objective(Decimal(0), Decimal(50), is_ratio=True), measured, TERMS)
    assert (judged.attainment, judged.missing, judged.reason) == (Fraction(31, 94), 26, Reason.BELOW)


@pytest.mark.parametrize(
    ("progress", "attainment", "met", "missing"),
    [(100, 0, False, 30), (70, Fraction(3, 5), True, 0), (71, Fraction(29, 50), False, 1), (110, "-1/5", False, 40)],
)
def test_a_falling_indicator_is_judged_by_how_far_it_fell(progress, attainment, met, missing):
    judged = condition(progress, baseline=100, target=50)
    assert (judged.attainment, judged.met, judged.missing) == (Fraction(attainment), met, missing)


def test_a_baseline_is_no_progress():
    judged = condition(20, baseline=20, target=80)
    assert (judged.attainment, judged.missing) == (0, 36)


def test_no_entry_keeps_its_reason_until_the_condition_is_met():
    measured = Measurement(Fraction(0), Fraction(0), Fraction(1), Reason.NO_ENTRY)
    assert judge(Objective(Decimal(0), Decimal(10)), measured, TERMS).reason is Reason.NO_ENTRY
    assert condition(1).reason is Reason.BELOW
    assert condition(99).reason is None


def test_what_cannot_be_measured_is_not_met_and_says_why():
    judged = judge(Objective(Decimal(0), Decimal(10)), UNKNOWN, TERMS)
    assert (judged.met, judged.attainment, judged.missing, judged.reason) == (False, None, None, Reason.MISSING_LEVEL)


def test_all_conditions_met_pay_the_maximum_and_one_short_pays_nothing():
    met = [condition(60), condition(100, is_priority=True)]
    assert assess(TERMS, met).amount == 152_371 and assess(TERMS, met).acquired
    short = assess(TERMS, [*met, condition("59.999")])
    assert (short.amount, short.acquired, short.met) == (0, False, 2)


@pytest.mark.parametrize("terms", [TERMS, GRADUATED])
def test_a_200_percent_never_rescues_a_59(terms):
    assert assess(terms, [condition(200), condition(59)]).amount == 0


@pytest.mark.parametrize("terms", [TERMS, GRADUATED])
def test_a_contract_without_condition_never_acquires_anything(terms):
    assessment = assess(terms, [])
    assert (assessment.acquired, assessment.amount) == (False, 0)


@pytest.mark.parametrize("terms", [TERMS, GRADUATED])
def test_what_cannot_be_judged_pays_nothing(terms):
    assert assess(terms, [condition(100), judge(Objective(Decimal(0), Decimal(10)), UNKNOWN, terms)]).amount == 0


def test_graduated_pays_the_mean_of_capped_attainments_cut_to_the_cent():
    terms = replace(GRADUATED, maximum=Decimal(1000))
    assert assess(terms, [condition(60), condition(60), condition(100)]).amount == Decimal("733.33")
    assert assess(terms, [condition(60), condition(300)]).amount == Decimal("800.00")
    assert assess(terms, [condition(300), condition(200)]).amount == 1000


_parts = st.lists(
    st.tuples(st.integers(0, 250_000), st.integers(1, 100_000), st.booleans()).map(
        lambda drawn: (Fraction(drawn[0], 1000), drawn[1], drawn[2])
    ),
    min_size=1,
    max_size=6,
)
_terms = st.builds(
    Terms,
    st.sampled_from(Rule),
    st.integers(1, 100_000).map(lambda thousandths: Fraction(thousandths, 100_000)),
    st.integers(1, 100_000).map(lambda thousandths: Fraction(thousandths, 100_000)),
    st.decimals(min_value=0, max_value=10**9, places=2),
)


def _assessed(terms: Terms, parts) -> bonus.Assessment:
    return assess(terms, [condition(done, target, terms=terms, is_priority=first) for done, target, first in parts])


@given(_terms, _parts, st.data())
def test_more_progress_never_lowers_the_amount(terms, parts, data):
    index = data.draw(st.integers(0, len(parts) - 1))
    done, target, priority = parts[index]
    more = [*parts]
    more[index] = (done + Fraction(data.draw(st.integers(1, 200_000)), 1000), target, priority)
    assert _assessed(terms, more).amount >= _assessed(terms, parts).amount


@given(_terms, _parts)
def test_the_amount_is_in_cents_between_nothing_and_the_maximum_and_nothing_is_due_below_a_threshold(terms, parts):
    assessment = _assessed(terms, parts)
    gates = all(
        done >= target * (terms.priority_threshold if first else terms.threshold) for done, target, first in parts
    )
    assert assessment.acquired == gates
    assert 0 <= assessment.amount <= terms.maximum and assessment.amount == round(assessment.amount, 2)
    if not gates:
        assert assessment.amount == 0
    elif terms.rule is Rule.ALL_OR_NOTHING:
        assert assessment.amount == terms.maximum
    else:
        mean = sum(min(Fraction(1), done / target) for done, target, _ in parts) / len(parts)
        assert 0 <= mean * Fraction(terms.maximum) - Fraction(assessment.amount) < Fraction(1, 100)
