"""The blank workbook that people fill in: one line a figure, lists of what each column takes, an example."""

import datetime as dt
import io

import xlsxwriter

from objectives import periods
from objectives.imports.entries import MOST_ROWS
from objectives.imports.reading import COLUMNS, WHOLE
from objectives.imports.rows import EXAMPLE
from objectives.measure import Scope
from objectives.models import Contract, Indicator

SHEET, LISTS = "Saisies", "Valeurs permises"
OFFERED = ("reference", "code", "place", "period", "quantity", "unit", "source", "comment", "justification")
_WIDTHS = {"reference": 12, "period": 20, "quantity": 12, "unit": 16, "source": 36, "comment": 36, "justification": 30}
_SAID = {
    "reference": "À laisser vide. Elle ne sert qu’aux lignes venues de l’export.",
    "code": "Le code, le numéro (7), le DC (DC 1) ou l’intitulé de l’indicateur.",
    "place": "Le sigle d’un EPCI, une commune, ou Territoire entier.",
    "period": "Un mois, un trimestre ou une année : mars 2021, T1 2021, 2021.",
    "quantity": "Un nombre, par exemple 300 ou 12,5.",
    "unit": "Facultative. Elle doit être celle de l’indicateur.",
    "source": "D’où vient ce chiffre.",
    "justification": "Pour un chiffre qui surprend : période déjà saisie, total qui recule, bond…",
}


def workbook(contract: Contract, *, on: dt.date) -> bytes:
    indicators = list(Indicator.objects.of_contract(contract))
    places = [WHOLE]
    for epci in contract.epcis.prefetch_related("communes"):
        places += [epci.short_name, *(commune.name for commune in epci.communes.all())]
    over = periods.over(contract.starts_on, min(on, contract.ends_on))
    months = [label for group in over.values() for _, label in reversed(group)]
    stream = io.BytesIO()
    # Text is text, whatever a name starts with.
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    lists = {
        "code": ("Codes permis", [one.code for one in indicators]),
        "said": ("Ce que dit chaque code", [f"{one.label} (en {one.entered_unit})" for one in indicators]),
        "place": ("Périmètres permis", places),
        "period": ("Périodes permises", months),
    }
    ranges = write_lists(book, lists)
    bold = book.add_format({"bold": True, "bottom": 1})
    grey = book.add_format({"italic": True, "font_color": "#5c6670"})
    headings = {column.key: column.label for column in COLUMNS}
    for at, (key, value) in enumerate(_example(indicators, places, months).items()):
        sheet.write_string(0, at, headings[key], bold)
        sheet.set_column(at, at, _WIDTHS.get(key, 26))
        sheet.write(1, at, value, grey)
        sheet.data_validation(1, at, MOST_ROWS, at, _validation(key, headings[key], ranges))
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def write_lists(book: xlsxwriter.Workbook, lists: dict[str, tuple[str, list[str]]]) -> dict[str, str]:
    """A sheet that people can read and whose columns are lists, each with its title; the address of each."""
    sheet = book.add_worksheet(LISTS)
    bold = book.add_format({"bold": True, "bottom": 1})
    ranges = {}
    for at, (key, (title, values)) in enumerate(lists.items()):
        sheet.write_string(0, at, title, bold)
        sheet.write_column(1, at, values)
        sheet.set_column(at, at, min(max(map(len, [title, *values])), 60) + 2)
        letter = chr(ord("A") + at)
        ranges[key] = f"='{LISTS}'!${letter}$2:${letter}${max(len(values), 1) + 1}"
    return ranges


def _validation(key: str, heading: str, ranges: dict[str, str]) -> dict:
    """Lists warn and let through: other spellings are read too."""
    said = {"input_title": heading, "input_message": _SAID[key]} if key in _SAID else {}
    if key in ranges:
        warning = {
            "error_type": "warning",
            "error_title": heading,
            "error_message": f"Ce n’est pas une valeur de la feuille « {LISTS} ».",
        }
        return {"validate": "list", "source": ranges[key], **said, **warning}
    if key == "quantity":
        refusal = {"error_title": heading, "error_message": "Écrivez un nombre, par exemple 300 ou 12,5."}
        return {"validate": "decimal", "criteria": "between", "minimum": -(10**9), "maximum": 10**9, **said, **refusal}
    return {"validate": "any", **said}


def _example(indicators: list[Indicator], places: list[str], months: list[str]) -> dict[str, str | int]:
    first = next(iter(indicators), None)
    values = {
        "reference": EXAMPLE.capitalize(),
        "code": first.code if first else "",
        "place": WHOLE if not first or first.scope == Scope.TERRITORY else places[min(1, len(places) - 1)],
        "period": months[0] if months else "",
        "quantity": 1,
        "unit": first.entered_unit if first else "",
        "source": "Tableau de suivi",
        "comment": "Cette ligne montre comment faire : elle n’est jamais chargée.",
        "justification": "",
    }
    return {key: values[key] for key in OFFERED}
