"""From a cell to what the caller stores: text, an exact number, a day, one of some choices. None is an empty cell."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Generic, TypeVar

from objectives.french import MONTHS, NotANumber, parse_number, sort_key, too_many_decimals, truncated
from objectives.periods import FIRST_DAY, LAST_DAY
from objectives.spreadsheet.model import Cell, Kind, SpreadsheetError, quoted

T = TypeVar("T")

A_DAY = "une date, par exemple 31/12/2023"
_LARGEST = Decimal(10) ** 15  # what fifteen significant digits can tell apart
_TIME = r"(?:[ T][0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?"
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})\s?[/.\- ]\s?([0-9]{{1,2}})\s?[/.\- ]\s?([0-9]{{2,4}}){_TIME}")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[/.-]([0-9]{{1,2}})[/.-]([0-9]{{1,2}}){_TIME}")
_IN_WORDS = re.compile(r"(?:[a-z]+di |dimanche )?(1er|[0-9]{1,2})[ -]([a-z]+)\.?[ -]([0-9]{2,4})")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_JOINED = re.compile(r"(?<=[a-z])['\-\u2010-\u2015](?=[a-z])")


class Choices(Generic[T]):
    """Allowed values by their labels, whatever the case, accents, hyphens or repeated spaces."""

    def __init__(self, labels: Mapping[str, T], expected: str) -> None:
        """`expected` ends the sentence «Attendu : …»."""
        self.expected = expected
        self._values: dict[str, T] = {}
        for label, value in labels.items():
            if self._values.setdefault(choice_key(label), value) != value:
                raise ValueError(f"two choices read as {label!r}")

    def get(self, text: str) -> T | None:
        return self._values.get(choice_key(text))


def choice_key(text: str) -> str:
    return _JOINED.sub(" ", sort_key(text))


def _is_filled(cell: Cell, expected: str, required: bool) -> bool:
    """Whether there is a value to read; refuses the cells that show something else than what they hold."""
    match cell.kind:
        case Kind.ERROR:
            raise SpreadsheetError(f"La cellule est en erreur ({cell.value}) : corrigez sa formule.", cell, expected)
        case Kind.UNCALCULATED:
            problem = "Cette formule n’a pas été calculée : ouvrez le fichier dans votre tableur et enregistrez-le."
            raise SpreadsheetError(problem, cell, expected)
        case Kind.MERGED:
            problem = f"La cellule est fusionnée avec {cell.value} : défusionnez-les, puis recopiez la valeur."
            raise SpreadsheetError(problem, cell, expected)
        case Kind.EMPTY if required:
            raise SpreadsheetError("La cellule est vide.", cell, expected)
    return cell.kind is not Kind.EMPTY


def to_text(cell: Cell, *, required: bool = False, lines: bool = False) -> str | None:
    """On one line, unless `lines`. Numbers and dates as they are shown."""
    if not _is_filled(cell, "du texte", required):
        return None
    return cell.value if lines and isinstance(cell.value, str) else cell.shown


def to_number(cell: Cell, decimals: int = 3, *, required: bool = False) -> Decimal | None:
    """Exact; one digit too many is refused, never rounded. «12,5» and «1 234,5» may be text."""
    expected = "un nombre entier" if decimals == 0 else "un nombre, par exemple 12,5"
    if not _is_filled(cell, expected, required):
        return None
    if cell.kind is Kind.PERCENT:
        problem = f"{quoted(cell.shown)} est un pourcentage : mettez la cellule au format Nombre et retapez la valeur."
        raise SpreadsheetError(problem, cell, expected)
    if isinstance(cell.value, Decimal):
        if abs(cell.value) >= _LARGEST:
            raise SpreadsheetError(f"{quoted(cell.shown)} est trop grand.", cell, expected)
        if cell.value != truncated(cell.value, decimals):
            raise SpreadsheetError(f"{quoted(cell.shown)} : {_lower(too_many_decimals(decimals))}", cell, expected)
        return cell.value
    if isinstance(cell.value, str):
        try:
            return parse_number(re.sub(r"\s", " ", cell.value), decimals)
        except NotANumber as refusal:
            raise SpreadsheetError(f"{quoted(cell.shown)} : {_lower(str(refusal))}", cell, expected) from refusal
    what = {Kind.BOOLEAN: "une valeur logique"}.get(cell.kind, "une date")
    raise SpreadsheetError(f"{quoted(cell.shown)} est {what}, pas un nombre.", cell, expected)


def to_date(cell: Cell, *, required: bool = False) -> dt.date | None:
    """03/04/2023 is 3 April; 2023-04-03 and «3 avril 2023» too. A time of day is dropped."""
    if not _is_filled(cell, A_DAY, required):
        return None
    match cell.value:
        case dt.datetime():
            day = cell.value.date()
        case dt.date():
            day = cell.value
        case str():
            day = _day_in(cell)
        case _:
            raise SpreadsheetError(f"{quoted(cell.shown)} n’est pas une date{_serial_hint(cell)}.", cell, A_DAY)
    if not FIRST_DAY <= day <= LAST_DAY:
        problem = f"Le {day:%d/%m}/{day.year} est hors du calendrier ({FIRST_DAY.year} à {LAST_DAY.year})."
        raise SpreadsheetError(problem, cell, A_DAY)
    return day


def _day_in(cell: Cell) -> dt.date:
    text = " ".join(str(cell.value).split())
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := _IN_WORDS.fullmatch(sort_key(text)):
        day, month, year = match[1].removesuffix("er"), _month(match[2]), match[3]
    else:
        raise SpreadsheetError(f"{quoted(text)} n’est pas une date.", cell, A_DAY)
    if len(year) != 4:
        raise SpreadsheetError(f"{quoted(text)} : écrivez l’année en quatre chiffres.", cell, A_DAY)
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError as error:
        problem = f"{quoted(text)} : ce jour n’existe pas (on lit le jour, le mois, puis l’année)."
        raise SpreadsheetError(problem, cell, A_DAY) from error


def _month(word: str) -> int:
    """«avril» or «avr»; 0 when no month, or more than one, begins so."""
    found = [number for number, month in enumerate(MONTHS, 1) if len(word) > 2 and sort_key(month).startswith(word)]
    return found[0] if len(found) == 1 else 0


def _serial_hint(cell: Cell) -> str:
    if cell.kind is not Kind.NUMBER or not 36526 <= cell.value <= 73415:
        return ""
    day = _EXCEL_EPOCH + dt.timedelta(days=int(cell.value))
    return f" (peut-être le {day:%d/%m/%Y}, qui a perdu son format : mettez la colonne au format Date)"


def to_choice(cell: Cell, choices: Choices[T], *, required: bool = False) -> T | None:
    if not _is_filled(cell, choices.expected, required):
        return None
    found = choices.get(cell.shown)
    if found is None:
        raise SpreadsheetError(f"{quoted(cell.shown)} n’est pas reconnu.", cell, choices.expected)
    return found


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
