"""What a sheet is made of: steps at a date, opinions in force, rows that move, leave and come back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from objectives.judgement import CONFIDENT, Level, differ
from objectives.models import Action, ActionState, Axis, Indicator, Opinion, Refused, SheetLine
from tests.factories import make_contract, make_indicator, make_user, morning, officer
from tests.sheets import (
    make_action,
    make_axis,
    make_item,
    make_line,
    make_link,
    make_milestone,
    make_opinion,
    make_term,
)

pytestmark = pytest.mark.django_db

DUE = dt.date(2022, 3, 31)
DAY = dt.timedelta(days=1)


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def item(contract):
    return make_item(contract)


def act(row):
    return {"by": officer(row.contract), "at": morning(dt.date(2023, 4, 14))}


# --- Milestones -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("done_on", "on", "expected"),
    [
        (None, DUE - DAY, "to come"),
        (None, DUE, "to come"),
        (None, DUE + DAY, "late"),
        (DUE, DUE, "done"),
        (DUE, DUE - DAY, "to come"),
        (DUE + 9 * DAY, DUE + 8 * DAY, "late"),
        (DUE + 9 * DAY, DUE + 9 * DAY, "done"),
    ],
)
def test_a_milestone_is_done_or_late_at_a_date(item, done_on, on, expected):
    milestone = make_milestone(item, DUE, done_on)
    assert (milestone.is_done(on), milestone.is_late(on)) == (expected == "done", expected == "late")


def test_a_milestone_is_reached_once_on_a_day_that_has_come_and_may_be_reopened(item):
    milestone = make_milestone(item, DUE)
    with pytest.raises(Refused, match="pas encore venu"):
        milestone.complete(**act(milestone), on=dt.date(2023, 4, 15))
    milestone.complete(**act(milestone), on=dt.date(2023, 4, 14))
    with pytest.raises(Refused, match="déjà atteint, le 14/04/2023"):
        milestone.complete(**act(milestone), on=dt.date(2023, 4, 1))
    milestone.reopen(**act(milestone))
    with pytest.raises(Refused, match="pas atteint"):
        milestone.reopen(**act(milestone))
    reasons = list(milestone.history.values_list("history_change_reason", flat=True))
    assert reasons == ["rouvert", "atteint", "ajouté"]
    assert not milestone.history.filter(history_user=None).exists()


# --- Actions --------------------------------------------------------------------------------------------------------
def test_an_action_goes_from_state_to_state_with_its_history(item):
    action = make_action(item)
    action.decide(**act(action))
    action.start(**act(action))
    action.complete(**act(action), on=dt.date(2023, 4, 1))
    assert (action.state, action.done_on) == (ActionState.DONE, dt.date(2023, 4, 1))
    with pytest.raises(Refused, match="déjà réalisée, le 01/04/2023"):
        action.start(**act(action))
    action.reopen(**act(action))
    assert (action.state, action.done_on) == (ActionState.ONGOING, None)
    action.abandon(**act(action), why="faute d’ingénierie")
    reasons = list(action.history.values_list("history_change_reason", flat=True))
    assert reasons == [
        "abandonnée\u00a0: faute d’ingénierie", "rouverte\u00a0: en cours", "réalisée", "en cours", "décidée", "ajouté"
    ]  # fmt: skip


def test_a_page_that_is_not_fresh_undoes_nothing(item):
    """Every verb from every state, each on its own instance as a second request has."""
    day = dt.date(2023, 4, 1)
    lead = {
        "decide": {"hypothesis": "decided"},
        "start": {"hypothesis": "ongoing", "decided": "ongoing"},
        "complete": {"decided": "done", "ongoing": "done"},
        "abandon": {"hypothesis": "abandoned", "decided": "abandoned", "ongoing": "abandoned"},
        "reopen": {"done": "decided", "abandoned": "decided"},
    }
    for verb, ways in lead.items():
        for state in ActionState:
            action = make_action(item, state=state, done_on=day if state == ActionState.DONE else None)
            more = {"on": day} if verb == "complete" else {}
            if state not in ways:
                with pytest.raises(Refused):
                    getattr(action, verb)(**act(action), **more)
            else:
                getattr(action, verb)(**act(action), **more)
            held = Action.objects.get(pk=action.pk)
            assert held.state == ways.get(state, state), (verb, state)
            assert (held.done_on == day) == (held.state == ActionState.DONE), (verb, state)


def test_an_hypothesis_that_was_abandoned_is_no_promise_when_it_is_reopened(item):
    action = make_action(item)
    action.abandon(**act(action))
    action.reopen(**act(action))
    assert action.state == ActionState.HYPOTHESIS


def test_what_an_action_was_before_is_the_last_thing_told_whatever_its_day(item):
    action = make_action(item)
    for verb, day in (("decide", DUE), ("abandon", DUE - 9 * DAY), ("reopen", DUE - 9 * DAY)):
        getattr(action, verb)(by=officer(item.contract), at=morning(day))
    assert action.state == ActionState.DECIDED


def test_only_what_was_promised_is_overdue(item):
    states = {state: make_action(item, state=state, due_on=DUE) for state in ActionState}
    late = {ActionState.DECIDED, ActionState.ONGOING}
    assert {action.state for action in Action.objects.overdue(DUE + DAY)} == late
    assert not Action.objects.overdue(DUE).exists()
    assert {state for state, action in states.items() if action.is_overdue(DUE + DAY)} == late
    after = make_action(item, state=ActionState.DONE, due_on=DUE, done_on=DUE + 2 * DAY)
    assert after.is_overdue(DUE + DAY) and after in Action.objects.overdue(DUE + DAY), "it was not done yet"
    assert not after.is_overdue(DUE + 2 * DAY) and after not in Action.objects.overdue(DUE + 2 * DAY)


def test_an_action_keeps_to_its_sheet_and_its_contract(contract, item):
    other = make_axis(make_item(contract))
    stranger = make_contract().epcis.first()
    with pytest.raises(ValidationError, match="n’est plus, sur cette fiche"):
        make_action(item, axis=other)
    with pytest.raises(ValidationError, match="signataire"):
        make_action(item, framework=Action.Framework.EPCI, epci=stranger)
    with pytest.raises(ValidationError, match="ne porte pas sur un EPCI"):
        make_action(item, epci=contract.epcis.first())
    make_action(item, framework=Action.Framework.REV3, epci=contract.epcis.first())


# --- Rows -----------------------------------------------------------------------------------------------------------
def shown(item) -> list[str]:
    return list(SheetLine.objects.shown().filter(incontournable=item).values_list("text", flat=True))


def test_lines_move_among_those_of_their_block_and_stop_at_the_ends(item):
    first, second, third = (make_line(item, text) for text in ("un", "deux", "trois"))
    other = make_line(item, "autre bloc", kind=SheetLine.Kind.QUESTION)
    with pytest.raises(Refused, match="déjà en tête"):
        first.move(up=True, **act(first))
    third.move(up=True, **act(third))
    for last in (second, other):
        with pytest.raises(Refused, match="déjà en fin"):
            last.move(up=False, **act(last))
    in_block = SheetLine.objects.filter(kind=SheetLine.Kind.FINDING)
    assert [line.text for line in in_block] == ["un", "trois", "deux"]
    assert third.history.count() == 2


def test_a_removed_row_is_out_of_sight_and_comes_back_in_its_place(item):
    lines = [make_line(item, text) for text in ("un", "deux", "trois")]
    lines[1].remove(**act(lines[1]))
    assert shown(item) == ["un", "trois"]
    lines[1].remove(**act(lines[1]))
    lines[1].restore(**act(lines[1]))
    assert shown(item) == ["un", "deux", "trois"]
    assert lines[1].history.count() == 3


def test_what_is_referred_to_is_not_removed(item):
    axis = make_axis(item)
    action = make_action(item, axis=axis)
    with pytest.raises(Refused, match="action « Harmoniser l’information » s’y rapporte"):
        axis.remove(**act(axis))
    action.remove(**act(action))
    axis.remove(**act(axis))
    assert not Axis.objects.shown().exists()
    with pytest.raises(ValidationError, match="n’est plus, sur cette fiche"):
        action.restore(**act(action))


def test_the_number_of_a_removed_axis_is_free_and_it_does_not_come_back_over_another(item):
    axis = make_axis(item)
    axis.remove(**act(axis))
    make_axis(item)
    with pytest.raises(ValidationError, match="déjà un axe de ce numéro"):
        axis.restore(**act(axis))


def test_links_are_read_from_both_ends_and_an_ambiguous_one_from_three(contract):
    item, other, perhaps = (make_item(contract) for _ in range(3))
    link = make_link(item, other, as_printed="DC 9", alternative=perhaps)
    for target in (other, perhaps):
        assert list(type(link).objects.citing(target)) == [link]
    assert not type(link).objects.citing(item).exists()
    with pytest.raises(ValidationError, match="cite déjà"):
        make_link(item, other, as_printed="DC 9")
    with pytest.raises(ValidationError, match="ne se cite pas elle-même"):
        make_link(item, item, as_printed="DC 1")
    with pytest.raises(ValidationError, match="est une autre fiche"):
        make_link(perhaps, item, as_printed="DC 1", alternative=item)
    with pytest.raises(ValidationError, match="même peut-être"):
        make_link(perhaps, item, as_printed="DC 1", alternative=perhaps)


def test_an_acronym_is_explained_once_in_a_contract(contract):
    make_term(contract)
    make_term(make_contract())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_term(contract)


# --- Opinions -------------------------------------------------------------------------------------------------------
def test_the_opinion_that_holds_is_the_last_one_of_the_day(contract):
    indicator = make_indicator(contract)
    first = make_opinion(indicator, Level.SECURED, day=DUE)
    second = make_opinion(indicator, Level.COMPROMISED, day=DUE + 10 * DAY)
    same_day = make_opinion(indicator, Level.NEEDS_SUPPORT, day=DUE + 10 * DAY)
    held = {
        days: Opinion.objects.in_force(DUE + days * DAY).values_list("pk", flat=True).first() for days in (-1, 0, 9, 10)
    }
    assert held == {-1: None, 0: first.pk, 9: first.pk, 10: same_day.pk}
    assert second.pk != same_day.pk


@pytest.mark.parametrize("number", [1, 3])
def test_opinions_in_force_are_one_query_whatever_their_number(contract, number, django_assert_num_queries):
    for _ in range(number):
        indicator = make_indicator(contract)
        for level in Level:
            make_opinion(indicator, level, day=DUE)
    with django_assert_num_queries(1):
        held = list(Opinion.objects.in_force(DUE))
    assert [opinion.level for opinion in held] == [Level.COMPROMISED] * number


def test_an_opinion_is_given_late_at_night_on_the_day_it_is_in_france(contract):
    indicator = make_indicator(contract)
    opinion = Opinion(indicator=indicator, level=Level.SECURED, note="Le rythme tient.")
    opinion.give(by=make_user(contract=contract), at=dt.datetime(2022, 7, 31, 22, 30, tzinfo=dt.UTC))
    assert not Opinion.objects.in_force(dt.date(2022, 7, 31)).exists()
    assert Opinion.objects.in_force(dt.date(2022, 8, 1)).exists()
    assert str(opinion) == "sécurisé, le 01/08/2022"


def test_an_opinion_is_never_edited_and_says_why(contract):
    opinion = make_opinion(make_indicator(contract), day=DUE)
    opinion.level = Level.COMPROMISED
    with pytest.raises(Refused, match="donnez-en un nouveau"):
        opinion.save()
    with pytest.raises(ValidationError):
        make_opinion(Indicator.objects.get(), note="", day=DUE)


@pytest.mark.parametrize("level", Level)
def test_an_opinion_differs_from_what_is_computed_when_they_say_opposite_things(level):
    confident = level in (Level.SECURED, Level.WITHIN_REACH)
    assert (level in CONFIDENT) == confident
    assert differ(level, on_track=True) == (not confident)
    assert differ(level, on_track=False) == confident
    assert differ(str(level), on_track=None) is False
