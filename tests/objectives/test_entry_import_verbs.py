"""Loading what was previewed: all of it, once, as it was seen; and withdrawing all of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from objectives import dashboard, exports
from objectives.imports.entries import preview
from objectives.models import EntryImport, ProgressEntry, Refused, State
from objectives.models.together import all_or_nothing
from tests.factories import (
    AFTER,
    load_facts,
    make_contract,
    make_entry,
    make_indicator,
    make_user,
    month,
    morning,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
AT = morning(AFTER)
HEADINGS = ("Indicateur", "Périmètre", "Période", "Quantité", "Source", "Motif")


@pytest.fixture
def contract():
    return make_contract(epcis=2)


@pytest.fixture
def agent(contract):
    return make_user("agente", contract=contract)


@pytest.fixture
def hedges(contract):
    return make_indicator(contract, code="haies", target=Decimal(100))


def year_of(contract, *, reason: str = "") -> list[tuple]:
    """Twelve months for each EPCI: 1 to 12, then 2 to 24."""
    return [
        ("haies", epci.short_name, f"{m:02}/2021", m * times, "Relevé", reason)
        for times, epci in enumerate(contract.epcis.all(), 1)
        for m in range(1, 13)
    ]


def previewed(contract, agent, rows, **options) -> EntryImport:
    data = exports.to_xlsx(HEADINGS, rows, "Saisies")
    return preview(contract, by=agent, at=AT, data=data, name="année 2021.xlsx", **options)


def nothing_written() -> bool:
    return not ProgressEntry.objects.exists() and not ProgressEntry.history.exists()


def test_all_is_written_with_its_history_and_waits(contract, agent, hedges):
    done = previewed(contract, agent, year_of(contract))
    assert done.confirm(by=agent, at=AT) is True
    entries = ProgressEntry.objects.order_by("pk")
    assert len(entries) == done.lines_new == 24
    assert {(one.state, one.author, one.sent_at, one.imported_in) for one in entries} == {
        (State.PENDING, agent, AT, done)
    }
    assert [one.quantity for one in entries][:12] == list(range(1, 13))
    told = ProgressEntry.history.all()
    assert len(told) == 24
    assert {(one.history_type, one.history_user, one.history_date) for one in told} == {("+", agent, AT)}
    assert {one.history_change_reason for one in told} == {f"envoyée, import n° {done.pk}, année 2021.xlsx"}
    assert [(one.stage, one.history_user) for one in EntryImport.history.all()] == [("confirmed", agent)]


def test_an_entry_whose_evidence_is_required_becomes_a_draft(contract, agent):
    make_indicator(contract, code="haies", evidence_required=True)
    previewed(contract, agent, year_of(contract)[:1]).confirm(by=agent, at=AT)
    entry = ProgressEntry.objects.get()
    assert (entry.state, entry.sent_at) == (State.DRAFT, None)
    assert entry.history.get().history_change_reason.startswith("enregistrée en brouillon, import")


def test_a_line_that_surprises_is_not_loaded_without_a_reason(contract, agent, hedges):
    rows = [(*row[:3], 5, *row[4:]) for row in year_of(contract)[:2]]
    done = previewed(contract, agent, rows)
    with pytest.raises(Refused, match="surprennent"):
        done.confirm(by=agent, at=AT, reason=" ")
    assert nothing_written()
    assert done.confirm(by=agent, at=AT, reason="Vérifié")


def test_a_line_with_a_reason_of_its_own_is_not_asked_about(contract, agent, hedges):
    rows = [(*row[:3], 5, *row[4:]) for row in year_of(contract, reason="Trois chantiers par mois")[:2]]
    done = previewed(contract, agent, rows)
    assert not done.doubtful
    done.confirm(by=agent, at=AT)
    assert set(ProgressEntry.objects.values_list("justification", flat=True)) == {"Trois chantiers par mois"}


def test_the_lines_of_a_file_are_compared_in_the_order_of_time(contract, agent, hedges):
    """As the form would have asked, had they been typed month after month."""
    first, second = (epci.short_name for epci in contract.epcis.all())
    figures = [(first, 4, 130), (first, 2, 11), (second, 1, 7), (first, 3, 12), (first, 1, 10), (second, 2, 8)]
    rows = [("haies", place, f"{number:02}/2021", quantity, "x", "") for place, number, quantity in figures]
    done = previewed(contract, agent, rows)
    assert [(line["row"], len(line["doubts"])) for line in done.doubtful] == [(2, 1)]
    assert "10 fois le rythme" in done.doubtful[0]["doubts"][0]


def test_a_line_that_only_now_surprises_stops_all(contract, agent, hedges):
    done = previewed(contract, agent, year_of(contract)[1:2])
    before = make_entry(hedges, 2, epci=contract.epcis.first(), period=month(2021, 1))
    with pytest.raises(Refused, match=rf"ligne 2, .*même chiffre.*{before.reference}"):
        done.confirm(by=agent, at=AT)
    assert ProgressEntry.objects.get() == before


def test_a_second_confirmation_does_nothing(contract, agent, hedges):
    done = previewed(contract, agent, year_of(contract))
    assert done.confirm(by=agent, at=AT)
    assert done.confirm(by=agent, at=AT) is False
    assert (ProgressEntry.objects.count(), ProgressEntry.history.count()) == (24, 24)


@pytest.mark.parametrize("at", [0, 11, 23])
def test_a_line_that_would_now_be_refused_stops_all(contract, agent, hedges, at):
    done = previewed(contract, agent, year_of(contract))
    epci = list(contract.epcis.all())[at // 12]
    other = make_entry(hedges, 99, epci=epci, period=month(2021, at % 12 + 1))
    with pytest.raises(Refused, match=rf"ont changé depuis l’aperçu\W*ligne {at + 2}, .*{other.reference}"):
        done.confirm(by=agent, at=AT)
    assert ProgressEntry.objects.get() == other
    assert ProgressEntry.history.exclude(id=other.pk).count() == 0
    assert EntryImport.objects.get().stage == EntryImport.Stage.PREVIEWED


@pytest.mark.parametrize("at", [0, 11, 23])
def test_a_row_that_the_database_refuses_leaves_nothing(contract, agent, hedges, at, monkeypatch):
    done = previewed(contract, agent, year_of(contract))
    monkeypatch.setattr("objectives.models.batch.check_columns", lambda entry: None)
    monkeypatch.setattr("objectives.models.batch.doubts", lambda entry, earlier: [])
    done.content["lines"][at]["data"]["quantity"] = "1000000000000"
    EntryImport.objects.filter(pk=done.pk).update(content=done.content)
    with pytest.raises(IntegrityError):
        done.confirm(by=agent, at=AT)
    assert nothing_written()


def test_only_what_was_previewed_is_written(contract, agent, hedges):
    """The file is not read again: its content is what the preview kept."""
    done = previewed(contract, agent, year_of(contract)[:2])
    done.content["lines"].clear()
    done.confirm(by=agent, at=AT)
    assert ProgressEntry.objects.count() == 2


def test_a_line_entered_meanwhile_by_somebody_is_not_doubled(contract, agent, hedges):
    """Even with a reason, which the rules would be satisfied with."""
    done = previewed(contract, agent, year_of(contract, reason="Deuxième passage")[:3])
    make_entry(hedges, 2, epci=contract.epcis.first(), period=month(2021, 2))
    with pytest.raises(Refused, match=r"ligne 3, S.* dit déjà la même chose"):
        done.confirm(by=agent, at=AT)


def test_an_entry_said_to_be_there_that_is_no_more_asks_for_a_new_preview(contract, agent, hedges):
    known = make_entry(hedges, 1, epci=contract.epcis.first(), period=month(2021, 1), state=State.PENDING)
    done = previewed(contract, agent, year_of(contract))
    assert done.lines_known == 1
    known.withdraw(by=known.author, at=AT)
    with pytest.raises(Refused, match=f"ligne 2, {known.reference} a changé"):
        done.confirm(by=agent, at=AT)
    assert previewed(contract, agent, year_of(contract)).confirm(by=agent, at=AT)


def test_an_indicator_that_left_the_contract_asks_for_a_new_preview(contract, agent, hedges):
    done = previewed(contract, agent, year_of(contract)[:1])
    hedges.delete()
    with pytest.raises(Refused, match="n’est plus au contrat"):
        done.confirm(by=agent, at=AT)


def test_a_file_with_a_refused_line_cannot_be_confirmed(contract, agent, hedges):
    done = previewed(contract, agent, [*year_of(contract), ("arbres", "", "2021", 1, "x", "")])
    with pytest.raises(Refused, match="Rien n’est à charger"):
        done.confirm(by=agent, at=AT)
    assert nothing_written()


def test_two_officers_who_previewed_the_same_file_load_it_once(contract, agent, hedges):
    other = make_user(contract=contract)
    first, second = (previewed(contract, who, year_of(contract)) for who in (agent, other))
    first.confirm(by=agent, at=AT)
    with pytest.raises(Refused, match=r"et 19 de plus"):
        second.confirm(by=other, at=AT)
    assert ProgressEntry.objects.count() == 24


def test_a_new_preview_takes_the_place_of_the_person_s_last_and_leaves_nothing_of_it(contract, agent, hedges):
    other = make_user(contract=contract)
    theirs = previewed(contract, other, year_of(contract))
    first = previewed(contract, agent, year_of(contract))
    second = previewed(contract, agent, year_of(contract))
    assert set(EntryImport.objects.all()) == {theirs, second}
    assert not EntryImport.history.exists()
    with pytest.raises(Refused, match="n’existe plus"):
        first.confirm(by=agent, at=AT)


def test_a_discarded_preview_leaves_nothing(contract, agent, hedges):
    previewed(contract, agent, year_of(contract)).discard()
    assert not EntryImport.objects.exists()
    assert not EntryImport.history.exists()


def test_a_loaded_import_is_not_discarded(contract, agent, hedges):
    done = previewed(contract, agent, year_of(contract))
    done.confirm(by=agent, at=AT)
    with pytest.raises(Refused, match="déjà chargé"):
        done.discard()
    assert EntryImport.objects.get() == done


def loaded(contract, agent) -> EntryImport:
    done = previewed(contract, agent, year_of(contract))
    done.confirm(by=agent, at=AT)
    return EntryImport.objects.get(pk=done.pk)


def test_a_loaded_import_is_withdrawn_whole_with_history(contract, agent, hedges):
    done = loaded(contract, agent)
    returned, alone = done.entries.order_by("pk")[:2]
    returned.send_back(by=make_user(contract=contract), at=AT, note="Quelle source ?")
    alone.withdraw(by=agent, at=AT)
    later = AT + dt.timedelta(days=1)
    assert done.withdraw(by=agent, at=later) == 23
    assert set(done.entries.values_list("state", flat=True)) == {State.WITHDRAWN}
    told = ProgressEntry.history.filter(history_date=later)
    assert {(one.state, one.history_user, one.history_change_reason) for one in told} == {
        (State.WITHDRAWN, agent, f"retirée avec l’import n° {done.pk}")
    }
    assert [one.version for one in ProgressEntry.objects.order_by("pk")] == [3, *[2] * 23]
    assert [one.stage for one in EntryImport.history.order_by("history_id")] == ["confirmed", "withdrawn"]
    with pytest.raises(Refused, match="il est retiré"):
        done.withdraw(by=agent, at=later)


def test_what_was_withdrawn_may_be_loaded_again(contract, agent, hedges):
    loaded(contract, agent).withdraw(by=agent, at=AT)
    assert loaded(contract, agent).entries.filter(state=State.PENDING).count() == 24


def test_an_import_with_a_validated_entry_says_what_stands_in_the_way(contract, agent, hedges):
    done = loaded(contract, agent)
    entry = done.entries.last()
    entry.validate(by=make_user(contract=contract), at=AT)
    with pytest.raises(Refused, match=rf"une de ses saisies est déjà validée \({entry.reference}\)"):
        done.withdraw(by=agent, at=AT)
    assert done.entries.filter(state=State.PENDING).count() == 23


def test_a_preview_is_not_withdrawn(contract, agent, hedges):
    with pytest.raises(Refused, match="il est à confirmer"):
        previewed(contract, agent, year_of(contract)).withdraw(by=agent, at=AT)


def test_an_import_tells_all_its_lines_in_the_database(contract, agent, hedges):
    done = previewed(contract, agent, year_of(contract))
    with pytest.raises(IntegrityError, match="every_line_told"), connection.cursor() as cursor:
        cursor.execute("UPDATE objectives_entryimport SET lines_new = 1 WHERE id = %s", [done.pk])


def test_a_whole_year_loaded_and_validated_gives_the_verdict_of_the_sum_made_by_hand():
    contract = load_facts()
    agent, second = make_user(contract=contract), make_user(contract=contract)
    monthly = {"renovations": "10", "amenagements-cyclables": "0,4", "haies": "0,85", "friches": "0,5"}
    rows = [("regal", "Territoire entier", "T2 2021", 1, "Délibération", "")]
    rows += [
        (code, epci.short_name, f"{m:02}/2021", quantity, "Bilan 2021", "")
        for code, quantity in monthly.items()
        for epci in contract.epcis.all()
        for m in range(1, 13)
    ]
    done = previewed(contract, agent, rows)
    assert (done.lines_new, done.lines_refused) == (145, 0)
    assert len(done.doubtful) == 132  # the same figure every month
    done.confirm(by=agent, at=AT, reason="Bilan annuel, divisé par douze")
    entries = ProgressEntry.objects.with_people()
    refusals = all_or_nothing(
        contract, lambda _: {one.pk: (lambda one=one: one.validate(by=second, at=AT)) for one in entries}
    )
    assert refusals == {}
    board = dashboard.build(contract, on=dt.date(2021, 12, 31), today=AFTER)
    progress = {line.indicator.code: line.condition.measured.progress for line in board.lines}
    for code, quantity in monthly.items():
        assert progress[code] == Decimal(quantity.replace(",", ".")) * 36
    # 360 of 1 500 renovations, 14.4 km of 50; 30.6 km of hedges and 18 ha are 61,2 % and 69,2 %, 60 % exigés.
    assert {line.indicator.code for line in board.lines if line.condition.met} == {"haies", "friches", "regal"}
    assert board.assessment.amount == 0
