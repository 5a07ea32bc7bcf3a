"""The page of an entry, and the verbs that start from it."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cottri.models import Role
from objectives.models import ProgressEntry, State
from tests.factories import (
    a_link,
    make_amendment,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_reference,
    make_user,
    morning,
    new_entry,
    put,
)

pytestmark = pytest.mark.django_db

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.fixture
def contract():
    return make_contract(slug="calaisis")


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, unit="rénovations", target=1500, is_priority=True)


@pytest.fixture
def author(contract):
    return make_user("auteur", contract=contract, first_name="Anne", last_name="Auteur")


@pytest.fixture
def reader(client, contract):
    """An officer who wrote nothing, signed in."""
    user = make_user("relecteur", contract=contract, first_name="Rémi", last_name="Relecteur")
    client.force_login(user)
    return user


@pytest.fixture
def pending(indicator, author):
    return make_entry(indicator, 300, state=State.PENDING, author=author)


def act(client, entry, verb, **data):
    """Post a verb with the version that its page showed."""
    data = {"version": entry.version, **data}
    return client.post(reverse(f"objectives:entry_{verb}", args=["calaisis", entry.pk]), data)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def state_of(entry) -> str:
    return ProgressEntry.objects.get(pk=entry.pk).state


# --- Reading --------------------------------------------------------------------------------------------------------
def test_the_page_says_value_period_perimeter_source_and_people(client, reader, indicator, author):
    entry = make_entry(indicator, 300, author=author, comment="Vu avec le GUH")
    page = client.get(entry.get_absolute_url()).text
    assert f"300{NBSP}rénovations" in page
    for words in ("janvier 2021", "Tableau de suivi", "Vu avec le GUH", "Anne Auteur", entry.perimeter, "validée"):
        assert words in page


@pytest.mark.parametrize("verb", ["", "modifier/", "corriger/", "valider/", "retourner/", "retirer/"])
def test_a_draft_is_nowhere_for_a_copil_member(client, contract, indicator, verb):
    draft = make_entry(indicator, 5, state=State.DRAFT)
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    assert client.get(draft.get_absolute_url() + verb).status_code in (404, 405)
    assert client.post(draft.get_absolute_url() + verb).status_code in (404, 405)
    assert state_of(draft) == State.DRAFT


def test_the_history_hides_what_the_entry_was_as_a_draft(client, contract, indicator, author):
    draft = make_entry(indicator, 111, state=State.DRAFT, author=author)
    draft.quantity = 222
    draft.revise(by=author, at=morning(dt.date(2021, 3, 1)), evidence=[a_link()])
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = client.get(draft.get_absolute_url()).text
    assert "222" in page
    assert "111" not in page
    assert "Pièce ajoutée" in page
    client.force_login(author)
    assert "111" in client.get(draft.get_absolute_url()).text


def test_the_history_says_who_changed_what_from_what(client, reader, pending, author):
    pending.send_back(by=reader, at=morning(dt.date(2021, 3, 2)), note="Quelle source ?")
    pending.quantity, pending.source = 310, "Bilan du GUH"
    pending.revise(by=author, at=morning(dt.date(2021, 3, 3)))
    page = client.get(pending.get_absolute_url()).text
    assert "<b>Retournée</b> par Rémi Relecteur" in page
    assert "<blockquote>Quelle source ?</blockquote>" in page
    assert f"Quantité&nbsp;: 300{NBSP}rénovations → <b>310{NBSP}rénovations</b>" in page
    assert "Source&nbsp;: Tableau de suivi → <b>Bilan du GUH</b>" in page


def test_a_removed_piece_stays_in_the_history_only(client, author, indicator):
    entry = new_entry(indicator, 5)
    entry.record(by=author, at=morning(dt.date(2021, 3, 1)), evidence=[a_link("https://exemple.fr/bilan")])
    entry.remove_evidence(entry.evidence.get(), by=author, at=morning(dt.date(2021, 3, 2)))
    client.force_login(author)
    page = client.get(entry.get_absolute_url())
    assert not page.context["pieces"]
    assert f"Pièce ôtée{NBSP}: https://exemple.fr/bilan" in page.text
    assert 'href="https://exemple.fr/bilan"' not in page.text


def test_a_link_opens_without_telling_where_from(client, author, indicator):
    entry = new_entry(indicator, 5)
    entry.record(by=author, at=morning(dt.date(2021, 3, 1)), evidence=[a_link("https://exemple.fr/bilan")])
    client.force_login(author)
    assert 'href="https://exemple.fr/bilan" rel="noopener noreferrer"' in client.get(entry.get_absolute_url()).text


def test_an_amendment_and_what_it_replaces_point_at_each_other(client, reader, indicator):
    entry = make_entry(indicator, 300)
    amendment = make_amendment(entry, 310, state=State.PENDING)
    old, new = (client.get(row.get_absolute_url()).text for row in (entry, amendment))
    assert "Correction en cours" in old
    assert f'href="{amendment.get_absolute_url()}"' in old
    assert f'href="{entry.get_absolute_url()}"' in new
    assert f"300 → <b>310{NBSP}rénovations</b>" in new
    assert f'href="{entry.get_absolute_url()}corriger/"' not in old


def test_a_draft_amendment_is_hidden_from_the_page_of_what_it_would_replace(client, contract, indicator):
    entry = make_entry(indicator, 300)
    draft = make_amendment(entry, 310, state=State.DRAFT)
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = client.get(entry.get_absolute_url()).text
    assert draft.reference not in page
    assert "310" not in page


def test_the_page_of_an_open_entry_says_what_it_would_do(client, reader, pending):
    page = client.get(pending.get_absolute_url())
    assert page.context["effect"].after.attainment * 5 == 1
    assert f"20{NBSP}% — 100{NBSP}% exigés" in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_makes_the_same_queries_whatever_the_length_of_its_history(
    client, reader, author, pending, number, django_assert_num_queries
):
    for turn in range(number):
        pending.quantity, pending.epci = 300 + turn, pending.contract.epcis.all()[turn % 2]
        pending.revise(by=author, at=morning(dt.date(2021, 4, 1 + turn)), evidence=[a_link()])
    with django_assert_num_queries(16):
        client.get(pending.get_absolute_url())


# --- Who may do what ------------------------------------------------------------------------------------------------
def offered(client, entry) -> set[str]:
    page = client.get(entry.get_absolute_url()).text
    verbs = ("modifier", "corriger", "valider", "retourner", "retirer")
    return {verb for verb in verbs if f'"{entry.get_absolute_url()}{verb}/"' in page}


def test_each_state_offers_its_own_verbs_to_each_person(client, contract, indicator, author, reader):
    admin = make_user(contract=contract, role=Role.ADMINISTRATOR)
    copil = make_user(contract=contract, role=Role.COPIL)
    rows = {state: make_entry(indicator, 5, state=state, author=author) for state in State if state != "replaced"}
    table = {
        author: {"draft": "modifier retirer", "pending": "modifier retirer", "returned": "modifier retirer"},
        reader: {"pending": "valider retourner"},
        admin: {"draft": "retirer", "pending": "valider retourner retirer", "returned": "retirer"},
        copil: {},
    }
    for person, expected in table.items():
        client.force_login(person)
        for state, entry in rows.items():
            if person == copil and state == State.DRAFT:
                continue
            default = "corriger" if state == State.VALIDATED and person != copil else ""
            assert offered(client, entry) == set(expected.get(state, default).split()), (person, state)


def test_an_author_alone_validates_with_a_reason_that_shows_for_ever(client, contract, pending, author):
    client.force_login(author)
    assert offered(client, pending) == {"modifier", "retirer"}
    assert "Une autre personne" in said(act(client, pending, "validate", reason="Seule en poste"))
    contract.allows_self_validation = True
    contract.save()
    assert "valider" in offered(client, pending)
    response = act(client, pending, "validate", reason=" ")
    assert "Dites pourquoi vous validez votre propre saisie." in response.text
    assert state_of(pending) == State.PENDING
    act(client, pending, "validate", reason="Seule en poste")
    assert state_of(pending) == State.VALIDATED
    page = client.get(pending.get_absolute_url()).text
    assert "Validée par son propre auteur" in page
    assert "Seule en poste" in page


def test_nobody_returns_their_own_entry_nor_withdraws_that_of_another(client, pending, author, reader):
    assert act(client, pending, "withdraw").status_code == 403
    client.force_login(author)
    assert act(client, pending, "return", note="Moi").status_code == 403
    assert state_of(pending) == State.PENDING


# --- The verbs ------------------------------------------------------------------------------------------------------
def test_validating_says_what_it_did(client, reader, pending):
    response = act(client, pending, "validate")
    assert response.status_code == 302
    assert state_of(pending) == State.VALIDATED
    assert f"300&nbsp;/ 1{NARROW}500 rénovations, 20{NBSP}% — 100{NBSP}% exigés." in said(response)


def test_validating_says_that_the_verdict_changed(client, contract, reader, indicator, author):
    entry = make_entry(indicator, 1500, state=State.PENDING, author=author)
    assert "Toutes les conditions sont maintenant remplies." in said(act(client, entry, "validate"))


def test_validating_says_that_a_condition_is_met_when_others_are_not(client, contract, reader, indicator, author):
    make_indicator(contract)
    entry = make_entry(indicator, 1500, state=State.PENDING, author=author)
    message = said(act(client, entry, "validate"))
    assert "Cette condition est maintenant remplie." in message
    assert "Toutes" not in message


def test_validating_what_cannot_be_judged_says_why(client, contract, reader, author):
    entry = make_entry(make_ratio(contract, target=50), 5, state=State.PENDING, author=author)
    assert "ne peut pas être calculé (dénominateur manquant)" in said(act(client, entry, "validate"))


def test_returning_takes_a_note_and_keeps_what_was_typed(client, reader, pending):
    response = act(client, pending, "return", note="  ")
    assert response.status_code == 200
    assert "Dites à son auteur ce qu’il faut corriger." in response.text
    long = act(client, pending, "return", note="Trop long " * 200)
    assert "Trop long Trop long" in long.text
    assert state_of(pending) == State.PENDING
    assert "retournée à Anne Auteur" in said(act(client, pending, "return", note="Quelle source ?"))
    assert state_of(pending) == State.RETURNED
    assert "Quelle source ?" in client.get(pending.get_absolute_url()).text


def test_an_author_withdraws_what_is_still_open(client, author, pending):
    client.force_login(author)
    assert "elle ne comptera pas" in said(act(client, pending, "withdraw"))
    assert state_of(pending) == State.WITHDRAWN


@pytest.mark.parametrize(
    ("verb", "data", "participle"),
    [("validate", {}, "validée"), ("return", {"note": "Quoi ?"}, "retournée"), ("withdraw", {}, "retirée")],
)
def test_a_second_click_gets_a_calm_sentence(client, contract, pending, verb, data, participle):
    client.force_login(make_user(contract=contract, role=Role.ADMINISTRATOR))
    act(client, pending, verb, **data)
    again = act(client, pending, verb, **data)
    assert again.status_code == 302
    assert said(again).endswith(f"{pending.reference} est déjà {participle}.")
    assert ProgressEntry.history.filter(id=pending.pk).count() == 2


def test_a_verb_that_comes_too_late_says_what_the_entry_became(client, reader, pending, author):
    ProgressEntry.objects.get(pk=pending.pk).withdraw(by=author, at=morning(dt.date(2021, 3, 1)))
    assert "ne peut plus être validée : elle est retirée" in said(act(client, pending, "validate"))


@pytest.mark.parametrize("verb", ["validate", "return"])
def test_who_read_an_older_version_is_shown_both_values_and_asked_again(client, reader, pending, author, verb):
    current = ProgressEntry.objects.get(pk=pending.pk)
    current.quantity = 310
    current.revise(by=author, at=morning(dt.date(2021, 3, 1)))
    response = act(client, pending, verb, note="Une note de vingt lignes")
    assert response.status_code == 409
    assert f"vous aviez lu <b>300{NBSP}rénovations</b>, c’est maintenant <b>310{NBSP}rénovations</b>" in response.text
    assert "par Anne Auteur, le 01/03/2021 à 9\u00a0h" in response.text
    assert state_of(pending) == State.PENDING
    if verb == "return":
        assert "Une note de vingt lignes" in response.text
    assert f'name="version" value="{current.version}"' in response.text
    assert act(client, current, verb, note="Une note de vingt lignes").status_code == 302
    assert state_of(pending) != State.PENDING


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "1" + "0" * 20, "\x00"])
def test_a_verb_without_a_readable_version_does_nothing(client, reader, pending, version):
    response = act(client, pending, "validate", version=version)
    assert response.status_code == 200
    assert "ne dit pas ce que vous avez lu" in response.text
    assert state_of(pending) == State.PENDING


def test_a_version_from_the_future_does_nothing(client, reader, pending):
    assert act(client, pending, "validate", version=999).status_code == 409
    assert state_of(pending) == State.PENDING


def test_what_became_impossible_is_refused_with_its_sentence(client, contract, reader, author):
    schools = make_ratio(contract, target=50)
    epcis = list(contract.epcis.all())
    for epci in epcis:
        make_reference(schools, epci, 10)
    entry = make_entry(schools, 8, state=State.PENDING, author=author)
    make_reference(schools, epcis[0], 5, since=dt.date(2021, 1, 2))
    response = act(client, entry, "validate")
    assert response.status_code == 200
    assert "c’est impossible" in response.text
    assert state_of(entry) == State.PENDING


@pytest.mark.parametrize("verb", ["validate", "return", "withdraw"])
def test_a_verb_is_never_done_by_reading(client, reader, pending, verb):
    url = reverse(f"objectives:entry_{verb}", args=["calaisis", pending.pk])
    assert client.get(url).status_code == 405
    assert state_of(pending) == State.PENDING


def test_an_entry_of_another_contract_is_not_found_under_this_one(client, reader):
    foreign = put(new_entry(make_indicator(make_contract()), 5), state=State.PENDING, author=None)
    assert client.get(reverse("objectives:entry", args=["calaisis", foreign.pk])).status_code == 404
    assert act(client, foreign, "validate").status_code == 404
    assert client.get(foreign.get_absolute_url()).status_code == 404
    assert state_of(foreign) == State.PENDING
