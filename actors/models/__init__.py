from actors.models.actor import Actor, Contact
from actors.models.contribution import ActionCarrier, Contribution
from actors.models.map import Card, CardRole, Problem

__all__ = ["ActionCarrier", "Actor", "Card", "CardRole", "Contact", "Contribution", "Problem"]
