"""The forms of committees, seats, local groups, schemes and their links."""

import datetime as dt

from django import forms

from actors.forms.naming import HELP, ActorField
from actors.models import Actor, Problem
from governance.models import Committee, LocalGroup, Scheme, SchemeLink, Seat, Stake
from governance.models.row import Row
from objectives.forms.versioned import VersionedForm
from objectives.spreadsheet import visible


class ToldForm(VersionedForm):
    """Stores through a verb that says who and when; what is written on one line stays on one line, and what nobody
    sees, such as a mark that turns the letters over, is left out.
    """

    def clean(self) -> dict:
        for name, field in self.fields.items():
            if isinstance(self.cleaned_data.get(name), str):
                text = visible(self.cleaned_data[name])
                self.cleaned_data[name] = text if isinstance(field.widget, forms.Textarea) else " ".join(text.split())
        return super().clean()

    def store(self, *, by, at: dt.datetime) -> None:
        row = self.instance
        if row._state.adding and isinstance(row, Row):
            row.append(by=by, at=at)
        else:
            related = {field.name for field in row._meta.many_to_many} & set(self.cleaned_data)
            why = "ajouté" if row._state.adding else "modifié"
            row.store(by=by, at=at, why=why, related={name: self.cleaned_data[name] for name in related})


def in_full(actor: Actor) -> str:
    """As lists offer it: its acronym first, since people look for that."""
    name = f"{actor.acronym} – {actor.name}" if actor.acronym else actor.name
    return f"{name} ({actor.epci})" if actor.epci else name


class CommitteeForm(ToldForm):
    class Meta:
        model = Committee
        fields = ["kind", "name", "short_name", "purpose", "problem"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["problem"].queryset = Problem.objects.filter(incontournable__contract=self.instance.contract)

    def store(self, *, by, at: dt.datetime) -> None:
        if self.instance._state.adding:
            super().store(by=by, at=at)
        else:
            self.instance.reword(self.changed_data, by=by, at=at)


class SeatForm(ToldForm):
    actor = ActorField(
        label="Acteur", required=False, help_text=f"{HELP} Vide si le contrat n’en nomme pas : écrivez-le ci-dessous."
    )

    class Meta:
        model = Seat
        fields = ["actor", "as_printed", "representative", "substitute"]


class LocalGroupForm(ToldForm):
    class Meta:
        model = LocalGroup
        fields = ["name", "held_by"]


class SchemeForm(ToldForm):
    carrier = ActorField(label="Porteur", required=False)

    class Meta:
        model = Scheme
        fields = ["acronym", "name", "reach", "epci", "carrier", "orientations"]
        widgets = {"orientations": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["epci"].queryset = self.instance.contract.epcis.all()


class StakeForm(ToldForm):
    class Meta:
        model = Stake
        fields = ["text"]


class SchemeLinkForm(ToldForm):
    class Meta:
        model = SchemeLink
        fields = ["incontournable", "nature", "certainty", "reference"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["incontournable"].queryset = self.instance.contract.incontournables.all()
