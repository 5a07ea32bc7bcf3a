"""The directory that contracts share: who finds whom, from where, and in how many queries."""

import pytest
from django.urls import reverse

from actors.models import Actor, Card
from actors.models.map import inside
from actors.quadrants import Quadrant
from cottri.models import Membership, Role
from tests.factories import make_actor, make_card, make_contract, make_contribution, make_problem, make_user

pytestmark = pytest.mark.django_db


def test_the_directory_has_the_layout_of_the_readers_only_contract(client):
    contract = make_contract(short_name="Calaisis")
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = client.get(reverse("actors:list"))
    assert page.context["contract"] == contract
    assert f'href="/{contract.slug}/objectifs/"' in page.text and "Calaisis" in page.text


def test_with_two_contracts_the_directory_leads_to_both(client):
    here, there = (make_contract(short_name=name) for name in ("Ici", "Ailleurs"))
    user = make_user(contract=here)
    Membership.objects.create(user=user, contract=there, role=Role.COPIL)
    client.force_login(user)
    page = client.get(reverse("actors:list"))
    assert page.context["contract"] is None
    for contract in (here, there):
        assert f'<a href="/{contract.slug}/">{contract.short_name}</a>' in page.text


def test_an_actor_that_was_merged_leads_to_the_one_that_took_its_place(client):
    kept = make_actor("Région Hauts-de-France")
    between = make_actor("Région", merged_into=kept)
    absorbed = make_actor("La Région", merged_into=between)
    client.force_login(make_user(contract=make_contract()))
    response = client.get(absorbed.get_absolute_url())
    assert (response.status_code, response.url) == (302, kept.get_absolute_url())
    assert "La Région" not in client.get(reverse("actors:list")).text


QUERIES = 10


@pytest.fixture
def contract():
    return make_contract(slug="calaisis")


@pytest.fixture
def officer_page(client, contract):
    client.force_login(make_user("agent", contract=contract))
    return client


def found(client, **query) -> list[str]:
    response = client.get(reverse("actors:list"), query)
    assert response.status_code == 200
    return [actor.name for actor in response.context["actors"]]


def test_a_search_looks_past_case_accents_and_spaces_in_names_and_acronyms(officer_page):
    make_actor("Région  Hauts-de-France", acronym="HdF")
    make_actor("Œuvres d’Audruicq")
    assert found(officer_page, q="region") == found(officer_page, q="hdf") == ["Région  Hauts-de-France"]
    assert found(officer_page, q="oeuvres D'AUDRUICQ") == ["Œuvres d’Audruicq"]
    assert found(officer_page, q="rien de tel") == []


def test_each_filter_keeps_what_it_names(officer_page, contract):
    epci, other = contract.epcis.all()
    problem = make_problem(contract)
    engaged = make_actor("Engagé", kind="state", epci=epci)
    watched = make_actor("Veillé", kind="network", epci=other)
    waiting = make_actor("En attente", perimeter="national")
    make_actor("Ailleurs")
    make_card(problem, engaged, interest=3, influence=4, is_funder=True)
    make_card(problem, watched, interest=2, influence=1, is_relay=True)
    make_card(problem, waiting, is_funder=True)
    assert found(officer_page, type="state") == ["Engagé"]
    assert found(officer_page, epci=other.pk) == ["Veillé"]
    assert found(officer_page, epci="large") == ["Ailleurs", "En attente"]
    assert found(officer_page, role="funder") == ["En attente", "Engagé"]
    assert found(officer_page, quadrant="ENGAGER") == ["Engagé"]
    assert found(officer_page, quadrant="VEILLER") == ["Veillé"]
    assert found(officer_page, quadrant="SATISFAIRE") == found(officer_page, quadrant="INFORMER") == []
    assert found(officer_page, quadrant="a-placer") == ["En attente"]
    assert found(officer_page, quadrant="a-placer", role="relay") == []
    assert found(officer_page, quadrant="aucune") == ["Ailleurs"]


@pytest.mark.parametrize("interest", range(1, 5))
@pytest.mark.parametrize("influence", range(1, 5))
def test_the_filter_of_places_agrees_with_the_quadrants(interest, influence):
    card = make_card(make_problem(make_contract()), interest=interest, influence=influence)
    assert [zone for zone in Quadrant if Card.objects.filter(inside(zone))] == [card.quadrant]


def test_maps_of_a_contract_one_may_not_see_tell_nothing(officer_page, contract):
    elsewhere = make_problem(make_contract(), "Leur affaire")
    actor = make_actor("SEVADEC")
    make_card(elsewhere, actor, interest=4, influence=4)
    make_contribution(elsewhere.incontournable, actor, "funding")
    assert found(officer_page, quadrant="ENGAGER") == []
    assert found(officer_page, quadrant="aucune") == ["SEVADEC"]
    page = officer_page.get(reverse("actors:list")).text
    assert "<b>ENGAGER</b>" not in page and "<b>Financeur</b>" not in page


def test_the_directory_is_sorted_as_asked_both_ways(officer_page, contract):
    make_actor("Zoé", acronym="AA", kind="chamber", epci=contract.epcis.first())
    make_actor("Écluse", acronym="BB", kind="state", perimeter="national")
    assert found(officer_page) == found(officer_page, tri="-sigle") == ["Écluse", "Zoé"]
    assert found(officer_page, tri="-nom") == found(officer_page, tri="sigle") == ["Zoé", "Écluse"]
    for key in ("type", "perimetre"):
        assert sorted(found(officer_page, tri=key)) == sorted(found(officer_page, tri=f"-{key}")) == ["Zoé", "Écluse"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_directory_makes_the_same_queries_whatever_its_length(
    officer_page, contract, number, django_assert_num_queries
):
    for _ in range(number):
        actor = make_actor(epci=contract.epcis.first())
        make_card(make_problem(contract), actor, interest=3, influence=4)
        make_contribution(contract.incontournables.first(), actor)
    with django_assert_num_queries(QUERIES):
        assert len(found(officer_page)) == number


def test_5000_actors_take_no_more_queries_than_one_and_a_page_of_50(officer_page, django_assert_num_queries):
    Actor.objects.bulk_create(Actor(name=f"Acteur {n}", name_key=f"acteur {n:05}") for n in range(5000))
    with django_assert_num_queries(QUERIES):
        page = officer_page.get(reverse("actors:list"), {"page": "100"})
    assert "5\u202f000\xa0acteurs" in page.text and "Page 100 sur 100" in page.text
    assert len(page.context["actors"]) == 50 and len(page.content) < 100_000


BAD = [
    *(("epci", value) for value in ("0", "-1", "9" * 30, "abc", "\x00")),
    *(("quadrant", value) for value in ("engager", "\x00")),
    ("type", "x"),
    ("role", "funder; drop"),
    ("tri", "password"),
    ("q", "\x00"),
    ("q", "a" * 101),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_filter_that_makes_no_sense_gets_a_sentence(officer_page, name, value):
    make_actor()
    response = officer_page.get(reverse("actors:list"), {name: value})
    assert response.context["form"].errors[name]
    assert "Un des filtres ne peut pas être lu." in response.text
    assert not response.context["actors"]


def test_an_empty_directory_says_what_to_do(officer_page):
    assert "Aucun acteur pour l’instant" in officer_page.get(reverse("actors:list")).text
    assert "Aucun acteur avec ces filtres" in officer_page.get(reverse("actors:list"), {"q": "x"}).text
