from actors.models.actor import Actor, Contact
from actors.models.contribution import Contribution
from actors.models.map import Card, CardRole, Problem

__all__ = ["Actor", "Card", "CardRole", "Contact", "Contribution", "Problem"]
