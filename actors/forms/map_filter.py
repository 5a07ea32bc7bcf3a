"""What of a map is looked at: a role, an EPCI, a quadrant; and beside which other map."""

from collections.abc import Iterable

from django import forms

from actors.models import Card, CardRole, Problem
from actors.quadrants import READING
from objectives import french

WAITING, WIDER, NO_ROLE = "a-placer", "plus-large", "aucun"
ORDERS = {
    "acteur": lambda card: card.actor.name_key,
    "epci": lambda card: french.sort_key(str(card.actor.epci or card.actor.perimeter)),
    "interet": lambda card: card.interest or 0,
    "influence": lambda card: card.influence or 0,
    "quadrant": lambda card: READING.index(card.quadrant) if card.quadrant else len(READING),
    "certitude": lambda card: (card.is_placed, card.is_confirmed),
    "roles": lambda card: [role.label for role in card.roles],
}


class MapFilter(forms.Form):
    role = forms.ChoiceField(label="Rôle", required=False)
    epci = forms.ChoiceField(label="EPCI", required=False)
    quadrant = forms.ChoiceField(label="Quadrant", required=False)
    avec = forms.TypedChoiceField(label="Comparer avec", required=False, coerce=int, empty_value=None)
    tri = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, cards: list[Card], others: Iterable[Problem]):
        super().__init__(data)
        self.cards, self.others = cards, list(others)
        epcis = {card.actor.epci_id: str(card.actor.epci) for card in cards if card.actor.epci_id}
        self.fields["role"].choices = [("", "Tous"), *CardRole.choices, (NO_ROLE, "sans rôle")]
        self.fields["epci"].choices = [
            ("", "Tous"),
            *sorted(epcis.items(), key=lambda pair: french.sort_key(pair[1])),
            (WIDER, "périmètre plus large"),
        ]
        self.fields["quadrant"].choices = [("", "Tous"), *((zone, zone) for zone in READING), (WAITING, "à placer")]
        self.fields["avec"].choices = [("", "Aucune"), *((problem.pk, str(problem)) for problem in self.others)]
        self.fields["tri"].choices = [("", ""), *((sign + name, name) for name in ORDERS for sign in ("", "-"))]
        for bound in self.visible_fields():
            bound.field.error_messages["invalid_choice"] = "Ce choix n’existe pas ici."
            style = "form-select"
            bound.field.widget.attrs["class"] = f"{style} is-invalid" if self.is_bound and bound.errors else style
        if not self.others:
            del self.fields["avec"]

    @property
    def narrows(self) -> bool:
        return self.is_valid() and any(self.cleaned_data[name] for name in ("role", "epci", "quadrant"))

    @property
    def sort(self) -> str:
        return (self.is_valid() and self.cleaned_data["tri"]) or "acteur"

    @property
    def compared(self) -> Problem | None:
        wanted = self.is_valid() and self.cleaned_data.get("avec")
        return next((problem for problem in self.others if problem.pk == wanted), None)

    def found(self, cards: Iterable[Card] | None = None) -> list[Card]:
        """The cards that every filter lets through; none at all when a filter makes no sense."""
        cards = self.cards if cards is None else cards
        return [card for card in cards if self._lets_through(card)] if self.is_valid() else []

    def ordered(self) -> list[Card]:
        return sorted(self.found(), key=ORDERS[self.sort.removeprefix("-")], reverse=self.sort.startswith("-"))

    def _lets_through(self, card: Card) -> bool:
        asked = self.cleaned_data
        role, epci, zone = asked["role"], asked["epci"], asked["quadrant"]
        return (
            (not role or (role in card.roles if role != NO_ROLE else not card.roles))
            and (not epci or (str(card.actor.epci_id) == epci if epci != WIDER else card.actor.epci_id is None))
            and (not zone or (card.quadrant == zone if zone != WAITING else not card.is_placed))
        )
