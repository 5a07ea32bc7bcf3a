"""Means and leads: as the deck prints them, where nobody is, and how officers change them."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from actors import means
from actors.forms.naming import ActorField
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
    assert holes(contract, "lead") == ("SEVADEC est dans VEILLER sur « Massifier »",)


def test_a_lead_that_watches_the_map_of_another_domain_is_no_hole(contract, item):
    contribution = make_contribution(item)
    other = make_indicator(contract).incontournable
    make_card(make_problem(contract, incontournable=other), contribution.actor, interest=1, influence=1)
    assert means.matrix(contract)[0].cells[0].holes == ()


@pytest.mark.parametrize("number", [1, 3])
def test_the_matrix_makes_the_same_queries_whatever_it_holds(
    client, officer, contract, number, django_assert_num_queries
):
    for _ in range(number):
        item = make_indicator(contract).incontournable
        contribution = make_contribution(item)
        make_card(make_problem(contract, incontournable=item), contribution.actor, interest=1, influence=1)
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
    found = [contribution.actor for contribution in item.contributions.all()]
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
    contribution = make_contribution(item, make_actor("SEVADEC"), certainty="asked")
    url = reverse("actors:contribution", args=[contract.slug, item.number, contribution.pk])
    typed = TYPED | {"actor": "SEVADEC", "read_version": 1}
    assert client.post(url, typed).status_code == 302
    assert "Enregistré entre-temps" in client.post(url, typed | {"certainty": "intended"}).text
    contribution.refresh_from_db()
    assert (contribution.certainty, contribution.history.latest("history_id").history_user) == ("known", officer)


def test_a_mean_is_moved_removed_and_restored(client, officer, contract, item):
    first, second = make_contribution(item), make_contribution(item)

    def do(contribution, verb):
        return client.post(reverse("actors:contribution_do", args=[contract.slug, item.number, contribution.pk, verb]))

    do(second, "monter")
    assert list(item.contributions.all()) == [second, first]
    do(first, "retirer")
    assert list(item.contributions.shown()) == [second]
    one = reverse("actors:contribution", args=[contract.slug, item.number, first.pk])
    late = client.post(one, {"actor": "Dit trop tard", "kind": "lead", "certainty": "known", "read_version": 1}).text
    assert "a été retiré entre-temps" in late and "Dit trop tard" in late and client.get(one).status_code == 404
    do(first, "retablir")
    assert item.contributions.shown().count() == 2
    assert do(first, "danser").status_code == 404


def kinds(action) -> dict[str, str]:
    return {str(one.actor): one.kind for one in ActionCarrier.objects.filter(action=action).select_related("actor")}


def test_an_action_has_one_lead_and_partners_shown_on_its_sheet_and_on_their_pages(
    client, officer, contract, item, settings
):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    action = make_action(item)
    actors = {name: make_actor(name) for name in ("SEVADEC", "ADEME", "Région")}
    url = reverse("actors:carriers", args=[contract.slug, action.pk])

    def do(name: str, verb: str):
        carrier = ActionCarrier.objects.get(action=action, actor=actors[name])
        return client.post(reverse("actors:carrier_do", args=[contract.slug, action.pk, carrier.pk, verb]))

    assert client.get(url).context["form"]["kind"].value() == "lead"
    assert client.post(url, {"actor": "sevadec", "kind": "lead"}).status_code == 302
    assert client.get(url).context["form"]["kind"].value() == "partner"
    assert "porte déjà cette action" in client.post(url, {"actor": "sevadec", "kind": "partner"}).text
    assert "a déjà un pilote" in client.post(url, {"actor": "ademe", "kind": "lead"}).text
    for name in ("ADEME", "Région"):
        client.post(url, {"actor": name, "kind": "partner"})
    sheet = client.get(item.get_absolute_url()).text
    assert sheet.index("Pilote&nbsp;:") < sheet.index("SEVADEC") < sheet.index("Partenaires&nbsp;:")
    assert "<b>partenaire</b>" in client.get(actors["ADEME"].get_absolute_url()).text
    assert do("ADEME", "piloter").status_code == 302
    assert kinds(action) == {"SEVADEC": "partner", "ADEME": "lead", "Région": "partner"}
    last = ActionCarrier.history.filter(actor=actors["SEVADEC"]).latest("history_id")
    assert (last.history_user, last.history_change_reason) == (officer, "« ADEME » devient pilote")
    do("ADEME", "seconder"), do("Région", "oter")
    assert kinds(action) == {"SEVADEC": "partner", "ADEME": "partner"}
    assert do("ADEME", "danser").status_code == 404
    assert {timezone.localdate(row.history_date) for row in ActionCarrier.history.all()} == {settings.COTTRI_TODAY}


def test_of_two_leads_of_one_action_the_database_refuses_the_second(item):
    action = make_action(item)
    ActionCarrier.objects.create(action=action, actor=make_actor(), kind="lead")
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionCarrier.objects.create(action=action, actor=make_actor(), kind="lead")
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionCarrier.objects.create(action=action, actor=make_actor(), kind="chief")


def test_carriers_noted_before_roles_were_known_have_the_first_for_lead(item):
    one, other = make_action(item), make_action(item)
    for action, name in ((one, "A"), (one, "B"), (other, "C")):
        ActionCarrier.objects.create(action=action, actor=make_actor(name))
    import_module("actors.migrations.0007_first_carrier_leads").lead(apps, None)
    assert kinds(one) | kinds(other) == {"A": "lead", "B": "partner", "C": "lead"}
    assert {row.kind for row in ActionCarrier.history.filter(actor__name__in="AC")} == {"lead"}


def test_what_is_of_another_contract_is_not_found(client, officer, contract, item):
    other = make_indicator(make_contract()).incontournable
    contribution, action = make_contribution(other), make_action(other)
    for url in (
        reverse("actors:contribution", args=[contract.slug, item.number, contribution.pk]),
        reverse("actors:carriers", args=[contract.slug, action.pk]),
        reverse("actors:means_of", args=[contract.slug, 99]),
    ):
        assert client.get(url).status_code == 404
