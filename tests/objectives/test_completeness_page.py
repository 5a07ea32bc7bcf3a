"""The page of completeness: what each reader sees of it, where its cells lead, what it costs."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cottri.models import Role
from objectives.models import State
from tests.factories import make_binary, make_contract, make_entry, make_indicator, make_user, month

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture
def contract(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    return make_contract(slug="calaisis", epcis=2, communes=2)


@pytest.fixture
def officer(contract, client):
    user = make_user("agathe", contract=contract)
    client.force_login(user)
    return user


URL = "/calaisis/saisies/completude/"


def words(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)).replace("&nbsp;", " ")


def links(page) -> list[str]:
    return [url.replace("&amp;", "&") for url in re.findall(r'class="stage-mark" href="([^"]+)"', page.text)]


def test_a_missing_month_leads_to_its_grid(client, contract, officer):
    indicator = make_indicator(contract, frequency="month")
    make_entry(indicator, 5, period=month(2023, 2))
    page = client.get(URL)
    assert "/calaisis/saisies/grille/?periode=2023-03" in links(page)
    assert "mars 2023 à saisir" in words(page)
    assert "aucune saisie" in words(page)  # the other EPCI
    assert "2 lignes attendent un chiffre sur 2, dont 1 depuis plusieurs périodes" in words(page)


def test_a_quarter_leads_to_the_grid_of_the_quarter_and_a_half_year_to_the_form(client, contract, officer):
    make_indicator(contract, frequency="quarter")
    half = make_indicator(contract, frequency="half_year")
    found = links(client.get(URL))
    assert "/calaisis/saisies/grille/?periode=2023-T1" in found
    epci = contract.epcis.first()
    form = (
        f"/calaisis/saisies/nouvelle/?indicateur={half.pk}&perimeter=epci%3A{epci.pk}"
        "&period=libre&period_start=2022-07-01&period_end=2022-12-31"
    )
    assert form in found
    make_entry(half, 5, period=month(2022, 7))
    assert "saisi jusqu’au 31/07/2022" in words(client.get(URL))
    asked = client.get(form).context["form"]
    assert (asked["period_start"].value(), asked["perimeter"].value()) == ("2022-07-01", f"epci:{epci.pk}")


def test_an_entered_cell_leads_to_its_entries(client, contract, officer):
    indicator = make_indicator(contract, frequency="month")
    entry = make_entry(indicator, 0, period=month(2023, 3), author=officer)
    [url] = [url for url in links(client.get(URL)) if "grille" not in url]
    assert list(client.get(url).context["entries"]) == [entry]
    assert f"mars 2023&nbsp;: 0{NBSP}unité, validée, agathe" in client.get(URL).text


def test_readers_see_neither_drafts_nor_where_to_enter(client, contract, officer):
    indicator = make_indicator(contract, frequency="month")
    for number, state in ((2, State.DRAFT), (1, State.RETURNED)):
        make_entry(indicator, 5, period=month(2023, number), state=state, author=officer)
    assert "is-draft" in client.get(URL).text
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = client.get(URL)
    assert "is-draft" not in page.text
    assert "is-returned" in page.text
    assert all("grille" not in url and "nouvelle" not in url for url in links(page))


def test_communes_are_folded_under_their_epci(client, contract, officer):
    indicator = make_indicator(contract, frequency="month")
    epci = contract.epcis.first()
    inside, silent = epci.communes.all()
    entry = make_entry(indicator, 5, period=month(2023, 3), commune=inside)
    make_entry(indicator, 5, period=month(2021, 3), commune=silent)  # before the months shown
    page = client.get(URL)
    section = page.context["sections"][0]
    assert [line.name for line in section.communes] == [inside.name]
    assert section.silent == [silent.name]
    assert section.late == 0
    [*_, cell] = section.communes[0].cells
    assert list(client.get(cell[1]).context["entries"]) == [entry]


def test_without_frequency_it_says_that_nothing_is_late(client, contract, officer):
    make_indicator(contract)
    page = words(client.get(URL))
    assert "sans fréquence" in page
    assert "n’est jamais en retard" in page
    assert "Rien ne manque : 2 lignes à jour" in page


def test_the_last_twelve_months_or_the_whole_contract(client, contract, officer):
    make_binary(contract, frequency="year")
    assert len(client.get(URL).context["months"]) == 12
    whole = client.get(URL, {"etendue": "contrat"})
    assert len(whole.context["months"]) == 27
    assert whole.context["years"] == [(2021, 12), (2022, 12), (2023, 3)]
    # On a phone, which has room for two columns only, they are read whole.
    assert re.findall(r'stage-end" aria-hidden="true">([^<]+)<', whole.text)[::26] == ["janv. 2021", "mars 2023"]


def test_before_the_first_month_is_over_and_without_indicator_it_says_so(client, contract, officer, settings):
    assert "Aucun indicateur à suivre" in client.get(URL).text
    settings.COTTRI_TODAY = dt.date(2021, 1, 15)
    make_indicator(contract, frequency="month")
    assert "Aucun mois n’est encore fini" in client.get(URL).text


def test_the_list_of_entries_leads_to_it(client, contract, officer):
    assert f'href="{URL}"' in client.get(reverse("objectives:entry_list", args=["calaisis"])).text


@pytest.mark.parametrize("many", [1, 3])
def test_it_makes_eight_queries_whatever_it_shows(client, settings, django_assert_num_queries, many):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="calaisis", epcis=many, communes=many)
    client.force_login(make_user(contract=contract))
    for _ in range(many):
        indicator = make_indicator(contract, frequency="month")
        for epci in contract.epcis.all():
            for number in range(many):
                make_entry(indicator, 5, epci=epci, period=month(2023, number + 1))
            make_entry(indicator, 5, commune=epci.communes.first(), period=month(2022, 7))
    with django_assert_num_queries(8):
        client.get(URL)
