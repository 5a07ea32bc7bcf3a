"""The month's grid as a form: one small form a cell, saved all together or not at all."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404

from objectives import grid, periods
from objectives.fields import NumberFormField
from objectives.grid import Cell, Meaning, Place
from objectives.measure import Scope
from objectives.models import Contract, Epci, Indicator, ProgressEntry, Stale
from objectives.models.likelihood import doubts
from objectives.models.together import Refusals, all_or_nothing


class CellForm(forms.Form):
    """What is typed in one cell. `token` is what the cell held when the page was made."""

    quantity = NumberFormField(required=False)
    unchanged = forms.BooleanField(required=False)
    source = forms.CharField(max_length=300, required=False)
    comment = forms.CharField(max_length=2000, required=False)
    justification = forms.CharField(max_length=1000, required=False)
    token = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, cell: Cell, where: str, **kwargs):
        self.cell, self.where = cell, where
        super().__init__(*args, prefix=cell.code, initial={"quantity": cell.figure, "token": cell.token}, **kwargs)
        self.fields["quantity"].decimals = cell.indicator.decimals

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("unchanged") and cleaned.get("quantity") not in (None, self.cell.figure):
            self.add_error("quantity", "Tapez un chiffre ou cochez « aucun changement », pas les deux.")
        elif cleaned.get("unchanged") and self.cell.unchanged is None:
            self.add_error("unchanged", "Il n’y a pas de niveau précédent à reprendre.")
        elif self.cell.meaning in (Meaning.REVISION, Meaning.AMENDMENT) and cleaned.get("quantity", 0) is None:
            reference = self.cell.entries[0].reference
            self.add_error("quantity", f"Pour retirer ou annuler cette saisie, ouvrez {reference}.")
        return cleaned

    @property
    def shown_errors(self) -> list[str]:
        return [sentence for sentences in self.errors.values() for sentence in sentences] if self.is_bound else []

    @property
    def unfolds(self) -> bool:
        """Whether something is typed, or asked for, beside the figure."""
        return self.is_bound and any(
            self[name].value() or self[name].errors for name in ("unchanged", "justification", "source", "comment")
        )

    @property
    def typed(self):
        """The figure to store, or None when the cell asks for nothing."""
        if self.cleaned_data["unchanged"]:
            return self.cell.unchanged
        quantity = self.cleaned_data["quantity"]
        return None if quantity == self.cell.figure else quantity

    def add_refusal(self, refusal: Exception) -> None:
        """Every sentence of a verb, beside the figure or beside the reason that it asks for."""
        if isinstance(refusal, ValidationError):
            for field, sentences in getattr(refusal, "error_dict", {"quantity": [refusal]}).items():
                self.add_error(field if field in self.fields else "quantity", sentences)
        elif isinstance(refusal, Stale):
            self.add_error("quantity", _just_saved(refusal.current))
        else:
            self.add_error("quantity", str(refusal))


@dataclass(frozen=True)
class Columns:
    """The places across the grid, and those of each scope."""

    shown: tuple[tuple[Place, str], ...]
    places: dict[Scope, list[Place]]
    epci: Epci | None


def columns(contract: Contract, epci_pk: int | None) -> Columns:
    """The EPCIs and the territory; the communes of an EPCI when it is opened."""
    epcis = list(contract.epcis.prefetch_related("communes"))
    if epci_pk is None:
        shown = [*((Place(epci.pk), epci.short_name) for epci in epcis), (Place(), "Territoire")]
        places = {Scope.EPCI: [place for place, _ in shown[:-1]], Scope.TERRITORY: [Place()]}
        return Columns(tuple(shown), places, None)
    epci = next((epci for epci in epcis if epci.pk == epci_pk), None)
    if epci is None:
        raise Http404
    shown = [(Place(epci.pk, commune.pk), commune.name) for commune in epci.communes.all()]
    return Columns(tuple(shown), {Scope.EPCI: [place for place, _ in shown], Scope.TERRITORY: []}, epci)


class Grid:
    """The forms of one period; `save` stores what was typed."""

    def __init__(self, contract: Contract, period: periods.Period, across: Columns, user, data=None):
        self.contract, self.period, self.columns, self.user, self.data = contract, period, across, user, data
        self.indicators = list(Indicator.objects.of_contract(contract).filter(is_contractual=True))
        self.source = data.get("source", "").strip() if data is not None else ""
        self._read()

    def _read(self) -> None:
        start, end = self.period
        around = ProgressEntry.objects.filter(indicator__in=self.indicators).standing().with_people()
        entries = around.crossing(start - dt.timedelta(days=1), end)
        cells = grid.cells(self.indicators, self.columns.places, self.period, entries, self.user.pk)
        names = dict(self.columns.shown)
        self.forms = {code: CellForm(self.data, cell=cell, where=names[cell.place]) for code, cell in cells.items()}

    @property
    def refused(self) -> list[CellForm]:
        return [form for form in self.forms.values() if form.shown_errors]

    def rows(self) -> list[tuple[Indicator, list[CellForm | None]]]:
        """By indicator, the form of each column, None where its scope has no such place."""
        return [
            (indicator, [self.forms.get(f"{indicator.pk}-{place.code}") for place, _ in self.columns.shown])
            for indicator in self.indicators
            if self.columns.places[Scope(indicator.scope)]
        ]

    def save(self, at: dt.datetime) -> list[ProgressEntry] | None:
        """The entries stored, or None when a cell is refused: then nothing is, and each says why."""
        stored: list[ProgressEntry] = []
        refusals = all_or_nothing(self.contract, lambda: self._verbs(at, stored))
        self._show(refusals)
        return None if refusals else stored

    def _verbs(self, at: dt.datetime, stored: list[ProgressEntry]) -> dict[str, Callable[[], object]]:
        self._read()
        verbs = {}
        for code, form in self.forms.items():
            if not form.is_valid():
                verbs[code] = _refuse(ValidationError(""))
            elif form.typed is not None and form.cleaned_data["token"] != form.cell.token:
                verbs[code] = _refuse(Stale(form.cell.entries[-1] if form.cell.entries else form.cell.within[-1]))
            elif form.typed is not None:
                verbs[code] = self._verb(form, at, stored)
        return verbs

    def _verb(self, form: CellForm, at: dt.datetime, stored: list[ProgressEntry]) -> Callable[[], object]:
        def verb() -> None:
            entry = self._entry(form)
            if not form.cleaned_data["unchanged"] and (surprising := doubts(entry)):
                raise ValidationError({"justification": surprising})
            act = entry.revise if entry.pk else entry.record
            act(by=self.user, at=at)
            stored.append(entry)

        return verb

    def _entry(self, form: CellForm) -> ProgressEntry:
        cell, cleaned = form.cell, form.cleaned_data
        if cell.meaning is Meaning.NOTHING:
            raise ValidationError("Cette cellule ne se saisit pas ici : ouvrez ses saisies.")
        if cell.meaning is Meaning.ENTRY:
            place = {"epci_id": None if cell.place.commune else cell.place.epci, "commune_id": cell.place.commune}
            start, end = self.period
            entry = ProgressEntry(indicator=cell.indicator, period_start=start, period_end=end, **place)
        else:
            [known] = cell.entries
            entry = known if cell.meaning is Meaning.REVISION else known.amendment()
        entry.quantity = form.typed
        entry.source = cleaned["source"] or self.source or entry.source
        entry.comment = cleaned["comment"] or entry.comment
        entry.justification = cleaned["justification"] or (
            "" if cell.meaning is Meaning.AMENDMENT else entry.justification
        )
        if not entry.source:
            raise ValidationError({"source": "Dites d’où vient ce chiffre, ici ou pour toute la grille."})
        return entry

    def _show(self, refusals: Refusals) -> None:
        for code, refusal in refusals.items():
            form = self.forms[code]
            if form.is_valid():
                form.add_refusal(refusal)
        if refusals and self.data is not None:
            self.data = self.data.copy()
            for code, form in self.forms.items():
                self.data[f"{code}-token"] = form.cell.token
                form.data = self.data


def _refuse(refusal: Exception) -> Callable[[], object]:
    def verb() -> None:
        raise refusal

    return verb


def _just_saved(entry: ProgressEntry) -> str:
    return (
        f"{entry.author} vient d’enregistrer {entry.amount} ici ({entry.reference}, {entry.get_state_display()}) : "
        "comparez, puis enregistrez à nouveau si votre chiffre est le bon."
    )
