"""Means and leads: as the deck prints them, where nobody is, and how officers change them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from actors import means
from actors.forms.means import ActorField
from actors.models import ActionCarrier
from cottri.models import Role
from tests.factories import (
    make_actor,
    make_card,
    make_contract,
    make_contribution,
    make_indicator,
    make_problem,
    make_user,
)
from tests.sheets import make_action

pytestmark = pytest.mark.django_db


# --- Holes ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def item(contract):
    return make_indicator(contract).incontournable


@pytest.fixture
def officer(client, contract):
    user = make_user("agent", contract=contract)
    client.force_login(user)
    return user


def holes(contract, kind: str) -> tuple[str, ...]:
    [row] = means.matrix(contract)
    return next(cell.holes for cell in row.cells if cell.kind == kind)


def test_the_matrix_shows_the_holes(contract, item):
    assert holes(contract, "funding") == ("aucun financeur",)
    assert holes(contract, "lead") == ("aucun chef de file",)
    first = make_contribution(item, certainty="asked")
    assert holes(contract, "lead") == ("en question",)
    make_contribution(item, certainty="intended")
    assert holes(contract, "lead") == ("rien d’acquis",)
    known = make_contribution(item, make_actor("SEVADEC"))
    assert holes(contract, "lead") == ()
    problem = make_problem(contract, "Massifier")
    make_card(problem, known.actor, interest=2, influence=2)
    make_card(problem, first.actor, interest=2, influence=3)
    assert holes(contract, "lead") == ("SEVADEC est dans VEILLER sur « Massifier »",)


def test_a_lead_that_watches_the_map_of_another_domain_is_no_hole(contract, item):
    mean = make_contribution(item)
    other = make_indicator(contract).incontournable
    make_card(make_problem(contract, incontournable=other), mean.actor, interest=1, influence=1)
    assert means.matrix(contract)[0].cells[0].holes == ()


@pytest.mark.parametrize("number", [1, 3])
def test_the_matrix_makes_the_same_queries_whatever_it_holds(
    client, officer, contract, number, django_assert_num_queries
):
    for _ in range(number):
        item = make_indicator(contract).incontournable
        mean = make_contribution(item)
        make_card(make_problem(contract, incontournable=item), mean.actor, interest=1, influence=1)
    with django_assert_num_queries(7):
        page = client.get(reverse("actors:means", args=[contract.slug]))
    assert page.text.count("est dans VEILLER") == number
    assert f"/{contract.slug}/moyens/1/?genre=funding#ajouter" in page.text


def test_a_copil_member_reads_the_matrix_without_what_changes_it(client, contract, item):
    make_contribution(item, make_actor("SEVADEC"), certainty="asked")
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    for url in (reverse("actors:means", args=[contract.slug]), item.get_absolute_url()):
        page = client.get(url).text
        assert "SEVADEC" in page and "aucun financeur" in page and "question" in page
        assert f"/{contract.slug}/moyens/{item.number}/" not in page


# --- Changing -------------------------------------------------------------------------------------------------------
TYPED = {"kind": "lead", "actor": "", "as_printed": "", "precision": "", "certainty": "known"}


def test_an_actor_is_typed_by_its_name_or_its_acronym(client, officer, contract, item):
    one, other = contract.epcis.all()
    make_actor("Agence de la transition écologique", acronym="ADEME")
    make_actor("CCAS", epci=one)
    here = make_actor("CCAS", epci=other)
    url = reverse("actors:means_of", args=[contract.slug, item.number])
    for typed in ("ademe", "AGENCE de la transition ecologique"):
        assert client.post(url, TYPED | {"actor": typed}).status_code == 302
    assert "Plusieurs acteurs" in client.post(url, TYPED | {"actor": "CCAS"}).text
    assert client.post(url, TYPED | {"actor": f"ccas ({other.short_name})"}).status_code == 302
    assert "n’est pas dans l’annuaire" in client.post(url, TYPED | {"actor": "Personne"}).text
    assert "ou écrivez qui c’est" in client.post(url, TYPED).text
    found = [mean.actor for mean in item.contributions.all()]
    assert [str(actor) for actor in found[:2]] == ["ADEME", "ADEME"] and found[2] == here


def test_a_place_that_is_typed_is_never_left_out_and_one_without_epci_can_be_chosen(contract):
    here, away = contract.epcis.all()
    everywhere, local = make_actor("CCAS"), make_actor("CCAS", epci=here)
    alone = make_actor("CIAS", epci=here)
    field = ActorField()
    assert [field.clean(text) for text in ("CCAS", f"CCAS ({here.short_name})", "cias")] == [everywhere, local, alone]
    for text in (f"CIAS ({away.short_name})", f"CCAS ({away.short_name})"):
        with pytest.raises(ValidationError, match="n’est pas dans l’annuaire"):
            field.clean(text)


def test_a_candidate_becomes_the_lead_and_of_two_who_save_the_second_is_shown_both(client, officer, contract, item):
    mean = make_contribution(item, make_actor("SEVADEC"), certainty="asked")
    url = reverse("actors:mean", args=[contract.slug, item.number, mean.pk])
    typed = TYPED | {"actor": "SEVADEC", "read_version": 1}
    assert client.post(url, typed).status_code == 302
    assert "Enregistré entre-temps" in client.post(url, typed | {"certainty": "intended"}).text
    mean.refresh_from_db()
    assert (mean.certainty, mean.history.latest("history_id").history_user) == ("known", officer)


def test_a_mean_is_moved_removed_and_restored(client, officer, contract, item):
    first, second = make_contribution(item), make_contribution(item)

    def do(mean, verb):
        return client.post(reverse("actors:mean_do", args=[contract.slug, item.number, mean.pk, verb]))

    do(second, "monter")
    assert list(item.contributions.all()) == [second, first]
    do(first, "retirer")
    assert list(item.contributions.shown()) == [second]
    do(first, "retablir")
    assert item.contributions.shown().count() == 2
    assert do(first, "danser").status_code == 404


def test_carriers_of_an_action_are_added_once_and_shown_on_its_sheet_and_on_their_page(
    client, officer, contract, item, settings
):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    action, actor = make_action(item), make_actor("SEVADEC")
    url = reverse("actors:carriers", args=[contract.slug, action.pk])
    assert client.post(url, {"actor": "sevadec"}).status_code == 302
    assert "porte déjà cette action" in client.post(url, {"actor": "sevadec"}).text
    assert "Portée par" in client.get(item.get_absolute_url()).text
    assert action.text in client.get(actor.get_absolute_url()).text
    client.post(reverse("actors:carrier_drop", args=[contract.slug, action.pk, ActionCarrier.objects.get().pk]))
    assert not ActionCarrier.objects.exists()
    assert [row.history_type for row in ActionCarrier.history.filter(history_user=officer)] == ["-", "+"]
    assert {timezone.localdate(row.history_date) for row in ActionCarrier.history.all()} == {settings.COTTRI_TODAY}


def test_what_is_of_another_contract_is_not_found(client, officer, contract, item):
    other = make_indicator(make_contract()).incontournable
    mean, action = make_contribution(other), make_action(other)
    for url in (
        reverse("actors:mean", args=[contract.slug, item.number, mean.pk]),
        reverse("actors:carriers", args=[contract.slug, action.pk]),
        reverse("actors:means_of", args=[contract.slug, 99]),
    ):
        assert client.get(url).status_code == 404
