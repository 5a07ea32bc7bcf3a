"""Actors, means and maps that the contract's deck names, and what happens when the facts are loaded again."""

import json

import pytest
from django.conf import settings

from actors import means
from actors.models import ActionCarrier, Actor, Card, CardRole, Contribution
from actors.models.merging import merge
from governance.models import Seat
from objectives import clock
from objectives.french import sort_key
from objectives.models import Action
from tests.factories import load_facts, make_epci, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_contract")]

# Every name of the printed map, of the four sheets and of the committees, as short as it is said.
SAID = """
SyMPaC|GCT&M|CCRA|CCPO|EPCI|Communes|Obligés|État|Région HdF|ADEME|CD 62|CD2E|CERDD|CAUE|Bailleurs sociaux
Habitants et copropriétaires|Aménageurs|Entreprises et secteur tertiaire|Exploitations agricoles|PNRCMO
Artisans du BTP, énergéticiens, thermiciens, architectes|Chambre d’agriculture|ADIL|Associations de médiation
CIAS/CCAS et travailleurs sociaux|Notaires|Agences immobilières|Établissements bancaires|FDE 62|FNCCR|UE
SPEE|TPE et PME|SEVADEC|CMA|ULCO|SEM Énergie|Ville de Calais|CIAS de la CCPO
Sous-préfecture|DDTM|Mission REV 3|SITAC
"""

# The three printed sheets, transcribed a second time: what is printed, with its precision and certainty.
PRINTED = """
 7 lead        | Les 3 EPCI (via leurs politiques respectives)
 7 engineering | 3 EPCI | PNRCMO | SyMPaC | SPEE
 7 support     | Région Hauts-de-France | ADEME | ADIL
 7 funding     | ADEME (COTTRI) | Région Hauts-de-France (AAP) | SPEE
 9 lead        | SEVADEC ? (portage du REGAL) =asked | SyMPaC ? (portage du REGAL) =asked | EPCI ? (portage du REGAL) =asked
 9 engineering | SEVADEC =intended | et/ou SyMPaC =intended | EPCI ? =asked
 9 support     | ADEME | SEVADEC | CERDD | Autres territoires porteurs de REGAL
 9 funding     | ADEME (dispositif REGAL) | AAP éventuels =intended | Future stratégie LEADER ? =asked
10 lead        | PNRCMO ? (portage du COT EnR) =asked | SyMPaC ? (portage du COT EnR) =asked | EPCI ? (portage du COT EnR) =asked
10 engineering | GCT&M (EPE) | PNRCMO (COT EnR) =asked | et/ou SyMPaC (COT EnR) =asked | et/ou EPCI ? (COT EnR) =asked
10 support     | ADEME | Région Hauts-de-France | CERDD | CD2E | FDE 62 | Chambre d’agriculture
10 funding     | ADEME | Région Hauts-de-France | SEM Énergie
"""  # noqa: E501


def everything() -> list:
    models = (Actor, Card, Contribution, ActionCarrier, Seat)
    return [list(rows.order_by("pk").values()) for model in models for rows in (model.objects, model.history)]


def test_everybody_the_deck_names_is_in_the_directory_once():
    expected = sorted(SAID.strip().replace("\n", "|").split("|"))
    assert sorted(str(actor) for actor in Actor.objects.all()) == expected
    assert Actor.objects.get(acronym="GCT&M").epci.short_name == "GCT&M"


def test_facts_loaded_again_find_an_actor_that_was_renamed_moved_or_merged():
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


def test_what_people_took_away_stays_away_though_its_actor_was_merged_since():
    """A card and a carrier removed, then their actor merged twice over: facts loaded again ask of each that it was."""
    card, agent = Card.objects.get(actor__name="Notaires"), make_user()
    carrier = ActionCarrier.objects.order_by("pk").first()
    gone = [card.actor, carrier.actor]
    card.take_off(by=agent, at=clock.now(), why="n’est plus concerné")
    carrier.delete()
    between, last = Actor.objects.get(name="SITAC"), Actor.objects.get(name="Mission REV 3")
    for actor in gone:
        actor.refresh_from_db()
        between.refresh_from_db()
        merge(between, actor, by=agent, at=clock.now(), choices={"place": "kept"})
    between.refresh_from_db()
    merge(last, between, by=agent, at=clock.now())
    before = everything()
    load_facts()
    assert everything() == before


def test_a_name_taken_over_by_another_actor_is_that_of_the_other():
    first = Actor.objects.get(name="SEVADEC")
    first.name = "Ancien SEVADEC"
    first.save()
    second = Actor.objects.create(name="Sévadec")
    assert Actor.objects.get_by_natural_key("SEVADEC") == second
    with pytest.raises(Actor.DoesNotExist):
        Actor.objects.get_by_natural_key("Personne")


def told(contribution: Contribution) -> str:
    return f"{contribution} ={contribution.certainty}" if contribution.certainty != "known" else str(contribution)


def test_means_and_leads_are_those_of_the_printed_sheets(real_contract):
    expected = {}
    for line in PRINTED.strip().splitlines():
        head, *said = (part.strip() for part in line.split("|"))
        expected[tuple(head.split())] = said
    found = {
        (str(row.item.number), cell.kind.value): [told(one).replace("\u00a0", " ") for one in cell.means]
        for row in means.matrix(real_contract)
        for cell in row.cells
        if cell.means
    }
    assert found == expected
    texts = Contribution.objects.filter(actor=None).values_list("as_printed", flat=True)
    assert len(texts) == 3, "what is no actor stays a text"


def test_who_carries_an_action_agrees_with_what_is_printed():
    printed = {action.pk: action.carrier for action in Action.objects.exclude(carrier="")}
    carried = ActionCarrier.objects.select_related("actor")
    assert {one.action_id for one in carried} == set(printed)
    assert {one.action_id for one in carried if one.kind == "lead"} == set(printed), "one leads each"
    [partner] = [one for one in carried if one.kind == "partner"]
    assert (printed[partner.action_id], str(partner.actor)) == ("GCT&M et CCRA", "CCRA")
    alone = {"Les EPCI": "EPCI", "Calais": "Ville de Calais", "CIAS – CCPO": "CIAS de la CCPO"}
    for one in carried:
        said = printed[one.action_id]
        assert alone.get(said, str(one.actor)) == str(one.actor) and (said in alone or str(one.actor) in said)


def test_facts_loaded_again_change_nothing_of_what_officers_did_since(real_contract):
    user = make_user(contract=real_contract)
    contribution = Contribution.objects.filter(incontournable__number=9, kind="lead").first()
    at = contribution.history.first().history_date
    contribution.certainty = "known"
    contribution.revise(by=user, at=at)
    Contribution.objects.filter(incontournable__number=9, kind="lead").last().remove(by=user, at=at)
    ActionCarrier.objects.get(kind="partner").carry("lead", by=user, at=at, why="devient pilote")
    ActionCarrier.objects.first().delete()
    before = everything()
    load_facts()
    assert everything() == before


def test_the_fixture_names_no_actor_that_the_directory_lacks():
    names = {
        tuple(fact["fields"]["actor"])
        for fact in json.loads((settings.BASE_DIR / "fixtures" / "5-moyens.json").read_text("utf-8"))
        if fact["fields"]["actor"]
    }
    load_facts()
    assert all(Actor.objects.get_by_natural_key(*name) for name in names)


def test_dc_1s_map_waits_with_all_its_actors_and_the_roles_that_are_known(real_contract):
    problem = real_contract.incontournables.get(dc_number=1).problems.get()
    cards = {str(card.actor): [role.value for role in card.roles] for card in problem.cards.select_related("actor")}
    assert str(problem) == "Massifier les rénovations énergétiques" and len(cards) == 28
    assert not problem.cards.filter(interest__isnull=False).exists()
    assert not {"SPEE", "TPE et PME"} & set(cards)
    assert {name: roles for name, roles in cards.items() if roles} == {
        "ADEME": [CardRole.FUNDER, CardRole.SUPPORTER],
        "Région HdF": [CardRole.FUNDER, CardRole.SUPPORTER],
        "ADIL": [CardRole.SUPPORTER],
        "Agences immobilières": [CardRole.RELAY],
        "Notaires": [CardRole.RELAY],
        "Habitants et copropriétaires": [CardRole.TARGET],
    }


def test_facts_loaded_again_bring_back_neither_a_card_taken_off_nor_a_title(real_contract):
    problem = real_contract.incontournables.get(dc_number=1).problems.get()
    user = make_user(contract=real_contract)
    problem.title = "Rénover plus"
    problem.name(by=user, at=clock.now())
    problem.cards.get(actor__acronym="UE").take_off(by=user, at=clock.now(), why="Trop loin")
    real_contract.incontournables.get(dc_number=4).problems.get().discard(by=user, at=clock.now())
    load_facts()
    assert [str(one) for one in real_contract.incontournables.get(dc_number=1).problems.all()] == ["Rénover plus"]
    assert problem.cards.count() == 27 and not real_contract.incontournables.get(dc_number=4).problems.exists()
