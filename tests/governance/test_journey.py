"""In a browser, from a convocation to approved minutes, and from a decision to an action carried out."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from governance.models import Minutes
from objectives.models import Action
from tests.factories import make_actor, make_contract, make_indicator, make_user
from tests.meetings import make_committee, write

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "un-mot-de-passe-assez-long"


def sign_in(page: Page, who: str = "lectrice") -> None:
    page.fill("#id_username", who)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")


def test_a_meeting_is_called_held_written_down_and_what_it_decided_is_done(page: Page, settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract()
    make_indicator(contract)
    committee = make_committee(contract, make_actor("SEVADEC"))
    make_user("lectrice", contract=contract, password=PASSWORD)
    other = make_user("bastien", contract=contract, first_name="Bastien", last_name="B", password=PASSWORD)
    page.goto("/connexion/")
    sign_in(page)

    page.goto(committee.get_absolute_url())
    page.get_by_role("link", name="Prévoir une réunion").click()
    page.fill("#id_day", "2023-04-14")
    page.fill("#id_place", "Mairie")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Préparer l’ordre du jour").click()
    page.get_by_role("button", name="Tout garder").click()
    expect(page.locator(".points")).to_contain_text("avancement et suites à donner")
    meeting = committee.meetings.get()
    page.goto(meeting.get_absolute_url())
    with page.expect_download() as sent:
        page.get_by_role("link", name="Convocation").click()
    assert sent.value.suggested_filename == f"convocation-{contract.slug}-2023-04-14.docx"

    page.get_by_role("button", name="Elle s’est tenue").click()
    page.get_by_role("link", name="Présences").click()
    page.get_by_label("Présence de SEVADEC").select_option("present")
    page.get_by_role("button", name="Enregistrer les présences").click()
    page.locator("#decisions + p").get_by_role("link", name="Ajouter").click()
    page.fill("#id_text", "Créer le réseau")
    page.get_by_label("1. Domaine").check()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Ajouter une action").click()
    page.fill("#id_text", "Écrire la charte")
    page.fill("#id_due_on", "2023-05-31")
    page.get_by_role("button", name="Enregistrer").click()

    page.get_by_role("link", name="Écrire", exact=True).click()
    page.locator("#id_text").press_sequentially("Le comité approuve.")
    expect(page.locator("[data-status]")).to_contain_text("Enregistré à")
    assert Minutes.objects.get().text == "Le comité approuve."
    Session.objects.all().delete()
    page.locator("#id_text").press_sequentially(" À")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-status]")).to_contain_text("votre texte y reviendra")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    sign_in(page, "bastien")  # in the same tab: what she wrote is neither shown to him nor stored in his name
    expect(page.locator("#id_text")).to_have_value("Le comité approuve.")
    Session.objects.all().delete()
    page.reload()
    sign_in(page)
    expect(page.locator("#id_text")).to_have_value("Le comité approuve. À")
    expect(page.locator("[data-status]")).to_contain_text("est revenu")
    write(meeting, "Le texte de Bastien", by=other)
    page.locator("#id_text").press_sequentially(" l’unanimité.")
    expect(page.locator("#autre-texte")).to_have_value("Le texte de Bastien")
    expect(page.locator("#id_text")).to_have_value("Le comité approuve. À l’unanimité.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-status]")).to_contain_text("votre texte y reviendra")
    page.reload()
    sign_in(page)
    expect(page.locator("#id_text")).to_have_value("Le comité approuve. À l’unanimité.")
    expect(page.locator("[data-status]")).to_contain_text("est revenu")
    write(meeting, "Un autre texte de Bastien", by=other)
    page.locator("#id_text").press_sequentially(" Fin.")
    expect(page.locator("#autre-texte")).to_have_value("Un autre texte de Bastien")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".minutes")).to_have_text("Le comité approuve. À l’unanimité. Fin.")
    write(meeting, "Relu par Bastien", by=other)  # what was stored once does not come back
    page.get_by_role("link", name="Écrire", exact=True).click()
    expect(page.locator("#id_text")).to_have_value("Relu par Bastien")
    page.get_by_role("link", name="Retour à la réunion").click()
    page.get_by_text("Approuver le compte rendu").click()
    page.get_by_role("button", name="Approuver", exact=True).click()
    expect(page.locator(".notice.is-success")).to_contain_text("Le compte rendu est approuvé")
    expect(page.get_by_role("button", name="Approuver", exact=True)).to_have_count(0)

    page.goto(f"/{contract.slug}/gouvernance/actions/")
    page.get_by_role("button", name="Réalisée").click()
    expect(page.locator(".board-row .tag")).to_have_text("réalisée")
    assert Action.objects.get().done_on == dt.date(2023, 4, 14)
