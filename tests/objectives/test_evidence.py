"""Pieces of evidence come back as attachments, to those who may see the entry."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cottri.models import Role
from objectives.models import Evidence, State
from tests.factories import a_link, make_contract, make_indicator, make_user, morning, new_entry

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 bilan"


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def author(contract):
    return make_user(contract=contract)


def with_piece(contract, author, *, name="bilan.pdf", content_type="application/pdf", send=True) -> Evidence:
    entry = new_entry(make_indicator(contract), 5)
    piece = Evidence.from_upload(SimpleUploadedFile(name, PDF), content_type)
    entry.record(by=author, at=morning(dt.date(2021, 2, 1)), evidence=[piece], send=send)
    return piece


def fetch(client, piece, slug=""):
    return client.get(reverse("objectives:evidence", args=[slug or piece.entry.contract.slug, piece.pk]))


def test_a_piece_comes_back_whole_and_never_inline(client, contract, author):
    piece = with_piece(contract, author)
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    response = fetch(client, piece)
    assert response.getvalue() == PDF
    assert response.headers["Content-Disposition"] == 'attachment; filename="bilan.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ['a"; filename="x.html', "a\r\nSet-Cookie: x=1.pdf", "été \u202egpj.pdf", "x" * 300])
def test_a_name_cannot_say_more_than_a_name(client, contract, author, name):
    client.force_login(author)
    response = fetch(client, with_piece(contract, author, name=name, content_type="text/html"))
    assert response.getvalue() == PDF
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert "\n" not in disposition
    assert "\u202e" not in disposition
    assert "Set-Cookie" not in response.headers


def test_the_pieces_of_a_draft_are_not_found_by_a_copil_member(client, contract, author):
    piece = with_piece(contract, author, send=False)
    assert piece.entry.state == State.DRAFT
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    assert fetch(client, piece).status_code == 404
    client.force_login(author)
    assert fetch(client, piece).getvalue() == PDF


def test_a_member_of_another_contract_finds_nothing_under_any_address(client, contract, author):
    piece, other = with_piece(contract, author), make_contract()
    client.force_login(make_user(contract=other, role=Role.ADMINISTRATOR))
    assert fetch(client, piece).status_code == 404
    assert fetch(client, piece, slug=other.slug).status_code == 404


def test_a_removed_piece_is_found_by_nobody(client, contract, author):
    piece = with_piece(contract, author)
    piece.entry.remove_evidence(piece, by=author, at=morning(dt.date(2021, 2, 2)))
    client.force_login(author)
    assert fetch(client, piece).status_code == 404


def test_a_link_or_nothing_is_not_found(client, contract, author):
    entry = new_entry(make_indicator(contract), 5)
    entry.record(by=author, at=morning(dt.date(2021, 2, 1)), evidence=[a_link()])
    client.force_login(author)
    assert fetch(client, entry.evidence.get()).status_code == 404
    assert client.get(reverse("objectives:evidence", args=[contract.slug, uuid.uuid4()])).status_code == 404


def test_a_file_that_is_no_longer_stored_is_not_found_and_noted(client, contract, author, caplog):
    piece = with_piece(contract, author)
    piece.file.storage.delete(piece.file.name)
    client.force_login(author)
    assert fetch(client, piece).status_code == 404
    assert str(piece.pk) in caplog.text
