"""The preview of a file of entries: every line judged as if all were recorded, and nothing written."""

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.core.exceptions import ValidationError

from objectives.french import number, sort_key
from objectives.imports.reading import COLUMNS, HEADINGS, Reading
from objectives.imports.rows import EXAMPLE, EXAMPLE_LINE, Row, Rows, Said, rows_to_judge
from objectives.models import Contract, EntryImport, ProgressEntry
from objectives.models.batch import Batch, same_when
from objectives.models.entry_import import STORED, line_of
from objectives.spreadsheet import SpreadsheetError, Table, find_tables, read

MOST_ROWS = 5_000
# The columns that say what a field holds; a refusal names the first one that is filled.
SAID_IN = {
    "indicator": ("code", "number", "dc", "label"),
    "place": ("place", "epci", "commune", "insee"),
    "period": ("period", "start", "end"),
}
_SAID_IN = SAID_IN | {
    "perimeter": ("commune", "insee", "place", "epci"),
    "period_start": ("start", "period"),
    "period_end": ("end", "period"),
}


class EntryRows(Rows):
    """`lines` tells each row: new, known or refused, with all that was found wrong with it."""

    reference = Said("reference", "reference")
    indicator = Said("indicator", "code")
    place = Said("place", "place")
    period = Said("period", "period")
    quantity = Said("quantity", "quantity")
    source = Said("source", "source")
    comment = Said("comment", "comment")
    justification = Said("justification", "justification")

    def __init__(self, batch: Batch, *, several_sheets: bool):
        super().__init__(HEADINGS, several_sheets=several_sheets)
        self.batch = batch

    def column_of(self, field: str, row: Row) -> str:
        return _column_of(field, row)

    # --- What the library asks, file after file, then row after row -------------------------------------------------
    def before_import(self, dataset, *, reading: Reading, **kwargs):
        """No line may be taken for the stored entry that another one names."""
        for row in dataset.dict:
            try:
                stored = self.batch.stored.get(reading.reference(row)["referred"])
            except SpreadsheetError:
                continue
            if stored:
                self.batch.claim(stored)

    def init_instance(self, row=None):
        line = self.begin(row)
        entry = ProgressEntry()
        entry.in_file = f"{line['where']} du fichier"
        return entry

    def skip_row(self, instance, original, row, import_validation_errors=None):
        line = self.lines[-1]
        line["shown"] = _shown(instance, row, line.pop("read"))
        stored = None if import_validation_errors else self._stored(instance, row)
        if stored:
            line |= {"state": "known", "entry": stored.pk, "version": stored.version, "reference": stored.reference}
            line |= {"stands": stored.get_state_display(), "unlike": _unlike(instance, stored)}
        return bool(stored)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        super().validate_instance(instance, import_validation_errors, validate_unique)
        self.batch.add(instance)

    def import_row(self, row, instance_loader, **kwargs):
        result = super().import_row(row, instance_loader, **kwargs)
        line = self.lines[-1]
        if result.validation_error and not line["problems"]:
            for field, sentences in result.validation_error.message_dict.items():
                self.tell(row, _column_of(field, row), " ".join(sentences))
        elif result.is_new():
            entry = self.batch.entries[-1]
            line |= {"state": "new", "data": line_of(entry), "draft": entry.sent_at is None}
        return result

    # --- Inside -----------------------------------------------------------------------------------------------------
    def _stored(self, entry: ProgressEntry, row: Row) -> ProgressEntry | None:
        if entry.referred is None:
            return self.batch.already_there(entry)
        stored = self.batch.stored.get(entry.referred)
        if stored is None:
            raise ValidationError({"reference": "Aucune saisie de ce contrat n’a cette référence : videz la cellule."})
        if same_when(stored) != same_when(entry):
            raise ValidationError(
                {
                    "reference": f"Cette saisie dit autre chose ({stored.amount}, {stored.perimeter}, "
                    f"{stored.period}), et un import ne la change pas : corrigez-la depuis sa page."
                }
            )
        return stored


def preview(contract: Contract, *, by, at: dt.datetime, data: bytes, name: str, source: str = "") -> EntryImport:
    """What loading a file would do, stored for its author to confirm. Raises SpreadsheetError for the whole file.

    `source` is that of the lines without one.
    """
    book = read(data, name)
    tables, passed_over = find_tables(book, COLUMNS)
    for table in tables:
        _check_columns(table)
    batch = Batch(contract, by=by, at=at)
    rows, left_out = _rows(tables)
    resource = EntryRows(batch, several_sheets=len(tables) > 1)
    resource.judge(rows, Reading(batch.indicators.values(), batch.epcis.values(), source=source))
    states = [line["state"] for line in resource.lines]
    new = [line for line in resource.lines if line["state"] == "new"]
    for line, doubts in zip(new, batch.doubts(), strict=True):
        line["doubts"] = doubts
    done = EntryImport(
        contract=contract,
        author=by,
        created_at=at,
        file_name=book.name[-255:] or "fichier sans nom",
        sha256=hashlib.sha256(data).hexdigest(),
        lines_read=sum(table.below for table in tables),
        lines_new=states.count("new"),
        lines_known=states.count("known"),
        lines_refused=states.count("refused"),
        lines_left_out=len(left_out),
        content={
            "lines": resource.lines,
            "left_out": left_out,
            "passed_over": passed_over,
            "unread": [[table.sheet, letter, heading] for table in tables for letter, heading in table.unknown],
            "sheets": [[table.sheet, table.heading_row, table.last_row] for table in tables],
        },
    )
    done.preview()
    return done


def _check_columns(table: Table) -> None:
    missing = [HEADINGS["code"]] if not table.columns.keys() & set(SAID_IN["indicator"]) else []
    if "period" not in table.columns and not {"start", "end"} <= table.columns.keys():
        missing.append(f"{HEADINGS['period']} » (ou « {HEADINGS['start']} » et « {HEADINGS['end']}")
    if missing:
        names = " et ".join(f"« {name} »" for name in missing)
        closed = f"{names})" if "(" in names else names
        raise SpreadsheetError(
            f"Feuille « {table.sheet} », ligne {table.heading_row} : il manque la colonne {closed}. "
            "Le modèle vierge montre les intitulés attendus."
        )


def _rows(tables: Sequence[Table]) -> tuple[list[Row], list[dict]]:
    """The rows to judge, and those left out, each with its reason."""
    rows, left_out = rows_to_judge(tables, first="quantity", left_out_for=_why_left_out)
    if len(rows) > MOST_ROWS:
        raise SpreadsheetError(
            f"Ce fichier a {number(len(rows))} lignes de saisies ; un import en prend {number(MOST_ROWS)} au plus. "
            "Partagez-le, par exemple par année."
        )
    return rows, left_out


def _why_left_out(row: Row) -> str:
    return EXAMPLE_LINE if sort_key(row["reference"].shown) == EXAMPLE else ""


def _column_of(field: str, row: Row) -> str:
    keys = _SAID_IN.get(field, (field,))
    there = [key for key in keys if row[key].column]
    return next((key for key in there if row[key].shown), (there or keys)[0])


def _shown(entry: ProgressEntry, row: Row, read: Sequence[str]) -> dict[str, str]:
    """What was understood, or the cells as they are."""

    def cells(*keys: str) -> str:
        return " · ".join(row[key].shown[:80] for key in keys if row[key].shown)

    amount = entry.amount if {"quantity", "indicator"} <= {*read} else cells("quantity", "unit")
    return {
        "indicator": entry.indicator.incontournable.short_title
        if "indicator" in read
        else cells(*SAID_IN["indicator"]),
        "place": entry.perimeter if "place" in read else cells(*SAID_IN["place"]),
        "period": entry.period if "period" in read else cells(*SAID_IN["period"]),
        "amount": amount,
    }


def _unlike(entry: ProgressEntry, stored: ProgressEntry) -> list[str]:
    """The texts of a line that the stored entry does not have, and that no import will give it."""
    return [
        HEADINGS[name]
        for name in STORED
        if getattr(entry, name) and _words(getattr(entry, name)) != _words(getattr(stored, name))
    ]


def _words(text: str) -> list[str]:
    return text.removeprefix("'").split()
