"""What the XML of a sheet says and calamine does not: errors, formulas without value, percentages, hidden rows, merges.

Every cell that holds something is noted, so that the two readings can be compared: none is lost silently.
"""

from dataclasses import dataclass, field

from objectives.spreadsheet.limits import MAX_CELLS, MAX_TEXT
from objectives.spreadsheet.model import Kind, SpreadsheetError
from objectives.spreadsheet.package import DAMAGED, TOO_FULL
from objectives.spreadsheet.text import check_length, check_position

# What the XML alone decides, or a number for calamine to confirm; kind None leaves the value to calamine.
Mark = tuple[Kind | None, str | float | None]
SOMETHING: Mark = (None, None)
Range = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass
class Tally:
    """Of the whole file: what bounds the memory that it takes once read."""

    cells: int = 0
    text: int = 0

    def add(self, length: int) -> None:
        self.cells += 1
        self.text += length
        if self.cells > MAX_CELLS or self.text > MAX_TEXT:
            raise SpreadsheetError(TOO_FULL)


@dataclass
class ScannedSheet:
    name: str
    hidden: bool
    tally: Tally
    rows: dict[int, list] = field(default_factory=dict)  # row → [column, mark, column, mark…]: light for 500 000 cells
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)

    def note(self, row: int, column: int, mark: Mark, length: int) -> None:
        check_position(row, column, self.name)
        check_length(length, row, column, self.name)
        self.tally.add(length)
        self.rows.setdefault(row, []).extend((column, mark))

    def marks(self, row: int) -> dict[int, Mark]:
        flat = self.rows[row]
        return dict(zip(flat[::2], flat[1::2], strict=True))

    def merged_by_row(self) -> dict[int, list[Range]]:
        """The merged cells that cross each row, within what is filled."""
        last_row = max(self.rows, default=0)
        last_column = max((max(flat[::2]) for flat in self.rows.values()), default=0)
        clipped = [
            (top, left, min(bottom, last_row), min(right, last_column)) for top, left, bottom, right in self.merged
        ]
        areas = (max(0, bottom - top + 1) * max(0, right - left + 1) for top, left, bottom, right in clipped)
        if sum(areas) > last_row * last_column:  # merged cells never overlap in a sound file
            raise SpreadsheetError(DAMAGED)
        crossing: dict[int, list[Range]] = {}
        for merged in clipped:
            for row in range(merged[0], merged[2] + 1):
                crossing.setdefault(row, []).append(merged)
        return crossing


def corners(row: int, crossing: list[Range]) -> dict[int, tuple[int, int]]:
    """column → the corner of the merged cell that covers it in this row; the corner itself is not covered."""
    return {
        column: (top, left)
        for top, left, _, right in crossing
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
