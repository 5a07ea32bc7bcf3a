"""What if: a hypothesis told by an address, its verdict under both rules, and what an address may get wrong."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from cottri.models import Role
from objectives.measure import Counting
from objectives.models import State
from tests.factories import make_binary, make_contract, make_entry, make_indicator, make_ratio, make_user, month

pytestmark = pytest.mark.django_db
ON = dt.date(2022, 12, 31)


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.COTTRI_TODAY = ON


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def copil(contract, client):
    client.force_login(make_user(contract=contract, role=Role.COPIL))


@pytest.fixture
def simulate(client, contract, copil):
    def ask(**query):
        response = client.get(reverse("objectives:simulator", args=[contract.slug]), query)
        assert response.status_code == 200
        return response

    return ask


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text)).replace("&nbsp;", " ")


def figures(response) -> dict[str, str]:
    return {field.name: field.value() for field in response.context["form"]}


class TestStart:
    def test_it_starts_from_what_is_validated_pending_or_projected(self, contract, simulate):
        """3 a month of validated work, 4 pending: 36 of 100 now, 40 with them, 72 after the year that is left."""
        indicator = make_indicator(contract)
        for number in range(12):
            make_entry(indicator, 3, period=month(2022, number + 1))
        make_entry(indicator, 4, period=month(2021, 1), state=State.PENDING)
        assert figures(simulate()) == {"i1-code": "36"}
        assert figures(simulate(depart="attente")) == {"i1-code": "40"}
        page = simulate(depart="projete")
        assert figures(page) == {"i1-code": "72"}
        assert "Bonus : serait acquis" in words(page)

    def test_what_a_hypothesis_says_stands_and_the_rest_is_where_it_starts(self, contract, simulate):
        for _ in range(2):
            make_entry(make_indicator(contract), 60)
        page = simulate(**{"i1-code": "59"})
        assert figures(page) == {"i1-code": "59", "i2-code": "60"}
        assert "1 condition sur 2 serait remplie" in words(page)

    def test_a_start_never_claims_more_than_what_is(self, contract, simulate):
        epci = contract.epcis.first()
        ratio = make_ratio(contract, target=Decimal(50), references=dict.fromkeys(contract.epcis.all(), 100))
        for number in range(9):
            make_entry(ratio, 1, period=month(2022, number + 1), epci=epci)
        falling = make_indicator(contract, baseline=Decimal(1200), target=Decimal(900), decimals=1)
        make_entry(falling, Decimal("-20.5"), period=month(2022, 3))
        assert figures(simulate(depart="projete")) == {"i1-code": "18", "i2-code": "1159"}


class TestVerdict:
    @pytest.mark.parametrize(("figure", "met"), [("59,996", False), ("60", True), ("59,999", False), ("1 000", True)])
    def test_a_threshold_is_met_from_it_on(self, contract, simulate, figure, met):
        make_indicator(contract, decimals=3)
        assert ("Bonus : serait acquis" in words(simulate(**{"i1-code": figure}))) is met

    def test_both_rules_are_shown_that_of_the_contract_first(self, contract, simulate):
        make_indicator(contract)
        make_indicator(contract, is_priority=True)
        page = simulate(**{"i1-code": "60", "i2-code": "250"})
        assessments = page.context["simulation"].assessments
        assert [(one.terms.rule, one.amount) for one in assessments] == [("all_or_nothing", 1000), ("graduated", 800)]
        assert "Règle « tout ou rien » celle du contrat, à confirmer par la convention" in words(page)
        nothing = simulate(**{"i1-code": "59", "i2-code": "250"}).context["simulation"]
        assert [one.amount for one in nothing.assessments] == [0, 0]
        assert nothing.met == 1

    def test_the_figure_said_to_be_enough_is_enough_and_one_less_is_not(self, contract, simulate):
        make_indicator(contract, target=Decimal(7), decimals=1)  # 4.2
        make_indicator(contract, baseline=Decimal(1200), target=Decimal(900))  # 1020
        make_ratio(contract, target=Decimal(50), references=dict.fromkeys(contract.epcis.all(), 94))  # 56.4 schools
        make_binary(contract)
        for lever, _, condition in simulate().context["rows"]:
            terms = contract.terms
            step = Decimal(lever.line.indicator.direction).scaleb(-lever.decimals)
            assert not condition.met
            assert lever.suppose(lever.enough, terms).met
            assert not lever.suppose(lever.enough - step, terms).met
        enough = [lever.enough for lever, *_ in simulate().context["rows"]]
        assert enough == [Decimal("4.2"), 1020, 57, 1]

    def test_a_ratio_is_supposed_as_counted_or_as_a_percentage_without_denominator(self, contract, simulate):
        first, second = contract.epcis.all()
        make_ratio(contract, target=Decimal(50), references={first: 100, second: 88})
        make_ratio(contract, target=Decimal(50), references={first: 100})
        assert figures(simulate()) == {"i1-code": "0", "i2-code-part": ""}
        page = simulate(**{"i1-code": "57", "i2-code-part": "30"})
        assert "Bonus : serait acquis" in words(page)
        assert page.context["simulation"].conditions[0].attainment == Fraction(57 * 2, 188)
        page = simulate(**{"i1-code": "57"})
        assert "dénominateur manquant : donnez un chiffre pour supposer la condition" in words(page)

    def test_a_missing_level_may_be_supposed(self, contract, simulate):
        make_entry(make_indicator(contract, counting=Counting.LEVEL), 5)
        assert "Non calculable" in words(simulate())
        assert "Bonus : serait acquis" in words(simulate(**{"i1-code": "60"}))

    def test_it_is_never_the_real_verdict(self, contract, simulate):
        make_indicator(contract)
        page = words(simulate(**{"i1-code": "60"}))
        assert "Hypothèse ni enregistrée, ni déclarée" in page
        assert "En vrai, au 31/12/2022 : 0 sur 1, 0 €." in page

    def test_the_state_of_another_day_stays_in_the_address(self, contract, simulate):
        make_entry(make_indicator(contract), 60, period=month(2022, 3))
        page = simulate(au="2022-03-30")
        assert figures(page) == {"i1-code": "0"}
        assert 'name="au" value="2022-03-30"' in page.text
        assert parse_qs(urlsplit(page.context["shared"]).query)["au"] == ["2022-03-30"]


class TestAddress:
    def test_the_address_to_share_says_the_whole_hypothesis(self, client, contract, simulate):
        make_indicator(contract, decimals=2)
        make_entry(make_indicator(contract), 60)
        page = simulate(**{"i1-code": "60,5", "depart": "attente"})
        again = client.get(page.context["shared"].removeprefix("http://testserver"))
        assert figures(again) == {"i1-code": "60,5", "i2-code": "60"}
        assert again.context["simulation"].acquired

    @pytest.mark.parametrize(
        ("figure", "sentence"),
        [
            ("", "Il manque un nombre."),
            ("-5", "Un avancement va de 0 à 1 000 000 000."),
            ("1e999", "Écrivez un nombre"),
            ("abc", "Écrivez un nombre"),
            ("NaN", "Écrivez un nombre"),
            ("9" * 20, "Un avancement va de 0 à"),
            ("9" * 4000, "Ce nombre est trop long"),
            ("60,5", "Écrivez un nombre entier."),
            ("1.000", "peut se lire de deux façons"),
            ("٦٠", "Écrivez un nombre"),
            ("60\0", "Écrivez un nombre"),
            ("<script>", "Écrivez un nombre"),
        ],
    )
    def test_what_is_no_figure_has_its_sentence_and_the_start_stands(self, contract, simulate, figure, sentence):
        make_entry(make_indicator(contract), 60)
        page = simulate(**{"i1-code": figure})
        said = words(page)
        assert sentence in said.replace("\u202f", " ")
        assert "60 reste supposé." in said
        assert "1 chiffre n’a pas été compris" in said
        assert "Bonus : serait acquis" in said
        assert "<script>" not in page.text

    def test_what_cannot_be_is_refused_in_the_words_of_its_objective(self, contract, simulate):
        make_binary(contract)
        first, second = contract.epcis.all()
        make_ratio(contract, target=Decimal(50), references={first: 100, second: 88})
        make_ratio(contract, target=Decimal(50), references={first: 100})
        said = words(simulate(**{"i1-code": "2", "i2-code": "189", "i3-code-part": "101"}))
        assert "C’est réalisé (1) ou ce ne l’est pas (0)." in said
        assert "Il y a 188 écoles en tout" in said
        assert "Un pourcentage va de 0 à 100. Sans lui, non calculable." in said

    def test_an_address_of_what_does_not_exist_says_so(self, contract, simulate):
        make_indicator(contract)
        page = words(simulate(**{"i99-rien": "5", "depart": "ailleurs"}))
        assert "Cette adresse parle aussi de ce que le contrat n’a pas : i99-rien." in page
        assert "Ce départ n’existe pas" in page

    def test_a_day_that_is_none_is_refused(self, client, contract, copil):
        address = reverse("objectives:simulator", args=[contract.slug])
        assert client.get(address, {"au": "2023-02-31"}).status_code == 400

    @pytest.mark.parametrize("on", ["2019-06-01", "2021-01-01", "2023-12-31", "2024-02-29"])
    def test_before_after_and_at_the_edges_of_the_contract_it_starts_from_what_counts(self, contract, simulate, on):
        """60 in March 2022, 6 more awaiting: neither before it, and no pace to prolong at the edges."""
        indicator = make_indicator(contract)
        make_entry(indicator, 60, period=month(2022, 3))
        make_entry(indicator, 6, period=month(2022, 4), state=State.PENDING)
        found = [figures(simulate(au=on, depart=start))["i1-code"] for start in ("valide", "attente", "projete")]
        assert found == (["0", "0", "0"] if on < "2022-03-31" else ["60", "66", "60"])

    def test_the_projection_never_forgets_what_came_in_the_running_month(self, contract, simulate):
        """3 a month until November: 69 after thirteen more, but 80 came since."""
        indicator = make_indicator(contract)
        for number in range(10):
            make_entry(indicator, 3, period=month(2022, number + 1))
        before = figures(simulate(au="2022-11-15", depart="projete"))
        make_entry(indicator, 5, period=(dt.date(2022, 11, 1), dt.date(2022, 11, 10)))
        assert figures(simulate(au="2022-11-15", depart="projete")) == before == {"i1-code": "65"}
        make_entry(indicator, 80, period=(dt.date(2022, 11, 11), dt.date(2022, 11, 14)))
        assert figures(simulate(au="2022-11-15", depart="projete")) == {"i1-code": "115"}

    def test_a_contract_without_objective_has_nothing_to_suppose(self, contract, simulate):
        assert "Rien à supposer" in words(simulate())


@pytest.mark.parametrize("many", [1, 3])
def test_while_somebody_types_only_the_verdict_comes_and_with_the_same_queries(
    client, contract, copil, many, django_assert_num_queries
):
    for _ in range(many):
        for _ in range(many):
            make_entry(make_indicator(contract), 5)
    address = reverse("objectives:simulator", args=[contract.slug])
    with django_assert_num_queries(10):
        live = client.get(address, headers={"HX-Request": "true"})
    assert live.text.lstrip().startswith("<aside") and live.text.count('hx-swap-oob="true"') == many**2
    assert "HX-Request" in live.headers["Vary"]
    restored = client.get(address, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in restored.text
