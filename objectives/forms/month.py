"""The month's grid as a form: one small form a cell, saved all together or not at all."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404

from objectives import grid, periods
from objectives.fields import NumberFormField
from objectives.french import NotANumber, parse_number
from objectives.grid import Cell, Meaning, Place, thousandths
from objectives.measure import Counting, Scope
from objectives.models import Commune, Contract, Epci, Indicator, ProgressEntry, Stale
from objectives.models.acceptance import Standing
from objectives.models.likelihood import USUAL, doubts
from objectives.models.together import Refusals, all_or_nothing

GONE = "La saisie qui était ici vient d’être retirée : enregistrez à nouveau si votre chiffre reste le bon."
TEXTS = ("source", "comment", "justification")
HOMELESS = "homeless"


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
        if self.errors:
            return cleaned
        there, known = self.cell.meaning in (Meaning.REVISION, Meaning.AMENDMENT), not self.is_stale
        if cleaned["unchanged"] and self._is_new_figure:
            self.add_error("quantity", "Tapez un chiffre ou cochez « aucun changement », pas les deux.")
        elif cleaned["unchanged"] and self.cell.unchanged is None and known:
            self.add_error("unchanged", "Il n’y a pas de niveau précédent à reprendre.")
        elif there and known and cleaned["quantity"] is None:
            reference = self.cell.entries[0].reference
            self.add_error("quantity", f"Pour retirer ou annuler cette saisie, ouvrez {reference}.")
        elif not self.asks and any(cleaned[name] for name in TEXTS):
            where = f" ; pour n’en corriger que le texte, ouvrez {self.cell.entries[0].reference}" if there else ""
            self.add_error("quantity", f"Tapez le chiffre que ce texte accompagne{where}.")
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
    def is_stale(self) -> bool:
        """Whether the cell holds something else than when the page was made."""
        return self.cleaned_data["token"] != self.cell.token

    @property
    def _is_new_figure(self) -> bool:
        """Whether it is not the one that the page had, whatever the cell has become since."""
        quantity = self.cleaned_data["quantity"]
        return quantity is not None and thousandths(quantity) != self.cleaned_data["token"].rpartition("=")[2]

    @property
    def asks(self) -> bool:
        """Whether there is something to store: a figure, «aucun changement», or what is said of one's own figure."""
        said = self.cell.meaning is Meaning.REVISION and any(self.cleaned_data[name] for name in TEXTS)
        return self.cleaned_data["unchanged"] or self._is_new_figure or said

    @property
    def typed(self):
        return self.cell.same_again if self.cleaned_data["unchanged"] else self.cleaned_data["quantity"]

    def is_there(self, source: str) -> bool:
        """Whether the cell has become what its author asks for: the form came twice. `source` is the grid's."""
        if self.cell.meaning is not Meaning.REVISION:
            return False
        [entry] = self.cell.entries
        said = self.cleaned_data | {"source": self.cleaned_data["source"] or source}
        return entry.quantity == self.typed and all(said[name] in ("", getattr(entry, name)) for name in TEXTS)

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
    objects: dict[Place, tuple[Epci | None, Commune | None]]
    epci: Epci | None


def columns(contract: Contract, epci_pk: int | None) -> Columns:
    """The EPCIs and the territory; the communes of an EPCI when it is opened."""
    epcis = list(contract.epcis.prefetch_related("communes"))
    if epci_pk is None:
        shown = [*((Place(epci.pk), epci.short_name) for epci in epcis), (Place(), "Territoire")]
        places = {Scope.EPCI: [place for place, _ in shown[:-1]], Scope.TERRITORY: [Place()]}
        objects = {Place(): (None, None), **{Place(epci.pk): (epci, None) for epci in epcis}}
        return Columns(tuple(shown), places, objects, None)
    epci = next((epci for epci in epcis if epci.pk == epci_pk), None)
    if epci is None:
        raise Http404
    shown = [(Place(epci.pk, commune.pk), commune.name) for commune in epci.communes.all()]
    places = {Scope.EPCI: [place for place, _ in shown], Scope.TERRITORY: []}
    objects = {Place(epci.pk, commune.pk): (None, commune) for commune in epci.communes.all()}
    return Columns(tuple(shown), places, objects, epci)


class Grid:
    """The forms of one period; `save` stores what was typed."""

    def __init__(self, contract: Contract, period: periods.Period, across: Columns, user, data=None):
        self.contract, self.period, self.columns, self.user, self.data = contract, period, across, user, data
        self.indicators = list(Indicator.objects.contractual(contract))
        self.source = data.get("source", "").strip() if data is not None else ""
        self.came_twice = False
        self.homeless: list[str] = []
        self._read()

    def _read(self) -> None:
        start, end = self.period
        standing = ProgressEntry.objects.filter(indicator__in=self.indicators).standing().with_people()
        levels = Q(indicator__counting=Counting.LEVEL, period_end__lt=start)
        entries = standing.filter(levels) | standing.crossing(start - dt.timedelta(days=1), end)
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
        """The entries stored, or None when a cell is refused: then nothing is, and each says why.

        What somebody typed in a cell that the contract no longer has is refused as well, as `homeless`.
        """
        stored: list[ProgressEntry] = []
        refusals = all_or_nothing(self.contract, lambda locked: self._verbs(locked, at, stored))
        self._show(refusals)
        return None if refusals else stored

    def _verbs(self, locked: Contract, at: dt.datetime, stored: list[ProgressEntry]) -> dict[str, Callable[[], object]]:
        self.indicators = Indicator.objects.contractual(locked).sharing(locked)
        self._read()
        self.homeless = self._homeless()
        verbs = {HOMELESS: _refuse(ValidationError(""))} if self.homeless else {}
        typed = {}
        for code, form in self.forms.items():
            if not form.is_valid():
                verbs[code] = _refuse(ValidationError(""))
            elif not form.asks:
                continue
            elif form.is_stale:
                if form.is_there(self.source):
                    self.came_twice = True
                    continue
                there = form.cell.entries or form.cell.within
                verbs[code] = _refuse(Stale(there[-1]) if there else ValidationError(GONE))
            else:
                typed[code] = form
        asked = {form.cell.indicator.pk for form in typed.values()}
        standing = Standing(ProgressEntry.objects.filter(indicator__in=asked).standing().with_people())
        return verbs | {code: self._verb(form, at, standing, stored) for code, form in typed.items()}

    def _homeless(self) -> list[str]:
        """The figures typed in cells that the page had and that the grid no longer has."""
        found = []
        for name, figure in self.data.items():
            code, _, field = name.rpartition("-")
            if field == "quantity" and code not in self.forms and figure.strip():
                held = self.data.get(f"{code}-token", "").rpartition("=")[2]
                if not held or not _stands_for(figure, held):
                    found.append(figure.strip()[:30])
        return found

    def _verb(
        self, form: CellForm, at: dt.datetime, standing: Standing, stored: list[ProgressEntry]
    ) -> Callable[[], object]:
        def verb() -> None:
            entry = self._entry(form)
            others = standing.others(entry)
            earlier = [other for other in others.here(entry) if other.period_end < entry.period_start]
            if not form.cleaned_data["unchanged"] and (surprising := doubts(entry, earlier[:USUAL])):
                raise ValidationError({"justification": surprising})
            act = entry.revise if entry.pk else entry.record
            act(by=self.user, at=at, others=others)
            standing.add(entry)
            stored.append(entry)

        return verb

    def _entry(self, form: CellForm) -> ProgressEntry:
        cell, cleaned = form.cell, form.cleaned_data
        if cell.meaning is Meaning.NOTHING:
            raise ValidationError("Cette cellule ne se saisit pas ici : ouvrez ses saisies.")
        if cell.meaning is Meaning.ENTRY:
            epci, commune = self.columns.objects[cell.place]
            start, end = self.period
            entry = ProgressEntry(
                indicator=cell.indicator, epci=epci, commune=commune, period_start=start, period_end=end
            )
        else:
            [known] = cell.entries
            entry = known if cell.meaning is Meaning.REVISION else known.amendment()
            entry.indicator = cell.indicator
        entry.quantity = form.typed
        entry.source = cleaned["source"] or self.source or entry.source
        entry.comment = cleaned["comment"] or entry.comment
        entry.justification = cleaned["justification"] or entry.justification
        if not entry.source:
            raise ValidationError({"source": "Dites d’où vient ce chiffre, ici ou pour toute la grille."})
        return entry

    def _show(self, refusals: Refusals) -> None:
        for code, refusal in refusals.items():
            form = self.forms.get(code)
            if form and form.is_valid():
                form.add_refusal(refusal)
        if refusals and self.data is not None:
            self.data = self.data.copy()
            for code, form in self.forms.items():
                self.data[f"{code}-token"] = form.cell.token
                # Nobody typed it, or it is stored already: show what it has become.
                if code not in refusals and (not form.asks or form.is_there(self.source)):
                    self.data[f"{code}-quantity"] = form.fields["quantity"].prepare_value(form.cell.figure) or ""
                form.data = self.data


def _refuse(refusal: Exception) -> Callable[[], object]:
    def verb() -> None:
        raise refusal

    return verb


def _stands_for(figure: str, thousandths_held: str) -> bool:
    try:
        return thousandths(parse_number(figure)) == thousandths_held
    except NotANumber:
        return False


def _just_saved(entry: ProgressEntry) -> str:
    return (
        f"{entry.author} vient d’enregistrer {entry.amount} ici ({entry.reference}, {entry.get_state_display()}) : "
        "comparez, puis enregistrez à nouveau si votre chiffre est le bon."
    )
