"""What counts at a date, from the rows of the database to the verdict (docs/regles.md, «Ce qui compte à une date»)."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from objectives import bonus, dashboard, prospect
from objectives.measure import Counting, Reason, Scope, Standing
from objectives.models import ProgressEntry, State
from tests.factories import (
    AFTER,
    END,
    make_amendment,
    make_binary,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_reference,
    month,
    morning,
    new_entry,
    officer,
)

pytestmark = pytest.mark.django_db
MARCH = month(2022, 3)


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def indicator(contract):
    return make_indicator(contract)


def seen(contract, on=AFTER, today=AFTER):
    return dashboard.build(contract, on=on, today=today)


def line(indicator, on=AFTER):
    (found,) = (line for line in seen(indicator.contract, on).lines if line.indicator == indicator)
    return found


def progress(indicator, on=AFTER):
    return line(indicator, on).condition.measured.progress


def test_only_validated_entries_count_and_those_that_wait_stand_beside(indicator):
    quantities = {State.VALIDATED: 30, State.PENDING: 7, State.DRAFT: 100, State.RETURNED: 200, State.WITHDRAWN: 400}
    for state, quantity in quantities.items():
        make_entry(indicator, quantity, state=state)
    shown = line(indicator)
    assert shown.condition.measured.progress == 30
    assert shown.if_validated.measured.progress == 37
    assert shown.pending == 7


def test_pending_entries_never_pass_a_gate_but_show_what_they_would_decide(contract, indicator):
    make_entry(indicator, 59)
    make_entry(indicator, 1, state=State.PENDING)
    state = seen(contract)
    assert (state.assessment.acquired, state.assessment.amount) == (False, 0)
    assert (state.if_validated.acquired, state.if_validated.amount) == (True, 1000)
    assert state.lines[0].decided_by_pending


def test_the_day_of_validation_does_not_matter(contract, indicator):
    entry = new_entry(indicator, 60, period=MARCH)
    entry.record(by=officer(contract), at=morning(AFTER))
    entry.validate(by=officer(contract, besides=entry.author), at=morning(dt.date(2030, 1, 1)))
    assert progress(indicator, dt.date(2022, 3, 31)) == 60


def test_an_entry_counts_from_the_last_day_of_its_period(indicator):
    make_entry(indicator, 60, period=MARCH)
    assert progress(indicator, dt.date(2022, 3, 30)) == 0
    assert progress(indicator, dt.date(2022, 3, 31)) == 60
    assert line(indicator, dt.date(2022, 3, 30)).condition.reason is Reason.NO_ENTRY


def test_what_waits_counts_beside_only_once_its_period_is_over(indicator):
    make_entry(indicator, 60, period=MARCH, state=State.PENDING)
    assert line(indicator, dt.date(2022, 3, 30)).pending == 0
    assert line(indicator, dt.date(2022, 3, 31)).pending == 60


@pytest.mark.parametrize("dates", [{"starts_on": dt.date(2022, 3, 2)}, {"ends_on": dt.date(2022, 3, 30)}])
def test_a_period_that_sticks_out_of_the_contract_counts_at_no_date(contract, indicator, dates):
    make_entry(indicator, 60, period=MARCH)
    for name, day in dates.items():
        setattr(contract, name, day)
    contract.save()
    assert progress(indicator) == 0
    assert line(indicator).not_counted.total == 1


def test_an_entry_being_amended_counts_at_its_old_value_until_the_amendment_is_validated(contract, indicator):
    entry = make_entry(indicator, 40, period=MARCH)
    amendment = make_amendment(entry, 55, state=State.PENDING)
    shown = line(indicator)
    assert (shown.condition.measured.progress, shown.if_validated.measured.progress, shown.pending) == (40, 55, 15)
    amendment.validate(by=officer(contract, besides=amendment.author), at=morning(AFTER))
    shown = line(indicator)
    assert (shown.condition.measured.progress, shown.pending) == (55, 0)
    assert ProgressEntry.objects.get(pk=entry.pk).state == State.REPLACED


def test_a_replaced_entry_counts_at_no_date_even_before_the_day_it_was_replaced(indicator):
    entry = make_entry(indicator, 40, period=MARCH)
    amendment = entry.amendment()
    amendment.quantity, amendment.justification = Decimal(55), "Erreur"
    amendment.period_start, amendment.period_end = month(2022, 6)
    amendment.record(by=officer(indicator.contract), at=morning(AFTER))
    assert (progress(indicator, END), line(indicator, dt.date(2022, 4, 1)).pending) == (40, -40)
    amendment.validate(by=officer(indicator.contract, besides=amendment.author), at=morning(AFTER))
    assert progress(indicator, dt.date(2022, 4, 1)) == 0
    assert progress(indicator, dt.date(2022, 6, 30)) == 55


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.WITHDRAWN])
def test_an_amendment_that_does_not_wait_for_validation_changes_nothing(indicator, state):
    make_amendment(make_entry(indicator, 40), 55, state=state)
    shown = line(indicator)
    assert (shown.condition.measured.progress, shown.if_validated.measured.progress) == (40, 40)


def test_entries_of_an_epci_and_of_communes_of_another_add_up(contract, indicator):
    first, second = contract.epcis.all()
    make_entry(indicator, 10, epci=first, period=MARCH)
    for commune in second.communes.all():
        make_entry(indicator, 5, commune=commune, period=MARCH)
    assert progress(indicator) == 20


def test_tenths_add_up_exactly(contract):
    """0.1 + 0.7 is less than 0.8 for a database that sums decimals as floats."""
    indicator = make_indicator(contract, target=Decimal("0.8"), decimals=1, is_priority=True)
    make_entry(indicator, "0.1")
    make_entry(indicator, "0.7")
    assert line(indicator).condition.met


def test_another_contract_and_its_entries_change_nothing(contract, indicator):
    make_entry(indicator, 30)
    make_entry(make_indicator(make_contract()), 1000)
    make_entry(make_indicator(contract, is_contractual=False), 1000)
    state = seen(contract)
    assert [line.condition.measured.progress for line in state.lines] == [30]


def test_a_contract_without_contractual_indicator_never_acquires_anything(contract):
    make_entry(make_indicator(contract, is_contractual=False), 1000)
    state = seen(contract)
    assert state.lines == () and state.assessment.acquired is False and state.assessment.amount == 0


def test_the_share_of_the_schools_follows_the_numbers_in_force_at_the_date(contract):
    first, second = contract.epcis.all()
    ratio = make_ratio(contract, target=Decimal(50), references={first: 128, second: 60})
    make_entry(ratio, 31, period=MARCH)
    make_reference(ratio, second, 72, since=dt.date(2022, 9, 1))
    assert line(ratio, dt.date(2022, 8, 31)).condition.attainment == Fraction(31, 94)
    assert line(ratio, dt.date(2022, 8, 31)).condition.missing == 26
    assert line(ratio, dt.date(2022, 9, 1)).condition.attainment == Fraction(31, 100)


def test_a_share_without_one_number_cannot_be_judged_before_the_day_from_which_it_holds(contract):
    first, second = contract.epcis.all()
    ratio = make_ratio(contract, references={first: 100})
    make_entry(ratio, 80, period=MARCH, state=State.PENDING)
    make_reference(ratio, second, 20, since=dt.date(2023, 1, 1))
    unknown = line(ratio, dt.date(2022, 12, 31))
    assert (unknown.condition.reason, unknown.condition.attainment) == (Reason.MISSING_DENOMINATOR, None)
    assert (unknown.lacking, unknown.pending) == ((second,), None)
    assert line(ratio, dt.date(2023, 1, 1)).if_validated.met


def test_running_levels_never_add_and_wait_for_every_epci(contract):
    first, second = contract.epcis.all()
    level = make_indicator(contract, counting=Counting.LEVEL, baseline=Decimal(10), target=Decimal(110))
    assert (progress(level), line(level).condition.reason) == (10, Reason.NO_ENTRY)
    make_entry(level, 20, epci=first, period=month(2022, 1))
    make_entry(level, 50, epci=first, period=month(2022, 6))
    half = line(level)
    assert (half.condition.reason, half.lacking, half.condition.missing) == (Reason.MISSING_LEVEL, (second,), None)
    one, other = second.communes.all()
    make_entry(level, 5, commune=one, period=MARCH)
    assert line(level).condition.reason is Reason.MISSING_LEVEL
    make_entry(level, 15, commune=other, period=MARCH)
    assert (progress(level), line(level).condition.attainment) == (70, Fraction(3, 5))
    assert progress(level, dt.date(2022, 4, 1)) == 40


def test_the_first_level_that_waits_moves_from_the_baseline(contract):
    level = make_indicator(
        contract, counting=Counting.LEVEL, scope=Scope.TERRITORY, baseline=Decimal(10), target=Decimal(110)
    )
    make_entry(level, 60, state=State.PENDING)
    assert line(level).pending == 50


def test_a_corrected_level_is_read_at_its_new_value(contract):
    level = make_indicator(contract, counting=Counting.LEVEL, scope=Scope.TERRITORY)
    entry = make_entry(level, 60, period=MARCH)
    make_entry(level, 70, period=month(2022, 2))
    make_amendment(entry, 65)
    assert progress(level) == 65


def test_a_binary_objective_is_met_by_one_and_lacks_one_before(contract):
    protocol = make_binary(contract)
    assert line(protocol).condition.missing == 1
    make_entry(protocol, 0)
    zero = line(protocol).condition
    assert (zero.reason, zero.attainment) == (Reason.BELOW, 0), "a reported zero is not a missing value"
    make_entry(protocol, 1)
    assert line(protocol).condition.attainment == 1


def test_the_verdict_is_final_only_when_both_days_are_after_the_end(contract):
    assert not seen(contract, on=END, today=AFTER).is_final
    assert not seen(contract, on=AFTER, today=END).is_final
    assert seen(contract, on=AFTER, today=AFTER).is_final


def test_the_proof_holds_the_last_ten_of_each_kind_and_how_many_there_are(contract, indicator):
    for _ in range(12):
        make_entry(indicator, 1)
    draft = make_entry(indicator, 1, state=State.DRAFT)
    waiting = make_entry(indicator, 1, state=State.PENDING)
    shown = line(indicator)
    assert (len(shown.counted.entries), shown.counted.total) == (10, 12)
    assert shown.counted.entries[0].period_start == dt.date(2021, 12, 1)
    assert (shown.not_counted.entries, shown.not_counted.total) == ((waiting,), 1)
    assert draft in dashboard.build(contract, on=AFTER, today=AFTER, drafts=True).lines[0].not_counted.entries


def test_the_tallies_of_all_indicators_come_in_one_query(contract, django_assert_num_queries):
    indicators = [make_indicator(contract) for _ in range(3)]
    for indicator in indicators:
        for quantity in (1, 2, 3):
            make_entry(indicator, quantity)
        make_entry(indicator, 10, state=State.PENDING)
        make_amendment(make_entry(indicator, 100), 101, state=State.PENDING)
    with django_assert_num_queries(1):
        tallies = ProgressEntry.objects.tallies(AFTER)
    for indicator in indicators:
        totals = {tally.standing: tally.total for tally in tallies[indicator.pk]}
        assert totals == {Standing.COUNTED: 6, Standing.AMENDED: 100, Standing.PENDING: 111}


@pytest.mark.parametrize("many", [1, 3])
def test_the_dashboard_makes_the_same_queries_whatever_the_numbers(many, django_assert_num_queries):
    contract = make_contract(epcis=many)
    for _ in range(many):
        ratio = make_ratio(contract, references=dict.fromkeys(contract.epcis.all(), 50))
        for epci in contract.epcis.all():
            for _ in range(many):
                make_entry(ratio, 1, epci=epci)
            make_amendment(make_entry(ratio, 2, epci=epci), 3, state=State.PENDING)
    with django_assert_num_queries(6):
        state = seen(contract)
        for shown in state.lines:
            assert [
                str(entry.indicator.contract) + entry.perimeter + str(entry.author) for entry in shown.counted.entries
            ]
    assert len(state.lines) == many


class TestEffect:
    """What an entry would do, shown before it is saved and again after."""

    def effect(self, entry):
        return prospect.effect(entry, on=AFTER)

    def test_a_new_entry_adds_to_what_is_validated_and_ignores_what_others_sent(self, indicator):
        make_entry(indicator, 30)
        make_entry(indicator, 500, state=State.PENDING)
        effect = self.effect(new_entry(indicator, 30))
        assert (effect.before.measured.progress, effect.after.measured.progress) == (30, 60)
        assert (effect.acquired_before, effect.acquired_after) == (False, True)

    def test_a_stored_entry_is_not_counted_twice(self, indicator):
        assert self.effect(make_entry(indicator, 30, state=State.PENDING)).after.measured.progress == 30

    def test_an_amendment_replaces_and_does_not_add(self, indicator):
        amendment = make_entry(indicator, 40).amendment()
        amendment.quantity = Decimal(50)
        effect = self.effect(amendment)
        assert (effect.before.measured.progress, effect.after.measured.progress) == (40, 50)

    def test_an_earlier_level_does_not_hide_a_later_one(self, contract):
        level = make_indicator(contract, counting=Counting.LEVEL, scope=Scope.TERRITORY)
        make_entry(level, 60, period=month(2022, 6))
        assert self.effect(new_entry(level, 20, period=MARCH)).after.measured.progress == 60
        assert self.effect(new_entry(level, 90, period=month(2022, 7))).after.measured.progress == 90

    def test_an_indicator_outside_the_bonus_moves_alone(self, contract, indicator):
        make_entry(indicator, 100)
        effect = self.effect(new_entry(make_indicator(contract, is_contractual=False), 100))
        assert effect.after.met and effect.acquired_before and effect.acquired_after


def test_the_graduated_amount_moves_with_the_validated_progress():
    contract = make_contract(rule=bonus.Rule.GRADUATED, reference_population=999)
    indicator = make_indicator(contract)
    make_entry(indicator, 59)
    assert seen(contract).assessment.amount == 0
    make_entry(indicator, 2)
    assert seen(contract).assessment.amount == Decimal("609.39")
