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


def recorded(indicator, author, day, **fields):
    entry = new_entry(indicator, 5, **fields)
    entry.record(by=author, at=morning(day))
    return entry


def test_each_entry_stands_in_the_group_of_its_next_action(client, contract, indicator, me):
    made = {state: make_entry(indicator, 5, state=state, author=me) for state in ("draft", "pending", "returned")}
    make_entry(indicator, 5, author=me)  # validated two years ago
    page = client.get(URL)
    groups = {name: page.context[name] for name in ("returned", "drafts", "waiting", "settled")}
    assert groups == {
        "returned": [made["returned"]],
        "drafts": [made["draft"]],
        "waiting": [made["pending"]],
        "settled": [],
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
    assert page.context["settled"] == [new, old]
    assert "Validée par collegue le 12/04/2023" in page.text
    assert "Elle ne compte pas" in page.text


def test_a_long_group_leads_to_the_rest(client, contract, indicator, me, monkeypatch):
    monkeypatch.setattr("objectives.views.mine.MOST", 2)
    drafts = [make_entry(indicator, 5, state=State.DRAFT, author=me) for _ in range(3)]
    page = client.get(URL)
    assert drafts[0].get_absolute_url() + "modifier/" not in page.text
    rest = f"{reverse('objectives:entry_list', args=['calaisis'])}?auteur={me.pk}&etat=draft"
    assert rest.replace("&", "&amp;") in page.text
    assert len(client.get(rest).context["entries"]) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_it_makes_five_queries_whatever_it_shows(client, contract, me, number, django_assert_num_queries):
    for _ in range(number):
        indicator = make_indicator(contract)
        for state in ("draft", "pending", "returned"):
            make_entry(indicator, 5, state=state, author=me)
    with django_assert_num_queries(5):
        page = client.get(URL)
    assert len(page.context["drafts"]) == number


def test_the_list_and_the_inbox_lead_to_it(client, contract, me):
    for name in ("entry_list", "inbox"):
        assert f'href="{URL}"' in client.get(reverse(f"objectives:{name}", args=["calaisis"])).text
