"""Invented steps, decisions and opinions on the sheets: the deck dates no step and judges nothing."""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone

from cottri.models import User
from objectives.judgement import Level
from objectives.models import Action, Contract, Indicator, Milestone, Opinion

PLANNED = dt.date(2021, 2, 15)


class Step(NamedTuple):
    title: str
    due_on: str
    done_on: str = ""
    note: str = ""


STEPS = {
    1: [
        Step("Cahier des charges du diagnostic", "2021-04-30", "2021-04-22"),
        Step("Diagnostic partagé remis au COTECH", "2021-11-30", "2021-12-17", "Trois semaines de retard de données."),
        Step("Mise à jour du diagnostic", "2023-06-30"),
    ],
    2: [
        Step("Recrutement de l’animatrice", "2021-03-31", "2021-03-08"),
        Step("Premier COPIL", "2021-05-31", "2021-05-20"),
        Step("Cartes des acteurs des 3 objectifs prioritaires", "2022-09-30", "2022-11-10"),
        Step("COPIL de printemps 2023", "2023-05-15"),
        Step("COPIL de clôture", "2023-12-08"),
    ],
    3: [
        Step("Tableau de suivi partagé", "2021-06-30", "2021-06-30"),
        Step("Bilan de l’année 1", "2022-02-28", "2022-02-24"),
        Step("Bilan de l’année 2", "2023-02-28", "", "Attend les chiffres de deux EPCI."),
        Step("Bilan final", "2023-12-31"),
    ],
    4: [
        Step("Charte graphique du COT TRI", "2021-09-30", "2021-10-05"),
        Step("Ouverture du site ressources", "2022-06-30", "2022-06-14"),
        Step("Journée de restitution", "2023-10-15"),
    ],
    5: [
        Step("Trois scénarios présentés au COTECH", "2022-03-31", "2022-05-12"),
        Step("Scénario retenu par le COPIL", "2022-09-30", "2022-09-29"),
    ],
    6: [
        Step("Première réunion des relais (notaires, agences)", "2021-10-31", "2021-11-18"),
        Step("Forum des acteurs", "2022-10-15", "2022-10-13"),
        Step("Second forum des acteurs", "2023-09-30"),
    ],
    9: [
        Step("Diagnostic du gaspillage alimentaire", "2021-12-31", "2022-01-20"),
        Step("Groupe de travail REGAL installé", "2022-06-30", "2022-06-09"),
        Step("Portage arrêté par le COPIL", "2023-03-31", "2023-03-23"),
        Step("Signature de la convention du réseau", "2023-05-31", "", "Signature prévue en mai 2023."),
        Step("Première réunion plénière", "2023-09-30"),
    ],
    10: [
        Step("Lancement de l’EPE de GCT&M", "2021-09-30", "2021-09-15"),
        Step("EPE rendue", "2022-05-31", "2022-06-24"),
        Step("Candidature déposée auprès de l’ADEME", "2022-09-15", "2022-09-12"),
        Step("COT EnR signé", "2022-12-31", "2022-11-14"),
    ],
    15: [
        Step("Premiers échanges avec l’ULCO", "2021-10-31", "2021-10-06"),
        Step("Protocole signé", "2022-06-30", "2022-06-23"),
    ],
}

# (sheet, code of the action, verb, day): what became of some of the deck's hypotheses.
DECISIONS = [
    (2, "action-1", "complete", "2022-06-14"),
    (2, "action-2", "start", "2021-09-01"),
    (7, "epci-1", "start", "2021-10-04"),
    (7, "epci-2", "decide", "2022-01-17"),
    (9, "territoire-1", "complete", "2021-12-02"),
    (9, "rev3-1", "abandon", "2022-10-03"),
    (10, "rev3-1", "start", "2021-09-15"),
    (10, "rev3-1", "complete", "2022-06-24"),
]

OPINIONS = [
    ("renovations", Level.NEEDS_SUPPORT, "2022-06-07", "Le rythme dépend d’un seul conseiller."),
    ("renovations", Level.WITHIN_REACH, "2023-04-05", "Le second conseiller du GUH est arrivé en janvier."),
    ("regal", Level.SECURED, "2023-04-05", "Le portage est arrêté, la convention est à la signature."),
    ("ecoles", Level.NEEDS_SUPPORT, "2023-04-05", "Il manque un animateur pour visiter les écoles de la CCPO."),
    ("haies", Level.COMPROMISED, "2023-04-05", "La saison de plantation est finie, les plants manquent."),
]


def tell_sheets(contract: Contract, people: dict[str, User]) -> None:
    items = {item.number: item for item in contract.incontournables.all()}
    for number, steps in STEPS.items():
        for step in steps:
            _live(Milestone(incontournable=items[number], title=step.title, note=step.note), step, people["agent"])
    for number, code, verb, day in DECISIONS:
        action = Action.objects.get(incontournable=items[number], code=code)
        acts = {"by": people["agent2"], "at": _morning(dt.date.fromisoformat(day))}
        getattr(action, verb)(**acts, **({"on": dt.date.fromisoformat(day)} if verb == "complete" else {}))
    indicators = {indicator.code: indicator for indicator in Indicator.objects.of_contract(contract)}
    for code, level, day, note in OPINIONS:
        opinion = Opinion(indicator=indicators[code], level=level, note=note)
        opinion.give(by=people["agent"], at=_morning(dt.date.fromisoformat(day)))


def _live(milestone: Milestone, step: Step, by: User) -> None:
    milestone.due_on = dt.date.fromisoformat(step.due_on)
    milestone.append(by=by, at=_morning(PLANNED))
    if step.done_on:
        day = dt.date.fromisoformat(step.done_on)
        milestone.complete(by=by, at=_morning(day), on=day)


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10, 15)))
