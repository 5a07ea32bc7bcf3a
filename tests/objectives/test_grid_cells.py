"""The month's grid: what a cell holds and says, what typing over it makes, what it asks to confirm."""

import datetime as dt
from decimal import Decimal

import pytest

from objectives.measure import Counting
from objectives.models import ProgressEntry, State
from tests.factories import make_amendment, make_contract, make_entry, make_indicator, make_user, month
from tests.objectives.grids import MARCH, code, errors, opened, posted, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    return make_contract(epcis=3)


@pytest.fixture
def officer(contract, client):
    user = make_user(contract=contract)
    client.force_login(user)
    return user


class TestTypingOver:
    def test_a_validated_figure_makes_an_amendment_with_a_reason(self, client, contract, officer):
        epci = contract.epcis.first()
        entry = make_entry(make_indicator(contract), 12, period=MARCH)
        cell = code(entry.indicator, epci)
        response = client.post(url(contract), posted(opened(client, contract), **{cell: "15"}))
        assert "pourquoi" in errors(response)[cell][0]
        data = posted(opened(client, contract), **{cell: {"quantity": "15", "justification": "Deux oublis"}})
        client.post(url(contract), data)
        amendment = entry.amendments.get()
        assert (amendment.quantity, amendment.state, amendment.justification) == (
            Decimal(15),
            State.PENDING,
            "Deux oublis",
        )

    def test_ones_own_pending_figure_edits_it(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, period=MARCH, state=State.PENDING, author=officer)
        cell = code(entry.indicator, contract.epcis.first())
        client.post(url(contract), posted(opened(client, contract), **{cell: "15"}))
        entry.refresh_from_db()
        assert (entry.quantity, ProgressEntry.objects.count()) == (Decimal(15), 1)

    def test_a_refusal_elsewhere_takes_nothing_back_of_ones_own_figure_typed_again(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, period=MARCH, state=State.PENDING, author=officer)
        cell, other = (code(entry.indicator, epci) for epci in contract.epcis.all()[:2])
        response = client.post(url(contract), posted(opened(client, contract), **{cell: "15", other: "-5"}))
        assert list(errors(response)) == [other]
        assert client.post(url(contract), posted(response.context["grid"], **{other: "5"})).status_code == 302
        entry.refresh_from_db()
        assert (entry.quantity, entry.version) == (15, 2)

    def test_ones_own_open_amendment_is_what_the_cell_edits(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, period=MARCH)
        amendment = make_amendment(entry, 13, state=State.PENDING, author=officer)
        cell = code(entry.indicator, contract.epcis.first())
        client.post(url(contract), posted(opened(client, contract), **{cell: "14"}))
        amendment.refresh_from_db()
        assert amendment.quantity == 14

    @pytest.mark.parametrize("case", ["somebody else's", "several", "other dates"])
    def test_what_is_not_ones_own_is_read_only(self, client, contract, officer, case):
        indicator, other = make_indicator(contract), make_user(contract=contract)
        if case == "somebody else's":
            make_entry(indicator, 12, period=MARCH, state=State.PENDING, author=other)
        elif case == "several":
            make_entry(indicator, 12, period=MARCH)
            make_entry(indicator, 3, period=MARCH, justification="Deuxième tableau")
        else:
            make_entry(indicator, 12, period=(dt.date(2023, 1, 1), dt.date(2023, 3, 31)))
        grid = opened(client, contract)
        cell = code(indicator, contract.epcis.first())
        assert grid.forms[cell].cell.meaning == "nothing"
        response = client.post(
            url(contract), posted(grid, **{cell: {"quantity": "99", "token": grid.forms[cell].cell.token}})
        )
        assert "ouvrez ses saisies" in errors(response)[cell][0]

    def test_an_epci_whose_communes_were_entered_says_so(self, client, contract, officer):
        indicator, epci = make_indicator(contract), contract.epcis.first()
        make_entry(indicator, 4, period=MARCH, commune=epci.communes.first())
        cell = opened(client, contract).forms[code(indicator, epci)].cell
        assert (cell.meaning, cell.figure) == ("nothing", Decimal(4))

    def test_a_longer_period_adds_what_an_epci_and_its_communes_have_and_dates_what_only_crosses_it(
        self, client, contract, officer
    ):
        indicator, epci = make_indicator(contract), contract.epcis.first()
        own = make_entry(indicator, 33, period=month(2023, 1))
        make_entry(indicator, 40, period=month(2023, 2), commune=epci.communes.first())
        make_entry(indicator, 41, period=MARCH, commune=epci.communes.last())
        year = client.get(url(contract, periode="2022"))
        assert year.context["grid"].forms[code(indicator, epci)].cell.figure is None
        page = client.get(url(contract, periode="2023-T1"))
        assert page.context["grid"].forms[code(indicator, epci)].cell.figure == 114
        assert f"114 {own.reference} validée et 81 par commune" in words(page)
        assert f'href="?periode=2023-T1&amp;epci={epci.pk}"' in page.text
        across = make_entry(indicator, 7, period=(dt.date(2022, 12, 1), dt.date(2022, 12, 31)), justification="x")
        ProgressEntry.objects.filter(pk=across.pk).update(period_end=dt.date(2023, 1, 10))
        page = client.get(url(contract, periode="2023-T1"))
        assert f"{across.reference} validée, du 01/12/2022 au 10/01/2023" in words(page)

    def test_what_an_epci_has_is_no_figure_of_its_communes(self, client, contract, officer):
        indicator, epci = make_indicator(contract), contract.epcis.first()
        entry = make_entry(indicator, 11, period=MARCH)
        page = client.get(url(contract, epci=epci.pk))
        cells = [form.cell for form in page.context["grid"].forms.values()]
        assert {(cell.meaning, cell.figure) for cell in cells} == {("nothing", None)}
        assert words(page).count(f"EPCI : 11 ({entry.reference})") == 2
        assert "Rien ne se saisit ici pour cette période" in words(page)
        assert "Enregistrer la grille" not in words(page)

    def test_emptying_a_figure_is_refused_rather_than_ignored(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, period=MARCH, state=State.PENDING, author=officer)
        cell = code(entry.indicator, contract.epcis.first())
        response = client.post(url(contract), posted(opened(client, contract), **{cell: ""}))
        assert entry.reference in errors(response)[cell][0]


class TestUnlikely:
    def test_the_same_figure_as_last_month_asks_for_a_reason(self, client, contract, officer):
        indicator = make_indicator(contract)
        make_entry(indicator, 12, period=month(2023, 2))
        cell = code(indicator, contract.epcis.first())
        response = client.post(url(contract), posted(opened(client, contract), **{cell: "12"}))
        assert "même chiffre" in errors(response)[cell][0]
        answer = {cell: {"quantity": "12", "justification": "Vérifié"}}
        before = client.post(url(contract), posted(opened(client, contract), **answer))
        assert "même chiffre" in errors(before)[cell][0], "nothing of it was shown on that page"
        assert client.post(url(contract), posted(response.context["grid"], **answer)).status_code == 302

    def test_all_that_surprises_is_told_at_once_and_for_a_correction_too(self, client, contract, officer):
        indicator, epci = make_indicator(contract), contract.epcis.first()
        for number, quantity in ((12, 9), (1, 11), (2, 10)):
            make_entry(indicator, quantity, period=month(2022 if number == 12 else 2023, number))
        make_entry(indicator, 12, period=MARCH)
        cell = code(indicator, epci)
        response = client.post(url(contract), posted(opened(client, contract), **{cell: "1200"}))
        [why, burst] = errors(response)[cell]
        assert "pourquoi" in why and "rythme habituel" in burst
        answer = {cell: {"quantity": "1200", "justification": "Deux zéros"}}
        response = client.post(url(contract), posted(opened(client, contract), **answer))
        assert errors(response)[cell] == [burst]
        assert "-shown" in response.text
        again = client.post(url(contract), posted(response.context["grid"], **answer))
        assert again.status_code == 302
        said = posted(opened(client, contract), **{cell: {"comment": "Relu"}})
        assert client.post(url(contract), said).status_code == 302, "that figure was confirmed already"

    def test_ones_own_figure_is_confirmed_where_it_was_asked_about(self, client, contract, officer):
        indicator = make_indicator(contract)
        make_entry(indicator, 40, period=month(2023, 2))
        entry = make_entry(indicator, 12, period=MARCH, state=State.PENDING, author=officer)
        cell = code(indicator, contract.epcis.first())
        response = client.post(url(contract), posted(opened(client, contract), **{cell: "40"}))
        assert "même chiffre" in errors(response)[cell][0]
        answer = posted(response.context["grid"], **{cell: {"quantity": "40", "justification": "Vérifié"}})
        assert client.post(url(contract), answer).status_code == 302
        entry.refresh_from_db()
        assert (entry.quantity, entry.justification) == (40, "Vérifié")

    def test_ten_times_the_usual_pace_asks_for_a_reason(self, client, contract, officer):
        indicator = make_indicator(contract)
        for number, quantity in ((12, 9), (1, 11), (2, 10)):
            make_entry(indicator, quantity, period=month(2022 if number == 12 else 2023, number))
        cell = code(indicator, contract.epcis.first())
        response = client.post(url(contract), posted(opened(client, contract), **{cell: "120"}))
        assert "rythme habituel" in errors(response)[cell][0]
        slip = {cell: {"quantity": "12 000", "justification": "Campagne : 120 dossiers"}}
        response = client.post(url(contract), posted(response.context["grid"], **slip))
        assert "rythme habituel" in errors(response)[cell][0], "the reason was given for another figure"
        assert client.post(url(contract), posted(opened(client, contract), **{cell: "90"})).status_code == 302

    def test_a_level_that_falls_asks_for_a_reason(self, client, contract, officer):
        indicator = make_indicator(contract, counting=Counting.LEVEL)
        make_entry(indicator, 12, period=month(2023, 2))
        cell = code(indicator, contract.epcis.first())
        response = client.post(url(contract), posted(opened(client, contract), **{cell: "11"}))
        assert "recule" in errors(response)[cell][0]

    def test_the_last_level_is_the_latest_one_however_old_and_never_a_sum(self, client, contract, officer):
        indicator = make_indicator(contract, counting=Counting.LEVEL)
        make_entry(indicator, 7, period=month(2022, 11))
        make_entry(indicator, 8, period=month(2022, 11), justification="Recompté")
        form = opened(client, contract).forms[code(indicator, contract.epcis.first())]
        assert (form.cell.last, form.cell.unchanged, form.cell.last_label) == (8, 8, "novembre 2022")

    def test_it_is_not_offered_where_something_is_entered(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, period=MARCH)
        assert opened(client, contract).forms[code(entry.indicator, contract.epcis.first())].cell.unchanged is None


def test_the_figure_before_is_that_of_the_communes_and_its_dates_are_told_when_they_differ(client, contract, officer):
    indicator = make_indicator(contract)
    first, second, third = contract.epcis.all()
    for commune in first.communes.all():
        make_entry(indicator, 4, period=month(2023, 2), commune=commune)
    make_entry(indicator, 90, period=(dt.date(2022, 12, 1), dt.date(2023, 2, 28)), epci=second)
    cells = [opened(client, contract).forms[code(indicator, epci)].cell for epci in (first, second, third)]
    assert [(cell.last, cell.last_label) for cell in cells] == [
        (8, ""),
        (90, "du 01/12/2022 au 28/02/2023"),
        (None, ""),
    ]


def test_the_figure_before_is_the_last_one_whatever_the_frequency_and_says_how_far_it_is(client, contract, officer):
    indicator = make_indicator(contract, frequency="quarter")
    first, second, third = contract.epcis.all()
    make_entry(indicator, 3, period=(dt.date(2022, 7, 1), dt.date(2022, 9, 30)), epci=first)
    quarter = (dt.date(2022, 10, 1), dt.date(2022, 12, 31))
    make_entry(indicator, 4, period=quarter, epci=first)
    make_entry(indicator, 9, period=quarter, epci=second, state=State.DRAFT, author=officer)
    make_amendment(make_entry(indicator, 6, period=quarter, epci=third), 7, state=State.PENDING)
    page = client.get(url(contract))
    cells = [page.context["grid"].forms[code(indicator, epci)].cell for epci in (first, second, third)]
    assert [(cell.last, cell.last_label, cell.last_states) for cell in cells] == [
        (4, "4e trimestre 2022", []),
        (9, "4e trimestre 2022", ["brouillon"]),
        (7, "4e trimestre 2022", ["en attente"]),
    ]
    assert "avant : 7 (4e trimestre 2022, en attente)" in words(page)
    make_entry(indicator, 2, period=quarter, epci=first, state=State.PENDING, justification="Complément")
    assert "avant : 6 (4e trimestre 2022, en partie en attente)" in words(client.get(url(contract)))
    assert "chaque trimestre" in words(page)
    assert '<a class="own-grid" href="?periode=2023-T1">saisir le 1er trimestre 2023</a>' in page.text
    assert "own-grid" not in client.get(url(contract, periode="2023-T1")).text
