"""Several entries chosen in the inbox, decided with one gesture and each on its own record."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from objectives import timeline
from objectives.models import Contract, ProgressEntry, Refused, Stale, State
from objectives.models.together import Refusals, each_alone
from objectives.prospect import Combined, Prospect

MOST = 200
LOST = "Cette sélection ne peut pas être lue : rechargez la page, puis choisissez à nouveau."


class SelectionField(forms.Field):
    """«42-3» stands for the third version of entry 42, the one that was read."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> dict[int, int]:
        pairs = [code.partition("-")[::2] for code in value or []]
        if not all(part.isascii() and part.isdigit() and len(part) <= 18 for pair in pairs for part in pair):
            raise ValidationError(LOST)
        if len(pairs) > MOST:
            raise ValidationError(f"{MOST} saisies au plus à la fois : choisissez-en moins.")
        return {int(pk): int(version) for pk, version in pairs}


@dataclass(frozen=True)
class NotDone:
    entry: ProgressEntry
    sentences: list[str]
    changes: tuple[timeline.Change, ...] = ()  # since the version that was read


@dataclass(frozen=True)
class Outcome:
    """`combined` is what the entries done did to the verdict, if they were validated."""

    done: list[ProgressEntry]
    already: list[ProgressEntry]
    refused: list[NotDone]
    combined: Combined


class SelectionForm(forms.Form):
    choix = SelectionField(error_messages={"required": "Choisissez au moins une saisie."})
    verbe = forms.ChoiceField(choices=[("valider", "valider"), ("retourner", "retourner")])
    note = forms.CharField(
        label="Note pour leurs auteurs",
        help_text="La même pour toutes : ce qu’il faut vérifier ou corriger.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label="Motif, pour vos propres saisies",
        help_text="Chacune le montrera pour toujours.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("verbe") == "retourner" and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "Dites aux auteurs ce qu’il faut corriger.")
        return cleaned

    @property
    def returns(self) -> bool:
        return self.cleaned_data["verbe"] == "retourner"

    @property
    def aim(self) -> State:
        return State.RETURNED if self.returns else State.VALIDATED

    def decide(self, contract: Contract, *, by, at: dt.datetime, on: dt.date) -> Outcome:
        """Those that can be are validated, or returned; the others say why not."""
        entries: dict[int, ProgressEntry] = {}
        prospects: list[Prospect] = []

        def verbs(locked: Contract) -> dict[int, Callable[[], None]]:
            found = ProgressEntry.objects.of_contract(locked).filter(pk__in=self.cleaned_data["choix"])
            entries.update((entry.pk, entry) for entry in found.with_people().order_by("sent_at", "pk"))
            prospects.append(Prospect(locked, list(entries.values()), on=on))
            return {pk: self._verb(entry, by, at) for pk, entry in entries.items()}

        refusals = each_alone(contract, verbs)
        refused = self._told(refusals, entries)
        done = [entry for pk, entry in entries.items() if pk not in refusals]
        kept = {item.entry.pk for item in refused}
        already = [entry for pk, entry in entries.items() if pk in refusals and pk not in kept]
        return Outcome(done, already, refused, prospects[0].together(done))

    def _verb(self, entry: ProgressEntry, by, at: dt.datetime) -> Callable[[], None]:
        def verb() -> None:
            own = entry.author_id == by.pk
            if self.cleaned_data["choix"][entry.pk] != entry.version:
                raise Stale(entry)
            if self.returns and own:
                raise Refused("C’est votre saisie : modifiez-la ou retirez-la, sans la retourner.")
            if self.returns:
                entry.send_back(by=by, at=at, note=self.cleaned_data["note"])
            elif own and entry.contract.allows_self_validation and not self.cleaned_data["reason"]:
                raise Refused("Dites pourquoi vous validez votre propre saisie.")
            else:
                entry.validate(by=by, at=at, reason=self.cleaned_data["reason"])

        return verb

    def _told(self, refusals: Refusals, entries: dict[int, ProgressEntry]) -> list[NotDone]:
        """What was decided so already, on the very values that were read, is not a refusal."""
        told = []
        for pk, refusal in refusals.items():
            if not isinstance(refusal, Stale):
                sentences = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
                told.append(NotDone(entries[pk], sentences))
                continue
            changes = timeline.since(entries[pk], self.cleaned_data["choix"][pk])
            if entries[pk].state != self.aim or any(change.label != "état" for change in changes):
                told.append(NotDone(entries[pk], [self._stale(entries[pk])], changes))
        return told

    def _stale(self, entry: ProgressEntry) -> str:
        if entry.state == State.PENDING:
            return "Elle a changé depuis que vous l’avez lue : relisez-la, puis choisissez-la à nouveau."
        return entry.why_not("retournée" if self.returns else "validée")
