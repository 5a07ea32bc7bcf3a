"""The facts of the contract, against the table of the deck transcribed a second time."""

import io
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import Count, Sum

from objectives import bonus, dashboard
from objectives.models import Commune, Contract, Epci, Incontournable, Indicator, Instalment, ProgressEntry
from tests.factories import AFTER, load_facts

pytestmark = pytest.mark.django_db

OBJECTIVES = """
 7 | 1 | Performance énergétique et écologique du bâtiment | 1500 | rénovations | epci | priority
 8 | 2 | Mobilité décarbonée des biens et des personnes | 50 | km | epci |
 9 | 3 | Production et consommation responsables : l’économie circulaire | 1 | réseau | territory | priority
10 | 4 | Énergies renouvelables, réseaux intelligents et stockage de l’énergie | 1 | contrat | territory | priority
11 | 5 | Adaptation (au changement climatique) | 10 | actions | epci |
12 | 6 | Qualité de l’air | 50 | % des écoles | epci |
13 | 7 | Préservation de la biodiversité et stockage du carbone dans les sols | 50 | km | epci |
14 | 8 | Urbanisme durable | 26 | ha | epci |
15 | 9 | Recherche, développement et innovation pour accélérer la TEE | 1 | protocole | territory |
"""
PROJECT = "Diagnostic|Pilotage et animation|Suivi et évaluation|Valorisation|Scénarisation|Mobilisation".split("|")


@pytest.fixture
def contract(real_contract):
    return real_contract


def everything() -> dict[str, list]:
    models = apps.get_app_config("objectives").get_models()
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_the_nine_contractual_objectives_are_those_of_the_deck(contract):
    told = [[cell.strip() for cell in line.split("|")] for line in OBJECTIVES.strip().splitlines()]
    loaded = [
        [
            str(indicator.incontournable.number),
            str(indicator.incontournable.dc_number),
            indicator.incontournable.title.replace("\u00a0", " "),
            f"{indicator.target:f}",
            indicator.unit,
            indicator.scope,
            "priority" if indicator.is_priority else "",
        ]
        for indicator in Indicator.objects.contractual(contract)
    ]
    assert loaded == told


def test_the_fifteen_incontournables_are_six_projects_and_nine_domains(contract):
    assert list(contract.incontournables.values_list("number", flat=True)) == list(range(1, 16))
    assert list(contract.incontournables.filter(kind="project").values_list("title", flat=True)) == PROJECT
    assert contract.incontournables.filter(kind="cooperation").count() == 9


def test_each_objective_counts_as_the_deck_says(contract):
    indicators = {found.incontournable.dc_number: found for found in Indicator.objects.contractual(contract)}
    assert {number for number, found in indicators.items() if found.is_binary} == {3, 4, 9}
    assert {number for number, found in indicators.items() if found.is_ratio} == {6}
    assert (indicators[6].counted_unit, indicators[6].decimals) == ("écoles", 0)
    assert all(found.baseline == 0 and found.counting == "increment" for found in indicators.values())
    assert not any(found.definition or found.supplier for found in indicators.values()), "the deck does not say"
    assert indicators[1].label.startswith("1500 rénovations réalisées après avoir été conseillé par les EIE/GUH et/ou")
    assert "avant 3 ans couvrant l’ensemble du territoire" in indicators[4].label


def test_the_territory_is_three_epcis_and_52_communes(contract):
    counts = contract.epcis.annotate(communes_count=Count("communes")).values_list("short_name", "communes_count")
    assert dict(counts) == {"GCT&M": 14, "CCRA": 15, "CCPO": 23}
    assert Commune.objects.count() == 52
    assert Commune.objects.aggregate(total=Sum("population")) == {"total": 152_245}


def test_the_money_is_270_000_then_at_most_152_371_out_of_422_371(contract):
    flat = Contract.objects.with_flat_aid().get().flat_aid
    assert (flat, contract.maximum_bonus, flat + contract.maximum_bonus) == (270_000, 152_371, 422_371)
    assert contract.instalments.count() == 1, "the deck does not split the two years"
    assert (contract.terms.rule, contract.rule_confirmed) == (bonus.Rule.ALL_OR_NOTHING, False)
    assert (contract.threshold_percent, contract.priority_threshold_percent) == (60, 100)


def test_nothing_is_invented(contract):
    assert not ProgressEntry.objects.exists()
    state = dashboard.build(contract, on=AFTER, today=AFTER)
    assert (len(state.lines), state.assessment.met, state.assessment.amount) == (9, 0, 0)
    assert [line.indicator.incontournable.dc_number for line in state.priority_lines] == [1, 3, 4]


def test_loading_twice_changes_nothing(contract):
    before = everything()
    load_facts()
    assert everything() == before


def test_loading_again_keeps_what_people_changed_since(contract):
    indicator = Indicator.objects.get(code="haies")
    indicator.definition, indicator.target = "Une haie est nouvelle si…", Decimal(40)
    indicator.save()
    contract.rule_confirmed = True
    contract.save()
    contract.epcis.remove(contract.epcis.first())
    Epci.objects.filter(short_name="CCRA").update(name="Région d’Audruicq")
    before = everything()
    load_facts()
    assert everything() == before


def test_what_is_missing_comes_back_and_nothing_else(contract):
    Instalment.objects.all().delete()
    before = everything()
    load_facts()
    after = everything()
    assert len(after.pop("Instalment")) == 1 and before.pop("Instalment") == []
    assert before.pop("HistoricalInstalment") != after.pop("HistoricalInstalment")
    assert after == before


def test_facts_that_break_a_constraint_are_refused_whole(tmp_path):
    (tmp_path / "facts.json").write_text(
        '[{"model": "objectives.epci", "fields": {"siren": "123456789", "name": "Un", "short_name": "Un"}},'
        ' {"model": "objectives.epci", "fields": {"siren": "1234567890", "name": "Deux", "short_name": "Deux"}}]'
    )
    with pytest.raises(ValidationError):
        call_command("load_facts", tmp_path / "facts.json", stdout=io.StringIO())
    assert not Epci.objects.filter(short_name="Un").exists()


def test_the_facts_are_in_french_typography(contract):
    rows = [row for model in (Contract, Incontournable, Indicator) for row in model.objects.values()]
    assert not [value for row in rows for value in row.values() if "'" in str(value) or '"' in str(value)]
