"""Own work: each entry once, in the group that says what to do next."""

import datetime as dt

import pytest
from django.urls import reverse

from objectives.models import State
from tests.factories import (
    a_link,
    make_contract,
    make_entry,
    make_indicator,
    make_user,
    morning,
    new_entry,
)

pytestmark = pytest.mark.django_db
URL = "/calaisis/saisies/miennes/"
NBSP = "\u00a0"


@pytest.fixture
def contract(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)  # a Friday
    return make_contract(slug="calaisis")


@pytest.fixture
def indicator(contract):
    return make_indicator(contract)


@pytest.fixture
def me(client, contract):
    user = make_user("moi", contract=contract)
    client.force_login(user)
    return user


def groups(page) -> dict:
    """By group: how many there are, and those that the page shows."""
    return {name: (how_many, entries) for name, _, how_many, entries in page.context["groups"]}


def recorded(indicator, author, day, **fields):
    entry = new_entry(indicator, 5, **fields)
    entry.record(by=author, at=morning(day))
    return entry


def test_each_entry_stands_in_the_group_of_its_next_action(client, contract, indicator, me):
    made = {state: make_entry(indicator, 5, state=state, author=me) for state in ("draft", "pending", "returned")}
    make_entry(indicator, 5, author=me)  # validated two years ago
    page = client.get(URL)
    assert groups(page) == {
        "returned": (1, [made["returned"]]),
        "drafts": (1, [made["draft"]]),
        "waiting": (1, [made["pending"]]),
    }
    assert "Quelle source ?" in page.text
    assert page.text.index("Retournées") < page.text.index("Brouillons") < page.text.index("En attente d’un collègue")
    for state in ("draft", "returned"):
        assert reverse("objectives:entry_edit", args=["calaisis", made[state].pk]) in page.text


def test_nobody_elses_work_is_shown(client, contract, indicator, me):
    for state in ("draft", "pending", "returned"):
        make_entry(indicator, 5, state=state, author=make_user(contract=contract))
    make_entry(make_indicator(make_contract()), 5, state=State.DRAFT, author=me)
    page = client.get(URL)
    assert "Rien en cours" in page.text
    assert reverse("objectives:grid", args=["calaisis"]) in page.text


def test_a_draft_says_what_it_lacks(client, contract, me):
    indicator = make_indicator(contract, evidence_required=True)
    lacking = new_entry(indicator, 5)
    lacking.record(by=me, at=morning(dt.date(2023, 4, 12)))
    page = client.get(URL)
    assert "Il manque la pièce justificative." in page.text
    assert f"{lacking.get_absolute_url()}modifier/#id_files" in page.text
    lacking.revise(by=me, at=morning(dt.date(2023, 4, 13)), evidence=[a_link()], send=False)
    page = client.get(URL)
    assert "Il manque la pièce" not in page.text
    assert "Relire et envoyer" in page.text


def test_the_week_begins_on_monday(client, contract, indicator, me):
    recorded(indicator, me, dt.date(2023, 4, 9))
    recorded(indicator, me, dt.date(2023, 4, 10))
    assert f"1{NBSP}saisie depuis lundi 10/04/2023." in client.get(URL).text


def test_what_was_settled_this_week_is_told(client, contract, indicator, me):
    colleague = make_user("collegue", contract=contract)
    old, new = recorded(indicator, me, dt.date(2023, 4, 3)), recorded(indicator, me, dt.date(2023, 4, 11))
    old.validate(by=colleague, at=morning(dt.date(2023, 4, 12)))
    new.withdraw(by=me, at=morning(dt.date(2023, 4, 12)))
    page = client.get(URL)
    assert groups(page) == {"settled": (2, [new, old])}
    assert "Validée par collegue le 12/04/2023" in page.text
    assert "Elle ne compte pas" in page.text


def test_what_a_page_cannot_hold_is_on_the_next_with_its_group(client, contract, indicator, me, monkeypatch):
    monkeypatch.setattr("objectives.views.mine.PER_PAGE", 2)
    older, *drafts = [make_entry(indicator, 5, state=State.DRAFT, author=me) for _ in range(3)]
    waiting, returned = (make_entry(indicator, 5, state=state, author=me) for state in ("pending", "returned"))
    pages = [groups(client.get(URL, {"page": number})) for number in (1, 2, 3)]
    assert pages == [
        {"returned": (1, [returned]), "drafts": (3, [drafts[1]])},
        {"drafts": (3, [drafts[0], older])},
        {"waiting": (1, [waiting])},
    ]
    assert "Page 1 sur 3" in client.get(URL).text


@pytest.mark.parametrize("number", [1, 3])
def test_it_makes_seven_queries_whatever_it_shows(client, contract, me, number, django_assert_num_queries):
    for _ in range(number):
        indicator = make_indicator(contract)
        for state in ("draft", "pending", "returned"):
            make_entry(indicator, 5, state=state, author=me)
    with django_assert_num_queries(7):
        page = client.get(URL)
    assert groups(page)["drafts"][0] == number


def test_the_list_and_the_inbox_lead_to_it(client, contract, me):
    for name in ("entry_list", "inbox"):
        assert f'href="{URL}"' in client.get(reverse(f"objectives:{name}", args=["calaisis"])).text
