"""The forms of a sheet: its texts, and one for each kind of row; two who save at once are shown both values."""

from django import forms
from django.core.exceptions import ValidationError

from objectives import clock
from objectives.forms.days import DayField
from objectives.forms.versioned import VersionedForm
from objectives.models import (
    Action,
    ActionState,
    Axis,
    GlossaryTerm,
    Incontournable,
    Link,
    Milestone,
    Opinion,
    Sheet,
    SheetLine,
)

LONG = forms.Textarea(attrs={"rows": 3})


def _past(day) -> None:
    if day and day > clock.today():
        raise ValidationError("Ce jour n’est pas encore venu.")


class SheetForm(VersionedForm):
    class Meta:
        model = Sheet
        fields = Sheet.TEXTS
        widgets = {"ambition": LONG, "printed_note": LONG}


class LineForm(VersionedForm):
    class Meta:
        model = SheetLine
        fields = ("text",)
        widgets = {"text": LONG}


class AxisForm(VersionedForm):
    class Meta:
        model = Axis
        fields = ("number", "title", "text")
        widgets = {"text": LONG}


class LinkForm(VersionedForm):
    class Meta:
        model = Link
        fields = ("target", "as_printed", "alternative")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Incontournable.objects.filter(contract=self.instance.contract)
        for end in ("target", "alternative"):
            self.fields[end].queryset = others.exclude(pk=self.instance.incontournable_id)


class MilestoneForm(VersionedForm):
    due_on = DayField(label="Prévu le")
    done_on = DayField(label="Atteint le", required=False, help_text="Vide tant qu’il ne l’est pas.")

    class Meta:
        model = Milestone
        fields = ("title", "due_on", "done_on", "note")
        widgets = {"note": LONG}

    def clean_done_on(self):
        _past(self.cleaned_data["done_on"])
        return self.cleaned_data["done_on"]


class ActionForm(VersionedForm):
    due_on = DayField(label="Échéance", required=False)
    done_on = DayField(label="Réalisée le", required=False, help_text="Pour une action réalisée.")
    evidence_url = forms.URLField(label="Lien", max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Action
        fields = (
            "text",
            "framework",
            "epci",
            "axis",
            "state",
            "carrier",
            "due_on",
            "done_on",
            "evidence",
            "evidence_url",
        )
        widgets = {"text": LONG}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["epci"].queryset = self.instance.contract.epcis.all()
        axes = Axis.objects.shown().filter(incontournable=self.instance.incontournable_id)
        self.fields["axis"].queryset = axes
        if not axes:
            del self.fields["axis"]

    def clean_done_on(self):
        day = self.cleaned_data["done_on"]
        _past(day)
        if day and self.cleaned_data.get("state") not in (ActionState.DONE, None):
            raise ValidationError("Seule une action réalisée a un jour de réalisation.")
        return day

    def _post_clean(self) -> None:
        """The days that were changed, or that another state makes count, agree with what asked for it; the contract is
        locked by then.
        """
        super()._post_clean()
        if self.instance.pk and not self._errors:
            held = {"due_on", "done_on"} if "state" in self.changed_data else {*self.changed_data}
            try:
                self.instance.check_days()
            except ValidationError as refusal:
                for name in held & set(refusal.message_dict):
                    self.add_error(name, refusal.message_dict[name])

    def clean_epci(self):
        epci = self.cleaned_data["epci"]
        if epci and self.cleaned_data.get("framework") == Action.Framework.TERRITORY:
            raise ValidationError("Une action du territoire ne porte pas sur un EPCI : changez son cadre.")
        return epci


class OpinionForm(forms.ModelForm):
    class Meta:
        model = Opinion
        fields = ("level", "note")
        widgets = {"level": forms.RadioSelect, "note": LONG}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = Opinion._meta.get_field("level").choices


class TermForm(VersionedForm):
    class Meta:
        model = GlossaryTerm
        fields = ("acronym", "meaning", "explanation")
        widgets = {"explanation": LONG}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["acronym"].disabled = True

    def clean_acronym(self):
        acronym = " ".join(self.cleaned_data["acronym"].split())
        known = GlossaryTerm.objects.filter(contract=self.instance.contract, acronym=acronym)
        found = known.exclude(pk=self.instance.pk).first()
        if found:
            where = "retiré : rétablissez-le au bas de cette page" if found.is_removed else "déjà dans le glossaire"
            raise ValidationError(f"« {acronym} » est {where}.")
        return acronym


class DayForm(forms.Form):
    """The day on which a milestone was reached."""

    on = DayField()


ROW_FORMS: dict[type, type[VersionedForm]] = {
    SheetLine: LineForm,
    Axis: AxisForm,
    Link: LinkForm,
    Milestone: MilestoneForm,
    Action: ActionForm,
}
