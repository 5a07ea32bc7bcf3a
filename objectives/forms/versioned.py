"""Two people who edit the same row: the second is shown both values, and nothing is overwritten unseen."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Manager
from django.utils import timezone
from django.utils.timezone import template_localtime

from objectives import french
from objectives.models import Contract


class VersionedForm(forms.ModelForm):
    """For a Versioned model: carries the version it was opened on, and compares it with the stored row, locked."""

    is_stale = False  # once cleaned: somebody saved the row after this form was opened
    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=1_000_000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["read_version"].initial = self.instance.version if self.instance.pk else None

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.instance.pk:
            held = getattr(self.instance, "contract", None)
            if held:  # what an entry is judged by does not change while a verb stores one
                Contract.objects.select_for_update().get(pk=held.pk)
            current = type(self.instance)._base_manager.select_for_update().filter(pk=self.instance.pk).first()
            if current is None:
                raise ValidationError("Cette fiche a été supprimée entre-temps.")
            if getattr(current, "is_removed", False):
                raise ValidationError(f"« {current} » a été retiré entre-temps : rétablissez-le d’abord.")
            if current.version != self.cleaned_data.get("read_version"):
                self._show_both(current)
        return cleaned

    def _post_clean(self) -> None:
        """Also hold the constraints on fields that are only shown, or the database would answer with an error."""
        super()._post_clean()
        if not self._errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as refusal:
                self.add_error(None, refusal.messages)

    def _show_both(self, current) -> None:
        self.is_stale = True
        for name in [name for name in self.cleaned_data if name != "read_version" and hasattr(current, name)]:
            yours = self.cleaned_data[name]
            if _plain(getattr(current, name)) != _plain(yours):
                self.add_error(
                    name,
                    f"Enregistré entre-temps : « {_words(current, name)} ». Ici : « {_chosen(current, name, yours)} ».",
                )
        last = current.history.select_related("history_user").first()
        who = (last and last.history_user) or "Quelqu’un"
        when = f", le {french.moment(timezone.localtime(last.history_date))}," if last else ""
        self.add_error(
            None,
            f"{who} a enregistré cette fiche{when} après que vous l’avez ouverte : rien n’a été écrasé. "
            "Comparez les valeurs signalées, puis enregistrez à nouveau.",
        )
        self.data = self.data.copy()
        self.data[self.add_prefix("read_version")] = current.version


def _plain(value):
    """What can be compared: the keys of a relation to many."""
    if isinstance(value, Manager) or hasattr(value, "values_list"):
        return set(value.values_list("pk", flat=True))
    return value


def _words(row, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    return (display() if display else "") or _said(getattr(row, name))


def _chosen(row, name: str, value) -> str:
    """A choice by its label, as the row would say it."""
    choices = next((field.flatchoices for field in row._meta.concrete_fields if field.name == name), [])
    return (dict(choices).get(value) if choices else "") or _said(value)


def _said(value) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return french.number(value)
    if isinstance(value, (dt.date, dt.time)):
        return french.when(template_localtime(value))
    if isinstance(value, Manager) or hasattr(value, "values_list"):
        return ", ".join(str(item) for item in value.all())
    return "(vide)" if value in (None, "") else str(value)


class DistinctRows(forms.BaseInlineFormSet):
    """Two new rows are not in the database yet, so its constraints cannot see that one repeats the other."""

    distinct: tuple[str, ...] = ()

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            row = getattr(form, "cleaned_data", {})
            key = tuple(row.get(name) for name in self.distinct)
            if row.get("DELETE") or None in key:
                continue
            if key in seen:
                form.add_error(None, "Cette ligne en répète une autre.")
            seen.add(key)
