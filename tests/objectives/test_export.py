"""The list of entries as a spreadsheet."""

import csv
import datetime as dt
import io
import time
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from cottri.models import Role
from objectives import exports
from objectives.models import State
from tests.factories import a_link, make_amendment, make_contract, make_entry, make_indicator, make_user, new_entry, put

pytestmark = pytest.mark.django_db

DANGEROUS = ["=1+1", "==1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1"]
HEADINGS = [
    "Référence", "N°", "Indicateur", "Intitulé", "Unité", "EPCI", "Commune", "Code INSEE", "Début", "Fin", "Quantité",
    "État", "Source", "Commentaire", "Motif", "Pièces", "Auteur", "Envoyée le", "Validée par", "Validée le",
    "Motif de validation par l’auteur", "Remplace",
]  # fmt: skip


@pytest.fixture
def contract():
    return make_contract(slug="calaisis")


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, code="haies", unit="km", decimals=3)


@pytest.fixture
def agent(contract, client):
    user = make_user("agent", contract=contract, first_name="Anne", last_name="Agent")
    client.force_login(user)
    return user


def download(client, kind: str, **query) -> bytes:
    response = client.get(reverse("objectives:entry_export", args=["calaisis", kind]), query)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith('attachment; filename="saisies-calaisis-')
    return response.content


def sheet_of(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_numbers_are_numbers_and_dates_are_dates(client, agent, contract, indicator):
    commune = contract.epcis.first().communes.first()
    entry = new_entry(indicator, "12.345", epci=None, commune=commune, comment="Vu")
    put(entry, state=State.DRAFT, author=agent)
    entry.revise(by=agent, at=entry.created_at, evidence=[a_link(), a_link()])
    sheet = sheet_of(download(client, "xlsx"))
    headings, row = list(sheet.rows)
    assert [cell.value for cell in headings] == HEADINGS
    cells = dict(zip(HEADINGS, row, strict=True))
    expected = {
        "Référence": entry.reference,
        "N°": 1,
        "Indicateur": "haies",
        "EPCI": commune.epci.short_name,
        "Commune": commune.name,
        "Code INSEE": commune.insee,
        "Début": dt.datetime(2021, 1, 1),
        "Fin": dt.datetime(2021, 1, 31),
        "Quantité": 12.345,
        "État": "en attente",
        "Commentaire": "Vu",
        "Pièces": 2,
        "Auteur": "Anne Agent",
        "Envoyée le": dt.datetime(2021, 2, 1, 9, 0),
        "Validée par": None,
    }
    assert {heading: cells[heading].value for heading in expected} == expected
    assert cells["Quantité"].data_type == "n"
    assert cells["Début"].is_date
    assert cells["Code INSEE"].data_type == "s"


def test_an_amendment_names_what_it_replaces(client, agent, indicator):
    entry = make_entry(indicator, 1)
    make_amendment(entry, 2)
    by_reference = {row[0]: row for row in rows_of(download(client, "csv"))}
    new = next(row for row in by_reference.values() if row[-1] == entry.reference)
    assert new[HEADINGS.index("Quantité")] == "2"
    assert by_reference[entry.reference][HEADINGS.index("État")] == "remplacée"


def test_a_csv_opens_in_french(client, agent, indicator):
    entry = make_entry(indicator, "1234.5", source="Relevé ; « GUH »\ndeux lignes")
    content = download(client, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    headings, row = rows_of(content)
    cells = dict(zip(headings, row, strict=True))
    assert cells["Quantité"] == "1234,5"
    assert (cells["Début"], cells["Fin"]) == ("01/01/2021", "31/01/2021")
    assert cells["Validée le"] == "01/02/2021 09:00"
    assert cells["Source"] == entry.source


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_ever_a_live_formula(text):
    content = exports.to_xlsx([text], [[text], [Decimal("-3.5")]], text)
    heading, cell, number = (row[0] for row in sheet_of(content).rows)
    assert heading.data_type == cell.data_type == "s"
    assert number.value == -3.5
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    heading, cell, number = (row[0] for row in rows_of(exports.to_csv([text], [[text], [Decimal("-3.5")]])))
    assert heading == cell == f"'{text}"
    assert number == "-3,5"


@pytest.mark.parametrize("text", ["12", "S00012", "2022-01", "https://exemple.fr", "a=b", "l’été", "'x"])
def test_harmless_text_stays_as_it_is(text):
    assert rows_of(exports.to_csv(["x"], [[text]]))[1] == [text]
    cell = list(sheet_of(exports.to_xlsx(["x"], [[text]], "Saisies")).rows)[1][0]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_characters_that_no_spreadsheet_holds_are_left_out():
    text = "a\x00b\x07c\ufffed\tf\U0001f33f"
    assert next(sheet_of(exports.to_xlsx([text], [], "x")).rows)[0].value == "abcd\tf\U0001f33f"
    assert rows_of(exports.to_csv([text], []))[0] == ["abcd\tf\U0001f33f"]


def test_a_copil_member_exports_no_draft(client, contract, indicator):
    draft, pending = (make_entry(indicator, 5, state=state) for state in (State.DRAFT, State.PENDING))
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    for rows in (rows_of(download(client, "csv")), [[c.value for c in r] for r in sheet_of(download(client, "xlsx"))]):
        assert [row[0] for row in rows[1:]] == [pending.reference]
    assert draft.reference.encode() not in download(client, "csv")


def test_an_export_keeps_the_filters_and_goes_past_the_first_page(client, agent, indicator):
    for _ in range(2):
        make_entry(indicator, 1)
    entry = make_entry(indicator, 5, state=State.PENDING)
    assert [row[0] for row in rows_of(download(client, "csv", etat="pending"))[1:]] == [entry.reference]


def test_a_filter_that_makes_no_sense_leads_back_to_its_sentence(client, agent):
    response = client.get(reverse("objectives:entry_export", args=["calaisis", "xlsx"]), {"debut": "hier"})
    assert response.status_code == 302
    assert "Saisissez une date valide" in client.get(response.url, follow=True).text


def test_another_kind_of_file_does_not_exist(client, agent):
    assert client.get(reverse("objectives:entry_export", args=["calaisis", "pdf"])).status_code == 404


def test_the_export_makes_the_same_queries_whatever_its_length(client, agent, indicator, django_assert_num_queries):
    for _ in range(2):
        make_amendment(make_entry(indicator, 5), 6)
        with django_assert_num_queries(7):
            download(client, "csv")


def test_5000_rows_are_written_in_seconds(client, agent, indicator):
    entry = make_entry(indicator, 5)
    started = time.perf_counter()
    rows = exports.EntryResource().export([entry] * 5000)
    book, text = exports.to_xlsx(rows.headers, rows, "Saisies"), exports.to_csv(rows.headers, rows)
    assert time.perf_counter() - started < 20
    assert text.count(b"\r\n") == 5001
    assert openpyxl.load_workbook(io.BytesIO(book), read_only=True).active.max_row == 5001
