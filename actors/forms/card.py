"""A card of an actor map: where it stands, what the actor is there, and why that changes."""

import datetime as dt

from django import forms

from actors.models import Card, CardRole
from actors.quadrants import HIGHEST, LAST_LOW, LEVELS, LOWEST, Position
from objectives.forms.versioned import VersionedForm

ROLES = [f"is_{role.value}" for role in CardRole]
LONGEST_REASON = 300


class _LevelField(forms.TypedChoiceField):
    """A level, or none for a card that waits beside the board."""

    def __init__(self, label: str, low: str, high: str):
        super().__init__(
            label=label,
            choices=[
                ("", "À placer"),
                *((level, f"{level} : {low if level <= LAST_LOW else high}") for level in LEVELS),
            ],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages={
                "invalid_choice": f"Un niveau est un nombre entier de {LOWEST} à {HIGHEST}, pas « %(value)s »."
            },
        )


class ReasonField(forms.CharField):
    def __init__(self, **kwargs):
        kwargs = {"label": "Pourquoi ?", "max_length": LONGEST_REASON, "required": False, **kwargs}
        super().__init__(**kwargs)
        self.widget.attrs["autocomplete"] = "off"


class CardForm(VersionedForm):
    """`saved` tells whether there was anything to store. Moving a card takes a reason; its roles alone do not."""

    interest = _LevelField("Niveau d’intérêt", "peu concerné", "très concerné")
    influence = _LevelField("Niveau d’influence", "peu influent", "très influent")
    is_confirmed = forms.TypedChoiceField(
        label="Position",
        choices=[(False, "à confirmer"), (True, "confirmée")],
        coerce=lambda text: text == "True",
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    why = ReasonField(help_text="Gardé dans l’historique : « atelier du 12 avril », « avis du comité technique »…")

    class Meta:
        model = Card
        fields = ["interest", "influence", "is_confirmed", *ROLES]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ROLES:
            self.fields[name].widget.attrs["class"] = "form-check-input"

    def clean(self) -> dict:
        cleaned = super().clean()
        if "interest" in cleaned and "influence" in cleaned and "is_confirmed" in cleaned:
            self._check_position(cleaned)
        return cleaned

    def _check_position(self, cleaned: dict) -> None:
        levels = cleaned["interest"], cleaned["influence"]
        if levels.count(None) == 1:
            missing = "interest" if levels[0] is None else "influence"
            self.add_error(
                missing, "Une position a deux niveaux : choisissez aussi celui-ci, ou laissez les deux vides."
            )
            return
        if cleaned["is_confirmed"] and None in levels:
            self.add_error("is_confirmed", "Seule une position se confirme : choisissez d’abord les deux niveaux.")
            return
        position = None if None in levels else Position(*levels, cleaned["is_confirmed"])
        if position != self.instance.position and not cleaned.get("why") and "why" not in self.errors:
            self.add_error("why", "Dites pourquoi cette carte change de place ou de certitude.")

    @property
    def role_fields(self) -> list[tuple[CardRole, forms.BoundField]]:
        return [(role, self[f"is_{role.value}"]) for role in CardRole]

    def store(self, *, by, at: dt.datetime) -> bool:
        if not set(self.changed_data) & set(self.Meta.fields):
            return False
        self.instance.move(by=by, at=at, why=self.cleaned_data["why"])
        return True


class TakeOffForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)
    why = ReasonField(required=True, error_messages={"required": "Dites pourquoi cet acteur quitte la carte."})
