"""XLSX and ODS: calamine gives the values, our own reading of the XML says what it leaves out, and the two must agree.

Runs in the limited process of `__main__`; gives lines that JSON can carry.
"""

import datetime as dt
import io
import math
from collections.abc import Iterator

import python_calamine

from objectives.spreadsheet import ods, xlsx
from objectives.spreadsheet.model import Kind, SpreadsheetError, letters, quoted
from objectives.spreadsheet.package import DAMAGED, Package
from objectives.spreadsheet.scan import SOMETHING, Mark, ScannedSheet, corners
from objectives.spreadsheet.text import has_invisible, typed_number, typed_text

# ["format", name], ["sheet", name, hidden] or [row, hidden, column, kind, value, column, kind, value…], which
# ["stripped", column, column…] follows if cells of this row held invisible characters.
Line = list


def read_package(data: bytes) -> Iterator[Line]:
    package = Package(data)
    yield ["format", package.format]
    scanned = {"xlsx": xlsx, "ods": ods}[package.format].scan(package)
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            for sheet in scanned:
                grid = book.get_sheet_by_name(sheet.name)
                first_row, first_column = (position + 1 for position in grid.start or (0, 0))
                yield ["sheet", sheet.name, sheet.hidden]
                yield from _rows(sheet, grid.to_python(), first_row, first_column)
    except python_calamine.CalamineError as error:
        raise SpreadsheetError(DAMAGED) from error


def _rows(sheet: ScannedSheet, grid: list[list], first_row: int, first_column: int) -> Iterator[Line]:
    merged = sheet.merged_by_row()
    for number in range(1, max(max(sheet.rows, default=0), first_row + len(grid) - 1) + 1):
        row = grid[number - first_row] if first_row <= number < first_row + len(grid) else []
        values = {column: value for column, value in enumerate(row, first_column) if value != ""}
        marks = sheet.marks(number) if number in sheet.rows else {}
        covered = corners(number, merged.get(number, []))
        line: Line = [number, number in sheet.hidden_rows]
        stripped: Line = ["stripped"]
        for column in sorted(values.keys() | marks.keys() | covered.keys()):
            if column in covered:
                row_above, column_left = covered[column]
                line += letters(column), Kind.MERGED, f"{letters(column_left)}{row_above}"
                continue
            kind, value = _agreed(values.get(column, ""), marks.get(column), sheet.name, f"{letters(column)}{number}")
            if kind is not Kind.EMPTY:
                line += letters(column), kind, value
                if has_invisible(_written(values.get(column, ""), marks.get(column))):
                    stripped.append(letters(column))
        if any(kind is not Kind.MERGED for kind in line[3::3]):
            yield line
            if len(stripped) > 1:
                yield stripped


def _written(value: object, mark: Mark | None) -> str:
    """The text of a cell before it is cleaned, empty for another kind."""
    kind, noted = mark or SOMETHING
    text = noted if kind is Kind.TEXT else value
    return text if isinstance(text, str) else ""


def _agreed(value: object, mark: Mark | None, sheet: str, address: str) -> tuple[Kind, str | bool | None]:
    kind, noted = mark or SOMETHING
    if kind in {Kind.ERROR, Kind.UNCALCULATED, Kind.MERGED}:
        return kind, noted
    if kind is Kind.TEXT:
        return typed_text(noted)
    if kind is Kind.BOOLEAN:
        return kind, noted in {"VRAI", "TRUE"}
    if kind in {Kind.NUMBER, Kind.PERCENT} and type(value) in {int, float}:
        agree = value == noted or not math.isfinite(noted)
    elif mark:
        agree = value != ""
    else:
        agree = isinstance(value, str) and not value.strip()
    if not agree:
        raise SpreadsheetError(
            f"Feuille {quoted(sheet)} : la cellule {address} ne se lit pas avec certitude. "
            "Retapez-la, ou enregistrez le fichier à nouveau depuis votre tableur."
        )
    return _typed(value, kind or Kind.NUMBER)


def _typed(value: object, number: Kind) -> tuple[Kind, str | bool | None]:
    match value:
        case bool():
            return Kind.BOOLEAN, value
        case int() | float():
            kind, read = typed_number(value, number)
            return kind, str(read)
        case dt.datetime():
            return Kind.DATETIME, (value + dt.timedelta(milliseconds=500)).replace(microsecond=0).isoformat()
        case dt.date():
            return Kind.DATE, value.isoformat()
        case dt.timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return Kind.TEXT, f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case _:
            return typed_text(str(value))
