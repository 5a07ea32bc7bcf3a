"""The directory as a spreadsheet, and what of it a COPIL member never receives."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.urls import reverse

from cottri.models import Membership, Role
from tests.factories import make_actor, make_card, make_contact, make_contract, make_problem, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    return make_contract(short_name="Calaisis")


@pytest.fixture
def problem(contract):
    return make_problem(contract, "Massifier les rénovations")


def download(client, kind: str, **query) -> bytes:
    response = client.get(reverse("actors:export", args=[kind]), query)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith('attachment; filename="acteurs-')
    return response.content


def rows_of(content: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sign_in(client, contract, role=Role.OFFICER):
    user = make_user(contract=contract, role=role)
    client.force_login(user)
    return user


def test_there_is_a_row_for_each_actor_and_problem(client, contract, problem):
    other = make_problem(contract, "Réseaux de chaleur")
    actor = make_actor("Région", acronym="HdF", kind="community", epci=contract.epcis.first())
    make_card(problem, actor, interest=3, influence=4, is_funder=True, is_relay=True)
    make_card(other, actor)
    make_actor("Zoé", perimeter="national")
    make_contact(actor, "Léa Martin", email="lea@exemple.fr")
    make_contact(actor, "Un autre", phone="03 21 00 00 00")
    sign_in(client, contract)
    placed, waiting, alone = rows_of(download(client, "csv"))
    assert placed == {
        "Nom": "Région", "Sigle": "HdF", "Type": "collectivité ou groupement", "Périmètre": "",
        "EPCI": contract.epcis.first().short_name, "Notes": "", "Domaine": "DC 1",
        "Problématique": "Massifier les rénovations", "Rôle": "financeur ; relais", "Niveau d’intérêt": "3",
        "Niveau d’influence": "4", "Contact": "Léa Martin", "Fonction": "", "Email": "lea@exemple.fr", "Téléphone": "",
    }  # fmt: skip
    assert (waiting["Problématique"], waiting["Niveau d’intérêt"], waiting["Rôle"]) == ("Réseaux de chaleur", "", "")
    assert (alone["Nom"], alone["Périmètre"], alone["Domaine"], alone["Email"]) == ("Zoé", "national", "", "")


def test_a_contact_past_its_day_does_not_leave_in_a_file(client, contract, settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    make_contact(make_actor("Région"), "Trop Tard", keep_until=dt.date(2023, 4, 13))
    make_contact(make_actor("Zoé"), "Encore", keep_until=dt.date(2023, 4, 14))
    sign_in(client, contract)
    assert [row["Contact"] for row in rows_of(download(client, "csv"))] == ["", "Encore"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_copil_member_receives_no_personal_data(client, contract, problem, kind):
    actor = make_actor("Région")
    make_card(problem, actor)
    make_contact(actor, "Léa Martin", email="lea@exemple.fr", phone="0321000000")
    sign_in(client, contract, Role.COPIL)
    content = download(client, kind)
    if kind == "xlsx":
        files = zipfile.ZipFile(io.BytesIO(content))
        content = b"".join(files.read(name) for name in files.namelist())
    assert b"gion" in content
    for secret in ("Léa", "lea@", "0321000000", "Email", "Contact", "phone"):
        assert secret.encode() not in content


def test_levels_are_numbers_and_names_are_never_formulas(client, contract, problem):
    make_card(problem, make_actor('=HYPERLINK("http://x")', notes="+1", acronym="@x"), interest=2, influence=1)
    sign_in(client, contract)
    book = openpyxl.load_workbook(io.BytesIO(download(client, "xlsx")))
    headings, row = (list(line) for line in book.active.rows)
    cells = {heading.value: cell for heading, cell in zip(headings, row, strict=True)}
    assert book.sheetnames == ["Acteurs"]
    assert [cells[name].data_type for name in ("Nom", "Sigle", "Notes")] == ["s", "s", "s"]
    assert (cells["Niveau d’intérêt"].value, cells["Niveau d’intérêt"].data_type) == (2, "n")
    [row] = rows_of(download(client, "csv"))
    assert row["Nom"].startswith("'=") and row["Notes"] == "'+1" and row["Sigle"] == "'@x"


def test_an_export_keeps_the_filters_and_names_the_contract_when_there_are_several(client, contract, problem):
    there = make_contract(short_name="Ailleurs")
    actor = make_actor("Région")
    make_card(problem, actor)
    make_card(make_problem(there), actor)
    make_actor("Zoé")
    user = sign_in(client, contract)
    assert [row["Nom"] for row in rows_of(download(client, "csv", q="region"))] == ["Région"]
    assert "Contrat" not in rows_of(download(client, "csv"))[0]
    Membership.objects.create(user=user, contract=there, role=Role.COPIL)
    assert [row["Contrat"] for row in rows_of(download(client, "csv"))] == ["Calaisis", "Ailleurs", ""]


def test_a_filter_that_makes_no_sense_leads_back_to_its_sentence(client, contract):
    sign_in(client, contract)
    response = client.get(reverse("actors:export", args=["csv"]), {"type": "x"})
    assert (response.status_code, response.url) == (302, "/acteurs/?type=x")
    assert client.get(reverse("actors:export", args=["pdf"])).status_code == 404


def test_the_export_makes_the_same_queries_whatever_its_length(client, contract, problem, django_assert_num_queries):
    sign_in(client, contract)
    for _ in range(2):
        actor = make_actor(epci=contract.epcis.first())
        make_card(problem, actor)
        make_contact(actor)
        with django_assert_num_queries(9):
            download(client, "csv")
