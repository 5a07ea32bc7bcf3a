"""What is refused at entry, what only needs a reason, and what neither is (docs/regles.md, «Saisir»)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from objectives.measure import Counting, Scope
from objectives.models import ProgressEntry, State, acceptance
from tests.factories import (
    AFTER,
    make_amendment,
    make_binary,
    make_contract,
    make_entry,
    make_epci,
    make_indicator,
    make_ratio,
    make_reference,
    make_user,
    month,
    morning,
    new_entry,
    officer,
)

pytestmark = pytest.mark.django_db
MARCH, APRIL = month(2022, 3), month(2022, 4)
WEIGHS = [State.DRAFT, State.PENDING, State.RETURNED, State.VALIDATED]


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def indicator(contract):
    return make_indicator(contract)


@pytest.fixture
def ratio(contract):
    return make_ratio(contract, references=dict.fromkeys(contract.epcis.all(), 50))


def refusals(entry, *, on=AFTER) -> dict[str, list[str]]:
    """The fields that are refused, each with its sentences; nothing is stored then."""
    before = ProgressEntry.objects.count()
    try:
        entry.record(by=officer(entry.contract), at=morning(on))
    except ValidationError as error:
        refused = error.message_dict
    else:
        return {}
    assert ProgressEntry.objects.count() == before
    assert all(sentence.endswith(".") for sentences in refused.values() for sentence in sentences)
    return refused


# --- Period ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (dt.date(2020, 12, 31), dt.date(2021, 1, 31), "period_start"),
        (dt.date(2023, 12, 1), dt.date(2024, 1, 1), "period_end"),
        (dt.date(2022, 3, 2), dt.date(2022, 3, 1), "period_end"),
    ],
)
def test_a_period_outside_the_contract_or_upside_down_is_refused(indicator, start, end, field):
    assert list(refusals(new_entry(indicator, 1, period=(start, end)))) == [field]


@pytest.mark.parametrize("day", [dt.date(2021, 1, 1), dt.date(2023, 12, 31)])
def test_the_first_and_the_last_day_of_the_contract_are_inside_it(indicator, day):
    assert refusals(new_entry(indicator, 1, period=(day, day))) == {}


def test_a_period_that_is_not_over_is_refused_until_its_last_day(indicator):
    entry = new_entry(indicator, 1, period=MARCH)
    assert list(refusals(entry, on=dt.date(2022, 3, 30))) == ["period_end"]
    assert refusals(entry, on=dt.date(2022, 3, 31)) == {}


def test_today_is_the_day_it_is_in_paris(indicator):
    """At 23:30 in London on the 30th of March, it is the 31st here."""
    entry = new_entry(indicator, 1, period=MARCH)
    entry.record(by=officer(indicator.contract), at=dt.datetime(2022, 3, 30, 22, 30, tzinfo=dt.UTC))
    assert entry.state == State.PENDING


# --- Perimeter ------------------------------------------------------------------------------------------------------
def test_an_objective_of_the_territory_refuses_an_epci_and_a_commune(contract):
    binary, epci = make_binary(contract), contract.epcis.first()
    assert list(refusals(new_entry(binary, 1, epci=epci))) == ["perimeter"]
    assert list(refusals(new_entry(binary, 1, commune=epci.communes.first()))) == ["perimeter"]
    assert refusals(new_entry(binary, 1)) == {}


def test_an_objective_by_epci_refuses_the_territory_and_those_who_did_not_sign(indicator):
    stranger = make_epci()
    for perimeter in ({"epci": None}, {"epci": stranger}, {"commune": stranger.communes.first()}):
        assert list(refusals(new_entry(indicator, 1, **perimeter))) == ["perimeter"]


# --- Quantity -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("decimals", "quantity"), [(0, "1.5"), (1, "0.25"), (2, "0.001")])
def test_more_digits_than_the_indicator_takes_are_refused(contract, decimals, quantity):
    indicator = make_indicator(contract, decimals=decimals)
    assert list(refusals(new_entry(indicator, quantity))) == ["quantity"]


@pytest.mark.parametrize("quantity", ["2", "-1"])
def test_a_binary_objective_takes_0_or_1(contract, quantity):
    assert list(refusals(new_entry(make_binary(contract), quantity))) == ["quantity"]


@pytest.mark.parametrize("state", WEIGHS)
def test_a_second_1_is_refused_for_a_binary_objective(contract, state):
    binary = make_binary(contract)
    make_entry(binary, 1, state=state)
    assert list(refusals(new_entry(binary, 1))) == ["quantity"]
    assert refusals(new_entry(binary, 0)) == {}


def test_a_1_that_was_withdrawn_or_corrected_to_0_leaves_room_for_another(contract):
    binary = make_binary(contract)
    make_entry(binary, 1, state=State.WITHDRAWN, period=MARCH)
    entry = make_entry(binary, 1, period=MARCH)
    assert list(refusals(new_entry(binary, 1, period=APRIL))) == ["quantity"]
    make_amendment(entry, 0)
    assert refusals(new_entry(binary, 1, period=APRIL)) == {}


# --- Overlaps -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", WEIGHS)
@pytest.mark.parametrize("first", ["epci", "commune"])
def test_an_epci_and_one_of_its_communes_over_crossing_periods_are_refused(contract, indicator, state, first):
    epci = contract.epcis.first()
    perimeters = [{"epci": epci}, {"commune": epci.communes.first()}]
    one, other = perimeters if first == "epci" else reversed(perimeters)
    make_entry(indicator, 10, state=state, period=MARCH, **one)
    touching = (MARCH[1], APRIL[1])
    assert list(refusals(new_entry(indicator, 10, period=touching, justification="Autre chose", **other))) == [
        "perimeter"
    ]
    assert refusals(new_entry(indicator, 10, period=APRIL, **other)) == {}


def test_what_was_withdrawn_or_belongs_elsewhere_overlaps_nothing(contract, indicator):
    first, second = contract.epcis.all()
    make_entry(indicator, 10, state=State.WITHDRAWN, period=MARCH, epci=first)
    make_entry(make_indicator(contract), 10, period=MARCH, epci=first)
    make_entry(indicator, 10, period=MARCH, epci=second)
    assert refusals(new_entry(indicator, 10, period=MARCH, commune=first.communes.first())) == {}


def test_an_amendment_overlaps_neither_what_it_replaces_nor_itself(contract, indicator):
    entry = make_entry(indicator, 10, period=MARCH)
    amendment = make_amendment(entry, 12, state=State.PENDING)
    amendment.revise(by=amendment.author, at=morning(AFTER))
    amendment.validate(by=officer(contract, besides=amendment.author), at=morning(AFTER))
    assert amendment.state == State.VALIDATED


def test_an_open_amendment_already_holds_the_period_it_moves_to(contract, indicator):
    epci = contract.epcis.first()
    amendment = make_entry(indicator, 10, period=MARCH).amendment()
    amendment.period_start, amendment.period_end, amendment.justification = *APRIL, "Mauvais mois"
    amendment.record(by=officer(contract), at=morning(AFTER))
    for period in (MARCH, APRIL):
        assert list(refusals(new_entry(indicator, 1, period=period, commune=epci.communes.first()))) == ["perimeter"]


@pytest.mark.parametrize("state", WEIGHS)
def test_the_same_perimeter_over_crossing_periods_needs_a_reason(contract, indicator, state):
    make_entry(indicator, 10, state=state, period=MARCH)
    again = new_entry(indicator, 5, period=(dt.date(2022, 3, 15), dt.date(2022, 4, 15)))
    assert list(refusals(again)) == ["justification"]
    again.justification = "Deuxième quinzaine, autre conseiller"
    assert refusals(again) == {}


def test_the_reason_is_not_asked_again_at_validation(contract, indicator):
    first = make_entry(indicator, 10, state=State.DRAFT, period=MARCH)
    make_entry(indicator, 5, period=MARCH, justification="Autre conseiller")
    first = ProgressEntry.objects.get(pk=first.pk)
    first.justification = "Premier conseiller"
    first.revise(by=first.author, at=morning(AFTER))
    first.validate(by=officer(contract, besides=first.author), at=morning(AFTER))
    assert first.state == State.VALIDATED


def test_levels_of_an_epci_and_of_its_communes_never_coexist_whatever_the_periods(contract):
    level, epci = make_indicator(contract, counting=Counting.LEVEL), contract.epcis.first()
    make_entry(level, 10, period=MARCH, epci=epci)
    assert list(refusals(new_entry(level, 10, period=month(2023, 3), commune=epci.communes.first()))) == ["perimeter"]
    assert refusals(new_entry(level, 12, period=APRIL, epci=epci)) == {}


# --- Against the direction, below nothing -----------------------------------------------------------------------------
@pytest.mark.parametrize(("baseline", "target", "quantity"), [(0, 100, -1), (100, 50, 1)])
def test_a_correction_against_the_direction_needs_a_reason(contract, baseline, target, quantity):
    indicator = make_indicator(contract, baseline=Decimal(baseline), target=Decimal(target))
    make_entry(indicator, -10 * quantity)
    correction = new_entry(indicator, quantity)
    assert list(refusals(correction)) == ["justification"]
    correction.justification = "Comptée deux fois"
    assert refusals(correction) == {}


def test_an_amendment_needs_a_reason(indicator):
    assert list(refusals(make_entry(indicator, 10).amendment())) == ["justification"]


def test_the_total_never_becomes_negative(contract, indicator):
    make_entry(indicator, 10)
    for quantity, refused in ((-11, ["quantity"]), (-10, [])):
        assert list(refusals(new_entry(indicator, quantity, justification="Doublon"))) == refused


@pytest.mark.parametrize("state", [State.DRAFT, State.PENDING, State.RETURNED])
def test_a_correction_does_not_lean_on_what_may_never_be_validated(indicator, state):
    make_entry(indicator, 10, state=state)
    assert list(refusals(new_entry(indicator, -1, justification="Doublon"))) == ["quantity"]


def test_a_correction_and_an_amendment_do_not_take_the_same_units_twice(indicator):
    entry = make_entry(indicator, 10)
    make_amendment(entry, 2, state=State.PENDING)
    assert list(refusals(new_entry(indicator, -3, justification="Doublon"))) == ["quantity"]
    make_entry(indicator, -2, state=State.PENDING, justification="Doublon")
    other = make_entry(indicator, 5)
    amendment = other.amendment()
    amendment.quantity, amendment.justification = Decimal(-1), "Doublon"
    assert list(refusals(amendment)) == ["quantity"]


def test_a_level_is_never_negative_but_a_temperature_may_be(contract):
    level = make_indicator(contract, counting=Counting.LEVEL, scope=Scope.TERRITORY)
    assert list(refusals(new_entry(level, -1))) == ["quantity"]
    below_zero = make_indicator(
        contract, counting=Counting.LEVEL, scope=Scope.TERRITORY, baseline=Decimal(-5), target=Decimal(5)
    )
    assert refusals(new_entry(below_zero, -1)) == {}


def test_a_falling_total_stops_at_zero(contract):
    falling = make_indicator(contract, baseline=Decimal(100), target=Decimal(50))
    make_entry(falling, -90, state=State.PENDING)
    assert list(refusals(new_entry(falling, -11))) == ["quantity"]
    assert refusals(new_entry(falling, -10)) == {}


# --- More schools than exist ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", WEIGHS)
def test_more_schools_than_an_epci_has_are_refused(ratio, state):
    make_entry(ratio, 40, state=state)
    assert list(refusals(new_entry(ratio, 11))) == ["quantity"]
    assert refusals(new_entry(ratio, 10)) == {}


def test_each_epci_has_its_own_schools_its_communes_included(contract, ratio):
    first, second = contract.epcis.all()
    one, other = first.communes.all()
    make_entry(ratio, 30, commune=one)
    assert list(refusals(new_entry(ratio, 21, commune=other))) == ["quantity"]
    assert refusals(new_entry(ratio, 50, epci=second)) == {}


def test_the_ceiling_holds_whichever_of_the_open_amendments_are_validated(contract, ratio):
    entry = make_entry(ratio, 40)
    lowered = make_amendment(entry, 30, state=State.PENDING)
    assert list(refusals(new_entry(ratio, 11))) == ["quantity"], "40 count until the amendment is validated"
    lowered.withdraw(by=lowered.author, at=morning(AFTER))
    make_amendment(entry, 45, state=State.PENDING)
    assert list(refusals(new_entry(ratio, 6))) == ["quantity"]
    assert refusals(new_entry(ratio, 5)) == {}, "45 and 40 are one entry, not two"


def test_a_correction_that_waits_makes_no_room(ratio):
    make_entry(ratio, 50)
    make_entry(ratio, -5, state=State.PENDING, justification="Doublon")
    assert list(refusals(new_entry(ratio, 5))) == ["quantity"]


def test_the_ceiling_follows_the_number_in_force_on_every_day_that_is_touched(contract, ratio):
    epci = contract.epcis.first()
    make_reference(ratio, epci, 60, since=dt.date(2022, 9, 1))
    make_entry(ratio, 55, period=month(2022, 10))
    assert refusals(new_entry(ratio, 5, period=MARCH)) == {}, "5 of 50 in March, 60 of 60 in October"
    assert list(refusals(new_entry(ratio, 1, period=APRIL))) == ["quantity"]
    make_reference(ratio, epci, 62, since=dt.date(2023, 1, 1))
    assert list(refusals(new_entry(ratio, 1, period=APRIL))) == ["quantity"], "61 of 60 in October"
    assert refusals(new_entry(ratio, 2, period=month(2023, 1))) == {}


def test_a_number_that_falls_later_bounds_what_is_entered_before(contract, ratio):
    make_reference(ratio, contract.epcis.first(), 10, since=dt.date(2022, 9, 1))
    assert list(refusals(new_entry(ratio, 11, period=MARCH))) == ["quantity"]


def test_what_was_too_many_before_a_period_does_not_forbid_it(contract, ratio):
    make_entry(ratio, 40, period=MARCH)
    for number, day in ((60, dt.date(2022, 9, 1)), (30, dt.date(2022, 4, 1))):
        make_reference(ratio, contract.epcis.first(), number, since=day)
    assert refusals(new_entry(ratio, 5, period=month(2022, 10))) == {}


def test_without_a_number_nothing_says_that_it_is_too_many(contract):
    ratio = make_ratio(contract, scope=Scope.TERRITORY, references={contract.epcis.first(): 50})
    assert refusals(new_entry(ratio, 60)) == {}
    make_reference(ratio, contract.epcis.last(), 10)
    assert list(refusals(new_entry(ratio, 1))) == ["quantity"]


def test_entries_that_are_not_stored_yet_are_bounded_together(ratio):
    """Those of a file, tested against each other before any is loaded."""
    beside = [new_entry(ratio, 20, period=MARCH), new_entry(ratio, 20, period=APRIL)]
    last = new_entry(ratio, 11, period=month(2022, 5))
    with pytest.raises(ValidationError):
        acceptance.check(last, on=AFTER, others=acceptance.Others(beside))
    last.quantity = Decimal(10)
    acceptance.check(last, on=AFTER, others=acceptance.Others(beside))


def test_a_running_share_is_bounded_by_the_last_levels_not_by_their_sum(contract):
    first = contract.epcis.first()
    ratio = make_ratio(contract, counting=Counting.LEVEL, references=dict.fromkeys(contract.epcis.all(), 50))
    make_entry(ratio, 40, epci=first, period=MARCH)
    assert list(refusals(new_entry(ratio, 51, epci=first, period=APRIL))) == ["quantity"]
    assert refusals(new_entry(ratio, 50, epci=first, period=APRIL)) == {}


def test_the_levels_of_the_communes_of_an_epci_are_bounded_together(contract):
    one, other = contract.epcis.first().communes.all()
    ratio = make_ratio(contract, counting=Counting.LEVEL, references=dict.fromkeys(contract.epcis.all(), 50))
    make_entry(ratio, 48, commune=one, period=MARCH)
    make_entry(ratio, 20, commune=one, period=APRIL)
    make_entry(ratio, 10, commune=one, period=month(2022, 5), state=State.PENDING)
    assert list(refusals(new_entry(ratio, 31, commune=other, period=month(2022, 6)))) == ["quantity"]
    assert refusals(new_entry(ratio, 30, commune=other, period=month(2022, 6))) == {}


def test_a_draft_is_held_to_the_same_rules(contract, indicator):
    with pytest.raises(ValidationError):
        new_entry(indicator, "0.5").record(by=make_user(contract=contract), at=morning(AFTER), send=False)
