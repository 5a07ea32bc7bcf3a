"""The inbox as a validator drives it: from the keyboard alone, and without scripts."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from objectives.models import ProgressEntry
from tests.factories import make_contract, make_entry, make_indicator, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "un-mot-de-passe-assez-long"
INBOX = "/calaisis/saisies/a-valider/"


@pytest.fixture
def entries(settings) -> list[ProgressEntry]:
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="calaisis")
    indicator, author = make_indicator(contract, unit="haies"), make_user(contract=contract)
    make_user("valideuse", contract=contract, password=PASSWORD)
    return [make_entry(indicator, number, state="pending", author=author) for number in (11, 22, 33)]


def sign_in(page: Page) -> Page:
    page.goto(INBOX)
    page.fill("#id_username", "valideuse")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    return page


def states(entries) -> list[str]:
    return [ProgressEntry.objects.get(pk=entry.pk).state for entry in entries]


def test_two_of_three_are_validated_from_the_keyboard(page: Page, entries):
    sign_in(page)
    expect(page.locator("#ensemble")).to_contain_text("66")
    page.locator("#waiting h3 a").first.focus()
    for key in ("x", "j", "ArrowDown", "x"):
        page.keyboard.press(key)
    expect(page.locator("#ensemble h2")).to_have_text("Si 2\u00a0saisies choisies étaient validées")
    expect(page.locator("#ensemble")).to_contain_text("44")
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="Valider la sélection")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".notice.is-success")).to_contain_text("2\u00a0saisies sont validées")
    assert states(entries) == ["validated", "pending", "validated"]


def test_one_is_opened_or_returned_from_the_keyboard(page: Page, entries):
    sign_in(page)
    link = page.locator("#waiting h3 a").first
    link.focus()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(entries[0].get_absolute_url())
    page.goto(INBOX)
    link.focus()
    page.keyboard.press("r")
    expect(page.get_by_label("Note pour leurs auteurs")).to_be_focused()
    page.keyboard.type("jk : quel mois ?")  # letters are letters there
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.is-success")).to_contain_text("1\u00a0saisie est retournée à son auteur")
    assert states(entries) == ["returned", "pending", "pending"]


def test_everything_is_chosen_and_unchosen_at_once(page: Page, entries):
    sign_in(page)
    page.get_by_role("link", name="Tout sélectionner").click()
    expect(page.locator("[name=choix]:checked")).to_have_count(3)
    page.locator("[name=choix]").first.uncheck()
    expect(page.locator("#choose-all")).to_have_text("Tout sélectionner")
    page.locator("#choose-all").click()
    page.get_by_role("link", name="Ne rien sélectionner").click()
    expect(page.locator("[name=choix]:checked")).to_have_count(0)
    expect(page).to_have_url(INBOX)


def test_without_scripts_the_effect_is_asked_for_and_the_choice_kept(browser, base_url, entries):
    page = sign_in(browser.new_context(base_url=base_url, java_script_enabled=False).new_page())
    page.locator("[name=choix]").nth(1).check()
    page.get_by_role("button", name="Voir l’effet de la sélection").click()
    expect(page.locator("#ensemble h2")).to_have_text("Si 1\u00a0saisie choisie était validée")
    expect(page.locator("#ensemble")).to_contain_text("22")
    page.get_by_role("link", name="Tout sélectionner").click()
    expect(page.locator("[name=choix]:checked")).to_have_count(3)
    page.get_by_role("button", name="Valider la sélection").click()
    expect(page.locator(".notice.is-success")).to_contain_text("3\u00a0saisies sont validées")
    assert states(entries) == ["validated"] * 3
    page.context.close()
