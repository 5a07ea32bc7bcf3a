"""The cheapest way: what is missing, per month left, the nearest first, and what to do where nothing can be judged."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from cottri.models import Role
from objectives.measure import Counting
from objectives.models import State
from objectives.simulation import levers, simulate
from tests.factories import make_binary, make_contract, make_entry, make_indicator, make_ratio, make_user, month
from tests.sheets import make_milestone

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(settings):
    settings.COTTRI_TODAY = dt.date(2023, 1, 14)
    return make_contract()


def page(client, contract, role=Role.COPIL, **query):
    client.force_login(make_user(contract=contract, role=role))
    return client.get(reverse("objectives:way", args=[contract.slug]), query)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text)).replace("&nbsp;", " ")


def test_the_nearest_comes_first_whatever_the_unit_and_what_is_met_does_not_come(client, contract):
    far = make_indicator(contract, is_priority=True, target=Decimal(1000))
    make_entry(far, 600)  # 60 % of its way, 100 % asked for
    near = make_indicator(contract, target=Decimal(10), decimals=1)
    make_entry(near, 5)  # 5/6 of its way
    make_entry(make_indicator(contract), 60)
    none = make_indicator(contract)
    shown = page(client, contract)
    assert [line.indicator for line in shown.context["way"].legs] == [near, far, none]
    said = words(shown)
    assert "3 conditions restent à remplir sur 4" in said and "Restent 12 mois à déclarer après le 31/12/2022" in said
    assert "83,33 % du chemin Il manque 1 unité Par mois restant 0,09 Rythme observé 0" in said
    assert "60 % du chemin Il manque 400 unités Par mois restant 34" in said
    assert "0 % du chemin Il manque 60 unités Par mois restant 5" in said


def test_it_says_when_as_things_go_or_never(client, contract):
    steady = make_indicator(contract)
    for number in range(12):
        make_entry(steady, 2, period=month(2022, number + 1))
    assert "Au rythme observé, condition remplie le 30/06/2024, après la fin du contrat." in words(
        page(client, contract)
    )
    make_entry(steady, 26, period=month(2021, 1))
    assert "Au rythme observé, condition remplie le 31/05/2023." in words(page(client, contract))
    make_entry(make_indicator(contract, target=Decimal(10**8)), 1, period=month(2022, 3))
    assert "Au rythme observé, pas avant 2100." in words(page(client, contract))
    make_indicator(contract)
    assert "Au rythme observé, jamais : rien n’avance vers la cible." in words(page(client, contract))
    assert "Trop tôt pour un rythme" in words(page(client, contract, au="2021-01-20"))


def test_without_a_pace_or_with_one_that_falls_it_says_so(client, contract):
    first, second = contract.epcis.all()
    level = make_indicator(contract, counting=Counting.LEVEL)
    make_entry(level, 5, epci=first, period=month(2021, 3))
    make_entry(level, 5, epci=second, period=month(2022, 3))
    said = words(page(client, contract))
    assert (
        "Pas de rythme : un niveau manquait au début ou à la fin des mois comptés." in said and "Trop tôt" not in said
    )
    falling = make_indicator(contract)
    make_entry(falling, 20, period=month(2021, 3))
    make_entry(falling, -5, period=month(2022, 3), justification="Double compte")
    assert "Au rythme observé, jamais : l’avancement recule." in words(page(client, contract))


def test_euros_are_at_stake_under_both_rules(client, contract):
    make_entry(make_indicator(contract), 100)
    make_indicator(contract)
    said = words(page(client, contract))
    assert "Il en dépend 1 000 €" in said
    assert "règle « tout ou rien » 1 000 €" in said and "règle « graduée » 800 €" in said
    assert "« tout ou rien », à confirmer par la convention" in said


def test_what_would_just_be_met_is_in_what_can_be_entered_as_in_the_simulator(client, contract):
    """A thing done or not is worth all or nothing, and of seven units 60 % take five: (1 + 5/7) / 2 of 1 000 €."""
    make_binary(contract)
    make_indicator(contract, target=Decimal(7))
    shown = page(client, contract)
    assert dict(shown.context["way"].at_stake) == {"all_or_nothing": 1000, "graduated": Decimal("857.14")}
    chosen = levers(shown.context["board"])
    supposed = simulate(shown.context["board"], chosen, {lever.name: lever.enough for lever in chosen})
    assert [amount for _, amount in shown.context["way"].at_stake] == [one.amount for one in supposed.assessments]


def test_what_is_pending_and_enough_is_the_first_thing_to_do(client, contract):
    make_entry(make_indicator(contract), 60, state=State.PENDING)
    assert "Valider ce qui attend suffit." in words(page(client, contract))
    assert "Ouvrir la file" not in words(page(client, contract))
    assert "Ouvrir la file" in words(page(client, contract, role=Role.OFFICER))


def test_what_cannot_be_judged_says_what_to_do_to_those_who_can(client, contract):
    first, second = contract.epcis.all()
    ratio = make_ratio(contract, references={first: 100})
    level = make_indicator(contract, counting=Counting.LEVEL)
    make_entry(level, 5)
    shown = page(client, contract)
    assert [line.indicator for line in shown.context["way"].unknown] == [ratio, level]
    said = words(shown)
    assert f"nombre de référence à saisir (écoles) : {second.short_name}" in said
    assert f"niveau à saisir : {second.short_name}" in said
    assert "Un administrateur du contrat saisit les nombres" in said and "Saisir le niveau" not in said
    assert "Saisir le niveau" in words(page(client, contract, role=Role.OFFICER))
    assert "Saisir les nombres de référence" in words(page(client, contract, role=Role.ADMINISTRATOR))


def test_what_is_done_or_not_shows_its_milestones(client, contract):
    indicator = make_binary(contract)
    assert "Aucun jalon ne dit comment y arriver" in words(page(client, contract))
    make_milestone(indicator.incontournable, dt.date(2023, 5, 31), title="Signature")
    assert "0 jalon sur 1 ; prochain : Signature (mai 2023)." in words(page(client, contract))


def test_once_the_contract_is_over_no_month_is_left(client, contract, settings):
    settings.COTTRI_TODAY = dt.date(2024, 1, 1)
    make_indicator(contract)
    said = words(page(client, contract, au="2024-01-01"))
    assert "Il ne reste plus de mois à déclarer" in said and "Par mois restant" not in said


def test_nothing_missing_and_nothing_to_miss_have_their_sentence(client, contract):
    assert "Aucun objectif contractuel" in words(page(client, contract))
    make_entry(make_indicator(contract), 60)
    said = words(page(client, contract))
    assert "Rien ne manque" in said and "Montant à ce jour 1 000 €" in said


@pytest.mark.parametrize("many", [1, 3])
def test_it_makes_the_same_queries_whatever_is_missing(client, contract, many, django_assert_num_queries):
    for _ in range(many):
        for indicator in (make_indicator(contract), make_ratio(contract)):
            make_entry(indicator, 1)
    client.force_login(make_user(contract=contract))
    with django_assert_num_queries(11):  # one for the glossary
        client.get(reverse("objectives:way", args=[contract.slug]))
