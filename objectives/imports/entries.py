"""The preview of a file of entries: every line judged as if all were recorded, and nothing written.

django-import-export leads the rows through reading, recognising and judging; objectives.spreadsheet reads the file,
which the library's own readers misread in French.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence

import tablib
from django.core.exceptions import ValidationError
from import_export import fields, instance_loaders, resources

from objectives.french import number, sort_key
from objectives.imports.reading import COLUMNS, HEADINGS, Reading, Row
from objectives.models import Contract, EntryImport, ProgressEntry
from objectives.models.batch import Batch, same_when
from objectives.models.entry_import import STORED, line_of
from objectives.spreadsheet import LeftOut, SpreadsheetError, Table, find_tables, read

MOST_ROWS = 5_000
EXAMPLE = "exemple"  # what stands for a reference on the example line of the blank workbook
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


class _Said(fields.Field):
    """What a method of Reading finds in the cells of a row."""

    def save(self, instance, row, is_m2m=False, *, reading: Reading, **kwargs):
        for name, value in getattr(reading, self.attribute)(row).items():
            setattr(instance, name, value)


class EntryRows(resources.Resource):
    """`lines` tells each row: new, known or refused, with all that was found wrong with it."""

    reference = _Said("reference", "reference")
    indicator = _Said("indicator", "code")
    place = _Said("place", "place")
    period = _Said("period", "period")
    quantity = _Said("quantity", "quantity")
    source = _Said("source", "source")
    comment = _Said("comment", "comment")
    justification = _Said("justification", "justification")

    class Meta:
        instance_loader_class = instance_loaders.BaseInstanceLoader
        skip_diff = True
        report_skipped = False

    def __init__(self, batch: Batch, *, several_sheets: bool):
        super().__init__()
        self.batch, self.several_sheets = batch, several_sheets
        self.lines: list[dict] = []

    def judge(self, rows: Sequence[Row], reading: Reading) -> None:
        dataset = tablib.Dataset(headers=list(HEADINGS))
        for row in rows:
            dataset.append([row[key] for key in HEADINGS])
        # Not `import_data`, whose dry run opens a transaction: on SQLite nobody else could write meanwhile.
        done = self.import_data_inner(
            dataset, dry_run=True, raise_errors=False, using_transactions=False, collect_failed_rows=False,
            reading=reading,
        )  # fmt: skip
        for failure in (*done.base_errors, *(error for row in done.error_rows for error in row.errors)):
            raise failure.error

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

    def get_instance(self, instance_loader, row):
        return None

    def init_instance(self, row=None):
        sheet, line = row["quantity"].sheet, row["quantity"].row
        where = f"feuille « {sheet} », ligne {line}" if self.several_sheets else f"ligne {line}"
        self.lines.append({"sheet": sheet, "row": line, "where": where, "state": "refused", "problems": [], "read": []})
        entry = ProgressEntry()
        entry.in_file = f"{where} du fichier"
        return entry

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        try:
            super().import_field(field, instance, row, is_m2m, **kwargs)
        except SpreadsheetError as refusal:
            key = next((key for key, cell in row.items() if cell.column and cell.column == refusal.column), None)
            self._tell(row, key or _column_of(field.attribute, row), refusal.problem, refusal.expected)
            raise
        self.lines[-1]["read"].append(field.attribute)

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
                self._tell(row, _column_of(field, row), " ".join(sentences))
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

    def _tell(self, row: Row, key: str, problem: str, expected: str = "") -> None:
        cell = row[key]
        told = {"column": cell.column, "heading": HEADINGS[key], "value": cell.shown[:200]}
        self.lines[-1]["problems"].append(told | {"problem": problem, "expected": expected})


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
    rows, left_out = [], []
    for table in tables:
        out = list(table.left_out)
        for row in table.rows:
            if sort_key(row["reference"].shown) == EXAMPLE:
                out.append(LeftOut(row.number, "ligne d’exemple", row["quantity"].shown))
            else:
                rows.append(row)
        out.sort(key=lambda one: one.row)
        left_out += [{"sheet": table.sheet, "row": one.row, "reason": one.reason, "shown": one.shown} for one in out]
    if len(rows) > MOST_ROWS:
        raise SpreadsheetError(
            f"Ce fichier a {number(len(rows))} lignes de saisies ; un import en prend {number(MOST_ROWS)} au plus. "
            "Partagez-le, par exemple par année."
        )
    return rows, left_out


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
