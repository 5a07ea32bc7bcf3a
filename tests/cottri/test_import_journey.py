"""An import as an officer does it, in a browser, with one file; and axe on each of its pages."""

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from objectives import exports
from objectives.models import ProgressEntry, State
from tests.factories import make_contract, make_indicator, make_user
from tests.test_accessibility import violations

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "un-mot-de-passe-assez-long"
IMPORTS = "/calaisis/saisies/importer/"
HEADINGS = ("Indicateur", "Périmètre", "Période", "Quantité", "Source")


@pytest.fixture
def rows(settings) -> list[tuple]:
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="calaisis")
    make_indicator(contract, code="haies", unit="km")
    make_user("agente", contract=contract, password=PASSWORD)
    return [("haies", contract.epcis.first().short_name, f"{m}/2021", m, "Relevé") for m in range(1, 13)]


def written(folder: Path, rows) -> Path:
    file = folder / "année 2021.xlsx"
    file.write_bytes(exports.to_xlsx(HEADINGS, rows, "Saisies"))
    return file


def sign_in(page: Page) -> None:
    page.goto(IMPORTS)
    page.fill("#id_username", "agente")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")


def look(page: Page) -> None:
    """Nothing for axe to say, and nothing wider than the screen."""
    assert violations(page) == []
    for width in (375, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def go_through(page: Page, rows, tmp_path, check) -> None:
    sign_in(page)
    check(page)
    page.locator("#id_file").set_input_files(written(tmp_path, [*rows, ("arbres", "", "2021", 1, "x")]))
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1\u00a0ligne à corriger")
    expect(page.get_by_text("« arbres » n’est pas reconnu")).to_be_visible()
    check(page)

    page.get_by_role("link", name="Choisir le fichier corrigé").click()
    page.locator("#id_file").set_input_files(written(tmp_path, rows))
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("12\u00a0saisies à charger")
    check(page)

    page.get_by_role("button", name="Charger 12 saisies").click()
    expect(page.get_by_text("12 saisies chargées")).to_be_visible()
    assert ProgressEntry.objects.filter(state=State.PENDING).count() == 12
    check(page)

    page.get_by_text("Retirer tout l’import").click()
    page.get_by_role("button", name="Retirer l’import").click()
    expect(page.get_by_text("Import retiré, avec 12 saisies.")).to_be_visible()
    assert ProgressEntry.objects.filter(state=State.WITHDRAWN).count() == 12
    check(page)


def test_a_file_is_corrected_loaded_and_withdrawn(page: Page, rows, tmp_path):
    go_through(page, rows, tmp_path, lambda page: None)


def test_the_same_without_scripts(browser, base_url, rows, tmp_path):
    context = browser.new_context(base_url=base_url, java_script_enabled=False, locale="fr-FR")
    go_through(context.new_page(), rows, tmp_path, lambda page: None)
    context.close()


@pytest.mark.once
def test_each_page_of_the_way_is_accessible_at_every_width(page: Page, rows, tmp_path):
    def check(page: Page) -> None:
        unfolded = page.locator("main details[open]").count()
        look(page)
        if not unfolded:
            page.locator("main details").evaluate_all("all => all.forEach(details => details.open = false)")

    go_through(page, rows, tmp_path, check)


def test_a_page_at_work_says_so(page: Page, rows, tmp_path):
    sign_in(page)
    page.locator("#id_file").set_input_files(written(tmp_path, rows))
    form = page.locator("form[data-busy]")
    form.evaluate("form => form.addEventListener('submit', event => event.preventDefault())")
    page.get_by_role("button", name="Lire le fichier").click()
    expect(form).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("button", name="Lire le fichier")).to_be_disabled()
    expect(page.get_by_text("Lecture du fichier, ligne après ligne…")).to_be_visible()
