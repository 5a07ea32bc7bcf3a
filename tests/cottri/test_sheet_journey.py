"""An officer rewords a line of a sheet, reaches a milestone and gives an opinion; a member of the COPIL reads them."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from cottri.models import Role
from tests.factories import make_binary, make_contract, make_user
from tests.sheets import make_everything, make_milestone

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "un-mot-de-passe-assez-long"


@pytest.fixture
def sheet(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="cot")
    indicator = make_binary(contract)
    make_everything(indicator)
    make_milestone(indicator.incontournable, dt.date(2023, 5, 31), title="Réseau signé")
    for name, role in (("agathe", Role.OFFICER), ("camille", Role.COPIL)):
        make_user(name, contract=contract, role=role, password=PASSWORD)
    return indicator.incontournable


def sign_in(page: Page, username: str) -> None:
    page.goto("/connexion/")
    page.get_by_label("Nom d’utilisateur").fill(username)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def test_what_an_officer_writes_is_what_the_copil_reads(page: Page, browser, browser_context_args, sheet):
    sign_in(page, "agathe")
    page.get_by_role("link", name="Objectifs").click()
    page.goto(sheet.get_absolute_url())
    page.get_by_role("link", name="Modifier Constats").click()
    page.get_by_role("link", name="Ingénierie limitée").click()
    page.get_by_label("Texte").fill("Ingénierie rare, faute de conseillers au GUH")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#constats")).to_contain_text("Ingénierie rare")
    expect(page.locator("#constats abbr")).to_have_attribute("title", "Guichet unique de l’habitat")

    page.get_by_label("Jour où « Réseau signé » a été atteint").fill("2023-04-12")
    page.get_by_role("button", name="Atteint : Réseau signé").click()
    expect(page.locator("#jalons")).to_contain_text("atteint le 12/04/2023")

    page.get_by_role("link", name="Donner un nouvel avis").click()
    page.get_by_label("compromis").check()
    page.get_by_label("Note").fill("Le portage reste à trouver.")
    page.get_by_role("button", name="Donner cet avis").click()
    expect(page.locator(".opinion")).to_contain_text("compromis")
    expect(page.locator(".opinion")).to_contain_text("les deux jugements se contredisent")

    elsewhere = browser.new_context(**browser_context_args).new_page()
    sign_in(elsewhere, "camille")
    elsewhere.goto(sheet.get_absolute_url())
    for words in ("Ingénierie rare", "atteint le 12/04/2023", "Le portage reste à trouver."):
        expect(elsewhere.locator("main")).to_contain_text(words)
    expect(elsewhere.get_by_role("link", name="Modifier")).to_have_count(0)
    elsewhere.get_by_role("link", name="Historique").click()
    expect(elsewhere.locator(".old", has_text="Ingénierie limitée")).to_have_count(1)
    elsewhere.context.close()
