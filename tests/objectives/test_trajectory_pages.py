"""The trajectory on a sheet and as a file: each situation has its sentence, its picture and its figures."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from objectives import dashboard
from objectives.judgement import Level
from objectives.measure import Counting, Scope
from objectives.models import Commune, Indicator, State
from objectives.views.trajectories import Shown
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
from tests.sheets import make_opinion

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"
PAGES_OF_A_DAY = ("dashboard", "objectives:way", "objectives:simulator")


@pytest.fixture
def contract(client, settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)
    contract = make_contract(slug="calaisis")
    client.force_login(make_user(contract=contract))
    return contract


def sheet(client, indicator, **query) -> str:
    answer = client.get(indicator.incontournable.get_absolute_url(), query)
    assert answer.status_code == 200
    assert 'class="drawing"' in answer.text
    return re.sub(r"[ \n]+", " ", answer.text)


def shown_of(client, indicator) -> Shown:
    return client.get(indicator.incontournable.get_absolute_url()).context["lines"][0][2]


def file(client, indicator, **query) -> list[list[str]]:
    address = reverse("objectives:trajectory_csv", args=["calaisis", indicator.incontournable.number])
    answer = client.get(address, {"indicateur": indicator.pk, **query})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="trajectoire-{indicator.code}-')
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


class TestSentences:
    def test_on_the_way(self, client, contract):
        indicator = make_indicator(contract, unit="km")
        make_entry(indicator, 30, period=month(2022, 12))
        make_entry(indicator, 8, period=month(2023, 2), state=State.PENDING)
        page = sheet(client, indicator)
        assert f"Au 14/04/2023, 30{NBSP}km{NBSP}: 30{NBSP}% du chemin vers la cible." in page
        assert f"En attente de validation{NBSP}: +8{NBSP}km." in page
        assert f"La droite qui mène à la condition passait par 45{NBSP}km au 31/03/2023." in page
        assert (
            f"Au rythme récent, 2,5{NBSP}km par mois, la condition serait remplie le 31/03/2024, après la fin" in page
        )

    def test_without_entry(self, client, contract):
        page = sheet(client, make_indicator(contract, unit="km"))
        assert f"aucune saisie ne compte{NBSP}: la courbe reste au départ, 0{NBSP}km." in page
        assert "Rien n’avance vers elle depuis 12 mois" in page

    def test_met_on_its_first_day_and_at_the_end(self, client, contract):
        indicator = make_indicator(contract)
        make_entry(indicator, 60, period=(contract.starts_on, contract.starts_on))
        for day in ("2021-01-01", "2023-12-31", "2024-06-01"):
            assert "La condition est remplie depuis le 01/01/2021." in sheet(client, indicator, au=day)

    def test_before_and_after_the_contract(self, client, contract, settings):
        settings.COTTRI_TODAY = dt.date(2024, 1, 1)
        indicator = make_indicator(contract)
        make_entry(indicator, 50)
        assert "Le contrat commence le 01/01/2021" in sheet(client, indicator, au="2020-01-01")
        page = sheet(client, indicator, au="2023-12-31")
        assert "C’est le dernier jour du contrat, et la condition n’est pas remplie." in page
        page = sheet(client, indicator, au="2024-01-01")
        assert "Le contrat est terminé depuis le 31/12/2023, et la condition n’est pas remplie." in page
        assert "il n’y a plus de rythme" in page
        assert "et plus aucun mois" in page

    def test_a_day_to_come_is_not_told_as_over(self, client, contract):
        indicator = make_indicator(contract, unit="km")
        make_entry(indicator, 50)
        page = sheet(client, indicator, au="2023-11-15")
        assert f"Au 15/11/2023, d’après ce qui est déjà saisi, 50{NBSP}km" in page
        assert "passera par" in page and not any(past in page for past in ("passait", "manquait", "était"))
        page = sheet(client, indicator, au="2023-04-20")
        assert "passait par" in page and "passera par" not in page, "the last month that is over is over today too"
        page = sheet(client, indicator, au="2023-12-31")
        assert "Ce sera le dernier jour du contrat, et la condition n’est pas encore remplie." in page
        page = sheet(client, indicator, au="2024-06-30")
        assert "Le contrat aura pris fin le 31/12/2023, et la condition n’est pas encore remplie." in page
        query = {"au": "2024-06-30"}
        said = [client.get(reverse(name, args=["calaisis"]), query).text for name in PAGES_OF_A_DAY]
        for words, text in zip(
            ("Le contrat se termine le 31/12/2023.", "Ce jour-là, il ne restera plus de mois", "vu du 30/06/2024"),
            said,
            strict=True,
        ):
            assert words in text and "terminé" not in text and "En vrai" not in text

    def test_a_ratio_with_and_without_its_denominator(self, client, contract):
        first, second = contract.epcis.all()
        indicator = make_ratio(contract, references={first: 100}, target=Decimal(50))
        make_entry(indicator, 31, epci=first)
        page = sheet(client, indicator)
        assert f"31{NBSP}écoles{NBSP}: la part ne se calcule pas tant qu’un nombre de référence manque" in page
        assert second.short_name in page
        indicator.reference_numbers.create(
            epci=second, number=Decimal(88), valid_from=contract.starts_on, source="Rectorat"
        )
        page = sheet(client, indicator)
        assert f"31{NBSP}écoles, soit 16,48{NBSP}% des écoles{NBSP}: 32,97{NBSP}% du chemin vers la cible." in page
        assert "sur 100" in page

    def test_a_level_that_is_missing(self, client, contract):
        indicator = make_indicator(
            contract, counting=Counting.LEVEL, baseline=Decimal(1200), target=Decimal(900), unit="t"
        )
        first, second = contract.epcis.all()
        make_entry(indicator, 500, epci=first)
        assert f"tant qu’un niveau manque ({second.short_name})" in sheet(client, indicator)
        make_entry(indicator, 520, epci=second)
        assert f"1{chr(0x202F)}020{NBSP}t{NBSP}: 60{NBSP}% du chemin vers la cible." in sheet(client, indicator)

    def test_done_or_not(self, client, contract):
        indicator = make_binary(contract)
        assert "ni rythme, ni droite" in sheet(client, indicator)
        make_entry(indicator, 1)
        page = sheet(client, indicator)
        assert "c’est réalisé" in page
        assert "Cet objectif est celui du territoire entier" in page

    def test_going_the_wrong_way(self, client, contract):
        indicator = make_indicator(contract)
        make_entry(indicator, 50, period=month(2021, 3))
        make_entry(indicator, -5, period=month(2023, 1), justification="Double compte")
        page = sheet(client, indicator)
        assert f"L’avancement a reculé de 0,41{NBSP}unité par mois depuis 12 mois" in page
        assert "pas à ce rythme" in page and "Rien n’avance" not in page

    def test_a_young_contract_has_its_own_months_and_after_the_end_there_is_no_pace(self, client, contract):
        indicator = make_indicator(contract)
        page = sheet(client, indicator, au="2021-02-14")
        assert "Rien n’avance vers elle depuis le début du contrat" in page
        assert "pas encore de rythme" in sheet(client, indicator, au="2021-01-20")
        page = sheet(client, indicator, au="2024-01-01")
        assert "plus aucun mois" in page and "pas à ce rythme" not in page

    def test_a_hair_that_is_missing_or_taken_back_is_said_whole(self, client, contract):
        indicator = make_indicator(contract, unit="km", decimals=3)
        make_entry(indicator, "59.996")
        make_entry(indicator, "-0.004", period=month(2022, 3), state=State.PENDING, justification="Double compte")
        page = sheet(client, indicator, au="2023-12-31")
        assert f"il manque 0,004{NBSP}km, et plus aucun mois" in page
        assert f"En attente de validation{NBSP}: −0,004{NBSP}km." in page


class TestByPlace:
    def test_an_epci_and_its_communes_add_up_to_the_whole(self, client, contract):
        indicator = make_indicator(contract, unit="km", decimals=2)
        first, second = contract.epcis.all()
        village, _ = first.communes.all()
        entry = make_entry(indicator, "10.25", epci=first, period=month(2022, 1))
        make_entry(indicator, "4.75", commune=village, period=month(2022, 5))
        make_entry(indicator, 5, commune=second.communes.first(), period=month(2021, 2), state=State.PENDING)
        shown = shown_of(client, indicator)
        one, other = shown.shares
        assert (one.whole.brought, one.own.brought, one.communes[0].brought) == (15, Decimal("10.25"), Decimal("4.75"))
        assert one.whole.brought == one.own.brought + sum(share.brought or 0 for share in one.communes) == shown.total
        assert (one.whole.of_whole, one.whole.last) == (1, dt.date(2022, 5, 31))
        assert (one.whole.awaited, other.whole.awaited, other.communes[0].awaited) == (None, 5, 5)
        assert [share.cover for share in one.communes] == ["own", "with"]
        assert (other.whole.brought, other.whole.waits, other.uncovered) == (None, True, 1)
        page = sheet(client, indicator)
        assert f"1{NBSP}commune sans rien de saisi" in page
        assert [page.count(words) for words in ("✕ rien de saisi", "… +5 en attente", "◧ avec l’EPCI")] == [1, 1, 1]
        assert "+5 en attente de validation" in page
        make_amendment(entry, 12, state=State.PENDING)
        line, _, shown = client.get(indicator.incontournable.get_absolute_url()).context["lines"][0]
        assert [share.whole.awaited for share in shown.shares] == [Decimal("1.75"), 5]
        assert sum(share.whole.awaited for share in shown.shares) == line.pending

    def test_what_awaits_is_not_told_of_a_level_as_long_as_a_commune_has_none(self, client, contract):
        """30 and 20 are known and a third commune is not: its 10 would make 60, which is not 60 more."""
        indicator = make_indicator(contract, counting="level")
        first, _ = contract.epcis.all()
        Commune.objects.create(epci=first, insee="62999", name="Troisième", population=900)
        communes = list(first.communes.all())
        for commune, level, state in zip(communes, (30, 20, 10), ("validated", "validated", "pending"), strict=True):
            make_entry(indicator, level, commune=commune, period=month(2022, 1), state=state)
        one = shown_of(client, indicator).shares[0]
        assert (one.whole.brought, one.whole.waits, one.whole.awaited) == (None, True, None)
        assert [share.awaited for share in one.communes] == [None, None, 10]

    def test_a_zero_covers_and_a_draft_does_not(self, client, contract):
        indicator = make_indicator(contract)
        first, _ = contract.epcis.all()
        village, hamlet = first.communes.all()
        make_entry(indicator, 0, commune=village)
        make_entry(indicator, 3, commune=hamlet, state=State.DRAFT)
        shares = shown_of(client, indicator).shares[0]
        assert [share.cover for share in shares.communes] == ["own", "none"]
        assert (shares.whole.brought, shares.whole.of_whole) == (0, None)

    def test_levels_of_communes_make_that_of_their_epci(self, client, contract):
        indicator = make_indicator(contract, counting=Counting.LEVEL)
        first, second = contract.epcis.all()
        for village in first.communes.all():
            make_entry(indicator, 5, commune=village, period=month(2021, 1))
            make_entry(indicator, 7, commune=village, period=month(2021, 2))
        make_entry(indicator, 6, epci=second, period=month(2021, 2))
        shown = shown_of(client, indicator)
        assert [share.whole.brought for share in shown.shares] == [14, 6]
        assert shown.total == 20

    def test_as_long_as_a_level_is_missing_the_whole_is_not_known(self, client, contract):
        indicator = make_indicator(contract, counting=Counting.LEVEL)
        make_entry(indicator, 14)
        shown = shown_of(client, indicator)
        assert [share.whole.brought for share in shown.shares] == [14, None]
        assert (shown.total, shown.shares[0].whole.of_whole) == (None, None)
        assert f"100{NBSP}%</td>" not in sheet(client, indicator)

    def test_the_baseline_is_said_to_be_left_out(self, client, contract):
        indicator = make_indicator(contract, baseline=Decimal(20), unit="km")
        make_entry(indicator, 5)
        assert shown_of(client, indicator).total == 5
        assert f"hors valeur de départ, 20{NBSP}km" in sheet(client, indicator)
        assert "hors valeur de départ" not in sheet(client, make_indicator(contract))

    def test_what_only_awaits_does_not_cover(self, client, contract):
        indicator = make_indicator(contract)
        make_entry(indicator, 5, state=State.PENDING)
        page = sheet(client, indicator)
        assert "communes en attente de validation" in page


class TestTheFile:
    def test_it_holds_what_the_table_shows(self, client, contract):
        indicator = make_indicator(contract, unit="km", decimals=3)
        make_entry(indicator, "12.125", period=month(2022, 6))
        headings, *lines = file(client, indicator)
        assert headings[:3] == ["Jour", "Validé (km)", "Trajectoire (km)"]
        assert next(line for line in lines if line[0] == "30/06/2022")[:3] == ["30/06/2022", "12,125", "50"]
        table = re.search(r"chart-table.*?</table>", sheet(client, indicator))[0]
        assert re.findall(r'<th scope="row"[^>]*>([^<]+)</th>', table) == [line[0] for line in lines]
        assert "12,125" in table

    def test_a_day_is_kept_and_a_bad_one_refused(self, client, contract):
        indicator = make_indicator(contract)
        make_entry(indicator, 5, period=month(2022, 6))
        assert "5" in [line[1] for line in file(client, indicator, au="2022-06-30")]
        assert "5" not in [line[1] for line in file(client, indicator, au="2022-06-29")]
        address = reverse("objectives:trajectory_csv", args=["calaisis", 1])
        for bad in ("hier", "2022-02-31", "1999-12-31", "\x00"):
            assert client.get(address, {"au": bad}).status_code == 400

    def test_an_indicator_that_is_not_of_this_sheet_is_not_found(self, client, contract):
        indicator, other = make_indicator(contract), make_indicator(contract)
        elsewhere = make_indicator(make_contract())
        address = reverse("objectives:trajectory_csv", args=["calaisis", 1])
        for text in (other.pk, elsewhere.pk, 0, "abc", "10" * 20, "-1"):
            assert client.get(address, {"indicateur": text}).status_code == 404
        assert client.get(address).status_code == 200
        assert client.get(reverse("objectives:trajectory_csv", args=["calaisis", 9])).status_code == 404
        assert indicator.incontournable.number == 1

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_makes_the_same_queries_whatever_it_holds(self, client, contract, many, django_assert_num_queries):
        indicator = make_indicator(contract)
        for number in range(many):
            make_amendment(make_entry(indicator, 5, period=month(2022, number + 1)), 6)
        with django_assert_num_queries(10):
            file(client, indicator)


def test_a_code_or_a_unit_of_mischief_stays_text(client, contract):
    indicator = make_indicator(contract, unit="<b>=1+1</b>", scope=Scope.EPCI)
    Indicator.objects.filter(pk=indicator.pk).update(label="</script><script>alert(1)</script>")
    make_entry(indicator, 5)
    assert "<script>alert" not in sheet(client, indicator)
    assert file(client, indicator)[0][1] == "Validé (<b>=1+1</b>)"


def test_what_is_out_of_the_contract_is_held_against_no_threshold_and_no_opinion(client, contract):
    indicator = make_indicator(contract, is_contractual=False)
    make_opinion(indicator, Level.SECURED, day=dt.date(2023, 1, 10))
    [line] = dashboard.build_lines(contract, on=dt.date(2023, 4, 14), indicators=[indicator])
    assert line.opinion and line.state == "en retard" and line.opposed is None
    assert "exigés" not in sheet(client, indicator)


def test_the_whole_of_a_ratio_is_that_of_the_contracts_own_epcis(contract):
    first, second = contract.epcis.all()
    indicator = make_ratio(contract, references={first: 100, second: 88})
    contract.epcis.remove(second)
    [line] = dashboard.build_lines(contract, on=dt.date(2023, 4, 14), indicators=[indicator])
    assert line.denominator == 100 == 100 / line.condition.measured.per_unit
