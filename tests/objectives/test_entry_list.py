"""The list of entries: what each reader finds in it, and what its filters let through."""

import pytest
from django.test import Client
from django.urls import reverse

from cottri.models import Role
from objectives.measure import Counting
from objectives.models import State
from tests.factories import make_amendment, make_contract, make_entry, make_indicator, make_user, month

pytestmark = pytest.mark.django_db

QUERIES = 10


@pytest.fixture
def contract():
    return make_contract(slug="calaisis")


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, label="Rénovations", unit="rénovations", target=1500, is_priority=True)


@pytest.fixture
def agent(contract):
    return make_user("agent", contract=contract)


@pytest.fixture
def officer_page(client, agent):
    client.force_login(agent)
    return client


def found(client: Client, **query) -> list[int]:
    response = client.get(reverse("objectives:entry_list", args=["calaisis"]), query)
    assert response.status_code == 200
    return [entry.pk for entry in response.context["entries"]]


def test_a_copil_member_sees_no_draft_in_the_list(client, contract, indicator):
    draft, pending = (make_entry(indicator, 5, state=state) for state in (State.DRAFT, State.PENDING))
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    assert found(client) == [pending.pk]
    page = client.get(reverse("objectives:entry_list", args=["calaisis"]))
    assert draft.reference not in page.text
    assert "brouillon" not in page.text


def test_a_draft_withdrawn_before_it_was_sent_stays_unseen(client, contract, indicator, agent):
    draft = make_entry(indicator, 5, state=State.DRAFT, author=agent)
    draft.withdraw(by=agent, at=draft.created_at)
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    assert found(client) == []


def test_the_list_holds_no_entry_of_another_contract(officer_page, indicator):
    make_entry(make_indicator(make_contract()), 7)
    entry = make_entry(indicator, 5)
    assert found(officer_page) == [entry.pk]


def test_each_filter_keeps_what_it_names(officer_page, contract, indicator):
    one, two = contract.epcis.all()
    commune = two.communes.first()
    other = make_indicator(contract)
    author = make_user(contract=contract)
    first = make_entry(indicator, 5, epci=one, period=month(2021, 3), author=author, source="Relevé du GUÎCHET")
    second = make_entry(indicator, 6, epci=None, commune=commune, period=month(2022, 5), state=State.PENDING)
    third = make_entry(other, 7, epci=two, period=month(2022, 6))
    assert found(officer_page, indicateur=other.pk) == [third.pk]
    assert found(officer_page, perimetre=f"epci:{two.pk}") == [third.pk, second.pk]
    assert found(officer_page, perimetre=f"commune:{commune.pk}") == [second.pk]
    assert found(officer_page, perimetre="territoire") == []
    assert found(officer_page, etat="pending") == [second.pk]
    assert found(officer_page, auteur=author.pk) == [first.pk]
    assert found(officer_page, debut="2022-05-31") == [third.pk, second.pk]
    assert found(officer_page, fin="2022-05-01") == [second.pk, first.pk]
    assert found(officer_page, q="guichet") == [first.pk]
    assert found(officer_page, q=first.reference) == [first.pk]


def test_what_counts_on_a_day_and_what_does_not_make_the_whole(officer_page, indicator):
    early, late = (make_entry(indicator, 5, period=month(2021, number)) for number in (1, 6))
    pending = make_entry(indicator, 5, period=month(2021, 2), state=State.PENDING)
    assert found(officer_page, compte="oui", au="2021-05-31") == [early.pk]
    assert found(officer_page, compte="non", au="2021-05-31") == [late.pk, pending.pk]
    page = officer_page.get(reverse("objectives:entry_list", args=["calaisis"]), {"compte": "oui", "au": "2021-01-01"})
    assert "0\xa0saisie comptée au 01/01/2021" in page.text


def test_the_list_is_sorted_as_asked_both_ways(officer_page, indicator):
    small, large = make_entry(indicator, 1), make_entry(indicator, 9)
    assert found(officer_page, tri="quantite") == [small.pk, large.pk]
    assert found(officer_page, tri="-quantite") == [large.pk, small.pk]
    for key in ("numero", "objectif", "perimetre", "periode", "etat", "auteur"):
        assert set(found(officer_page, tri=key)) == set(found(officer_page, tri=f"-{key}")) == {small.pk, large.pk}


def test_the_total_of_an_indicator_is_exact(officer_page, contract):
    haies = make_indicator(contract, unit="km", decimals=3)
    for quantity in ("0.1", "0.2", "0.7"):
        make_entry(haies, quantity)
    make_entry(haies, "4", state=State.PENDING)
    page = officer_page.get(reverse("objectives:entry_list", args=["calaisis"]), {"indicateur": haies.pk})
    assert "celles qui sont validées font <b>1\xa0km</b>" in page.text


def test_levels_are_not_added_up(officer_page, contract):
    level = make_indicator(contract, counting=Counting.LEVEL)
    make_entry(level, 4)
    page = officer_page.get(reverse("objectives:entry_list", args=["calaisis"]), {"indicateur": level.pk})
    assert "celles qui sont validées font" not in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_makes_the_same_queries_whatever_its_length(
    officer_page, indicator, number, django_assert_num_queries
):
    for _ in range(number):
        make_amendment(make_entry(indicator, 5), 6)
    with django_assert_num_queries(QUERIES):
        assert len(found(officer_page)) == 2 * number


def test_what_a_page_cannot_hold_is_on_the_next(officer_page, indicator, monkeypatch):
    monkeypatch.setattr("objectives.views.entries.PER_PAGE", 3)
    entries = [make_entry(indicator, 1, state=State.PENDING) for _ in range(4)]
    assert len(found(officer_page)) == 3
    assert found(officer_page, page=2) == [entries[0].pk]
    assert found(officer_page, page="10" * 20) == [entries[0].pk]


BAD = [
    *(("indicateur", value) for value in ("0", "-1", "1" + "0" * 20, "abc", "\x00")),
    *(("auteur", value) for value in ("0", "-1", "1" + "0" * 20, "abc", "\x00")),
    *(("perimetre", value) for value in ("0", "epci:0", "epci:" + "9" * 30, "commune:-1", "\x00")),
    *(("debut", value) for value in ("2023-02-31", "0001-01-01", "9999-12-31", "hier", "\x00", "٢٠٢٣-٠١-٠١")),
    *(("au", value) for value in ("1999-12-31", "2101-01-01", "abc")),
    *(("etat", value) for value in ("abc", "\x00")),
    ("compte", "peut-être"),
    ("tri", "password"),
    ("q", "\x00"),
    ("q", "a" * 10_000),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_filter_that_makes_no_sense_gets_a_sentence(officer_page, indicator, name, value):
    make_entry(indicator, 5)
    response = officer_page.get(reverse("objectives:entry_list", args=["calaisis"]), {name: value})
    assert response.status_code == 200
    assert response.context["form"].errors[name]
    assert "Un des filtres ne peut pas être lu." in response.text
    assert not response.context["entries"]


def test_a_copil_member_cannot_filter_on_drafts(client, contract, indicator):
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    response = client.get(reverse("objectives:entry_list", args=["calaisis"]), {"etat": "draft"})
    assert "etat" in response.context["form"].errors


def test_an_empty_list_says_what_to_do(officer_page, client, contract):
    url = reverse("objectives:entry_list", args=["calaisis"])
    assert "Aucune saisie pour l’instant" in officer_page.get(url).text
    assert "Aucune saisie avec ces filtres" in officer_page.get(url, {"etat": "pending"}).text


def test_the_exports_keep_the_filters(officer_page, indicator):
    make_entry(indicator, 5)
    page = officer_page.get(reverse("objectives:entry_list", args=["calaisis"]), {"etat": "validated", "page": "1"})
    assert "saisies/export.xlsx?etat=validated" in page.text
    assert "saisies/export.csv?etat=validated" in page.text
