"""The incontournables of a contract, and the page of each."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from cottri.models import Role
from objectives.french import WIDE
from objectives.models import Incontournable, Indicator
from tests.factories import make_amendment, make_contract, make_entry, make_indicator, make_user, month
from tests.sheets import make_item, make_milestone

pytestmark = pytest.mark.django_db

NBSP = "\u00a0"


@pytest.fixture
def contract():
    return make_contract(slug="calaisis")


@pytest.fixture
def copil(client, contract):
    user = make_user(contract=contract, role=Role.COPIL)
    client.force_login(user)
    return user


def objectives(contract) -> str:
    return reverse("objectives:list", args=[contract.slug])


def another_indicator(indicator, **fields) -> Indicator:
    return Indicator.objects.create(
        incontournable=indicator.incontournable, label="Ateliers", unit="ateliers", target=Decimal(40), **fields
    )


def test_the_state_is_that_of_the_day_asked(client, contract, copil):
    indicator = make_indicator(contract)
    make_entry(indicator, 60, period=month(2022, 3))
    sheet = indicator.incontournable.get_absolute_url()
    for address in (objectives(contract), sheet):
        assert "<b>En retard</b>" in client.get(address, {"au": "2022-03-30"}).text
        assert "<b>Remplie</b>" in client.get(address, {"au": "2022-03-31"}).text
        for bad in ("hier", "2022-02-31", "1999-12-31", "\x00"):
            assert client.get(address, {"au": bad}).status_code == 400


def test_an_indicator_outside_the_contract_has_no_condition(client, contract, copil):
    indicator = make_indicator(contract, is_contractual=False)
    make_entry(indicator, 80)
    for address in (objectives(contract), indicator.incontournable.get_absolute_url()):
        page = client.get(address).text
        assert "sans effet sur le bonus" in page
        assert f"80{NBSP}%" in page
        assert "Remplie" not in page
        assert "Preuve" not in page


def test_who_may_enter_is_offered_to_and_others_are_not(client, contract, copil):
    indicator = make_indicator(contract)
    address = indicator.incontournable.get_absolute_url()
    link = f"{address}saisir/?indicateur={indicator.pk}"
    assert link not in client.get(address).text
    client.force_login(make_user(contract=contract))
    assert link in client.get(address).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_makes_the_same_queries_whatever_they_hold(client, contract, copil, number, django_assert_num_queries):
    for _ in range(number):
        make_milestone(make_item(contract), dt.date(2022, 6, 30))
        indicator = make_indicator(contract)
        for code in range(number):
            more = another_indicator(indicator, code=f"autre-{code}")
            make_amendment(make_entry(more, 5), 6)
    with django_assert_num_queries(12):  # one for the glossary
        client.get(objectives(contract), {"au": dt.date(2022, 1, 1)})
    with django_assert_num_queries(11):
        client.get(indicator.incontournable.get_absolute_url())
    assert Incontournable.objects.count() == 2 * number


def test_what_has_no_indicator_tells_in_the_list_and_on_its_sheet_how_far_its_milestones_are(client, contract, copil):
    project, bare = make_item(contract), make_item(contract)
    for title, due_on, done_on in [
        ("Diagnostic", dt.date(2022, 1, 31), dt.date(2022, 1, 20)),
        ("Scénario", dt.date(2023, 6, 30), None),
    ]:
        make_milestone(project, due_on, done_on, title=title)
    for address in (objectives(contract), project.get_absolute_url()):
        for day, said in [
            ("2022-01-19", f"0 jalon sur 2{WIDE}; prochain{WIDE}: Diagnostic (janvier{WIDE}2022)"),
            ("2022-01-20", f"1 jalon sur 2{WIDE}; prochain{WIDE}: Scénario (juin{WIDE}2023)"),
            ("2023-07-01", f"1 jalon sur 2{WIDE}; en retard{WIDE}: Scénario (juin{WIDE}2023)"),
        ]:
            assert said in client.get(address, {"au": day}).text
    assert "Aucun jalon" in client.get(objectives(contract)).text
    assert f'href="{bare.get_absolute_url()}"' in client.get(objectives(contract)).text
