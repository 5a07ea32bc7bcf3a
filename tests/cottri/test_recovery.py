"""The recovery note beside the condition that is late: on the first page and on the sheet, for whom, on which day."""

import datetime as dt

import pytest
from django.urls import reverse

from cottri.models import Role
from tests.factories import make_contract, make_entry, make_indicator, make_ratio, make_user, month
from tests.meetings import make_note, moment

pytestmark = pytest.mark.django_db
ON = dt.date(2023, 4, 14)
WANTED = "Écrire une note de redressement"


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = ON


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def late(contract):
    indicator = make_indicator(contract)
    make_entry(indicator, 1, period=month(2021, 1))
    return indicator


@pytest.fixture(params=["dashboard", "sheet"])
def read(request, client, contract, late):
    """The page that shows the condition, read by somebody of a role, on a day."""

    def read(role=Role.OFFICER, **asked):
        client.force_login(make_user(contract=contract, role=role))
        address = late.incontournable.get_absolute_url()
        if request.param == "dashboard":
            address = reverse("dashboard", args=[contract.slug])
        return client.get(address, asked).text

    return read


def test_an_officer_is_asked_for_the_note_that_a_late_condition_lacks(contract, late, read):
    address = reverse("governance:recovery", args=[contract.slug, late.pk])
    assert WANTED in read() and address in read()
    assert "redressement" not in read(role=Role.COPIL)
    assert WANTED not in read(au="2022-12-31"), "nothing is written in the past"
    make_note(late)
    page = read()
    assert WANTED not in page and address in page
    for said in ("Le rythme ne suffit pas", "Un seul conseiller", "En recruter un second", "du 16/03/2023"):
        assert said in page
    page = read(role=Role.COPIL)
    assert "En recruter un second" in page and address not in page


def test_on_a_past_day_the_note_says_what_it_said_then(contract, late, read):
    note = make_note(late, dt.date(2022, 6, 9))
    note.remedy = "Deux permanences"
    note.store(by=make_user(contract=contract), at=moment(dt.date(2023, 1, 31), 23), why="modifiée")
    for day, said in (
        ("2022-06-08", None),
        ("2022-06-09", "En recruter un second"),
        ("2023-01-30", "En recruter un second"),
        ("2023-01-31", "Deux permanences"),
        ("2023-12-31", "Deux permanences"),
    ):
        page = read(au=day)
        assert [words for words in ("En recruter un second", "Deux permanences") if words in page] == (
            [said] if said else []
        ), day


def test_a_condition_that_is_met_shows_no_note_and_one_that_cannot_be_judged_does(client, contract):
    met, unknown = make_indicator(contract), make_ratio(contract)
    make_entry(met, 100)
    make_note(met, finding="C’était avant"), make_note(unknown, finding="Il manque un nombre")
    client.force_login(make_user(contract=contract))
    sheets = [indicator.incontournable.get_absolute_url() for indicator in (met, unknown)]
    for address in (reverse("dashboard", args=[contract.slug]), *sheets):
        page = client.get(address).text
        assert "C’était avant" not in page
        assert ("Il manque un nombre" in page) == (address != sheets[0])
        assert WANTED not in page
