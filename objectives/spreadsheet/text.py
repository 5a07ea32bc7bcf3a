"""From what a cell holds to what a person reads in it."""

import math
import re
import unicodedata
from decimal import Decimal

from objectives.french import number
from objectives.spreadsheet.limits import MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS
from objectives.spreadsheet.model import Kind, SpreadsheetError, letters, quoted

# Control characters but tab and line feed; zero-width characters; marks that turn the direction of writing.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ERROR = re.compile(r"#(N/?A|[A-ZÉÈ][A-ZÉÈ_/0 ]*[!?])|(Err|Erreur)\s?:\s?[0-9]{3}")


def clean(text: str) -> str:
    """`visible`, and trimmed."""
    return visible(text).strip()


def visible(text: str) -> str:
    """NFC, lines ended by a line feed, without the characters that nobody sees nor those that turn the others over."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _LONE_SURROGATE.sub("\ufffd", text))
    return text if text.isprintable() else _INVISIBLE.sub("", _LINE_END.sub("\n", text))


def has_invisible(text: str) -> bool:
    return not text.isprintable() and bool(_INVISIBLE.search(_LINE_END.sub("\n", text)))


def typed_text(text: str) -> tuple[Kind, str | None]:
    text = clean(text)
    if not text:
        return Kind.EMPTY, None
    return (Kind.ERROR if _ERROR.fullmatch(text) else Kind.TEXT), text


def typed_number(value: float, kind: Kind = Kind.NUMBER) -> tuple[Kind, Decimal | str]:
    """Fifteen significant digits, as spreadsheets show: 0.1 + 0.2 is 0.3."""
    if not math.isfinite(value):
        return Kind.ERROR, str(value)
    return kind, Decimal(f"{value:.15g}")


def check_position(row: int, column: int, sheet: str) -> None:
    if row > MAX_ROWS or column > MAX_COLUMNS:
        raise SpreadsheetError(
            f"Feuille {quoted(sheet)} : la cellule {letters(column)}{row} n’est pas vide, or un fichier est lu jusqu’à "
            f"{number(MAX_ROWS)} lignes (intitulés compris) et {MAX_COLUMNS} colonnes. "
            "Supprimez ce qui est au-delà, ou partagez le fichier en plusieurs."
        )


def check_length(length: int, row: int, column: int, sheet: str) -> None:
    if length > MAX_CELL_TEXT:
        raise SpreadsheetError(
            f"Feuille {quoted(sheet)} : le texte de la cellule {letters(column)}{row} est trop long "
            f"({number(MAX_CELL_TEXT)} caractères au plus). Raccourcissez-le."
        )
