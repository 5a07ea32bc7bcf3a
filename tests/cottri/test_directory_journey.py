"""An administrator finds an actor noted twice, makes it one, and says that it leads; all of it without a mouse."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from actors.models import Actor
from cottri.models import Role
from tests.factories import make_actor, make_card, make_contract, make_problem, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "un-mot-de-passe-assez-long"


def test_an_actor_noted_twice_becomes_one_and_leads(page: Page, settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="cot")
    problem = make_problem(contract, "Massifier les rénovations")
    make_card(problem, make_actor("Région Hauts-de-France"), interest=4, influence=4, is_funder=True)
    double = make_actor("Region hauts de France (HDF)", acronym="HdF")
    make_card(problem, double, interest=1, influence=1, is_relay=True)
    make_user("admin", contract=contract, role=Role.ADMINISTRATOR, password=PASSWORD)
    page.goto("/connexion/")
    page.get_by_label("Nom d’utilisateur").fill("admin")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").press("Enter")

    page.get_by_role("link", name="Acteurs", exact=True).press("Enter")
    page.get_by_label("Nom ou sigle").fill("REGION")
    page.get_by_label("Nom ou sigle").press("Enter")
    expect(page.get_by_text("2 acteurs avec ces filtres")).to_be_visible()
    page.get_by_role("link", name="Doublons").press("Enter")
    page.get_by_role("link", name="Comparer et fusionner").press("Enter")
    expect(page.get_by_text("Les deux sont sur une même carte")).to_be_visible()
    page.get_by_label("ENGAGER, intérêt 4, influence 4").check()
    page.get_by_role("button", name="Fusionner").press("Enter")

    expect(page.get_by_text("a rejoint cet acteur")).to_be_visible()
    expect(page.get_by_text("ENGAGER").first).to_be_visible()
    expect(page.get_by_text("financeur, relais")).to_be_visible()
    page.goto(double.get_absolute_url())
    [standing] = Actor.objects.current()
    expect(page).to_have_url(f"{page.url.partition('/acteurs/')[0]}{standing.get_absolute_url()}")

    page.goto(problem.incontournable.get_absolute_url())
    page.get_by_role("link", name="Modifier les moyens et chefs de file").press("Enter")
    page.get_by_label("Genre").select_option("chef de file")
    page.get_by_label("Acteur", exact=False).first.fill("hdf")
    page.get_by_role("button", name="Ajouter").press("Enter")
    expect(page.get_by_text("Ajouté")).to_be_visible()
    page.get_by_role("link", name="Voir la fiche").press("Enter")
    expect(page.locator("#moyens").get_by_role("link", name="HdF")).to_be_visible()
