"""A mean or a lead of an incontournable, and who carries an action. An actor is typed by its name or its acronym."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from actors.models import ActionCarrier, Actor, Contribution
from objectives import french
from objectives.forms.versioned import VersionedForm

SUGGESTED = 500


class ActorField(forms.CharField):
    """By name or acronym, without case or accents; «CCAS (CCPO)» when several share a name. A list of 5 000 to choose
    from would weigh more than the page."""

    def prepare_value(self, value):
        if isinstance(value, int):
            value = Actor.objects.select_related("epci").filter(pk=value).first()
        return said(value) if isinstance(value, Actor) else value

    def clean(self, value):
        text = super().clean(value)
        if text in self.empty_values:
            return None
        known, key = Actor.objects.current().select_related("epci"), french.sort_key(text)
        found = list(known.filter(Q(name_key=key) | Q(acronym_key=key)))
        if not found and key.endswith(")"):
            bare, _, place = key[:-1].rpartition(" (")
            found = [actor for actor in known.filter(name_key=bare) if french.sort_key(actor.place) == place]
        for preferred in (lambda actor: actor.name_key == key, lambda actor: not actor.epci_id):
            if len(found) > 1:
                found = list(filter(preferred, found)) or found
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                f"Plusieurs acteurs : écrivez {' ou '.join(f'« {said(actor)} »' for actor in found[:5])}."
            )
        raise ValidationError(f"« {text} » n’est pas dans l’annuaire : notez d’abord cet acteur.")


def said(actor: Actor) -> str:
    return f"{actor.name} ({actor.place})" if actor.epci_id else actor.name


def suggestions() -> list[str]:
    """For a browser to complete what is typed."""
    return [said(actor) for actor in Actor.objects.current().select_related("epci")[:SUGGESTED]]


_LIST = forms.TextInput(attrs={"list": "acteurs", "autocomplete": "off"})


class ContributionForm(VersionedForm):
    actor = ActorField(
        label="Acteur",
        max_length=250,
        required=False,
        widget=_LIST,
        help_text="Son nom ou son sigle dans l’annuaire. Vide si ce n’est pas un acteur : « appels à projets ».",
    )

    class Meta:
        model = Contribution
        fields = ["kind", "actor", "as_printed", "precision", "certainty"]
        help_texts = {"as_printed": "S’il s’écrit autrement ici : avec un « et/ou », au pluriel, en question."}


class CarrierForm(forms.ModelForm):
    """One more actor for an action, which one alone leads."""

    actor = ActorField(label="Acteur", max_length=250, widget=_LIST, help_text="Son nom ou son sigle dans l’annuaire.")

    class Meta:
        model = ActionCarrier
        fields = ["actor", "kind"]

    def _get_validation_exclusions(self) -> set[str]:
        # So that one actor carries an action once, and one leads it.
        return super()._get_validation_exclusions() - {"action"}
