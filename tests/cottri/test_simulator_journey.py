"""A member of the COPIL supposes the bonus acquired, and sends the address to a colleague."""

import datetime as dt
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from cottri.models import Role
from objectives.models import ProgressEntry
from tests.factories import make_binary, make_contract, make_entry, make_indicator, make_user, month

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "un-mot-de-passe-assez-long"


@pytest.fixture
def contract(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="cot")
    make_entry(make_indicator(contract, target=Decimal(1500)), 300, period=month(2022, 3))
    make_binary(contract)
    for name, role in (("copil", Role.COPIL), ("agent", Role.OFFICER)):
        make_user(name, contract=contract, role=role, password=PASSWORD)
    return contract


def sign_in(page: Page, username: str) -> None:
    page.goto("/connexion/")
    page.get_by_label("Nom d’utilisateur").fill(username)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def test_the_address_of_a_hypothesis_shows_it_in_another_browser(page: Page, browser, browser_context_args, contract):
    sign_in(page, "copil")
    page.get_by_role("link", name="Simuler le bonus").click()
    verdict = page.locator("#suppose")
    expect(verdict).to_contain_text("ne serait pas acquis")
    page.locator("#id_i1-code").fill("neuf cents")
    expect(page.locator("#resultat-i1-code")).to_contain_text("Écrivez un nombre")
    page.locator("#id_i1-code").fill("900")
    expect(page.locator("#resultat-i1-code")).to_contain_text("Remplie")
    page.get_by_role("slider").nth(1).press("ArrowRight")
    expect(page.locator("#id_i2-code")).to_have_value("1")
    expect(verdict).to_contain_text("serait acquis")
    expect(verdict).to_contain_text("800 €")
    shared = page.locator("#partage").input_value()
    assert page.url == shared
    page.reload()
    expect(verdict).to_contain_text("serait acquis")
    page.emulate_media(media="print")
    expect(verdict.get_by_text(shared)).to_be_visible()
    expect(page.locator("#partage")).to_be_hidden()
    assert verdict.evaluate("element => getComputedStyle(element).breakInside") == "avoid"

    other = browser.new_context(**browser_context_args, java_script_enabled=False)
    reader = other.new_page()
    sign_in(reader, "agent")
    reader.goto(shared)
    expect(reader.locator("#suppose")).to_contain_text("serait acquis")
    expect(reader.locator("#suppose")).to_contain_text("En vrai, au 14/04/2023 : 0 sur 2, 0 €.")
    reader.locator("#id_i1-code").fill("899")
    reader.get_by_role("button", name="Voir le verdict").click()
    expect(reader.locator("#suppose")).to_contain_text("ne serait pas acquis")
    expect(reader.locator("#resultat-i1-code")).to_contain_text("il manquerait 1 unité")
    other.close()
    assert ProgressEntry.objects.count() == 1
