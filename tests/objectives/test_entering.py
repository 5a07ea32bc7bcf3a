"""The entry form: what it accepts, what it refuses beside which field, what it stores."""

import datetime as dt
import hashlib
import re
import uuid
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cottri.models import Role
from objectives.models import Evidence, ProgressEntry, State
from tests.factories import (
    make_amendment,
    make_binary,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_user,
    month,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def officer(contract, client):
    user = make_user(contract=contract)
    client.force_login(user)
    return user


def address(indicator) -> str:
    return reverse("objectives:entry_new", args=[indicator.contract.slug]) + f"?indicateur={indicator.pk}"


def typed(indicator, **fields) -> dict:
    epci = indicator.contract.epcis.first()
    place = "territoire" if indicator.scope == "territory" else f"epci:{epci.pk}"
    key = str(uuid.uuid4())
    return {"perimeter": place, "period": "2021-03", "quantity": "12", "source": "GUH", "submission_key": key, **fields}


def errors(response) -> dict[str, list[str]]:
    return response.context["form"].errors


def test_an_entry_is_sent_for_validation(client, contract, officer):
    indicator = make_indicator(contract, decimals=1)
    response = client.post(address(indicator), typed(indicator, quantity="1\u202f234,5", comment="Vu avec le GUH"))
    entry = ProgressEntry.objects.get()
    assert response.headers["Location"] == entry.get_absolute_url()
    assert (entry.quantity, entry.state, entry.author) == (Decimal("1234.5"), State.PENDING, officer)
    assert (entry.period_start, entry.period_end) == month(2021, 3)
    assert entry.history.get().history_user == officer


def test_a_draft_is_not_sent(client, contract, officer):
    indicator = make_indicator(contract)
    client.post(address(indicator), typed(indicator, action="draft"))
    assert ProgressEntry.objects.get().state == State.DRAFT


def test_the_same_form_posted_twice_makes_one_entry(client, contract, officer):
    indicator = make_indicator(contract)
    form = typed(indicator)
    first, second = (client.post(address(indicator), form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert ProgressEntry.objects.count() == 1
    assert "déjà enregistré" in [str(message) for message in get_messages(second.wsgi_request)][-1]


def test_a_form_that_another_person_has_sent_is_refused_with_a_sentence(client, contract, officer):
    indicator = make_indicator(contract)
    form = typed(indicator)
    client.post(address(indicator), form)
    client.force_login(make_user(contract=contract))
    response = client.post(address(indicator), form | {"period": "2021-04", "quantity": "13"})
    assert "déjà servi à une autre personne" in errors(response)["__all__"][0]
    assert ProgressEntry.objects.count() == 1


@pytest.mark.parametrize(
    "period, fields, expected",
    [
        ("2021-T2", {}, (dt.date(2021, 4, 1), dt.date(2021, 6, 30))),
        ("2022", {}, (dt.date(2022, 1, 1), dt.date(2022, 12, 31))),
        (
            "libre",
            {"period_start": "2021-03-05", "period_end": "12/03/2021"},
            (dt.date(2021, 3, 5), dt.date(2021, 3, 12)),
        ),
    ],
)
def test_a_period_is_a_month_a_quarter_a_year_or_free(client, contract, officer, period, fields, expected):
    indicator = make_indicator(contract)
    client.post(address(indicator), typed(indicator, period=period, **fields))
    entry = ProgressEntry.objects.get()
    assert (entry.period_start, entry.period_end) == expected


@pytest.mark.parametrize(
    "quantity",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1e400000000",
        "1e3",
        "٣",
        "1_000",
        "12,345",
        "0x10",
        "1.000",
        "9" * 29,
        "9" * 10_000,
        "3\0",
        "=1+1",
    ],
)
def test_what_is_no_number_is_refused_beside_it_and_kept(client, contract, officer, quantity):
    indicator = make_indicator(contract, decimals=2)
    response = client.post(address(indicator), typed(indicator, quantity=quantity, comment="à garder"))
    assert list(errors(response)) == ["quantity"]
    assert response.context["form"]["quantity"].value() == quantity
    assert "à garder" in response.text
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize(
    "field, value",
    [
        ("perimeter", "epci:0"),
        ("perimeter", f"epci:{10**20}"),
        ("perimeter", "commune:-1"),
        ("perimeter", "epci:1\0"),
        ("period", "2021-13"),
        ("period", "٢٠٢١-03"),
        ("period", "2024-01"),
        ("source", ""),
        ("source", "x" * 10_000),
        ("source", "a\0b"),
        ("comment", "x" * 10_000),
        ("link", "javascript:alert(1)"),
        ("submission_key", "pas une clé"),
    ],
)
def test_a_bad_value_is_refused_beside_its_field(client, contract, officer, field, value):
    indicator = make_indicator(contract)
    response = client.post(address(indicator), typed(indicator, **{field: value}))
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize(
    "start, end, field",
    [
        ("2023-02-31", "2023-03-31", "period_start"),
        ("2021-03-01", "9999-12-31", "period_end"),
        ("٢٠٢١-03-01", "2021-03-31", "period_start"),
        ("2020-12-01", "2021-01-31", "period_start"),
        ("2021-03-31", "2021-03-01", "period_end"),
        ("2023-12-01", "2024-01-05", "period_end"),
        ("", "2021-03-01", "period_start"),
    ],
)
def test_a_bad_day_is_refused_beside_it(client, contract, officer, start, end, field):
    indicator = make_indicator(contract)
    response = client.post(address(indicator), typed(indicator, period="libre", period_start=start, period_end=end))
    assert list(errors(response)) == [field]


def test_a_period_that_is_not_over_is_refused(client, contract, officer, settings):
    settings.COTTRI_TODAY = dt.date(2021, 3, 30)
    indicator = make_indicator(contract)
    days = {"period": "libre", "period_start": "2021-03-01", "period_end": "2021-03-31"}
    response = client.post(address(indicator), typed(indicator, **days))
    assert "30/03/2021" in errors(response)["period_end"][0]


def test_the_default_period_is_the_last_complete_month(client, contract, officer, settings):
    settings.COTTRI_TODAY = dt.date(2022, 5, 31)
    response = client.get(address(make_indicator(contract)))
    assert response.context["form"]["period"].value() == "2022-05"
    settings.COTTRI_TODAY = dt.date(2022, 5, 30)
    response = client.get(address(make_indicator(contract, code="autre")))
    assert response.context["form"]["period"].value() == "2022-04"


def test_before_the_first_month_is_over_only_free_dates_are_offered(client, contract, officer, settings):
    settings.COTTRI_TODAY = dt.date(2021, 1, 10)
    response = client.get(address(make_indicator(contract)))
    assert response.context["form"]["period"].value() == "libre"


def test_more_schools_than_exist_are_refused(client, contract, officer):
    indicator = make_ratio(contract, target=Decimal(50), references={contract.epcis.first(): 31})
    response = client.post(address(indicator), typed(indicator, quantity="32"))
    assert "31" in errors(response)["quantity"][0]


def test_a_second_one_of_a_binary_objective_is_refused(client, contract, officer):
    indicator = make_binary(contract)
    make_entry(indicator, 1)
    response = client.post(address(indicator), typed(indicator, quantity="1", period="2022-03"))
    assert list(errors(response)) == ["quantity"]


def test_a_territory_indicator_offers_no_epci(client, contract, officer):
    indicator = make_binary(contract)
    response = client.post(
        address(indicator), typed(indicator, quantity="1", perimeter=f"epci:{contract.epcis.first().pk}")
    )
    assert list(errors(response)) == ["perimeter"]


def test_a_covered_period_asks_for_a_reason_then_accepts_it(client, contract, officer):
    indicator = make_indicator(contract)
    make_entry(indicator, 5, period=month(2021, 3))
    form = typed(indicator)
    asked = client.post(address(indicator), form)
    assert list(errors(asked)) == ["justification"]
    answer = {"justification": "Deuxième tableau du mois", "shown": asked.context["form"].told}
    client.post(address(indicator), form | answer)
    assert ProgressEntry.objects.filter(state=State.PENDING).count() == 1


def test_the_effect_is_shown_before_anything_is_stored(client, contract, officer):
    indicator = make_indicator(contract, target=Decimal(1500), unit="rénovations", is_priority=True)
    make_entry(indicator, 720, period=month(2021, 1))
    for response in (
        client.post(address(indicator), typed(indicator, quantity="300", source="", action="preview")),
        client.get(
            reverse("objectives:entry_preview", args=[contract.slug]),
            typed(indicator, quantity="300", source="", indicateur=indicator.pk),
        ),
    ):
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))
        assert "1 020 / 1 500 rénovations 68 % — 100 % exigés" in words
    assert ProgressEntry.objects.count() == 1


@pytest.mark.parametrize("which", ["0", "-1", str(10**20), "x", "", "1\0"])
def test_an_unknown_indicator_is_not_found(client, contract, officer, which):
    for name in ("objectives:entry_new", "objectives:entry_preview"):
        response = client.get(reverse(name, args=[contract.slug]), {"indicateur": which})
        assert response.status_code == 404


def test_an_indicator_of_another_contract_is_not_found(client, contract, officer):
    foreign = make_indicator(make_contract())
    response = client.get(reverse("objectives:entry_new", args=[contract.slug]), {"indicateur": foreign.pk})
    assert response.status_code == 404


class TestEvidence:
    def test_without_the_piece_that_is_required_the_entry_stays_a_draft(self, client, contract, officer):
        indicator = make_indicator(contract, evidence_required=True)
        client.post(address(indicator), typed(indicator))
        assert ProgressEntry.objects.get().state == State.DRAFT

    def test_a_file_is_stored_under_a_random_name_with_its_digest(self, client, contract, officer):
        indicator = make_indicator(contract, evidence_required=True)
        upload = SimpleUploadedFile("../../bilan.pdf.exe", PDF)
        client.post(address(indicator), typed(indicator, files=upload, link="https://exemple.fr/bilan"))
        file, link = Evidence.objects.order_by("url")
        assert file.sha256 == hashlib.sha256(PDF).hexdigest()
        assert re.fullmatch(r"[0-9a-f]{32}", file.file.name)
        assert file.name == "bilan.pdf.exe.pdf"
        assert link.url == "https://exemple.fr/bilan"
        assert ProgressEntry.objects.get().state == State.PENDING

    @pytest.mark.parametrize(
        "content", [b"MZ\x90\0" * 20, b"<html><script>alert(1)</script>", b"<svg xmlns='x'/>", b"\0" * 50]
    )
    def test_what_is_no_document_is_refused_whatever_its_name(self, client, contract, officer, content):
        indicator = make_indicator(contract)
        response = client.post(address(indicator), typed(indicator, files=SimpleUploadedFile("bilan.pdf", content)))
        assert list(errors(response)) == ["files"]
        assert not Evidence.objects.exists()

    def test_a_file_too_large_is_refused(self, client, contract, officer, settings):
        settings.EVIDENCE_MAX_BYTES = 20
        indicator = make_indicator(contract)
        response = client.post(address(indicator), typed(indicator, files=SimpleUploadedFile("bilan.pdf", PDF)))
        assert "dépasse" in errors(response)["files"][0]

    def test_an_empty_file_is_refused(self, client, contract, officer):
        indicator = make_indicator(contract)
        response = client.post(address(indicator), typed(indicator, files=SimpleUploadedFile("bilan.pdf", b"")))
        assert list(errors(response)) == ["files"]


class TestCorrections:
    def test_its_author_corrects_a_returned_entry_in_place_and_sends_it_again(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, state=State.RETURNED, author=officer)
        url = reverse("objectives:entry_edit", args=[contract.slug, entry.pk])
        form = client.get(url).context["form"]
        values = {name: form[name].value() for name in ("perimeter", "period", "version")}
        client.post(url, typed(entry.indicator, **values, quantity="15"))
        entry.refresh_from_db()
        assert (entry.quantity, entry.state) == (Decimal(15), State.PENDING)

    def test_the_second_of_two_savers_sees_both_values_and_nothing_is_lost(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, state=State.PENDING, author=officer)
        url = reverse("objectives:entry_edit", args=[contract.slug, entry.pk])
        read = typed(entry.indicator, period="2021-01", version=entry.version)
        client.post(url, read | {"quantity": "310"})
        response = client.post(url, read | {"quantity": "300"})
        assert response.status_code == 409
        assert ("Quantité", "310\xa0unités", "300\xa0unités") in response.context["conflicts"]
        entry.refresh_from_db()
        assert entry.quantity == 310
        client.post(url, read | {"quantity": "300", "version": response.context["form"]["version"].value()})
        entry.refresh_from_db()
        assert entry.quantity == 300

    def test_somebody_elses_entry_is_not_edited(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, state=State.PENDING, author=make_user(contract=contract))
        url = reverse("objectives:entry_edit", args=[contract.slug, entry.pk])
        assert client.post(url, typed(entry.indicator, version=1)).headers["Location"] == entry.get_absolute_url()
        entry.refresh_from_db()
        assert entry.quantity == 12

    def test_an_amendment_keeps_indicator_and_perimeter_whatever_is_posted(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12)
        url = reverse("objectives:entry_amend", args=[contract.slug, entry.pk])
        other = contract.epcis.last()
        posted = typed(entry.indicator, period="2021-01", quantity="9", perimeter=f"epci:{other.pk}")
        assert list(errors(client.post(url, posted))) == ["justification"]
        client.post(url, posted | {"justification": "Doublon"})
        amendment = entry.amendments.get()
        assert (amendment.epci, amendment.quantity, amendment.state) == (entry.epci, Decimal(9), State.PENDING)
        entry.refresh_from_db()
        assert (entry.quantity, entry.state) == (Decimal(12), State.VALIDATED)

    def test_one_amendment_at_a_time(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12)
        make_amendment(entry, 13, state=State.PENDING)
        url = reverse("objectives:entry_amend", args=[contract.slug, entry.pk])
        assert client.get(url).headers["Location"] == entry.get_absolute_url()
        response = client.post(url, typed(entry.indicator, period="2021-01", quantity="9", justification="Doublon"))
        assert "déjà" in errors(response)["__all__"][0]
        assert entry.amendments.count() == 1

    def test_a_piece_can_be_taken_away_by_the_author_and_stays_in_store(self, client, contract, officer):
        indicator = make_indicator(contract, evidence_required=True)
        client.post(address(indicator), typed(indicator, files=SimpleUploadedFile("bilan.pdf", PDF)))
        piece = Evidence.objects.get()
        page = client.post(reverse("objectives:evidence_remove", args=[contract.slug, piece.pk]), follow=True)
        assert "la saisie est de nouveau un brouillon" in page.text
        piece.refresh_from_db()
        assert piece.removed_at and piece.file.storage.exists(piece.file.name)
        assert piece.history.count() == 2
        assert piece.entry.state == State.DRAFT


def test_a_reader_enters_nothing(client, contract):
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    indicator = make_indicator(contract)
    assert client.get(address(indicator)).status_code == 404
    assert client.post(address(indicator), typed(indicator)).status_code == 404
    assert not ProgressEntry.objects.exists()
