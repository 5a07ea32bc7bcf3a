"""The XML of an XLSX file, read beside calamine."""

import posixpath
import re
from functools import cache

from objectives.spreadsheet.limits import MAX_SHEETS
from objectives.spreadsheet.model import Kind, SpreadsheetError
from objectives.spreadsheet.package import DAMAGED, LINKED, MACROS, TOO_LARGE, Package, attribute
from objectives.spreadsheet.scan import SOMETHING, Mark, Range, ScannedSheet, Tally

CONTENTS, WORKBOOK, RELATIONS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TRUE = {"1", "true"}
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_BUILTIN_PERCENT = {9, 10}
_NOT_SHOWN_AS_IS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def scan(package: Package) -> list[ScannedSheet]:
    if any("vbaproject" in name or "/macrosheets/" in name for name in package.names):
        raise SpreadsheetError(MACROS)
    if any(name.startswith("xl/externallinks/") for name in package.names):
        raise SpreadsheetError(LINKED)
    workbook, relations, strings, styles = _Workbook(), _Relations(), _Strings(), _Styles()
    package.parse(CONTENTS, _Contents())
    package.parse(WORKBOOK, workbook)
    package.parse(RELATIONS, relations)
    package.parse_if_there(relations.part("sharedStrings"), strings)
    package.parse_if_there(relations.part("styles"), styles)
    for name in package.names:  # what holds no cell is only checked
        if name.endswith(".rels"):
            package.parse(name, _Relations())
        elif name.endswith(".xml") and not name.startswith("xl/worksheets/"):
            package.check(name)
    tally, sheets = Tally(), []
    for name, hidden, relation in workbook.sheets:
        kind, part = relations.found.get(relation, ("", ""))
        if kind in {"chartsheet", "dialogsheet"}:
            continue
        if name in {sheet.name for sheet in sheets}:
            raise SpreadsheetError(DAMAGED)
        sheet = ScannedSheet(name, hidden, tally)
        package.parse(part, _Sheet(sheet, strings.lengths, styles.percent, workbook.recalculates))
        sheets.append(sheet)
    return sheets


class _Silent:
    """A handler that listens to the starts of elements only."""

    def end(self, name: str) -> None: ...
    def text(self, data: str) -> None: ...


class _Contents(_Silent):
    def start(self, name: str, attributes: dict[str, str]) -> None:
        if "macroenabled" in attributes.get("ContentType", "").casefold():
            raise SpreadsheetError(MACROS)


class _Relations(_Silent):
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}  # id → type, part

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship":
            return
        kind, target = posixpath.basename(attributes.get("Type", "")), attributes.get("Target", "")
        if attributes.get("TargetMode") == "External" and kind != "hyperlink":  # a link that one clicks reads nothing
            raise SpreadsheetError(LINKED)
        self.found[attributes.get("Id", "")] = kind, posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

    def part(self, kind: str) -> str:
        return next((part for type_, part in self.found.values() if type_ == kind), "")


class _Workbook(_Silent):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []  # name, hidden, relation
        self.recalculates = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), hidden, attribute(attributes, "id")))
            if len(self.sheets) > MAX_SHEETS:
                raise SpreadsheetError(TOO_LARGE)
        elif name == "calcPr":
            self.recalculates = attributes.get("fullCalcOnLoad") in TRUE


class _Strings:
    """The lengths of the shared strings: enough to know which are blank (0), and what they weigh when repeated."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._length, self._blank = 0, True
        self._reading = self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._reading = not self._phonetic
        elif name == "si":
            self._length, self._blank = 0, True
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == "t":
            self._reading = False
        elif name == "si":
            self.lengths.append(0 if self._blank else self._length)
        elif name == "rPh":
            self._phonetic = False

    def text(self, data: str) -> None:
        if self._reading:
            self._length += len(data)
            self._blank = self._blank and data.isspace()


class _Styles(_Silent):
    """The numbers of the cell styles that show a share as a percentage."""

    def __init__(self) -> None:
        self.percent: set[str] = set()
        self._formats, self._in_cell_styles, self._count = set(_BUILTIN_PERCENT), False, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and "%" in _NOT_SHOWN_AS_IS.sub("", attributes.get("formatCode", "")):
            self._formats.add(_whole(attributes.get("numFmtId", "")))
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "xf" and self._in_cell_styles:
            if _whole(attributes.get("numFmtId", "0")) in self._formats:
                self.percent.add(str(self._count))
            self._count += 1

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cell_styles = False


class _Sheet:
    def __init__(self, sheet: ScannedSheet, strings: list[int], percent: set[str], recalculates: bool) -> None:
        self._sheet, self._strings, self._percent, self._recalculates = sheet, strings, percent, recalculates
        self._row = self._column = 0
        self._in_cell = self._reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._in_cell, self._formula, self._value, self._parts = True, False, False, []
            self._type, self._style = attributes.get("t", "n"), attributes.get("s")
            if reference := attributes.get("r"):
                self._row, self._column = _position(reference)
            else:
                self._column += 1
        elif self._in_cell:
            if name == "v" or name == "t":
                self._reading = self._value = True
            elif name == "f":
                self._formula = True
        elif name == "row":
            self._row, self._column = _whole(attributes.get("r", "")) or self._row + 1, 0
            if attributes.get("hidden") in TRUE:
                self._sheet.hidden_rows.add(self._row)
        elif name == "mergeCell":
            self._sheet.merged.append(_range(attributes.get("ref", "")))

    def end(self, name: str) -> None:
        if name == "v" or name == "t":
            self._reading = False
        elif name == "c":
            self._in_cell = False
            mark, length = self._read("".join(self._parts))
            if mark is not None:
                self._sheet.note(self._row, self._column, mark, length)

    def text(self, data: str) -> None:
        if self._reading:
            self._parts.append(data)

    def _read(self, text: str) -> tuple[Mark | None, int]:
        """The mark of a cell, None when it is empty, and the length of its text."""
        if self._formula and not (text or (self._type == "str" and self._value)):
            return (Kind.UNCALCULATED, None), 0
        if self._formula and self._recalculates and text == "0" and self._type == "n":
            # Libraries that compute nothing write 0 and ask to be recomputed when the file is opened.
            return (Kind.UNCALCULATED, None), 0
        if not text or text.isspace():
            return None, 0
        if self._type == "s":
            index = _whole(text)
            if index is None or index >= len(self._strings):
                raise SpreadsheetError(DAMAGED)
            return (SOMETHING if self._strings[index] else None), self._strings[index]
        if self._type == "e":
            return (Kind.ERROR, text), len(text)
        if self._type == "n":
            try:
                return (Kind.PERCENT if self._style in self._percent else Kind.NUMBER, float(text)), 0
            except ValueError:
                return SOMETHING, len(text)
        return SOMETHING, len(text)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _position(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise SpreadsheetError(DAMAGED)
    return int(match[2]), _column(match[1])


@cache
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _range(reference: str) -> Range:
    first, _, last = reference.partition(":")
    return *_position(first), *_position(last or first)
