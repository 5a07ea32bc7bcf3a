"""What waits for a decision, and for whom."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from objectives.measure import Counting
from objectives.models import ProgressEntry, State
from tests.factories import (
    a_link,
    make_amendment,
    make_contract,
    make_entry,
    make_indicator,
    make_user,
    morning,
    new_entry,
)

pytestmark = pytest.mark.django_db

INBOX = "/calaisis/saisies/a-valider/"
NBSP = "\u00a0"


@pytest.fixture
def contract():
    return make_contract(slug="calaisis")


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, unit="rénovations")


@pytest.fixture
def colleague(contract):
    return make_user("collegue", contract=contract)


@pytest.fixture
def me(client, contract):
    user = make_user("moi", contract=contract)
    client.force_login(user)
    return user


def sent(indicator, author, day, quantity=5, **fields):
    entry = new_entry(indicator, quantity, **fields)
    entry.record(by=author, at=morning(day), evidence=[a_link()])
    return entry


def test_the_oldest_comes_first_and_ones_own_last(client, indicator, me, colleague):
    own = sent(indicator, me, dt.date(2021, 9, 1))
    late = sent(indicator, colleague, dt.date(2021, 11, 1))
    early = sent(indicator, colleague, dt.date(2021, 10, 1))
    bare = new_entry(indicator, 6)
    bare.record(by=colleague, at=morning(dt.date(2021, 12, 1)))
    page = client.get(INBOX)
    assert [row["entry"] for row in page.context["rows"]] == [early, late, bare, own]
    assert page.text.count("sans pièce</b>") == 1
    assert page.text.count("En attente d’un collègue.") == 1
    assert f"1{NBSP}pièce" in page.text
    assert f"5{NBSP}% — 60{NBSP}% exigés" in page.text
    assert f'"{own.get_absolute_url()}valider/"' not in page.text


def test_what_the_reader_must_take_up_again_is_one_link_away(client, indicator, me, colleague):
    for who, state in ((me, State.RETURNED), (me, State.DRAFT), (colleague, State.RETURNED)):
        make_entry(indicator, 5, state=state, author=who)
    page = client.get(INBOX)
    assert "Mes saisies&nbsp;: 2 à reprendre" in page.text
    assert reverse("objectives:mine", args=["calaisis"]) in page.text


def test_an_empty_inbox_says_so(client, me):
    assert "Rien n’attend de validation" in client.get(INBOX).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_inbox_makes_the_same_queries_whatever_waits(
    client, contract, me, colleague, number, django_assert_num_queries
):
    for counting in (Counting.INCREMENT, Counting.LEVEL):
        indicator = make_indicator(contract, counting=counting)
        for _ in range(number):
            make_amendment(make_entry(indicator, 5), 6, state=State.PENDING, author=colleague)
            make_entry(indicator, 7, state=State.PENDING, author=colleague)
    with django_assert_num_queries(14):  # one for the glossary
        assert len(client.get(INBOX).context["rows"]) == 4 * number


def test_the_effect_of_each_is_that_of_its_own_page(client, contract, me, colleague):
    """Amendments of levels and of increments beside one another: each as if it alone were validated."""
    for counting in (Counting.INCREMENT, Counting.LEVEL):
        indicator = make_indicator(contract, counting=counting)
        for epci in contract.epcis.all():
            entry = make_entry(indicator, 20, epci=epci)
            make_amendment(entry, 30, state=State.PENDING, author=colleague)
        make_entry(indicator, 7, state=State.PENDING, author=colleague)
    rows = client.get(INBOX).context["rows"]
    assert len(rows) == 6
    for row in rows:
        alone = client.get(row["entry"].get_absolute_url()).context["effect"]
        assert row["effect"] == alone
    assert {int(row["effect"].after.measured.progress) for row in rows} == {47, 50, 27}


def test_deciding_from_the_inbox_leads_back_to_it(client, indicator, me, colleague):
    first, second = (sent(indicator, colleague, dt.date(2021, month, 1)) for month in (9, 10))
    for entry, verb, data in ((first, "validate", {}), (second, "return", {"note": "Quoi ?"})):
        url = reverse(f"objectives:entry_{verb}", args=["calaisis", entry.pk])
        response = client.post(url, {"version": entry.version, "inbox": "True", **data})
        assert response.status_code == 302
        assert response.url == INBOX
        assert entry.reference in " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert ProgressEntry.objects.get(pk=first.pk).state == State.VALIDATED
    assert client.get(INBOX).context["rows"] == []


def test_the_page_of_an_entry_leads_to_the_next_that_waits(client, indicator, me, colleague):
    sent(indicator, me, dt.date(2021, 8, 1))
    first, second = (sent(indicator, colleague, dt.date(2021, month, 1)) for month in (9, 10))
    assert client.get(first.get_absolute_url()).context["following"] == second
    assert client.get(second.get_absolute_url()).context["following"] == first


def test_what_a_page_cannot_hold_waits_on_the_next(client, indicator, me, colleague, monkeypatch):
    monkeypatch.setattr("objectives.views.inbox.PER_PAGE", 3)
    entries = [sent(indicator, colleague, dt.date(2021, number, 28)) for number in (4, 5, 6, 7)]
    assert [row["entry"] for row in client.get(INBOX, {"page": 2}).context["rows"]] == entries[3:]
    assert client.get(INBOX, {"page": "\x00"}).status_code == 200
