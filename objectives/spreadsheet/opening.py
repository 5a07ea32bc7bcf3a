"""Which kind of file this is, by what it holds and never by its name."""

from pathlib import PurePosixPath

from objectives.spreadsheet.apart import read_apart
from objectives.spreadsheet.csvfile import NOT_TEXT, read_csv
from objectives.spreadsheet.limits import MAX_BYTES, MEGABYTE
from objectives.spreadsheet.model import SpreadsheetError, Workbook
from objectives.spreadsheet.package import MACROS, PASSWORD, RESAVE
from objectives.spreadsheet.text import clean

_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ELSE = {
    b"%PDF": "un PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"{\\rtf": "un document texte",
    b"<": "une page web ou un fichier XML",
}
_SHEET_NAME = 31


def read(data: bytes, name: str) -> Workbook:
    """All the sheets of a file, hidden ones too. `name` only serves in messages, and to name the sheet of a CSV."""
    name = clean(name.replace("\\", "/").rpartition("/")[2])
    if not data.strip():
        raise SpreadsheetError("Ce fichier est vide.")
    if len(data) > MAX_BYTES:
        raise SpreadsheetError(f"Ce fichier est trop lourd : {MAX_BYTES // MEGABYTE} Mo au plus.")
    if data.startswith(_OLE):
        raise SpreadsheetError(_why_not_ole(data))
    if data.startswith(_ZIP):
        format_, sheets = read_apart(data)
    else:
        start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
        what = next((what for signature, what in _ELSE.items() if start.startswith(signature)), "")
        if what:
            raise SpreadsheetError(f"Ce fichier n’est pas un tableur : c’est {what}. {RESAVE}")
        format_ = "csv"
        sheets = (read_csv(data, PurePosixPath(name).stem[:_SHEET_NAME] or "CSV"),)
    if not any(sheet.rows for sheet in sheets):
        raise SpreadsheetError("Ce fichier ne contient aucune ligne remplie.")
    return Workbook(name, format_, sheets)


def _why_not_ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return PASSWORD
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        return MACROS
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return f"Ce fichier est à l’ancien format Excel 97-2003 (.xls). {RESAVE}"
    return NOT_TEXT
