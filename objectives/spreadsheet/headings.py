"""Finding a table in a sheet: its headings, wherever and however they are written, and every row below them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from objectives.french import sort_key
from objectives.spreadsheet.limits import HEADING_ROWS
from objectives.spreadsheet.model import Cell, Kind, Row, Sheet, SpreadsheetError, Workbook, quoted

BLANK, TOTAL, REPEATED, ELSEWHERE = (
    "ligne vide",
    "ligne de total",
    "intitulés répétés",
    "rien dans les colonnes attendues",
)
_TOTAL = re.compile(r"(sous[ -]?)?(total|totaux)\b")
_IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_FIGURES = {Kind.NUMBER, Kind.PERCENT, Kind.ERROR, Kind.UNCALCULATED}
_FIGURE = re.compile(r"[-+]?[0-9][0-9\s]*([.,][0-9]+)?(\s?[%€])?")
_LISTED = 15


@dataclass(frozen=True, slots=True)
class Column:
    """A wanted column. Labels and synonyms are compared without case, accents, spaces, punctuation or (brackets)."""

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    number: int
    hidden: bool
    cells: Mapping[str, Cell]  # one for each wanted column, empty where the file has none

    def __getitem__(self, key: str) -> Cell:
        return self.cells[key]


@dataclass(frozen=True, slots=True)
class LeftOut:
    row: int
    reason: str
    shown: str  # the first value of the row


@dataclass(frozen=True, slots=True)
class Table:
    """`len(rows) + len(left_out) == below`: every row under the headings is one or the other."""

    sheet: str
    heading_row: int
    columns: Mapping[str, str]  # key → letter
    unknown: tuple[tuple[str, str], ...]  # letter and heading of the columns that nobody asked for
    rows: tuple[TableRow, ...]
    left_out: tuple[LeftOut, ...]
    last_row: int

    @property
    def below(self) -> int:
        return self.last_row - self.heading_row


def find_table(sheet: Sheet, columns: Sequence[Column]) -> Table:
    """The table whose headings match most of the wanted columns, among the first rows of the sheet."""
    keys = keys_of(columns)
    candidates = [(_recognised(row, sheet, keys), row) for row in sheet.rows[:HEADING_ROWS]]
    found, row = max(candidates, key=lambda candidate: len(candidate[0]), default=({}, None))
    if not found or row is None:
        raise SpreadsheetError(f"Feuille {quoted(sheet.name)} : aucune ligne d’intitulés. {_expected(columns)}")
    twice = next(((key, letters) for key, letters in found.items() if len(letters) > 1), None)
    if twice:
        label = next(column.label for column in columns if column.key == twice[0])
        raise SpreadsheetError(
            f"Feuille {quoted(sheet.name)}, ligne {row.number} : les colonnes {' et '.join(twice[1])} ont toutes "
            f"l’intitulé {quoted(label)} ou un équivalent. Gardez celle qui convient et renommez ou supprimez l’autre."
        )
    missing = [column for column in columns if column.required and column.key not in found]
    if missing:
        names = ", ".join(quoted(column.label) for column in missing)
        there = ", ".join(quoted(text) for text in list(headings(sheet, row).values())[:_LISTED])
        raise SpreadsheetError(
            f"Feuille {quoted(sheet.name)}, ligne {row.number} : il manque {names}. "
            f"Intitulés trouvés : {there}. {_expected(columns)}"
        )
    return table_at(sheet, columns, row.number, {key: letters[0] for key, letters in found.items()})


def table_at(sheet: Sheet, columns: Sequence[Column], heading_row: int, letters: Mapping[str, str]) -> Table:
    """The same once somebody has said which row holds the headings and which letter is which column."""
    if sheet.last_row <= heading_row:
        raise SpreadsheetError(
            f"Feuille {quoted(sheet.name)} : aucune ligne sous les intitulés de la ligne {heading_row}."
        )
    texts = headings(sheet, sheet.row(heading_row))
    required = [column.key for column in columns if column.required]
    rows, left_out = [], []
    for number in range(heading_row + 1, sheet.last_row + 1):
        row = sheet.row(number)
        cells = {column.key: _wanted(row, letters.get(column.key)) for column in columns}
        reason = _reason_to_leave_out(row, cells, required, texts)
        if reason:
            first = next((cell.shown for cell in row.cells.values() if cell.shown), "")
            left_out.append(LeftOut(number, reason, first))
        else:
            rows.append(TableRow(number, row.hidden, cells))
    unknown = tuple((letter, text) for letter, text in texts.items() if letter not in letters.values())
    return Table(sheet.name, heading_row, dict(letters), unknown, tuple(rows), tuple(left_out), sheet.last_row)


def find_tables(book: Workbook, columns: Sequence[Column]) -> tuple[list[Table], list[tuple[str, str]]]:
    """The tables of all visible sheets, and the other sheets, each with why it is passed over.

    A sheet that has some of the headings but not all is a mistake to correct, not a sheet to pass over.
    """
    tables, passed_over, keys = [], [], keys_of(columns)
    for sheet in book.sheets:
        if sheet.hidden:
            passed_over.append((sheet.name, "feuille masquée"))
        elif not any(_recognised(row, sheet, keys) for row in sheet.rows[:HEADING_ROWS]):
            passed_over.append((sheet.name, "aucun des intitulés attendus" if sheet.rows else "feuille vide"))
        else:
            tables.append(find_table(sheet, columns))
    if not tables:
        names = ", ".join(f"{quoted(name)} ({reason})" for name, reason in passed_over[:_LISTED])
        raise SpreadsheetError(f"Aucun tableau à lire. Feuilles du fichier : {names}. {_expected(columns)}")
    return tables, passed_over


def headings(sheet: Sheet, row: Row) -> dict[str, str]:
    """letter → heading; one that is merged over several rows is read where it is written."""
    found = {}
    for letter, cell in row.cells.items():
        if cell.kind is Kind.MERGED:
            corner = str(cell.value)
            above = corner.removeprefix(letter)
            cell = sheet.row(int(above)).cell(letter) if above.isdigit() else cell
        if cell.kind is Kind.TEXT:
            found[letter] = cell.shown
    return found


def _recognised(row: Row, sheet: Sheet, keys: Mapping[str, str]) -> dict[str, list[str]]:
    """key → the letters whose heading means it."""
    found: dict[str, list[str]] = {}
    for letter, text in headings(sheet, row).items():
        key = keys.get(heading_key(text)) or keys.get(heading_key(_IN_BRACKETS.sub("", text)))
        if key:
            found.setdefault(key, []).append(letter)
    return found


def keys_of(columns: Iterable[Column]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for column in columns:
        for name in (column.label, *column.synonyms):
            if keys.setdefault(heading_key(name), column.key) != column.key:
                raise ValueError(f"two columns are called {name!r}")
    return keys


def heading_key(text: str) -> str:
    return "".join(letter for letter in sort_key(text) if letter.isalnum())


def _wanted(row: Row, letter: str | None) -> Cell:
    return row.cell(letter) if letter else Cell(row.sheet, row.number, "")


def _reason_to_leave_out(
    row: Row, cells: Mapping[str, Cell], required: Sequence[str], headings: Mapping[str, str]
) -> str:
    filled = [cell for cell in row.cells.values() if cell.kind is not Kind.MERGED]
    if not filled:
        return BLANK
    if {letter: cell.shown for letter, cell in row.cells.items() if cell.kind is Kind.TEXT} == headings:
        return REPEATED
    if _TOTAL.match(sort_key(filled[0].shown)) and (
        any(cells[key].kind is Kind.EMPTY for key in required) or all(_is_figure(cell) for cell in filled[1:])
    ):
        return TOTAL
    return "" if any(cell.kind not in {Kind.EMPTY, Kind.MERGED} for cell in cells.values()) else ELSEWHERE


def _is_figure(cell: Cell) -> bool:
    """In a CSV everything is text."""
    return cell.kind in _FIGURES or (cell.kind is Kind.TEXT and bool(_FIGURE.fullmatch(cell.shown)))


def _expected(columns: Iterable[Column]) -> str:
    names = ", ".join(f"{quoted(column.label)}{' (obligatoire)' if column.required else ''}" for column in columns)
    return f"Intitulés attendus : {names}."
