"""Putting actors on a map: chosen in the directory, or new."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from actors.models import Actor, Card, Problem
from objectives import french
from objectives.forms.keys import KeysChoiceField

SHOWN = 60


class AddForm(forms.Form):
    """`found` are the actors that the search lets through and that the map does not have, the first SHOWN of them."""

    actors = KeysChoiceField(
        Actor.objects.none(),
        label="Acteurs à ajouter",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choisissez au moins un acteur.",
            "invalid_choice": "Un acteur choisi n’existe pas, ou est déjà sur la carte.",
            "invalid_pk_value": "« %(pk)s » ne désigne aucun acteur.",
        },
    )

    def __init__(self, data, *, asked, problem: Problem):
        super().__init__(data)
        self.words = asked.get("q", "").replace("\0", "")[:100]
        absent = Actor.objects.current().exclude(cards__problem=problem).select_related("epci")
        self.fields["actors"].queryset = absent
        found = absent.matching(self.words) if self.words.strip() else absent
        self.found = list(found[: SHOWN + 1])
        self.more = len(self.found) > SHOWN
        self.found = self.found[:SHOWN]

    def clean_actors(self):
        chosen = self.cleaned_data["actors"]
        if len(chosen) > SHOWN:
            raise ValidationError(f"Au plus {SHOWN} acteurs à la fois.")
        return chosen

    @property
    def chosen(self) -> set[str]:
        return set(self.data.getlist("actors")) if self.is_bound else set()

    @property
    def refusals(self) -> list[str]:
        return [*self["actors"].errors, *self.non_field_errors()]

    def store(self, problem: Problem, *, by, at: dt.datetime) -> list[Card]:
        with transaction.atomic():
            cards = [Card(problem=problem, actor=actor) for actor in self.cleaned_data["actors"]]
            for card in cards:
                card.add(by=by, at=at)
        return cards


class NewActorForm(forms.ModelForm):
    class Meta:
        model = Actor
        fields = ["name", "acronym", "kind", "epci", "perimeter"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "Nommez cet acteur."
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["epci"].empty_label = "Aucun, ou plus large"

    def clean(self) -> dict:
        cleaned = super().clean()
        same = Actor.objects.current().filter(
            name_key=french.sort_key(cleaned.get("name") or ""), epci=cleaned.get("epci")
        )
        if known := same.first():
            self.add_error("name", f"« {known.name} » est déjà dans l’annuaire : choisissez-le dans la liste.")
        return cleaned

    def store(self, problem: Problem, *, by, at: dt.datetime) -> list[Card]:
        with transaction.atomic():
            actor = self.instance
            actor._history_user, actor._history_date, actor._change_reason = by, at, "créé depuis une carte"
            actor.full_clean()
            actor.save()
            card = Card(problem=problem, actor=actor)
            card.add(by=by, at=at)
        return [card]
