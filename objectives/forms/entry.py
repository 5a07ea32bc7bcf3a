import uuid

from django import forms
from django.core.exceptions import ValidationError

from objectives import clock, periods
from objectives.fields import NumberFormField
from objectives.forms.days import DayField
from objectives.forms.evidence import EvidenceField
from objectives.forms.surprises import confirmed_figure, shown_field, to_ask, with_shown
from objectives.measure import Scope
from objectives.models import Evidence, ProgressEntry, acceptance

TERRITORY = "territoire"
TEXTS = ("source", "comment", "justification")


class EntryForm(forms.Form):
    """What an officer types for one indicator. `clean` sets it on `entry` and asks the rules about it.

    Nothing is stored here: the view hands `entry` to its verb, which asks again under the lock. What only needs a
    reason is refused without one, save in a `preview`, where it is a question. `told` is what `shown` becomes.
    """

    perimeter = forms.ChoiceField(label="Périmètre")
    period = forms.ChoiceField(label="Période")
    period_start = DayField(label="Du", required=False)
    period_end = DayField(label="Au", required=False)
    quantity = NumberFormField(label="Quantité")
    source = forms.CharField(label="Source", max_length=300, help_text="D’où vient ce chiffre, et de quand.")
    comment = forms.CharField(
        label="Commentaire", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    justification = forms.CharField(
        label="Motif",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Demandé quand la saisie surprend : elle fait reculer le total, couvre une période déjà saisie…",
    )
    files = EvidenceField(
        label="Pièces justificatives", help_text="PDF, images ou documents bureautiques, 20 Mo chacun au plus."
    )
    link = forms.URLField(label="ou un lien", max_length=500, required=False, assume_scheme="https")
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=1_000_000)
    shown = shown_field()

    def __init__(self, *args, entry: ProgressEntry, preview: bool = False, **kwargs):
        self.entry, indicator, self.preview = entry, entry.indicator, preview
        self.questions: list[str] = []
        self.told = ""
        self._confirmed = confirmed_figure(entry)
        today = clock.today()
        kwargs["initial"] = {**self._initial(entry, today), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["perimeter"].choices = self._perimeters()
        groups = self._periods(entry, today).items()
        self.fields["period"].choices = [
            *((name, group) for name, group in groups if group),
            (periods.FREE, "Autres dates…"),
        ]
        self.fields["quantity"].decimals = indicator.decimals
        self.fields["source"].widget.attrs["list"] = "sources"
        if not self.is_bound:
            known = indicator.scope == Scope.TERRITORY or entry.pk or entry.replaces_id
            self.fields["quantity" if known else "perimeter"].widget.attrs["autofocus"] = True
        self.fields["quantity"].label = f"Quantité ({indicator.entered_unit})"
        if entry.replaces_id:
            self.fields["perimeter"].disabled = True
            self.fields["justification"].label = "Motif de la correction"
            self.fields["justification"].help_text = "Ce qui a changé, et pourquoi."
        if preview:
            self.fields["source"].required = False

    @staticmethod
    def _initial(entry: ProgressEntry, today) -> dict:
        initial = {"submission_key": uuid.uuid4(), "version": entry.version if entry.pk else None}
        if entry.indicator.scope == Scope.TERRITORY:
            initial["perimeter"] = TERRITORY
        if entry.pk or entry.replaces_id:
            place = f"commune:{entry.commune_id}" if entry.commune_id else f"epci:{entry.epci_id}"
            initial |= {
                "perimeter": place if entry.commune_id or entry.epci_id else TERRITORY,
                "period": periods.code_of(entry.period_start, entry.period_end),
                "period_start": entry.period_start,
                "period_end": entry.period_end,
                **{name: getattr(entry, name) for name in ("quantity", *TEXTS)},
            }
        else:
            months = EntryForm._periods(entry, today)["Mois"]
            initial["period"] = months[0][0] if months else periods.FREE
        return initial

    @staticmethod
    def _periods(entry: ProgressEntry, today) -> dict[str, list[tuple[str, str]]]:
        return periods.over(entry.contract.starts_on, min(today, entry.contract.ends_on))

    def _perimeters(self) -> list:
        if self.entry.indicator.scope == Scope.TERRITORY:
            return [(TERRITORY, "Territoire entier")]
        epcis = list(self.entry.contract.epcis.prefetch_related("communes"))
        self.places = {f"epci:{epci.pk}": (epci, None) for epci in epcis}
        groups: list = [("", "Choisissez…"), ("EPCI", [(f"epci:{epci.pk}", epci.name) for epci in epcis])]
        for epci in epcis:
            communes = [(f"commune:{commune.pk}", commune.name) for commune in epci.communes.all()]
            self.places |= {f"commune:{commune.pk}": (None, commune) for commune in epci.communes.all()}
            groups.append((f"Communes ({epci.short_name})", communes))
        return groups

    def clean(self) -> dict:
        cleaned = super().clean()
        self.told = cleaned.get("shown", "")
        if cleaned.get("period") == periods.FREE:
            for name in ("period_start", "period_end"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Donnez cette date.")
        elif cleaned.get("period"):
            cleaned["period_start"], cleaned["period_end"] = periods.period_of(cleaned["period"])
        if self.errors:
            self.fields[next(iter(self.errors))].widget.attrs["autofocus"] = True
        else:
            self._set_on_entry(cleaned)
            self._ask_the_rules()
        return cleaned

    def _ask_the_rules(self) -> None:
        refusals, others = {}, acceptance.Others.of(self.entry)
        try:
            acceptance.check(self.entry, on=clock.today(), confirmed=True, others=others)
        except ValidationError as refusal:
            refusals = refusal.error_dict
        else:
            self.questions = to_ask(self.entry, others, shown=self.told, confirmed=self._confirmed)
            self.told = with_shown(self.told, self.entry, self.questions)
        if self.questions and not self.preview:
            refusals["justification"] = self.questions
        if refusals:
            self.add_refusal(ValidationError(refusals))

    def _set_on_entry(self, cleaned: dict) -> None:
        entry = self.entry
        if entry.indicator.scope != Scope.TERRITORY:
            entry.epci, entry.commune = self.places[cleaned["perimeter"]]
        for name in ("period_start", "period_end", "quantity", *TEXTS):
            setattr(entry, name, cleaned[name])
        if entry.pk:
            entry.version = cleaned["version"] or 0  # without it, nobody knows what was read: stale
        elif cleaned["submission_key"]:
            entry.submission_key = cleaned["submission_key"]

    def usual_periods(self) -> list[tuple[str, str]]:
        """The last two months, the last quarter and the last year that are over."""
        groups = self._periods(self.entry, clock.today())
        return [*groups["Mois"][:2], *groups["Trimestres"][:1], *groups["Années"][:1]]

    def differences(self, current: ProgressEntry) -> list[tuple[str, str, str]]:
        """Field by field, what the database holds and what was typed here, where they differ."""
        pairs = [
            ("Périmètre", current.perimeter, self.entry.perimeter),
            ("Période", current.period, self.entry.period),
            ("Quantité", current.amount, self.entry.amount),
            *((self[name].label, getattr(current, name), getattr(self.entry, name)) for name in TEXTS),
            ("État", current.get_state_display(), self.entry.get_state_display()),
        ]
        return [pair for pair in pairs if pair[1] != pair[2]]

    def already_recorded(self, author) -> ProgressEntry | None:
        """The entry that this same form made when it was posted before."""
        field, value = self.fields["submission_key"], self["submission_key"].value()
        try:
            key = field.clean(value)
        except ValidationError:
            return None
        if self.entry.pk or key is None:
            return None
        return ProgressEntry.objects.filter(submission_key=key, author=author).first()

    def add_refusal(self, refusal: ValidationError) -> None:
        """Put each sentence of a verb beside its field."""
        for field, sentences in getattr(refusal, "error_dict", {None: [refusal]}).items():
            self.add_error(field if field in self.fields else None, sentences)

    def evidence(self) -> list[Evidence]:
        link = self.cleaned_data["link"]
        return [*self.cleaned_data["files"], *([Evidence(url=link)] if link else [])]
