"""The main job as people do it, in a browser: one enters, another validates, the verdict moves."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from cottri.models import Role
from objectives.models import ProgressEntry
from tests.factories import make_contract, make_indicator, make_user
from tests.meetings import make_note

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "un-mot-de-passe-assez-long"


@pytest.fixture
def contract(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="cot", bonus_title="Bonus de l’année 3")
    make_note(make_indicator(contract, label="500 rénovations", unit="rénovations", target=Decimal(500)))
    for name, role in (("agent", Role.OFFICER), ("agent2", Role.OFFICER), ("copil", Role.COPIL)):
        make_user(name, contract=contract, role=role, password=PASSWORD)
    return contract


def sign_in(page: Page, username: str) -> None:
    page.goto("/connexion/")
    page.get_by_label("Nom d’utilisateur").fill(username)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def sign_out(page: Page) -> None:
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Se déconnecter").click()


def enter_and_validate(page: Page, contract) -> None:
    epci = contract.epcis.first()
    sign_in(page, "agent")
    expect(page.get_by_role("heading", level=1)).to_contain_text("pas encore acquis")
    remedy = page.get_by_text("En recruter un second")
    expect(remedy).to_be_hidden()
    page.emulate_media(media="print")
    expect(remedy).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Saisir", exact=True).click()
    page.get_by_role("link", name="Domaine").click()
    page.get_by_label("Périmètre").select_option(label=epci.name)
    page.get_by_label("Quantité").fill("300")
    page.get_by_label("Source").fill("Tableau de suivi du GUH")
    page.get_by_role("button", name="Envoyer pour validation").click()
    expect(page.get_by_text("attend qu’une autre personne la valide")).to_be_visible()
    expect(page.get_by_role("button", name="Valider")).to_have_count(0)
    sign_out(page)

    sign_in(page, "agent2")
    expect(page.get_by_text("Toutes le seraient si ce qui attend était validé")).to_be_visible()
    page.get_by_role("link", name="Ouvrir la file à valider").click()
    page.get_by_role("button", name=re.compile(r"^Valider S\d+")).click()
    sign_out(page)


def test_an_entry_validated_by_a_colleague_moves_the_verdict(page: Page, contract):
    enter_and_validate(page, contract)
    sign_in(page, "copil")
    expect(page.get_by_role("heading", level=1)).to_contain_text("conditions remplies à ce jour")
    expect(page.get_by_role("link", name="Saisir", exact=True)).to_have_count(0)
    page.locator("summary", has_text="Preuve").click()
    page.get_by_role("link", name=ProgressEntry.objects.get().reference).click()
    expect(page.get_by_text("Tableau de suivi du GUH").first).to_be_visible()


def test_the_same_works_without_scripts(browser, browser_context_args, contract):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    enter_and_validate(page, contract)
    sign_in(page, "copil")
    expect(page.get_by_role("heading", level=1)).to_contain_text("conditions remplies à ce jour")
    context.close()


def test_the_effect_follows_the_typing(page: Page, contract):
    sign_in(page, "agent")
    page.goto("/cot/objectifs/1/saisir/")
    page.get_by_label("Périmètre").select_option(label=contract.epcis.first().name)
    page.get_by_role("button", name="mars 2023").click()
    page.get_by_label("Quantité").press_sequentially("300")
    effect = page.locator("#effet")
    expect(effect).to_contain_text("60 % — 60 % exigés")
    expect(effect).to_contain_text("Toutes les conditions seraient remplies")
    page.get_by_label("Quantité").press_sequentially(",5")
    expect(effect).to_contain_text("Écrivez un nombre entier")
    assert not ProgressEntry.objects.exists()


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(page: Page, contract):
    sign_in(page, "agent")
    page.goto("/cot/objectifs/1/saisir/")
    page.get_by_label("Quantité").fill("douze")
    page.get_by_label("Commentaire").fill("à garder")
    page.get_by_role("button", name="Envoyer pour validation").click()
    expect(page.locator("#div_id_quantity")).to_contain_text("Écrivez un nombre")
    expect(page.get_by_label("Commentaire")).to_have_value("à garder")
    expect(page.get_by_label("Périmètre")).to_be_focused()
