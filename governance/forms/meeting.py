"""The forms of a meeting: when and where, its agenda, who came, why it is cancelled."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import from_current_timezone

from governance.forms.rows import ToldForm
from governance.models import AgendaItem, Invitation, Meeting, Seat
from objectives import french
from objectives.forms.days import DayField
from objectives.forms.evidence import EvidenceField
from objectives.spreadsheet import visible


def _hour(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class WebField(forms.URLField):
    """The address of a page: a browser opens no other."""

    default_validators = [
        URLValidator(schemes=["http", "https"], message="Un lien commence par https:// ou http://.", code="no_page")
    ]


class MeetingForm(ToldForm):
    """A day and two hours in Paris make two moments. An hour that the change of hour skips or repeats is refused."""

    day = DayField(label="Date")
    starts = _hour("Début")
    ends = _hour("Fin")
    link = WebField(
        label="Lien de la visioconférence",
        help_text="Pour une réunion à distance ; sinon laissez vide.",
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    field_order = ["title", "day", "starts", "ends", "place", "link"]

    class Meta:
        model = Meeting
        fields = ["title", "place", "link"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("day", "starts", "ends"):
                self.fields[name].initial = getattr(self.instance, name)

    def clean(self) -> dict:
        cleaned = super().clean()
        day, starts, ends = (cleaned.get(name) for name in ("day", "starts", "ends"))
        if day and starts and ends:
            if ends <= starts:
                self.add_error("ends", "La réunion finit après son début, le même jour.")
            else:
                self.instance.starts_at = self._moment("starts", day, starts)
                self.instance.ends_at = self._moment("ends", day, ends)
        return cleaned

    def _moment(self, field: str, day: dt.date, hour: dt.time) -> dt.datetime | None:
        try:
            return from_current_timezone(dt.datetime.combine(day, hour))
        except ValidationError:
            self.add_error(
                field, f"Le {day:%d/%m/%Y}, jour de changement d’heure, il n’est pas {french.hour(hour)} une fois."
            )
            return None

    def store(self, *, by, at: dt.datetime) -> None:
        changed = [{"day": "starts_at", "starts": "starts_at", "ends": "ends_at"}.get(name, name)
                   for name in self.changed_data]  # fmt: skip
        if self.instance._state.adding:
            self.instance.plan(by=by, at=at)
        else:
            self.instance.reschedule(changed, by=by, at=at)


class AgendaItemForm(ToldForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "note", "tells_note", "incontournables"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4}), "incontournables": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["incontournables"].queryset = self.instance.contract.incontournables.all()

    def store(self, *, by, at: dt.datetime) -> None:
        if self.instance._state.adding:
            self.instance.add(self.cleaned_data["incontournables"], by=by, at=at)
        else:
            self.instance.meeting.check_open()
            super().store(by=by, at=at)


class CancelForm(forms.Form):
    because = forms.CharField(
        label="Motif",
        help_text="Les agendas et la convocation le diront.",
        max_length=500,
        error_messages={"required": "Dites pourquoi elle est annulée."},
    )

    def clean_because(self) -> str:
        return " ".join(visible(self.cleaned_data["because"]).split())


class AttachmentForm(forms.Form):
    files = EvidenceField(
        label="Fichiers", help_text="Lus par tout le COPIL, même avant que le compte rendu soit approuvé."
    )

    def clean_files(self):
        files = self.cleaned_data["files"]
        if not files:
            raise ValidationError("Choisissez au moins un fichier.")
        return files


class InvitationForm(ToldForm):
    """One row of the attendance; before the meeting was held, all that is known is who will not come."""

    class Meta:
        model = Invitation
        fields = ["person", "attendance"]

    def __init__(self, *args, seat: Seat | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.speakers = [name for name in (seat.representative, seat.substitute) if name] if seat else []
        self.fields["person"].widget.attrs = {"class": "form-control", "maxlength": 120}
        if self.speakers:
            self.fields["person"].widget.attrs["list"] = f"{self.prefix}-names"
        self.fields["attendance"].widget.attrs = {"class": "form-select"}
        self.fields["attendance"].choices = [("", "(à noter)"), *Invitation.Attendance.choices]
        self.fields["attendance"].label = f"Présence de {self.instance.actor}"
        self.fields["person"].label = f"Personne pour {self.instance.actor}"
        for name in ("person", "attendance"):
            self.fields[name].show_hidden_initial = True

    def clean_attendance(self) -> str:
        attendance = self.cleaned_data["attendance"]
        if attendance not in ("", Invitation.Attendance.EXCUSED) and not self.instance.meeting.has_happened:
            raise ValidationError("La réunion ne s’est pas encore tenue : seule une excuse se note avant.")
        return attendance

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.stand_in(self.seat)
            except ValidationError as refusal:
                self.add_error(None, refusal)

    def was_touched(self, data) -> bool:
        """Whether this person changed it: two who note the attendance together are not in each other's way."""
        sent = self.add_prefix("attendance") in data
        return sent and bool({"person", "attendance"} & set(self.changed_data))


def attendance_forms(meeting: Meeting, data=None) -> list[InvitationForm]:
    invitations = meeting.invitations.select_related("actor__epci", "meeting__committee__contract")
    seats = {seat.actor_id: seat for seat in meeting.committee.seats.shown().exclude(actor=None)}
    return [
        InvitationForm(data, instance=guest, prefix=f"a{guest.actor_id}", seat=seats.get(guest.actor_id))
        for guest in invitations
    ]


def untouched(form: InvitationForm) -> InvitationForm:
    """The row as it is stored: what nobody changed is not told to be wrong."""
    return InvitationForm(instance=form.instance, prefix=form.prefix, seat=form.seat)


def others_present(data):
    """What was sent, with everyone present of whom nothing is noted."""
    data = data.copy()
    for name in [name for name, value in data.items() if name.endswith("-attendance") and not value]:
        if not name.startswith("initial-"):
            data[name] = Invitation.Attendance.PRESENT
    return data


def not_invited(meeting: Meeting, data) -> set[int]:
    """The actors that a form speaks of and the meeting did not call."""
    named = {name.partition("-")[0][1:] for name in data if name.startswith("a") and name.endswith("-attendance")}
    numbers = {int(number) for number in named if number.isascii() and number.isdigit() and len(number) <= 18}
    return numbers - set(meeting.invitations.values_list("actor", flat=True))
