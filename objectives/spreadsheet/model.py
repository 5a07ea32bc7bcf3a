"""What is read out of a file of figures, whatever its format, and how a reader says no."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from operator import attrgetter

from objectives.french import WIDE

Value = str | Decimal | dt.date | dt.datetime | bool | None
SHOWN_AT_MOST = 60


class Kind(StrEnum):
    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"  # 0.6, which the person sees as 60 %
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    ERROR = "error"  # #N/A, #DIV/0!…
    UNCALCULATED = "uncalculated"  # a formula that nothing has computed yet
    MERGED = "merged"  # covered by a merged cell, whose address is the value


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the person sees it: row 12, column C. Text is trimmed, NFC, without invisible characters."""

    sheet: str
    row: int
    column: str
    kind: Kind = Kind.EMPTY
    value: Value = None
    stripped: bool = False  # of invisible characters

    @property
    def address(self) -> str:
        return f"{self.column}{self.row}"

    @property
    def shown(self) -> str:
        """The value on one line, in French: «12,5», «03/04/2023», «VRAI»."""
        match self.value:
            case None:
                return ""
            case bool():
                return "VRAI" if self.value else "FAUX"
            case Decimal():
                shown = self.value * 100 if self.kind is Kind.PERCENT else self.value
                return f"{plain(shown)}{f'{WIDE}%' if self.kind is Kind.PERCENT else ''}"
            case dt.datetime():
                return f"{self.value:%d/%m/%Y %H:%M}"
            case dt.date():
                return f"{self.value:%d/%m/%Y}"
            case text:
                return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Row:
    sheet: str
    number: int
    hidden: bool
    cells: Mapping[str, Cell]  # by column letter; empty cells are left out

    def cell(self, column: str) -> Cell:
        return self.cells.get(column) or Cell(self.sheet, self.number, column)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    hidden: bool
    rows: tuple[Row, ...]  # those that hold something, in order

    @property
    def last_row(self) -> int:
        return self.rows[-1].number if self.rows else 0

    def row(self, number: int) -> Row:
        at = bisect_left(self.rows, number, key=attrgetter("number"))
        found = at < len(self.rows) and self.rows[at].number == number
        return self.rows[at] if found else Row(self.name, number, False, {})


@dataclass(frozen=True, slots=True)
class Workbook:
    name: str
    format: str  # "xlsx", "ods" or "csv"
    sheets: tuple[Sheet, ...]


class SpreadsheetError(ValueError):
    """A refusal: `str()` is the French sentence to show, the attributes say where and what was expected."""

    def __init__(self, problem: str, cell: Cell | None = None, expected: str = "") -> None:
        self.problem, self.expected = problem, expected
        self.sheet, self.row, self.column = (cell.sheet, cell.row, cell.column) if cell else ("", 0, "")
        self.value = shortened(cell.shown) if cell else ""
        where = f"Feuille {quoted(cell.sheet)}, ligne {cell.row}, colonne {cell.column} : " if cell else ""
        super().__init__(f"{where}{problem}{f' Attendu : {expected}.' if expected else ''}")


def plain(number: Decimal) -> str:
    """«1234,5»: every digit, no thousands, no exponent."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN_AT_MOST else f"{text[: SHOWN_AT_MOST - 1]}…"


def quoted(text: str) -> str:
    return f"« {shortened(text)} »"


@cache
def letters(index: int) -> str:
    """1 is A, 27 is AA."""
    name = ""
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
