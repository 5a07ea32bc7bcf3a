"""CSV as French people make it: semicolons, commas or tabs; cp1252, UTF-8 with or without BOM, UTF-16."""

import codecs
import contextlib
import csv
import io
import re
from collections import Counter

from objectives.spreadsheet.limits import MAX_CELLS
from objectives.spreadsheet.model import Cell, Kind, Row, Sheet, SpreadsheetError, letters
from objectives.spreadsheet.package import TOO_FULL
from objectives.spreadsheet.text import check_length, check_position, has_invisible, typed_text

SAMPLE = 64 * 1024
DELIMITERS = ";\t,"  # when nothing tells them apart, the first wins
NOT_TEXT = (
    "Ce fichier n’est pas un tableau lisible : donnez un fichier .xlsx, .ods ou .csv. "
    "Changer l’extension d’un fichier n’en change pas le contenu."
)
MIXED = (
    "Les accents de ce fichier CSV ne se lisent pas avec certitude (plusieurs encodages y sont mêlés, ou il est "
    "incomplet). Dans votre tableur, enregistrez-le à nouveau au format « CSV UTF-8 » ou .xlsx."
)
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(\r\n|\r|\n|$)')
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def read_csv(data: bytes, name: str) -> Sheet:
    text = decoded(data)
    said = _SEPARATOR_LINE.match(text)  # Excel obeys this first line and does not show it
    text = text[said.end() :] if said else text
    delimiter = said[1] if said else likely_delimiter(text)
    rows, count = [], 0
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, fields in enumerate(records, 1):
            cells = _cells(fields, number, name)
            count += len(cells)
            if count > MAX_CELLS:
                raise SpreadsheetError(TOO_FULL)
            if cells:
                rows.append(Row(name, number, False, cells))
    except csv.Error as error:
        raise SpreadsheetError(
            f'Ligne {number + 1} du fichier CSV : un guillemet (") y est mal placé, ou n’est jamais refermé. '
            "Corrigez cette ligne, ou donnez le fichier au format .xlsx."
        ) from error
    return Sheet(name, False, tuple(rows))


def _cells(fields: list[str], row: int, sheet: str) -> dict[str, Cell]:
    cells = {}
    for index, field in enumerate(fields, 1):
        kind, value = typed_text(field) if field else (Kind.EMPTY, None)
        if kind is not Kind.EMPTY:
            check_position(row, index, sheet)
            check_length(len(field), row, index, sheet)
            column = letters(index)
            cells[column] = Cell(sheet, row, column, kind, value, has_invisible(field))
    return cells


def decoded(data: bytes) -> str:
    encoding = next((encoding for bom, encoding in _BOMS.items() if data.startswith(bom)), "")
    try:
        text = data.decode(encoding) if encoding else _without_bom(data)
    except UnicodeDecodeError as error:
        raise SpreadsheetError(MIXED if encoding else NOT_TEXT) from error
    if len(_CONTROL.findall(text[:SAMPLE])) > 10 + len(text[:SAMPLE]) // 100:
        raise SpreadsheetError(NOT_TEXT)
    return text


def _without_bom(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        tolerant = data.decode(errors="surrogateescape")
    foreign = [letter for letter in tolerant if letter > "\x7f"]
    broken = sum(letter >= "\udc80" and letter <= "\udcff" for letter in foreign)
    # French words in cp1252 hardly ever look like UTF-8: when they do, it is UTF-8 cut short or mixed.
    if len(foreign) - broken > broken:
        raise SpreadsheetError(MIXED)
    return data.decode("cp1252")


def likely_delimiter(text: str) -> str:
    """The one that cuts most of the first rows into the same number of cells, at least two, before a quote stops it."""
    sample = text[:SAMPLE]
    if len(text) > SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample

    def regularity(delimiter: str) -> int:
        widths: Counter[int] = Counter()
        with contextlib.suppress(csv.Error):
            for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True):
                widths[len(row)] += 1
        return max((count for width, count in widths.items() if width > 1), default=0)

    return max(DELIMITERS, key=regularity)
