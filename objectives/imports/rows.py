"""How the rows of a file are led through reading and judging, whatever they are about; nothing is written.

django-import-export leads them; objectives.spreadsheet reads the file, which the library's own readers misread in
French.
"""

from collections.abc import Callable, Mapping, Sequence

import tablib
from import_export import fields, instance_loaders, resources

from objectives.spreadsheet import Cell, LeftOut, SpreadsheetError, Table

Row = Mapping[str, Cell]
EXAMPLE, EXAMPLE_LINE = "exemple", "ligne d’exemple"  # what the example line of a blank workbook is known by


class Said(fields.Field):
    """What a method of a Reading, named by the attribute, finds in the cells of a row."""

    def save(self, instance, row, is_m2m=False, *, reading, **kwargs):
        for name, value in getattr(reading, self.attribute)(row).items():
            setattr(instance, name, value)


class Rows(resources.Resource):
    """`lines` tells each row: where it is, its state, and all that was found wrong with it."""

    class Meta:
        instance_loader_class = instance_loaders.BaseInstanceLoader
        skip_diff = True
        report_skipped = False

    def __init__(self, headings: Mapping[str, str], *, several_sheets: bool):
        super().__init__()
        self.headings, self.several_sheets = headings, several_sheets
        self.lines: list[dict] = []

    def judge(self, rows: Sequence[Row], reading) -> None:
        dataset = tablib.Dataset(headers=list(self.headings))
        for row in rows:
            dataset.append([row[key] for key in self.headings])
        # Not `import_data`, whose dry run opens a transaction: on SQLite nobody else could write meanwhile.
        done = self.import_data_inner(
            dataset, dry_run=True, raise_errors=False, using_transactions=False, collect_failed_rows=False,
            reading=reading,
        )  # fmt: skip
        for failure in (*done.base_errors, *(error for row in done.error_rows for error in row.errors)):
            raise failure.error

    def begin(self, row: Row) -> dict:
        """The line of a row of which nothing is known yet."""
        cell = next(iter(row.values()))
        where = f"feuille « {cell.sheet} », ligne {cell.row}" if self.several_sheets else f"ligne {cell.row}"
        line = {"sheet": cell.sheet, "row": cell.row, "where": where, "state": "refused", "problems": [], "read": []}
        self.lines.append(line)
        return line

    def tell(self, row: Row, key: str, problem: str, expected: str = "") -> None:
        cell = row[key]
        told = {"column": cell.column, "heading": self.headings[key], "value": cell.shown[:200]}
        self.lines[-1]["problems"].append(told | {"problem": problem, "expected": expected})

    def column_of(self, field: str, row: Row) -> str:
        """The key of the column that a refusal of this field names."""
        return field

    # --- What the library asks, row after row -----------------------------------------------------------------------
    def get_instance(self, instance_loader, row):
        return None

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        try:
            super().import_field(field, instance, row, is_m2m, **kwargs)
        except SpreadsheetError as refusal:
            key = next((key for key, cell in row.items() if cell.column and cell.column == refusal.column), None)
            self.tell(row, key or self.column_of(field.attribute, row), refusal.problem, refusal.expected)
            raise
        self.lines[-1]["read"].append(field.attribute)


def rows_to_judge(
    tables: Sequence[Table], *, first: str, left_out_for: Callable[[Row], str]
) -> tuple[list[Row], list[dict]]:
    """The rows, and those left out with their reasons; `first` is the column that these are shown by."""
    rows, left_out = [], []
    for table in tables:
        out = list(table.left_out)
        for row in table.rows:
            reason = left_out_for(row)
            if reason:
                out.append(LeftOut(row.number, reason, row[first].shown))
            else:
                rows.append(row)
        out.sort(key=lambda one: one.row)
        left_out += [{"sheet": table.sheet, "row": one.row, "reason": one.reason, "shown": one.shown} for one in out]
    return rows, left_out
