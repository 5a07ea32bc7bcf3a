"""The month's grid as a form: the forms of its cells, saved all together or not at all."""

import copy
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from objectives import grid, periods
from objectives.forms.cell import CellForm
from objectives.forms.surprises import confirmed_figure, to_ask, with_shown
from objectives.french import NotANumber, parse_number
from objectives.grid import Meaning, Place, thousandths
from objectives.measure import Scope
from objectives.models import Commune, Contract, Epci, Indicator, ProgressEntry, Stale, acceptance
from objectives.models.acceptance import Standing
from objectives.models.together import Refusals, all_or_nothing

GONE = "La saisie qui était ici vient d’être retirée : enregistrez à nouveau si votre chiffre reste le bon."
HOMELESS = "homeless"


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
        standing = ProgressEntry.objects.filter(indicator__in=self.indicators).standing()
        before = standing.last_before(start).values("pk")
        entries = standing.filter(Q(period_start__lte=end, period_end__gte=start) | Q(pk__in=before)).with_people()
        cells = grid.cells(self.indicators, self.columns.places, self.period, entries, self.user.pk)
        names = dict(self.columns.shown)
        self.forms = {code: CellForm(self.data, cell=cell, where=names[cell.place]) for code, cell in cells.items()}

    @property
    def is_open(self) -> bool:
        """Whether anything can be typed."""
        return not all(form.is_closed for form in self.forms.values())

    @property
    def lost(self) -> list[CellForm]:
        """The cells whose figure was not stored, as somebody else's entry had closed them, nor typed again since."""
        told = [form for form in self.forms.values() if form["lost"].value()]
        return [form for form in told if not (form.is_valid() and form.asks)]

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
            confirmed = confirmed_figure(form.cell.entries[0]) if form.cell.meaning is Meaning.REVISION else None
            entry = self._entry(form)
            others = standing.others(entry)
            asked = to_ask(entry, others, shown=form.told, confirmed=confirmed)
            if asked and not form.cleaned_data["unchanged"]:
                acceptance.check(entry, on=timezone.localdate(at), confirmed=True, others=others)
                form.told = with_shown(form.told, entry, asked)
                raise ValidationError({"justification": asked})
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
            # A refusal elsewhere takes back what is stored: the cell keeps what it has held so far.
            entry = copy.copy(known) if cell.meaning is Meaning.REVISION else known.amendment()
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
                self.data[f"{code}-shown"] = form.told
                if form.is_closed and code in refusals:
                    self.data[f"{code}-lost"] = form.typed_text
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
