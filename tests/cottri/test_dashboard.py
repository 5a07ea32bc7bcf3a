"""The dashboard and its JSON: the words of the verdict, the figures, the cost of a page."""

import datetime as dt
import gzip
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse

from cottri.models import Role
from objectives.bonus import Rule
from objectives.judgement import Level
from objectives.measure import Counting
from objectives.models import State
from tests.factories import (
    make_amendment,
    make_binary,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_user,
    month,
)
from tests.meetings import make_action, make_committee, make_decision, make_meeting, make_note
from tests.sheets import make_milestone, make_opinion

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def reader(contract, client):
    user = make_user(contract=contract, role=Role.COPIL)
    client.force_login(user)
    return user


def words(client, contract, **query) -> str:
    response = client.get(reverse("dashboard", args=[contract.slug]), query)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text)).replace("&nbsp;", " ")


def answer(client, contract, **query) -> dict:
    return client.get(reverse("bonus_json", args=[contract.slug]), query).json()


class TestVerdict:
    def test_before_the_end_nothing_is_called_acquired(self, client, contract, reader, settings):
        settings.COTTRI_TODAY = dt.date(2023, 12, 31)
        indicator = make_indicator(contract)
        assert "Bonus : pas encore acquis" in words(client, contract)
        make_entry(indicator, 60)
        assert "Bonus : conditions remplies à ce jour" in words(client, contract)
        assert "Bonus : conditions remplies à ce jour" in words(client, contract, au="2024-06-01")

    def test_after_the_end_the_contracts_own_words_are_used(self, client, contract, reader, settings):
        settings.COTTRI_TODAY = dt.date(2024, 1, 1)
        indicator = make_indicator(contract)
        assert "Bonus : non acquis" in words(client, contract)
        make_entry(indicator, 60)
        assert "Bonus : acquis" in words(client, contract)
        assert "Bonus : conditions remplies à ce jour" in words(client, contract, au="2023-12-31")

    def test_the_rule_is_named_and_to_be_confirmed_until_it_is(self, client, contract, reader):
        make_indicator(contract)
        assert "« tout ou rien », à confirmer par la convention" in words(client, contract)
        contract.rule_confirmed = True
        contract.save()
        assert "à confirmer" not in words(client, contract)

    def test_the_day_follows_the_reader_to_the_sheet_and_its_neighbours(self, client, contract, reader):
        indicator = make_indicator(contract)
        make_indicator(contract)
        address = indicator.incontournable.get_absolute_url()
        asked = {"au": "2022-03-31"}
        for page in (reverse("dashboard", args=[contract.slug]), reverse("objectives:way", args=[contract.slug])):
            text = client.get(page, asked).text
            assert f'"{address}?au=2022-03-31"' in text and f'"{address}"' not in text
            assert f'"{address}"' in client.get(page).text
        text = client.get(address, asked).text
        assert re.search(r'href="[^"]*\?au=2022-03-31" rel="next"', text)

    def test_a_day_to_come_says_so(self, client, contract, reader, settings):
        settings.COTTRI_TODAY = dt.date(2023, 4, 14)
        make_indicator(contract)
        assert "Ce jour n’est pas encore venu" in words(client, contract, au="2024-01-01")
        for on in ("2023-04-14", "2023-04-13"):
            assert "pas encore venu" not in words(client, contract, au=on)

    def test_one_condition_is_not_said_in_the_plural(self, client, contract, reader):
        make_entry(make_indicator(contract), 60)
        assert "La seule condition est remplie." in words(client, contract)

    def test_without_contractual_indicator_nothing_can_be_acquired(self, client, contract, reader):
        make_indicator(contract, is_contractual=False)
        assert "rien ne peut être acquis" in words(client, contract)
        assert answer(client, contract)["acquired"] is False

    def test_it_says_what_pending_entries_would_change(self, client, contract, reader):
        make_entry(make_indicator(contract), 60, state=State.PENDING)
        assert "Toutes le seraient si ce qui attend était validé" in words(client, contract)
        make_indicator(contract)
        assert "Les saisies en attente en rempliraient 1 de plus" in words(client, contract)

    def test_just_short_of_the_threshold_is_never_shown_as_it(self, client, contract, reader):
        make_entry(make_indicator(contract, target=Decimal(1000), decimals=2), Decimal("599.96"))
        page = words(client, contract)
        assert "59,99 %" in page
        assert "il manque 0,04 unité" in page


class TestState:
    def test_it_is_that_of_the_day_asked_with_the_pace_and_the_pace_needed(self, client, contract, reader):
        """60 of 100 are asked for in 36 months; 12 a year, then nothing."""
        indicator = make_indicator(contract)
        for number in range(12):
            make_entry(indicator, 2, period=month(2021, number + 1))
        said = "Dans les temps il manque 36 unités"
        assert f"{said} 2 par mois, il en faut 1,5" in words(client, contract, au="2022-01-14")
        assert f"{said} 1,66 par mois, il en faut 1,64" in words(client, contract, au="2022-03-14")
        assert "En retard il manque 36 unités 0 par mois, il en faut 3" in words(client, contract, au="2022-12-31")
        last = words(client, contract, au="2023-12-31")
        assert "En retard il manque 36 unités" in last and "par mois, il en faut" not in last
        assert "par mois, il en faut" not in words(client, contract, au="2024-01-01")

    def test_a_met_condition_says_since_when(self, client, contract, reader):
        make_entry(make_indicator(contract), 60, period=month(2022, 3))
        assert "Remplie depuis le 31/03/2022" in words(client, contract)

    def test_a_binary_objective_follows_its_milestones(self, client, contract, reader):
        indicator = make_binary(contract, is_priority=True)
        assert "En retard aucune saisie, il manque 1 unité aucun jalon" in words(client, contract, au="2022-02-01")
        make_milestone(indicator.incontournable, dt.date(2022, 1, 31), dt.date(2022, 1, 20), title="Porteur choisi")
        make_milestone(indicator.incontournable, dt.date(2023, 5, 31), title="Signature")
        page = words(client, contract, au="2022-02-01")
        assert "Dans les temps" in page and "1 jalon sur 2 ; prochain : Signature (mai 2023)" in page
        page = words(client, contract, au="2023-06-01")
        assert "En retard" in page and "1 jalon sur 2 ; en retard : Signature (mai 2023)" in page
        assert "0 jalon sur 2 ; prochain : Porteur choisi (janvier 2022)" in words(client, contract, au="2022-01-19")

    @pytest.mark.parametrize(
        ("level", "au", "flagged"),
        [
            (Level.COMPROMISED, "2021-03-31", True),
            (Level.SECURED, "2021-03-31", False),
            (Level.SECURED, "2022-12-31", True),
            (Level.COMPROMISED, "2022-12-31", False),
            (Level.COMPROMISED, "2021-02-28", False),  # not given yet
        ],
    )
    def test_an_opinion_that_says_the_opposite_is_flagged(self, client, contract, reader, level, au, flagged):
        indicator = make_indicator(contract)
        make_entry(indicator, 30, period=month(2021, 1))
        make_opinion(indicator, level, day=dt.date(2021, 3, 15))
        assert ("avis contraire" in words(client, contract, au=au)) is flagged


class TestJson:
    def test_it_gives_exact_figures_and_the_reason_of_each_condition(self, client, contract, reader):
        first, second = contract.epcis.all()
        increments = make_indicator(contract, target=Decimal(50), decimals=1)
        make_entry(increments, Decimal("35.6"))
        make_entry(increments, Decimal("0.4"), state=State.PENDING)
        ratio = make_ratio(contract, target=Decimal(50), references={first: 100, second: 88})
        make_entry(ratio, 31)
        binary = make_binary(contract, is_priority=True)
        unknown = make_ratio(contract, target=Decimal(50), references={first: 100})
        make_entry(unknown, 3)
        level = make_indicator(contract, counting=Counting.LEVEL)
        make_entry(level, 5)
        found = answer(client, contract)
        by_number = {condition["incontournable"]: condition for condition in found["conditions"]}
        shown = {
            number: tuple(condition[name] for name in ("progress", "pending", "attainment", "missing", "reason", "met"))
            for number, condition in by_number.items()
        }
        assert shown == {
            increments.incontournable.number: ("35.6", "0.4", "89/125", "0", None, True),
            ratio.incontournable.number: ("775/47", "0", "31/94", "26", "seuil non atteint", False),
            binary.incontournable.number: ("0", "0", "0", "1", "aucune saisie", False),
            unknown.incontournable.number: (None, None, None, None, "dénominateur manquant", False),
            level.incontournable.number: (None, None, None, None, "niveau manquant", False),
        }
        assert by_number[binary.incontournable.number]["required"] == "1"
        assert Fraction(by_number[ratio.incontournable.number]["required"]) == Fraction(3, 5)
        assert (found["maximum_eur"], found["amount_eur"], found["rule"]) == ("1000.00", "0.00", "all_or_nothing")

    def test_an_amendment_counts_for_what_it_changes(self, client, contract, reader):
        entry = make_entry(make_indicator(contract), 50)
        make_amendment(entry, 60, state=State.PENDING)
        found = answer(client, contract)
        assert found["conditions"][0]["pending"] == "10"
        assert (found["amount_eur"], found["amount_if_all_validated_eur"]) == ("0.00", "1000.00")

    def test_a_graduated_amount_is_truncated_to_the_cent(self, client, reader, contract):
        contract.rule = Rule.GRADUATED
        contract.save()
        make_entry(make_indicator(contract, target=Decimal(3)), 2)
        assert answer(client, contract)["amount_eur"] == "666.66"

    def test_it_answers_for_a_day(self, client, contract, reader):
        make_entry(make_indicator(contract), 60, period=month(2022, 3))
        assert answer(client, contract, au="2022-03-30")["conditions"][0]["progress"] == "0"
        assert answer(client, contract, au="2022-03-31")["conditions"][0]["progress"] == "60"


@pytest.mark.parametrize("name", ["dashboard", "bonus_json", "objectives:list"])
@pytest.mark.parametrize(
    "day", ["2023-02-31", "9999-12-31", "1999-12-31", "x", "2023-1-1", "٢٠٢٣-01-01", "1\0", "9" * 10_000]
)
def test_a_day_that_is_none_is_refused_with_a_sentence(client, contract, reader, name, day):
    response = client.get(reverse(name, args=[contract.slug]), {"au": day})
    assert response.status_code == 400
    assert "pas une date" in response.text


def test_the_proof_lists_what_counts_and_what_does_not(client, contract, reader):
    indicator = make_indicator(contract)
    counted, pending, returned = (make_entry(indicator, 5, state=s) for s in ("validated", "pending", "returned"))
    later = make_entry(indicator, 5, period=month(2023, 11))
    draft = make_entry(indicator, 5, state=State.DRAFT)
    page = words(client, contract, au="2023-10-31")
    assert "Saisies comptées (1)" in page and "Saisies non comptées (3)" in page
    assert "validée, mais sa période finit après le 31/10/2023" in page
    assert all(entry.reference in page for entry in (counted, pending, returned, later))
    assert draft.reference not in page
    client.force_login(make_user(contract=contract))
    assert draft.reference in words(client, contract)


def test_the_proof_shows_the_last_ten_then_a_link_to_all(client, contract, reader):
    indicator = make_indicator(contract)
    entries = [make_entry(indicator, 1, period=month(2021, number)) for number in range(1, 12)]
    page = client.get(reverse("dashboard", args=[contract.slug])).text
    assert entries[0].reference not in page and entries[1].reference in page
    link = re.search(r'href="([^"]*compte=oui[^"]*)"', page)[1].replace("&amp;", "&")
    assert all(entry.reference in client.get(link).text for entry in entries)


@pytest.mark.parametrize("many", [1, 3])
def test_it_makes_fifteen_queries_whatever_there_is_to_show(client, django_assert_num_queries, many):
    contract = make_contract(epcis=many)
    for _ in range(many):
        for indicator in (make_indicator(contract), make_ratio(contract, target=Decimal(50))):
            for state in (State.VALIDATED, State.PENDING, State.RETURNED) * many:
                make_entry(indicator, 1, state=state)
            for _ in range(many):
                make_milestone(indicator.incontournable, dt.date(2023, 5, 31))
                make_opinion(indicator, day=dt.date(2023, 3, 1))
    committee = make_committee(contract)
    for number in range(1, many + 1):
        held = make_meeting(committee, dt.date(2021, 3, number), state="held")
        make_action(make_decision(held), due_on=dt.date(2021, 4, number))
        make_note(make_indicator(contract), dt.date(2021, 5, number))
        make_meeting(committee, dt.date(2030, 3, number))
    client.force_login(make_user(contract=contract))
    with django_assert_num_queries(15):
        client.get(reverse("dashboard", args=[contract.slug]))


def test_the_page_itself_is_light(client, contract, reader):
    for _ in range(9):
        indicator = make_indicator(contract)
        make_entry(indicator, 5)
    page = client.get(reverse("dashboard", args=[contract.slug]))
    assert len(gzip.compress(page.content)) < 15_000
    assert "plotly" not in page.text


def test_a_page_of_another_contract_does_not_exist(client, reader):
    other = make_contract()
    assert client.get(reverse("dashboard", args=[other.slug])).status_code == 404
    assert client.get(reverse("bonus_json", args=[other.slug])).status_code == 404


def test_the_numbers_of_the_proof_give_its_result(client, contract, reader):
    """Whoever divides what is written finds what is written: 34,18 ÷ 50 would be 68,36 %."""
    first, second = contract.epcis.all()
    make_entry(make_indicator(contract, target=Decimal(50), decimals=3), Decimal("34.185"))
    make_entry(make_ratio(contract, target=Decimal(50), references={first: 100, second: 88}), 31)
    page = words(client, contract).replace("\u00a0", " ")
    assert "(34,185 − 0) ÷ (50 − 0) = 68,37 % ≥ 60 %" in page
    assert "Comparé exactement (0,6837 et 0,6)" in page
    assert "Avancement = 100 × 31 ÷ 188 écoles = 16,48 %" in page
    assert "(100 × 31 ÷ 188 − 0) ÷ (50 − 0) = 32,97 % < 60 %" in page.replace("&lt;", "<")
    assert "Comparé exactement (31/94 et 0,6)" in page


def test_a_pending_correction_that_loses_a_condition_is_told(client, contract, reader):
    entry = make_entry(make_indicator(contract), 60)
    make_amendment(entry, 50, state=State.PENDING)
    page = words(client, contract)
    assert "Les corrections en attente en feraient perdre 1." in page
    assert "Si tout ce qui attend était validé, le montant serait de 0 €." in page.replace("\xa0", " ")


def test_the_six_oldest_pending_entries_stand_beside_with_how_many_there_are(client, contract, reader):
    indicator = make_indicator(contract)
    entries = [make_entry(indicator, 1, state=State.PENDING) for _ in range(7)]
    page = client.get(reverse("dashboard", args=[contract.slug]))
    assert page.context["waiting"] == entries[:6]
    assert page.context["waiting"][0].in_all == 7
