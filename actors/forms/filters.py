"""The filters of the directory, as they stand in its address."""

from collections.abc import Collection

from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from actors.models import Actor, Card, CardRole
from actors.models.actor import ActorQuerySet
from actors.models.map import inside
from actors.quadrants import READING, Quadrant
from objectives.models import Contract, Epci

ORDERS = {
    "nom": ["name_key"],
    "sigle": ["acronym_key", "name_key"],
    "type": ["kind", "name_key"],
    "perimetre": [Coalesce("epci__sort_key", "perimeter"), "name_key"],
}
BY_NAME = "nom"
WIDER, UNPLACED, UNMAPPED = "large", "a-placer", "aucune"


class ActorFilter(forms.Form):
    q = forms.CharField(
        label="Nom ou sigle", max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    type = forms.ChoiceField(label="Type", required=False, choices=[("", "Tous"), *Actor.Kind.choices])
    epci = forms.ChoiceField(label="EPCI", required=False)
    role = forms.ChoiceField(label="Rôle sur une carte", required=False, choices=[("", "Tous"), *CardRole.choices])
    quadrant = forms.ChoiceField(
        label="Place sur une carte",
        required=False,
        choices=[
            ("", "Toutes"),
            *((quadrant.value, quadrant.value) for quadrant in READING),
            (UNPLACED, "à placer"),
            (UNMAPPED, "sur aucune carte"),
        ],
    )
    tri = forms.ChoiceField(
        required=False,
        choices=[(key, key) for name in ORDERS for key in (name, f"-{name}")],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, contracts: Collection[Contract], **kwargs):
        """Only the maps of these contracts tell anything about an actor."""
        super().__init__(*args, auto_id="filtre_%s", **kwargs)
        self.contracts = contracts
        epcis = [(str(epci.pk), epci.short_name) for epci in Epci.objects.all()]
        self.fields["epci"].choices = [("", "Tous"), *epcis, (WIDER, "aucun, ou plus large")]
        for bound in self.visible_fields():
            style = "form-select" if isinstance(bound.field, forms.ChoiceField) else "form-control"
            bound.field.widget.attrs["class"] = f"{style} is-invalid" if self.is_bound and bound.errors else style

    @property
    def is_active(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "tri")

    def found(self) -> ActorQuerySet:
        """The actors that every filter lets through, in order; none at all when a filter makes no sense."""
        actors = Actor.objects.current()
        if not self.is_valid():
            return actors.none()
        asked = self.cleaned_data
        if asked["q"]:
            actors = actors.matching(asked["q"])
        if asked["type"]:
            actors = actors.filter(kind=asked["type"])
        if asked["epci"]:
            actors = actors.filter(epci=None if asked["epci"] == WIDER else asked["epci"])
        if asked["quadrant"] == UNMAPPED:
            actors = actors.filter(~Exists(self._cards()))
        elif asked["quadrant"] or asked["role"]:
            actors = actors.filter(Exists(self._cards().filter(_placed(asked["quadrant"]), _playing(asked["role"]))))
        return _ordered(actors, asked["tri"] or BY_NAME)

    def _cards(self):
        return Card.objects.filter(actor=OuterRef("pk"), problem__incontournable__contract__in=self.contracts)


def _placed(quadrant: str) -> Q:
    if quadrant == UNPLACED:
        return Q(interest=None)
    return inside(Quadrant(quadrant)) if quadrant else Q()


def _playing(role: str) -> Q:
    return Q(**{f"is_{role}": True}) if role else Q()


def _ordered(actors: ActorQuerySet, key: str) -> ActorQuerySet:
    terms = [F(term) if isinstance(term, str) else term for term in ORDERS[key.removeprefix("-")]]
    first, *rest = terms
    first = first.desc(nulls_last=True) if key.startswith("-") else first.asc(nulls_first=True)
    return actors.order_by(first, *rest, "pk")
