"""Which actors: those of a map, of one of its quadrants or roles, of a committee, or of the directory."""

from django import forms
from django.core.exceptions import ValidationError

from actors.models import Actor, Card, Problem
from actors.models.map import CardRole
from actors.quadrants import Quadrant
from governance.models import Committee
from objectives.models import Contract

MOST = 200
GONE = "Un de ces acteurs n’existe plus : choisissez à nouveau."


class WhoForm(forms.Form):
    carte = forms.ModelChoiceField(
        Problem.objects.none(), label="Carte", required=False, empty_label="(toutes les fiches d’acteurs)"
    )
    qui = forms.ChoiceField(
        label="Qui, sur cette carte",
        required=False,
        choices=[
            ("", "Tous"),
            ("À chaque case", [(quadrant.name, f"À {quadrant.value.lower()}") for quadrant in Quadrant]),
            ("À chaque rôle", [(role.value, role.label.capitalize()) for role in CardRole]),
        ],
    )
    comite = forms.ModelChoiceField(Committee.objects.none(), label="Membres de", required=False, empty_label="")
    q = forms.CharField(label="Nom ou sigle", required=False, max_length=80)

    def __init__(self, *args, contract: Contract, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["carte"].queryset = Problem.objects.filter(incontournable__contract=contract)
        self.fields["comite"].queryset = Committee.objects.shown().filter(contract=contract)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("qui") and not cleaned.get("carte") and "carte" not in self.errors:
            self.add_error("carte", "Choisissez d’abord une carte.")
        return cleaned

    @property
    def names_a_group(self) -> bool:
        """Whether those found are meant to be chosen together: members, or one box or role of a map."""
        asked = self.cleaned_data if self.is_valid() else {}
        return bool(asked.get("comite") or asked.get("qui"))

    def found(self) -> list[Actor]:
        """In order of name, one more than MOST when there are; none when the form cannot be read."""
        if not self.is_valid():
            return []
        asked = self.cleaned_data
        actors = Actor.objects.current().select_related("epci")
        if asked["carte"]:
            cards = Card.objects.filter(problem=asked["carte"])
            actors = actors.filter(pk__in=[card.actor_id for card in cards if _is(card, asked["qui"])])
        if asked["comite"]:
            actors = actors.filter(seats__committee=asked["comite"], seats__is_removed=False)
        if asked["q"]:
            actors = actors.matching(asked["q"])
        return list(actors[: MOST + 1])


def _is(card: Card, who: str) -> bool:
    if who in Quadrant.__members__:
        return card.quadrant is Quadrant[who]
    return not who or who in [role.value for role in card.roles]


class ChosenForm(forms.Form):
    actors = forms.MultipleChoiceField(error_messages={"required": "Cochez au moins un acteur."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actors"].valid_value = lambda value: value.isascii() and value.isdigit() and len(value) <= 18
        self.fields["actors"].error_messages["invalid_choice"] = GONE

    def clean_actors(self) -> list[Actor]:
        chosen = set(self.cleaned_data["actors"])
        actors = list(Actor.objects.current().filter(pk__in=chosen))
        if len(actors) < len(chosen):
            raise ValidationError(GONE)
        return actors
