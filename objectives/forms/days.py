from django import forms
from django.core.exceptions import ValidationError

from objectives.periods import FIRST_DAY, LAST_DAY


class DayField(forms.DateField):
    """A day in a browser's date input, or typed as 31/12/2022."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            **kwargs,
        )

    def to_python(self, value):
        if isinstance(value, str) and not value.isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        day = super().to_python(value)
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(f"Choisissez une date entre {FIRST_DAY.year} et {LAST_DAY.year}.", code="far_away")
        return day
