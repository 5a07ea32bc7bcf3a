"""What the contract prints of its committees and of the schemes around it."""

import pytest

from governance.models import Committee, LocalGroup, Scheme, SchemeLink, Seat
from tests.factories import load_facts, morning, officer
from tests.meetings import DAY

pytestmark = pytest.mark.django_db


def test_the_committees_of_the_contract_have_the_members_that_it_prints(real_contract):
    seats = {
        committee.short_name: [str(seat) for seat in committee.seats.select_related("actor")]
        for committee in Committee.objects.filter(contract=real_contract)
    }
    three = ["GCT&M", "CCRA", "CCPO"]
    assert seats["COPIL"] == [
        "SyMPaC", "ADEME", "Région HdF", "Sous-préfecture", "DDTM", "PNRCMO", *three, "Partenaires principaux",
    ]  # fmt: skip
    assert seats["COTECH"] == [
        "SyMPaC", "DDTM", "ADEME", "Région HdF", *three, "Mission REV 3", "SEVADEC", "SITAC", "PNRCMO",
    ]  # fmt: skip
    assert [str(group) for group in LocalGroup.objects.all()] == [
        "Démonstrateur REV 3 (GCT&M)",
        "COTECH PCAET (3 EPCI)",
        "COTECH CRTE (3 EPCI)",
        "COTECH stratégie locale LEADER (SyMPaC)",
    ]


def test_loading_the_facts_again_brings_back_nothing_that_was_changed_or_removed(real_contract):
    who, when = officer(real_contract), morning(DAY)
    seat = Seat.objects.get(code="sitac")
    seat.remove(by=who, at=when)
    copil = Committee.objects.get(code="copil")
    copil.name = "Comité de pilotage du contrat"
    copil.store(by=who, at=when, why="renommé")
    empty = Committee.objects.get(code="groupes-thematiques")
    empty.remove(by=who, at=when)

    def told():
        return [
            list(model.objects.order_by("pk").values()) for model in (Committee, Seat, LocalGroup, Seat.history.model)
        ]

    before = told()
    load_facts()
    assert told() == before


def test_the_schemes_of_the_contract_have_a_carrier_and_a_perimeter(real_contract):
    schemes = [str(scheme) for scheme in Scheme.objects.filter(contract=real_contract).select_related("epci")]
    three = ("GCT&M", "CCRA", "CCPO")
    assert schemes == [
        "SRADDET",
        "SCoT",
        *(f"{kind} ({epci})" for kind in ("Projet de territoire", "PCAET", "CRTE") for epci in three),
        "REV 3 (GCT&M)",
        "LEADER",
    ]
    assert not Scheme.objects.filter(carrier=None).exists()
    assert [str(stake) for stake in real_contract.stakes.all()] == [
        "Mobilisation, communication",
        "Articulation, coopération/mutualisation entre les différents périmètres d’intervention",
        "Décloisonnement des politiques sectorielles",
        "Recherche d’efficience pour atteindre les 9 objectifs contractuels sur la TEE/TRI",
    ]


def test_a_link_is_as_sure_as_the_contract_prints_it(real_contract):
    links = SchemeLink.objects.filter(scheme__contract=real_contract).order_by("order")
    contributes = "contribue (envisagé)"
    assert [link.said for link in links] == [contributes, contributes, contributes, "finance ?"]
    assert "« Future stratégie LEADER ? »" in links.last().reference
