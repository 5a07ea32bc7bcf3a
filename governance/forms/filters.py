from django import forms

from governance.models import Meeting
from objectives.forms.days import DayField
from objectives.periods import FIRST_DAY, LAST_DAY


class MeetingFilter(forms.Form):
    """Reads the address; what cannot be read filters nothing and says so beside its field."""

    comite = forms.ModelChoiceField(None, label="Comité", required=False, empty_label="Tous")
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Meeting.State.choices])
    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)

    def __init__(self, *args, committees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comite"].queryset = committees
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"

    def narrow(self, meetings):
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("comite"):
            meetings = meetings.filter(committee=asked["comite"])
        if asked.get("etat"):
            meetings = meetings.filter(state=asked["etat"])
        if asked.get("du") or asked.get("au"):
            meetings = meetings.within(asked.get("du") or FIRST_DAY, asked.get("au") or LAST_DAY)
        return meetings
