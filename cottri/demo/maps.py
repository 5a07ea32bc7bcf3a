"""Where workshops put the actors, in the demonstration: the deck's positions are lost, so these are invented.

Most are to be confirmed; some moved since, each with who, when and why. DC 4's map stays empty, as it starts.
"""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone

from actors.models import Actor, Card, Problem
from actors.quadrants import Position
from objectives.models import Contract


class Place(NamedTuple):
    """`actor` is an acronym or a name, as the map shows it; without levels, the card waits beside the board."""

    actor: str
    interest: int | None = None
    influence: int | None = None
    roles: str = ""


RENOVATION, REGAL = 7, 9  # the numbers of the incontournables
FIRST = (dt.datetime(2022, 10, 12, 14, 30), "agent", "Groupe de travail du 12 octobre 2022")
RENOVATIONS = [
    Place("SyMPaC", 4, 3, "supporter"),
    Place("EPCI", 4, 4, "funder relay"),
    Place("ADEME", 3, 4),
    Place("Région HdF", 3, 4),
    Place("État", 2, 4, "prescriber"),
    Place("UE", 1, 4, "funder"),
    Place("CD 62", 2, 3, "funder"),
    Place("FNCCR", 2, 3, "funder supporter"),
    Place("FDE 62", 3, 3, "supporter"),
    Place("PNRCMO", 4, 3, "supporter"),
    Place("CD2E", 4, 2, "supporter"),
    Place("CERDD", 3, 2, "supporter"),
    Place("CAUE", 4, 2, "supporter"),
    Place("ADIL", 4, 3),
    Place("Chambre d’agriculture", 2, 2, "relay"),
    Place("Obligés", 3, 4, "funder"),
    Place("Bailleurs sociaux", 3, 4, "target"),
    Place("Communes", 3, 3, "prescriber relay"),
    Place("Habitants et copropriétaires", 4, 2),
    Place("Aménageurs", 2, 2),
    Place("Entreprises et secteur tertiaire", 2, 2, "target"),
    Place("Exploitations agricoles", 2, 1, "target"),
    Place("Artisans du BTP, énergéticiens, thermiciens, architectes", 3, 2, "prescriber"),
    Place("Associations de médiation", 3, 1, "relay"),
    Place("CIAS/CCAS et travailleurs sociaux", 3, 2, "prescriber relay"),
    Place("Notaires", 1, 2),
    Place("Agences immobilières", 2, 2),
    Place("Établissements bancaires", 1, 3, "funder"),
]
LATER = [
    (dt.datetime(2022, 12, 9, 11, 5), "agent2", "Confirmé par le COTECH du 9 décembre 2022", [
        ("SyMPaC", Position(4, 3, True)),
        ("EPCI", Position(4, 4, True)),
        ("ADEME", Position(3, 4, True)),
        ("Région HdF", Position(3, 4, True)),
    ]),
    (dt.datetime(2023, 1, 26, 16, 20), "agent2", "Le CD2E demande leur avis avant chaque session de formation", [
        ("Artisans du BTP, énergéticiens, thermiciens, architectes", Position(4, 3)),
    ]),
    (dt.datetime(2023, 2, 14, 10, 40), "agent", "Courriel des bailleurs : 340 logements au plan de 2023", [
        ("Bailleurs sociaux", Position(4, 4, True)),
    ]),
    (dt.datetime(2023, 3, 21, 15, 10), "agent", "Chambre des notaires : prête à informer les acquéreurs", [
        ("Notaires", Position(3, 3)),
    ]),
]  # fmt: skip
SECOND = (dt.datetime(2023, 2, 2, 9, 45), "agent2", "Premier groupe de travail REGAL, 2 février 2023")
WASTE = [
    Place("SEVADEC", 4, 4, "supporter"),
    Place("SyMPaC", 4, 3, "supporter"),
    Place("EPCI", 3, 4, "funder"),
    Place("ADEME", 3, 4, "funder supporter"),
    Place("Région HdF", 2, 3, "funder"),
    Place("CERDD", 4, 3, "supporter"),
    Place("Communes", 3, 2, "relay"),
    Place("CIAS/CCAS et travailleurs sociaux", 4, 2, "relay"),
    Place("ULCO", 3, 1, "relay"),
    Place("Chambre d’agriculture", 3, 2, "prescriber"),
    Place("Habitants et copropriétaires", 2, 1, "target"),
    Place("Entreprises et secteur tertiaire"),
    Place("Associations de médiation"),
]


def place_actors(contract: Contract, people: dict) -> None:
    """Told once: a map on which somebody has already done something is left as it is."""
    actors = {str(actor): actor for actor in Actor.objects.current()}
    for number, workshop, places, later in [(RENOVATION, FIRST, RENOVATIONS, LATER), (REGAL, SECOND, WASTE, [])]:
        problem = Problem.objects.of_contract(contract).filter(incontournable__number=number).first()
        if problem is None or Card.history.filter(problem_id=problem.pk, history_user__isnull=False).exists():
            continue
        at, who, why = workshop
        for minutes, place in enumerate(places):
            card = problem.cards.filter(actor=actors[place.actor]).first()
            moment = timezone.make_aware(at + dt.timedelta(minutes=minutes))
            if card is None:
                card = Card(problem=problem, actor=actors[place.actor])
                _set(card, place)
                card.add(by=people[who], at=moment, why=why)
            else:
                _set(card, place)
                card.move(by=people[who], at=moment, why=why)
        for at, who, why, moves in later:
            for minutes, (actor, position) in enumerate(moves):
                card = problem.cards.get(actor=actors[actor])
                card.position = position
                card.move(by=people[who], at=timezone.make_aware(at + dt.timedelta(minutes=minutes)), why=why)


def _set(card: Card, place: Place) -> None:
    for role in place.roles.split():
        setattr(card, f"is_{role}", True)
    card.position = Position(place.interest, place.influence) if place.interest else None
