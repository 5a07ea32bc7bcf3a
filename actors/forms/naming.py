"""Actors typed by their names or acronyms: a list of 5 000 to choose from would weigh more than the page."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from actors.models import Actor
from objectives import french

SUGGESTED = 500
NEAR = 3
LONGEST = 250
HELP = "Son nom ou son sigle dans l’annuaire."


class NameInput(forms.TextInput):
    """Completed by the browser from the list that the page holds once, whatever the number of inputs."""

    def __init__(self, attrs=None):
        super().__init__({"list": "acteurs", "autocomplete": "off", **(attrs or {})})


class ActorField(forms.CharField):
    """By name or acronym, without case or accents; «CCAS (CCPO)» when several share a name."""

    widget = NameInput

    def __init__(self, *, max_length=LONGEST, help_text=HELP, **kwargs):
        super().__init__(max_length=max_length, help_text=help_text, **kwargs)

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
        bare, _, place = key[:-1].rpartition(" (") if key.endswith(")") else ("", "", "")
        if not found and bare:
            found = [actor for actor in known.filter(name_key=bare) if french.sort_key(actor.place) == place]
        for preferred in (lambda actor: actor.name_key == key, lambda actor: not actor.epci_id):
            if len(found) > 1:
                found = list(filter(preferred, found)) or found
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(f"Plusieurs acteurs : écrivez {_one_of(found[:5])}.")
        near = known.matching(bare or text)[:NEAR] if key else []
        then = f"écrivez {_one_of(near)}, ou notez" if near else "notez"
        raise ValidationError(f"« {text} » n’est pas dans l’annuaire : {then} d’abord cet acteur.")


class NamesInput(forms.MultiWidget):
    """An input a name, since a browser completes one name at a time; only those that were refused look refused."""

    def __init__(self, label: str, most: int):
        super().__init__([NameInput({"aria-label": f"{label} {number}"}) for number in range(1, most + 1)])
        self.refused: frozenset[int] = frozenset()

    def decompress(self, value) -> list:
        return list(value or [])

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for rank, one in enumerate(context["widget"]["subwidgets"]):
            if rank not in self.refused:
                one["attrs"].pop("aria-invalid", None)
                one["attrs"]["class"] = one["attrs"].get("class", "").replace("is-invalid", "").strip()
        return context


class ActorsField(ActorField):
    """Several actors, each once."""

    def __init__(self, *, one: str, most: int = 4, **kwargs):
        super().__init__(widget=NamesInput(one, most), **kwargs)

    def has_changed(self, initial, data) -> bool:
        return any(data or [])

    def clean(self, value) -> list[Actor]:
        found: dict[int, Actor] = {}
        problems, refused = [], set()
        for rank, text in enumerate(value or []):
            try:
                actor = super().clean(text)
            except ValidationError as refusal:
                problems += refusal.error_list
                refused.add(rank)
            else:
                if actor:
                    found[actor.pk] = actor
        self.widget.refused = frozenset(refused)  # of this form: the copies of a widget share what they hold
        if problems:
            raise ValidationError(problems)
        return list(found.values())


def said(actor: Actor) -> str:
    return f"{actor.name} ({actor.place})" if actor.epci_id else actor.name


def _one_of(actors) -> str:
    return " ou ".join(f"« {said(actor)} »" for actor in actors)


def suggestions() -> list[str]:
    """For a browser to complete what is typed."""
    return [said(actor) for actor in Actor.objects.current().select_related("epci")[:SUGGESTED]]
