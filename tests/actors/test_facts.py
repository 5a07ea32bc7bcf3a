"""The actors that the contract's deck names, and what happens to them when the facts are loaded again."""

import pytest

from actors.models import Actor
from objectives.french import sort_key
from tests.factories import load_facts, make_epci

pytestmark = pytest.mark.django_db

# Every name of the printed map, of the four sheets and of the committees, as short as it is said.
SAID = """
SyMPaC|GCT&M|CCRA|CCPO|EPCI|Communes|Obligés|État|Région HdF|ADEME|CD 62|CD2E|CERDD|CAUE|Bailleurs sociaux
Habitants et copropriétaires|Aménageurs|Entreprises et secteur tertiaire|Exploitations agricoles|PNRCMO
Artisans du BTP, énergéticiens, thermiciens, architectes|Chambre d’agriculture|ADIL|Associations de médiation
CIAS/CCAS et travailleurs sociaux|Notaires|Agences immobilières|Établissements bancaires|FDE 62|FNCCR|UE
SPEE|TPE et PME|SEVADEC|CMA|ULCO|SEM Énergie|Ville de Calais|CIAS de la CCPO
Sous-préfecture|DDTM|Mission REV 3|SITAC
"""


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Actor, Actor.history.model)]


def test_everybody_the_deck_names_is_in_the_directory_once():
    load_facts()
    expected = sorted(SAID.strip().replace("\n", "|").split("|"))
    assert sorted(str(actor) for actor in Actor.objects.all()) == expected
    assert Actor.objects.get(acronym="GCT&M").epci.short_name == "GCT&M"


def test_facts_loaded_again_find_an_actor_that_was_renamed_moved_or_merged():
    load_facts()
    renamed, moved, absorbed = (
        Actor.objects.get(name_key=sort_key(name))
        for name in ("SEVADEC", "SITAC", "Agence de la transition écologique")
    )
    renamed.name = "Syndicat d’élimination et de valorisation des déchets"
    renamed.save()
    moved.epci = make_epci()
    moved.save()
    absorbed.merged_into = renamed
    absorbed.save()
    before = everything()
    load_facts()
    assert everything() == before
    assert Actor.objects.get_by_natural_key("sevadec") == renamed
    assert Actor.objects.get_by_natural_key("SITAC", moved.epci.siren) == moved
    assert Actor.objects.get_by_natural_key("Agence de la TRANSITION ecologique", None) == renamed


def test_a_name_taken_over_by_another_actor_is_that_of_the_other():
    load_facts()
    first = Actor.objects.get(name="SEVADEC")
    first.name = "Ancien SEVADEC"
    first.save()
    second = Actor.objects.create(name="Sévadec")
    assert Actor.objects.get_by_natural_key("SEVADEC") == second
    with pytest.raises(Actor.DoesNotExist):
        Actor.objects.get_by_natural_key("Personne")
