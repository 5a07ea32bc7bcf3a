import datetime as dt

from django import forms

from actors.models import Problem
from objectives.forms.versioned import VersionedForm
from objectives.models import Contract, Incontournable


class ProblemForm(VersionedForm):
    """A new problem, or the new title of one: its map stays in its domain, where its cards were placed."""

    class Meta:
        model = Problem
        fields = ["incontournable", "title"]
        error_messages = {"title": {"required": "Nommez la problématique."}}

    def __init__(self, *args, contract: Contract, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = "Ce que l’on veut faire, en quelques mots : un verbe et son objet."
        self.fields["title"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}
        if self.instance.pk:
            del self.fields["incontournable"]
        else:
            items = contract.incontournables.order_by("number")
            self.fields["incontournable"] = _DomainField(items, label="Domaine", empty_label="Choisissez…")

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.instance._state.adding and cleaned.get("incontournable"):
            self.instance.order = Problem.next_order(cleaned["incontournable"])
        return cleaned

    def store(self, *, by, at: dt.datetime) -> Problem:
        if self.instance._state.adding or "title" in self.changed_data:
            self.instance.name(by=by, at=at)
        return self.instance


class _DomainField(forms.ModelChoiceField):
    def label_from_instance(self, item: Incontournable) -> str:
        return f"{item.domain} · {item.title}" if item.domain else str(item)
