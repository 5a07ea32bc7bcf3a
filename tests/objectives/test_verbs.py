"""The verbs of an entry: who may do what, in which state, and the trace each leaves."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from objectives.models import Evidence, Indicator, ProgressEntry, Refused, Stale, State
from tests.factories import (
    AFTER,
    a_link,
    make_amendment,
    make_contract,
    make_entry,
    make_indicator,
    make_user,
    month,
    morning,
    new_entry,
)

pytestmark = pytest.mark.django_db
AT = morning(AFTER)
LATER = AT + dt.timedelta(hours=1)


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def indicator(contract):
    return make_indicator(contract)


@pytest.fixture
def author(contract):
    return make_user("ada", contract=contract)


@pytest.fixture
def other(contract):
    return make_user("grace", contract=contract)


def stored(entry) -> ProgressEntry:
    return ProgressEntry.objects.get(pk=entry.pk)


def trace(entry) -> list[tuple]:
    """Who, when, why, and what state came of it; oldest first."""
    rows = ProgressEntry.history.filter(id=entry.pk).order_by("history_id")
    return [(row.history_user.username, row.history_date, row.history_change_reason, row.state) for row in rows]


def everything() -> list:
    """All that a refusal must leave as it was."""
    tables = ProgressEntry.objects, ProgressEntry.history, Evidence.objects, Evidence.history
    return [list(table.order_by("pk").values()) for table in tables]


@pytest.fixture
def untouched():
    """The database is the same after a refusal as before."""
    before = []
    yield lambda: before.append(everything())
    assert everything() == before[-1]


# --- Recording ------------------------------------------------------------------------------------------------------
def test_a_recorded_entry_waits_for_validation_and_says_who_and_when(indicator, author):
    entry = new_entry(indicator, 300).record(by=author, at=AT)
    kept = stored(entry)
    assert (kept.state, kept.author, kept.created_at, kept.sent_at) == (State.PENDING, author, AT, AT)
    assert trace(entry) == [("ada", AT, "envoyée", State.PENDING)]


def test_an_entry_may_be_kept_as_a_draft(indicator, author):
    entry = new_entry(indicator, 300).record(by=author, at=AT, send=False)
    assert (stored(entry).state, stored(entry).sent_at) == (State.DRAFT, None)
    assert trace(entry) == [("ada", AT, "enregistrée en brouillon", State.DRAFT)]


def test_the_same_form_posted_twice_makes_one_entry(indicator, author):
    first = new_entry(indicator, 300)
    second = new_entry(indicator, 300, submission_key=first.submission_key)
    assert first.record(by=author, at=AT) == second.record(by=author, at=LATER)
    assert ProgressEntry.objects.count() == 1 and len(trace(first)) == 1


def test_the_same_amendment_posted_twice_makes_one_entry(indicator, author):
    amendment = make_amendment(make_entry(indicator, 30), 31, state=State.PENDING, author=author)
    again = amendment.replaces.amendment()
    again.submission_key, again.quantity, again.justification = amendment.submission_key, Decimal(31), "Erreur"
    assert again.record(by=author, at=LATER) == amendment


def test_a_missing_piece_of_evidence_leaves_a_draft(contract, author):
    indicator = make_indicator(contract, evidence_required=True)
    entry = new_entry(indicator, 300).record(by=author, at=AT)
    assert stored(entry).state == State.DRAFT
    entry.revise(by=author, at=LATER, evidence=[a_link()])
    assert stored(entry).state == State.PENDING
    assert new_entry(indicator, 1).record(by=author, at=AT, evidence=[a_link()]).state == State.PENDING


def test_a_piece_of_evidence_says_who_added_it_and_who_removed_it(contract, author):
    indicator = make_indicator(contract, evidence_required=True)
    entry = new_entry(indicator, 300).record(by=author, at=AT, evidence=[a_link()])
    piece = entry.current_evidence().get()
    entry.remove_evidence(piece, by=author, at=LATER)
    assert stored(entry).state == State.DRAFT and not entry.current_evidence().exists()
    assert [row.history_user for row in piece.history.order_by("history_id")] == [author, author]
    assert trace(entry)[-1] == ("ada", LATER, "pièce justificative ôtée", State.DRAFT)


def test_the_evidence_of_a_validated_entry_stays(contract, author, other, untouched):
    entry = new_entry(make_indicator(contract), 300).record(by=author, at=AT, evidence=[a_link()])
    entry.validate(by=other, at=AT)
    untouched()
    with pytest.raises(Refused):
        entry.remove_evidence(entry.current_evidence().get(), by=author, at=LATER)


def test_a_piece_of_another_entry_is_not_removed_with_this_one(indicator, author, untouched):
    entry = new_entry(indicator, 1).record(by=author, at=AT)
    piece = new_entry(indicator, 2).record(by=author, at=AT, evidence=[a_link()]).current_evidence().get()
    untouched()
    with pytest.raises(Refused):
        entry.remove_evidence(piece, by=author, at=LATER)


# --- Revising, withdrawing ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [State.DRAFT, State.PENDING, State.RETURNED])
def test_its_author_corrects_an_open_entry_in_place(indicator, author, state):
    entry = stored(make_entry(indicator, 300, state=state, author=author))
    entry.quantity = Decimal(30)
    entry.revise(by=author, at=AT)
    assert (stored(entry).quantity, stored(entry).state) == (30, State.PENDING)
    assert trace(entry)[-1] == ("ada", AT, "corrigée", State.PENDING)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.VALIDATED])
def test_a_closed_entry_is_not_edited(indicator, author, state, untouched):
    entry = make_entry(indicator, 300, state=state, author=author)
    untouched()
    entry.quantity = Decimal(30)
    with pytest.raises(Refused):
        entry.revise(by=author, at=AT)


def test_nobody_else_edits_an_entry(indicator, author, other, untouched):
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    untouched()
    with pytest.raises(Refused):
        entry.revise(by=other, at=AT)


def test_of_two_savers_one_wins_and_the_other_is_given_the_current_values(indicator, author, untouched):
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    mine, yours = stored(entry), stored(entry)
    mine.quantity, yours.quantity = Decimal(310), Decimal(320)
    mine.revise(by=author, at=AT)
    untouched()
    with pytest.raises(Stale) as lost:
        yours.revise(by=author, at=AT)
    assert (lost.value.current.quantity, yours.quantity) == (310, 320)


@pytest.mark.parametrize("state", [State.DRAFT, State.PENDING, State.RETURNED])
def test_an_open_entry_is_withdrawn_and_weighs_no_more(indicator, author, state):
    entry = make_entry(indicator, 300, state=state, author=author)
    entry.withdraw(by=author, at=AT)
    assert stored(entry).state == State.WITHDRAWN
    assert trace(entry)[-1] == ("ada", AT, "retirée", State.WITHDRAWN)


def test_a_validated_entry_is_not_withdrawn(indicator, author, untouched):
    entry = make_entry(indicator, 300, author=author)
    untouched()
    with pytest.raises(Refused):
        entry.withdraw(by=author, at=AT)


# --- Returning, validating ------------------------------------------------------------------------------------------
def test_a_returned_entry_carries_its_note_and_can_be_sent_again(indicator, author, other):
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    entry.send_back(by=other, at=AT, note="Quelle source ?")
    assert (stored(entry).state, stored(entry).return_note) == (State.RETURNED, "Quelle source ?")
    assert trace(entry)[-1] == ("grace", AT, "retournée : Quelle source ?", State.RETURNED)
    entry.revise(by=author, at=LATER)
    assert (stored(entry).state, stored(entry).sent_at) == (State.PENDING, LATER)


def test_an_entry_is_not_returned_without_a_note(indicator, author, other, untouched):
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    untouched()
    with pytest.raises(ValidationError):
        entry.send_back(by=other, at=AT, note="")


def test_a_second_person_validates(indicator, author, other):
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    entry.validate(by=other, at=AT)
    kept = stored(entry)
    assert (kept.state, kept.validated_by, kept.validated_at) == (State.VALIDATED, other, AT)
    assert trace(entry)[-1] == ("grace", AT, "validée", State.VALIDATED)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.WITHDRAWN, State.VALIDATED])
@pytest.mark.parametrize("verb", ["validate", "send_back"])
def test_only_what_waits_is_validated_or_returned(indicator, author, other, state, verb, untouched):
    entry = make_entry(indicator, 300, state=state, author=author)
    untouched()
    with pytest.raises(Refused):
        getattr(entry, verb)(by=other, at=AT, **({"note": "Non"} if verb == "send_back" else {}))


@pytest.mark.parametrize("reason", ["", "seule cette semaine"])
def test_its_author_does_not_validate_an_entry(indicator, author, reason, untouched):
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    untouched()
    with pytest.raises(Refused):
        entry.validate(by=author, at=AT, reason=reason)


@pytest.mark.parametrize("reason", ["", " \u00a0"])
def test_where_the_contract_allows_it_its_author_still_needs_a_reason(author, reason, untouched):
    indicator = make_indicator(make_contract(allows_self_validation=True))
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    untouched()
    with pytest.raises(Refused):
        entry.validate(by=author, at=AT, reason=reason)


def test_where_the_contract_allows_it_its_author_validates_with_a_reason_that_stays(author):
    indicator = make_indicator(make_contract(allows_self_validation=True))
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    entry.validate(by=author, at=AT, reason="Seule agente en août")
    assert (stored(entry).state, stored(entry).self_validation_reason) == (State.VALIDATED, "Seule agente en août")


def test_a_second_person_needs_no_reason_and_none_is_kept(author, other):
    indicator = make_indicator(make_contract(allows_self_validation=True))
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    entry.validate(by=other, at=AT, reason="Au cas où")
    assert stored(entry).self_validation_reason == ""


def test_what_is_validated_is_what_was_read(indicator, author, other, untouched):
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    read = stored(entry)
    entry.quantity = Decimal(3000)
    entry.revise(by=author, at=AT)
    untouched()
    with pytest.raises(Stale) as lost:
        read.validate(by=other, at=AT)
    assert lost.value.current.quantity == 3000


def test_nothing_is_validated_without_the_evidence_that_came_to_be_required(indicator, author, other, untouched):
    entry = make_entry(indicator, 300, state=State.PENDING, author=author)
    indicator.evidence_required = True
    indicator.save()
    untouched()
    with pytest.raises(Refused):
        stored(entry).validate(by=other, at=AT)


def test_the_rules_are_tested_again_at_validation(contract, indicator, author, other, untouched):
    entry = make_entry(indicator, 300, state=State.PENDING, author=author, period=month(2022, 3))
    contract.ends_on = dt.date(2022, 3, 30)
    contract.save()
    untouched()
    with pytest.raises(ValidationError):
        stored(entry).validate(by=other, at=AT)


# --- Amending -------------------------------------------------------------------------------------------------------
def test_an_amendment_replaces_once_validated_and_both_say_so(indicator, author, other):
    entry = make_entry(indicator, 300, author=author)
    amendment = make_amendment(entry, 250, author=author)
    assert (stored(entry).state, stored(amendment).state) == (State.REPLACED, State.VALIDATED)
    assert trace(entry)[-1][2:] == (f"remplacée par {amendment.reference}", State.REPLACED)
    assert len(trace(entry)) == 3 and len(trace(amendment)) == 2


def test_an_amendment_can_itself_be_amended(indicator):
    second = make_amendment(make_amendment(make_entry(indicator, 300), 250), 260)
    assert [entry.quantity for entry in ProgressEntry.objects.counted(AFTER)] == [second.quantity]


@pytest.mark.parametrize("state", [State.DRAFT, State.PENDING, State.RETURNED, State.VALIDATED])
def test_one_amendment_is_open_at_a_time(indicator, author, state, untouched):
    entry = make_entry(indicator, 300)
    make_amendment(entry, 250, state=state)
    untouched()
    with pytest.raises(Refused):
        make_amendment(entry, 260, author=author)


def test_a_withdrawn_amendment_leaves_room_for_another(indicator):
    entry = make_entry(indicator, 300)
    make_amendment(entry, 250, state=State.WITHDRAWN)
    assert make_amendment(entry, 260).state == State.VALIDATED


@pytest.mark.parametrize("state", [State.DRAFT, State.PENDING, State.RETURNED, State.WITHDRAWN])
def test_only_a_validated_entry_is_amended(indicator, state, author, untouched):
    entry = make_entry(indicator, 300, state=state)
    untouched()
    with pytest.raises(Refused):
        make_amendment(entry, 250, author=author)


def test_an_amendment_keeps_its_indicator_and_its_perimeter(contract, indicator, author, untouched):
    entry = make_entry(indicator, 300)
    second = contract.epcis.last()
    changes = {"epci": second, "indicator": make_indicator(contract), "commune": second.communes.first()}
    untouched()
    for name, value in changes.items():
        amendment = entry.amendment()
        amendment.justification = "Erreur"
        setattr(amendment, name, value)
        with pytest.raises(ValidationError):
            amendment.record(by=author, at=AT)


def test_an_amendment_keeps_them_when_its_author_revises_it(contract, indicator, author, untouched):
    amendment = make_amendment(make_entry(indicator, 300), 250, state=State.PENDING, author=author)
    untouched()
    amendment.epci = contract.epcis.last()
    with pytest.raises(ValidationError):
        amendment.revise(by=author, at=AT)


def test_every_verb_leaves_one_row_of_history_with_the_day_it_was_given(indicator, author, other):
    entry = new_entry(indicator, 300)
    entry.record(by=author, at=AT, send=False)
    entry.revise(by=author, at=AT + dt.timedelta(minutes=1))
    entry.send_back(by=other, at=AT + dt.timedelta(minutes=2), note="Non")
    entry.revise(by=author, at=AT + dt.timedelta(minutes=3))
    entry.validate(by=other, at=AT + dt.timedelta(minutes=4))
    minutes = [(timezone.localtime(at) - AT).seconds // 60 for _, at, _, _ in trace(entry)]
    assert minutes == [0, 1, 2, 3, 4]
    assert [row[0] for row in trace(entry)] == ["ada", "ada", "grace", "ada", "grace"]
    assert stored(entry).version == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [("scope", "territory"), ("counting", "level"), ("is_ratio", True)],
)
def test_how_an_indicator_counts_is_settled_by_its_first_entry(indicator, field, value):
    indicator.counted_unit = "écoles"
    setattr(indicator, field, value)
    indicator.full_clean()
    make_entry(Indicator.objects.get(pk=indicator.pk), 1)
    with pytest.raises(ValidationError) as refusal:
        indicator.full_clean()
    assert field in refusal.value.message_dict
