"""The XML of an ODS file, read beside calamine, which drops tabs, line breaks, errors and untyped text."""

import re

from objectives.spreadsheet.limits import MAX_CELL_TEXT, MAX_ROWS, MAX_SHEETS
from objectives.spreadsheet.model import Kind, SpreadsheetError
from objectives.spreadsheet.package import DAMAGED, LINKED, MACROS, PASSWORD, TOO_LARGE, Package
from objectives.spreadsheet.scan import SOMETHING, Mark, ScannedSheet, Tally
from objectives.spreadsheet.text import check_position

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{_URN}{name}:1.0}}" for name in ("table", "office", "text", "style"))
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_HREF = "http://www.w3.org/1999/xlink}href"
# What leads to a cell; everything else (notes, shapes, forms, tracked changes) is passed over.
_CELLS = {"table-cell", "covered-table-cell"}
_WAY = {
    "document-content",
    "automatic-styles",
    "body",
    "spreadsheet",
    "table-rows",
    "table-header-rows",
    "table-row-group",
}
_BESIDE_TEXT = {"annotation", "note", "ruby-text"}
_SOURCES = {"table-source", "dde-source", "cell-range-source"}
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]+:|\.\./|/", re.IGNORECASE)
_TRUTH = {"VRAI": "1", "TRUE": "1", "FAUX": "0", "FALSE": "0"}
_ENDLESS = 2**31


def scan(package: Package) -> list[ScannedSheet]:
    if any(name.startswith(("basic/", "scripts/")) and not _lists_only(name) for name in package.names):
        raise SpreadsheetError(MACROS)
    package.parse_if_there(MANIFEST, _Manifest())
    for name in package.names:
        if name.endswith((".xml", ".rdf")) and name != CONTENT:
            package.check(name)
    content = _Content()
    package.parse(CONTENT, content)
    return content.sheets


def _lists_only(name: str) -> bool:
    """LibreOffice writes the lists of its macro libraries even when they are empty."""
    return name.endswith(("/script-lc.xml", "/script-lb.xml"))


class _Manifest:
    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "encryption-data":
            raise SpreadsheetError(PASSWORD)

    def end(self, name: str) -> None: ...
    def text(self, data: str) -> None: ...


class _Content:
    def __init__(self) -> None:
        self.sheets: list[ScannedSheet] = []
        self._tally, self._style, self._hidden_styles = Tally(), "", set[str]()
        self._passed_over = 0  # depth inside an element that leads to no cell
        self._in_cell = self._reading = False
        self._row = self._rows = self._column = self._columns = 0  # where we are, and how many times it repeats

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "event-listener":
            raise SpreadsheetError(MACROS)
        if name in _SOURCES or (name != "a" and _ELSEWHERE.match(attributes.get(_HREF, ""))):
            raise SpreadsheetError(LINKED)
        if self._passed_over:
            self._passed_over += 1
        elif self._in_cell:
            self._inside_cell(name, attributes)
        elif name in _CELLS:
            self._start_cell(name, attributes)
        elif name == "table-row":
            self._row, self._rows = self._row + self._rows, _repeated(attributes, "rows")
            self._column, self._columns = 1, 0
            if attributes.get(f"{_TABLE}visibility", "visible") != "visible":
                self.sheets[-1].hidden_rows.update(range(self._row, min(self._row + self._rows, MAX_ROWS + 1)))
        elif name == "table":
            self._start_table(attributes)
        elif name == "style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == "table-properties":
            if attributes.get(f"{_TABLE}display") == "false":
                self._hidden_styles.add(self._style)
        elif name not in _WAY:
            self._passed_over = 1

    def end(self, name: str) -> None:
        if self._passed_over:
            self._passed_over -= 1
        elif name == "p":
            self._reading = False
        elif name in _CELLS:
            self._in_cell = False
            self._end_cell(covered=name == "covered-table-cell")

    def text(self, data: str) -> None:
        if self._reading and not self._passed_over:
            self._parts.append(data.replace("\n", " "))

    def _start_table(self, attributes: dict[str, str]) -> None:
        name = attributes.get(f"{_TABLE}name", "")
        if not name or name in {sheet.name for sheet in self.sheets}:
            raise SpreadsheetError(DAMAGED)
        if len(self.sheets) == MAX_SHEETS:
            raise SpreadsheetError(TOO_LARGE)
        hidden = attributes.get(f"{_TABLE}style-name", "") in self._hidden_styles
        self.sheets.append(ScannedSheet(name, hidden, self._tally))
        self._row, self._rows = 1, 0

    def _start_cell(self, name: str, attributes: dict[str, str]) -> None:
        self._column, self._columns = self._column + self._columns, _repeated(attributes, "columns")
        self._in_cell, self._attributes, self._parts = True, attributes, []
        self._paragraphs = 0
        down, across = (_count(attributes.get(f"{_TABLE}number-{way}-spanned", "1")) for way in ("rows", "columns"))
        if (down, across) != (1, 1):
            self.sheets[-1].merged.append((self._row, self._column, self._row + down - 1, self._column + across - 1))

    def _inside_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p" and not self._reading:
            self._parts.append("\n" if self._paragraphs else "")
            self._paragraphs += 1
            self._reading = True
        elif not self._reading or name in _BESIDE_TEXT:
            if name == "table":  # a table inside a cell, as old files had
                raise SpreadsheetError(DAMAGED)
            self._passed_over = 1
        elif name == "s":
            self._parts.append(" " * min(_count(attributes.get(f"{_TEXT}c", "1")), MAX_CELL_TEXT + 1))
        elif name == "tab":
            self._parts.append("\t")
        elif name == "line-break":
            self._parts.append("\n")

    def _end_cell(self, covered: bool) -> None:
        text = "".join(self._parts)
        mark = self._read(text)
        if mark is None:
            return
        mark = (Kind.MERGED, None) if covered else mark
        sheet, last_row, last_column = self.sheets[-1], self._row + self._rows - 1, self._column + self._columns - 1
        check_position(last_row, last_column, sheet.name)
        for row in range(self._row, last_row + 1):
            for column in range(self._column, last_column + 1):
                sheet.note(row, column, mark, len(text))

    def _read(self, text: str) -> Mark | None:
        attributes = self._attributes
        kind = attributes.get(f"{_OFFICE}value-type", "")
        if attributes.get(f"{_CALCEXT}value-type") == "error":
            return Kind.ERROR, text
        if kind in {"boolean", "date"}:
            return SOMETHING
        value = attributes.get(f"{_OFFICE}value", "")
        if kind in {"float", "currency", "percentage"} and value:
            if _TRUTH.get(text) == value:
                return Kind.BOOLEAN, text
            try:
                return Kind.PERCENT if kind == "percentage" else Kind.NUMBER, float(value)
            except ValueError:
                raise SpreadsheetError(DAMAGED) from None
        if not kind and not self._paragraphs and f"{_TABLE}formula" in attributes:
            return Kind.UNCALCULATED, None
        text = text if self._paragraphs else attributes.get(f"{_OFFICE}string-value", "")
        return (Kind.TEXT, text) if text and not text.isspace() else None


def _repeated(attributes: dict[str, str], what: str) -> int:
    return _count(attributes.get(f"{_TABLE}number-{what}-repeated", "1"))


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not text.strip("0"):
        raise SpreadsheetError(DAMAGED)
    return int(text) if len(text) < 10 else _ENDLESS
