from actors.models.actor import Actor, Contact
from actors.models.actor_import import ActorImport
from actors.models.contribution import ActionCarrier, Contribution
from actors.models.heading import KnownHeading
from actors.models.map import Card, CardRole, Problem
from actors.models.merging import Distinct

__all__ = [
    "ActionCarrier",
    "Actor",
    "ActorImport",
    "Card",
    "CardRole",
    "Contact",
    "Contribution",
    "Distinct",
    "KnownHeading",
    "Problem",
]
