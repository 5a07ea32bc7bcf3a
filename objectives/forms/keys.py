"""Choices among rows: an identifier too long for any row is no choice, where SQLite would raise an error."""

from django import forms
from django.core.exceptions import ValidationError

LONGEST = 18  # digits that both databases hold


class KeysChoiceField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        for key in value or ():
            if len(str(key)) > LONGEST:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)
