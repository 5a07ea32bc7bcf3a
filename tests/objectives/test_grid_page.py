"""The month's grid: what each cell offers, all or nothing, two people on the same grid."""

import datetime as dt
from decimal import Decimal

import pytest

from objectives import clock
from objectives.forms.month import Grid, columns
from objectives.measure import Counting
from objectives.models import Contract, Indicator, ProgressEntry, State
from tests.factories import make_amendment, make_binary, make_contract, make_entry, make_indicator, make_user, month
from tests.objectives.grids import MARCH, code, errors, opened, posted, url

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


def test_it_opens_on_the_last_complete_month(client, contract, officer):
    make_indicator(contract)
    assert opened(client, contract).period == MARCH


def test_without_any_indicator_it_says_so_and_offers_nothing_to_save(client, contract, officer):
    shown = client.get(url(contract)).text
    assert "Rien à saisir ici" in shown
    assert "Enregistrer la grille" not in shown


def test_a_territory_indicator_has_one_cell(client, contract, officer):
    increments, binary = make_indicator(contract), make_binary(contract)
    cells = opened(client, contract).forms
    assert list(cells) == [*(code(increments, epci) for epci in contract.epcis.all()), code(binary)]


def test_the_whole_grid_is_saved_at_once_with_one_source(client, contract, officer):
    indicator = make_indicator(contract, decimals=1)
    first, _, third = contract.epcis.all()
    data = posted(opened(client, contract), **{code(indicator, first): "12,5", code(indicator, third): "1 000"})
    response = client.post(url(contract), data)
    assert response.status_code == 302
    entries = ProgressEntry.objects.order_by("pk")
    assert [(entry.epci, entry.quantity, entry.source, entry.state) for entry in entries] == [
        (first, Decimal("12.5"), "Courriel du GUH", State.PENDING),
        (third, Decimal(1000), "Courriel du GUH", State.PENDING),
    ]
    assert {(entry.period_start, entry.period_end) for entry in entries} == {MARCH}
    assert {entry.history.count() for entry in entries} == {1}


def test_a_cell_may_give_its_own_source_and_comment(client, contract, officer):
    indicator = make_indicator(contract)
    cell = {"quantity": "3", "source": "SPEE", "comment": "Provisoire"}
    client.post(url(contract), posted(opened(client, contract), **{code(indicator, contract.epcis.first()): cell}))
    entry = ProgressEntry.objects.get()
    assert (entry.source, entry.comment) == ("SPEE", "Provisoire")


def test_saving_is_all_or_nothing_and_refused_cells_say_why(client, contract, officer):
    indicator = make_indicator(contract)
    first, second, third = contract.epcis.all()
    cells = {code(indicator, first): "12", code(indicator, second): "douze", code(indicator, third): "1,5"}
    response = client.post(url(contract), posted(opened(client, contract), **cells))
    assert list(errors(response)) == [code(indicator, second), code(indicator, third)]
    assert not ProgressEntry.objects.exists()
    assert 'value="12"' in response.text and 'value="douze"' in response.text


def test_without_source_every_typed_cell_asks_for_one(client, contract, officer):
    indicator = make_indicator(contract)
    data = posted(opened(client, contract), **{code(indicator, contract.epcis.first()): "12"})
    response = client.post(url(contract), data | {"source": " "})
    assert "D’où vient" in errors(response)[code(indicator, contract.epcis.first())][0] or "d’où" in response.text
    assert not ProgressEntry.objects.exists()


def test_an_indicator_that_needs_evidence_is_saved_as_a_draft(client, contract, officer):
    indicator = make_indicator(contract, evidence_required=True)
    client.post(url(contract), posted(opened(client, contract), **{code(indicator, contract.epcis.first()): "12"}))
    entry = ProgressEntry.objects.get()
    assert entry.state == State.DRAFT
    said = f'<a href="{entry.get_absolute_url()}">1 en brouillon, qui attend une pièce justificative</a>.'
    assert said in client.get(url(contract)).text


class TestUnchanged:
    def test_it_is_an_increment_of_nothing(self, client, contract, officer):
        indicator = make_indicator(contract)
        cell = {"unchanged": "on", "quantity": ""}
        client.post(url(contract), posted(opened(client, contract), **{code(indicator, contract.epcis.first()): cell}))
        assert ProgressEntry.objects.get().quantity == 0

    def test_it_is_the_last_level_again(self, client, contract, officer):
        indicator = make_indicator(contract, counting=Counting.LEVEL)
        make_entry(indicator, 7, period=month(2023, 2))
        cell = {"unchanged": "on", "quantity": ""}
        client.post(url(contract), posted(opened(client, contract), **{code(indicator, contract.epcis.first()): cell}))
        assert ProgressEntry.objects.get(period_end=MARCH[1]).quantity == 7


class TestTexts:
    def test_a_comment_on_ones_own_figure_is_kept(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, period=MARCH, state=State.PENDING, author=officer)
        cell = code(entry.indicator, contract.epcis.first())
        client.post(url(contract), posted(opened(client, contract), **{cell: {"comment": "Chiffre provisoire"}}))
        entry.refresh_from_db()
        assert (entry.quantity, entry.comment) == (12, "Chiffre provisoire")

    @pytest.mark.parametrize("there", [True, False])
    def test_a_comment_without_a_figure_to_store_is_told_and_not_lost(self, client, contract, officer, there):
        indicator = make_indicator(contract)
        if there:
            make_entry(indicator, 12, period=MARCH)
        cell = code(indicator, contract.epcis.first())
        response = client.post(url(contract), posted(opened(client, contract), **{cell: {"comment": "Provisoire"}}))
        assert errors(response)[cell][0].startswith("Tapez le chiffre que ce texte accompagne")
        assert "Provisoire" in response.text


class TestWhatChangedMeanwhile:
    """On a page that is a little old, only the cells that one typed in are compared."""

    def test_a_cell_that_nobody_typed_in_does_not_stand_in_the_way(self, client, contract, officer):
        indicator, other = make_indicator(contract), make_user(contract=contract)
        first, second, third = contract.epcis.all()
        entry = make_entry(indicator, 12, period=MARCH, epci=first)
        page = opened(client, contract)
        make_amendment(entry, 15, author=other)
        make_entry(indicator, 40, period=MARCH, epci=second, author=other)
        response = client.post(url(contract), posted(page, **{code(indicator, third): "7"}))
        assert response.status_code == 302
        assert ProgressEntry.objects.latest("pk").quantity == 7

    def test_after_a_refusal_it_shows_what_it_has_become(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, period=MARCH)
        first, _, third = contract.epcis.all()
        page = opened(client, contract)
        make_amendment(entry, 15)
        response = client.post(url(contract), posted(page, **{code(entry.indicator, third): "sept"}))
        assert list(errors(response)) == [code(entry.indicator, third)]
        again = response.context["grid"].forms[code(entry.indicator, first)]
        assert (again["quantity"].value(), again["token"].value()) == ("15", again.cell.token)

    def test_one_that_was_withdrawn_is_told(self, client, contract, officer):
        entry = make_entry(make_indicator(contract), 12, period=MARCH, state=State.PENDING, author=officer)
        cell = code(entry.indicator, contract.epcis.first())
        page = opened(client, contract)
        entry.withdraw(by=officer, at=entry.created_at)
        response = client.post(url(contract), posted(page, **{cell: "13"}))
        assert "vient d’être retirée" in errors(response)[cell][0]
        response = client.post(url(contract), posted(response.context["grid"], **{cell: "13"}))
        assert response.status_code == 302
        assert ProgressEntry.objects.latest("pk").quantity == 13


def test_two_officers_on_the_same_grid_lose_and_double_nothing(client, contract, officer):
    indicator = make_indicator(contract)
    first, second, _ = contract.epcis.all()
    mine = opened(client, contract)
    other = make_user(contract=contract, first_name="Bastien")
    make_entry(indicator, 40, period=MARCH, state=State.PENDING, author=other)
    response = client.post(url(contract), posted(mine, **{code(indicator, first): "41", code(indicator, second): "7"}))
    assert list(errors(response)) == [code(indicator, first)]
    mine = ProgressEntry.objects.get().reference
    assert errors(response)[code(indicator, first)] == [
        f"Cette case est désormais à Bastien\u00a0: ouvrez {mine}\u00a0; votre 41 n’est pas enregistré."
    ]
    response = client.post(url(contract), posted(response.context["grid"], **{code(indicator, second): "sept"}))
    assert list(errors(response)) == [code(indicator, second)]
    assert "Votre 41 n’est pas enregistré." in response.text
    data = posted(response.context["grid"], **{code(indicator, second): "7"})
    response = client.post(url(contract), data, follow=True)
    assert f"votre 41 n’est pas enregistré\u00a0: la case est à Bastien ({mine})." in response.text
    assert "n’est pas enregistré" not in client.get(url(contract)).text
    assert sorted(ProgressEntry.objects.values_list("quantity", flat=True)) == [7, 40]


def test_a_figure_typed_again_in_a_cell_that_somebody_gave_back_is_stored_and_said_so(client, contract, officer):
    indicator = make_indicator(contract)
    first, second, _ = (code(indicator, epci) for epci in contract.epcis.all())
    page = opened(client, contract)
    other = make_user(contract=contract)
    entry = make_entry(indicator, 40, period=MARCH, state=State.PENDING, author=other)
    response = client.post(url(contract), posted(page, **{first: "41"}))
    entry.withdraw(by=other, at=entry.created_at)
    response = client.post(url(contract), posted(response.context["grid"], **{second: "sept"}))
    response = client.post(url(contract), posted(response.context["grid"], **{first: "41", second: "7"}), follow=True)
    assert "2 saisies envoyées" in response.text and "n’est pas enregistré" not in response.text


def test_what_was_typed_is_told_where_nothing_can_be_typed_any_more(client, contract, officer):
    """The script tells it, which alone knows; there is then nothing to save."""
    make_entry(make_indicator(contract, scope="territory"), 40, period=MARCH)
    make_entry(Indicator.objects.get(), 4, period=MARCH, justification="Oubliées")
    page = client.get(url(contract)).text
    assert "grid.js" in page and 'id="restored"' in page and "Enregistrer la grille" not in page


def test_the_contract_that_was_changed_meanwhile_is_the_one_that_judges(client, contract, officer):
    """The page is read before the lock; what is stored is held against what is there under it."""
    indicator = make_indicator(contract)
    cell, left = code(indicator, contract.epcis.first()), contract.epcis.last()
    data = posted(opened(client, contract), **{cell: "12", code(indicator, left): "7"})
    grid = Grid(contract, MARCH, columns(contract, None), officer, data)
    Contract.objects.update(ends_on=dt.date(2023, 3, 15))
    Indicator.objects.update(is_contractual=False)
    assert grid.save(clock.now()) is None
    assert sorted(grid.homeless) == ["12", "7"]
    Indicator.objects.update(is_contractual=True)
    assert grid.save(clock.now()) is None
    assert grid.forms[cell].shown_errors == ["Le contrat finit le 15/03/2023."]
    Contract.objects.update(ends_on=dt.date(2023, 12, 31))
    contract.epcis.remove(left)
    assert grid.save(clock.now()) is None
    assert [form.cell.code for form in grid.refused] == [code(indicator, left)]
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_a_cell_is_saved_with_six_queries(client, contract, officer, django_assert_num_queries, many):
    """What is read is read once for the grid: two savepoints set and released, the entry and its history."""
    indicators = [make_indicator(contract) for _ in range(many)]
    cells = {code(indicator, epci): "12" for indicator in indicators for epci in contract.epcis.all()}
    data = posted(opened(client, contract), **cells)
    with django_assert_num_queries(19 + 6 * 3 * many):
        client.post(url(contract), data)
    assert ProgressEntry.objects.count() == 3 * many


def test_communes_open_under_their_epci(client, contract, officer):
    indicator, epci = make_indicator(contract), contract.epcis.first()
    make_binary(contract)
    grid = opened(client, contract, epci=epci.pk)
    communes = list(epci.communes.all())
    assert list(grid.forms) == [f"{indicator.pk}-c{commune.pk}" for commune in communes]
    data = posted(grid, **{f"{indicator.pk}-c{communes[1].pk}": "2"})
    client.post(url(contract, epci=epci.pk), data)
    assert ProgressEntry.objects.get().commune == communes[1]


@pytest.mark.parametrize(
    "period", ["2024-01", "2020-12", "2023-04", "2023-13", "x", "9999-01", "2023-03-01", "٢٠٢٣-03", "%00"]
)
def test_a_period_outside_the_contract_or_not_over_is_told(client, contract, officer, period):
    make_indicator(contract)
    response = client.get(url(contract, periode=period))
    assert response.status_code == 404
    assert "période finie du contrat" in response.text


@pytest.mark.parametrize("epci", ["0", "-1", str(10**20), "x", "%00"])
def test_an_unknown_epci_is_not_found(client, contract, officer, epci):
    assert client.get(url(contract, epci=epci)).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_it_opens_with_nine_queries_whatever_it_holds(client, settings, django_assert_num_queries, many):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(epcis=many)
    for _ in range(many):
        indicator = make_indicator(contract)
        for epci in contract.epcis.all():
            make_entry(indicator, 5, period=MARCH, epci=epci)
    client.force_login(make_user(contract=contract))
    with django_assert_num_queries(9):
        client.get(url(contract))


def test_hostile_fields_are_refused_without_a_crash(client, contract, officer):
    indicator = make_indicator(contract)
    cell = code(indicator, contract.epcis.first())
    for typed in (
        {"quantity": "1e400000000"},
        {"quantity": "3", "source": "x" * 10_000},
        {"quantity": "3", "comment": "a\0b"},
        {"quantity": "9" * 10_000},
    ):
        response = client.post(url(contract), posted(opened(client, contract), **{cell: typed}))
        assert list(errors(response)) == [cell]
    data = posted(opened(client, contract)) | {"source": "x" * 10_000, f"{cell}-quantity": "3"}
    assert client.post(url(contract), data).status_code == 200
    assert not ProgressEntry.objects.exists()


def test_a_form_that_came_twice_is_done_once_and_says_so(client, contract, officer):
    levels, validated = make_indicator(contract, counting=Counting.LEVEL), make_indicator(contract)
    first, second, third = contract.epcis.all()
    make_entry(levels, 7, period=month(2023, 2), epci=third)
    make_entry(validated, 12, period=MARCH, epci=first)
    typed = {
        code(levels, first): "4",
        code(levels, third): {"unchanged": "on", "quantity": ""},
        code(validated, first): {"quantity": "15", "justification": "Deux oublis"},
        code(validated, second): {"unchanged": "on", "quantity": "", "comment": "Vu au téléphone"},
    }
    data = posted(opened(client, contract), **typed)
    assert "4 saisies" in client.post(url(contract), data, follow=True).text
    stored = ProgressEntry.objects.order_by("pk").values_list("pk", "quantity", "version")
    before = list(stored.all())
    again = client.post(url(contract), data, follow=True)
    assert "déjà enregistrés\u00a0: rien n’a été fait une seconde fois" in again.text
    assert list(stored.all()) == before
    other = client.post(url(contract), data | {f"{code(levels, first)}-quantity": "5"})
    assert list(errors(other)) == [code(levels, first)]
    assert list(stored.all()) == before
    assert client.post(url(contract), posted(other.context["grid"])).status_code == 302
    assert [quantity for _, quantity, _ in stored.all()] == [7, 12, 5, 7, 15, 0]


def test_each_cell_is_held_against_those_before_it(client, contract, officer):
    indicator = make_indicator(contract)
    first, second, third = (code(indicator, epci) for epci in contract.epcis.all())
    make_entry(indicator, 8, period=month(2023, 2))
    back = {"quantity": "-5", "justification": "Compté deux fois en février"}
    asked = client.post(url(contract), posted(opened(client, contract), **{first: "-5", second: "-1"}))
    data = posted(asked.context["grid"], **{first: back, second: back, third: "4"})
    response = client.post(url(contract), data)
    assert list(errors(response)) == [second]
    assert "sans cette saisie, il est de 3." in errors(response)[second][0].replace("\u00a0", " ")
    data |= {f"{second}-quantity": "-3"}
    response = client.post(url(contract), data)
    assert "fait reculer le total" in errors(response)[second][0], "it was asked of another figure"
    data |= {f"{second}-shown": response.context["grid"].forms[second]["shown"].value()}
    assert client.post(url(contract), data).status_code == 302
    assert sorted(ProgressEntry.objects.values_list("quantity", flat=True)) == [-5, -3, 4, 8]


def test_a_figure_whose_cell_left_the_contract_is_told_once(client, contract, officer):
    gone, indicator = make_indicator(contract), make_indicator(contract)
    epci = contract.epcis.first()
    validated = make_entry(indicator, 12, period=MARCH)
    data = posted(opened(client, contract), **{code(gone, epci): "31", code(indicator, contract.epcis.last()): "7"})
    data |= {"12-e99-quantity": "12", "12-e99-token": f"{validated.pk}:1=12000", "9-e99-quantity": "x" * 5000}
    gone.delete()
    response = client.post(url(contract), data)
    assert response.context["grid"].homeless == ["31", "x" * 30]
    assert "2\u00a0chiffres n’ont plus leur case (31\u00a0;" in response.text.replace("&nbsp;", "\u00a0")
    assert ProgressEntry.objects.count() == 1
    data = posted(response.context["grid"], **{code(indicator, contract.epcis.last()): "7"})
    assert client.post(url(contract), data).status_code == 302
    assert ProgressEntry.objects.latest("pk").quantity == 7


def test_more_fields_than_any_grid_has_are_refused_with_a_sentence(client, contract, officer):
    make_indicator(contract)
    response = client.post(url(contract), {f"{number}-e1-quantity": "1" for number in range(100_000)})
    assert response.status_code == 400
    assert "Demande refusée" in response.text
    assert not ProgressEntry.objects.exists()
