"""A list of actors as an administrator imports it, in a browser; and axe on each of its pages."""

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from actors.models import Actor, Card
from cottri.models import Role
from tests.actors.files import row, sheet
from tests.cottri.test_import_journey import PASSWORD, look
from tests.factories import make_actor, make_contract, make_indicator, make_problem, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reads_here")]
IMPORTS = "/acteurs/importer/"


@pytest.fixture
def lines(settings) -> list[list]:
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="calaisis")
    make_problem(contract, "Massifier les rénovations", incontournable=make_indicator(contract).incontournable)
    make_actor("ADEME")
    make_user("administratrice", contract=contract, role=Role.ADMINISTRATOR, password=PASSWORD)
    said = {"item": "DC 1", "roles": "relais ; cible", "interest": 4, "influence": 2, "phone": "03 21 00 00 00"}
    epci = contract.epcis.first().short_name
    known = row("Agence de la transition écologique (ADEME)", kind="opérateur", item="DC 1", roles="financeur")
    return [known, row("=CD2E", acronym="CD2E"), *(row(f"Structure {n}", epci=epci, **said) for n in "ABC")]


def choose_file(page: Page, folder: Path, lines: list[list]) -> None:
    file = folder / "acteurs du pays.xlsx"
    file.write_bytes(sheet(*lines))
    page.goto(IMPORTS)
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Que contient chaque colonne\u00a0?")


def test_a_list_is_read_corrected_chosen_loaded_and_undone(page: Page, lines, tmp_path):
    page.goto(IMPORTS)
    page.fill("#id_username", "administratrice")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    look(page)
    choose_file(page, tmp_path, [*lines, row("Structure D", interest="fort", influence=2, item="DC 1", email="x")])
    look(page)
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1\u00a0ligne à corriger")
    expect(page.get_by_text("« fort » n’est pas un niveau.")).to_be_visible()
    look(page)

    choose_file(page, tmp_path, lines)
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1\u00a0doublon probable")
    look(page)
    page.get_by_label("le même que « ADEME »").check()
    page.get_by_role("button", name="Retenir ces réponses").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("5\u00a0lignes à charger")
    look(page)

    page.get_by_role("button", name="Charger 5 lignes").click()
    expect(page.get_by_text("5\u00a0lignes chargées.")).to_be_visible()
    assert (Actor.objects.count(), Card.objects.count()) == (5, 4)
    look(page)

    page.locator("main details").evaluate_all("all => all.forEach(details => details.open = false)")
    page.get_by_text("Annuler tout l’import").click()
    page.get_by_role("button", name="Annuler l’import").click()
    expect(page.get_by_text("Import annulé", exact=False).first).to_be_visible()
    assert (Actor.objects.count(), Card.objects.count()) == (1, 0)
    look(page)
