"""The blank workbook that people fill in: one line an actor and a map, lists of what each column takes, an example."""

import io
from collections.abc import Iterable

import xlsxwriter

from actors.imports.actors import MOST_ROWS
from actors.imports.reading import A_LEVEL, COLUMNS, EXAMPLE_NAME, HEADINGS
from actors.models import Actor, CardRole, Problem
from actors.models.changes import domain
from actors.quadrants import HIGHEST, LOWEST
from objectives.imports.blank import write_lists
from objectives.models import Contract, Epci, Incontournable

SHEET = "Acteurs"
NOT_OFFERED = {"contract"}
_WIDTHS = {"name": 44, "kind": 30, "roles": 32, "item": 12, "problem": 44, "email": 28, "notes": 40}
_SAID = {
    "name": "Obligatoire. Avec l’EPCI, c’est à lui qu’un acteur est reconnu.",
    "roles": "Un ou plusieurs, séparés par des points-virgules.",
    "interest": f"{A_LEVEL.capitalize()}. Les deux niveaux, ou aucun.",
    "influence": f"{A_LEVEL.capitalize()}. Les deux niveaux, ou aucun.",
    "item": "Le numéro du DC ou son titre. Un acteur sur deux DC prend deux lignes.",
    "problem": "Inutile quand le domaine n’en a qu’une.",
    "epci": "Le sigle d’un EPCI, ou rien.",
    "perimeter": "Région, national… pour un acteur qui n’est pas d’un EPCI.",
    "person": "Le nom de la personne, ou rien : l’adresse et le téléphone suffisent.",
}


def workbook(contracts: Iterable[Contract]) -> bytes:
    """The lists are those of the contracts that the person administers."""
    contracts = list(contracts)
    items = Incontournable.objects.filter(contract__in=contracts)
    problems = Problem.objects.filter(incontournable__in=items)
    lists = {
        "kind": [str(kind.label) for kind in Actor.Kind],
        "roles": [str(role.label) for role in CardRole],
        "item": list(dict.fromkeys(domain(item) for item in items if item.dc_number)),
        "problem": list(dict.fromkeys(problem.title for problem in problems)),
        "epci": [epci.short_name for epci in Epci.objects.filter(contracts__in=contracts).distinct()],
    }
    stream = io.BytesIO()
    # Text is text, whatever a name starts with.
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    ranges = write_lists(book, {key: (HEADINGS[key], values) for key, values in lists.items()})
    bold = book.add_format({"bold": True, "bottom": 1})
    grey = book.add_format({"italic": True, "font_color": "#5c6670"})
    example = _example(lists)
    for at, column in enumerate(column for column in COLUMNS if column.key not in NOT_OFFERED):
        sheet.write_string(0, at, column.label, bold)
        sheet.set_column(at, at, _WIDTHS.get(column.key, 18))
        sheet.write(1, at, example.get(column.key, ""), grey)
        sheet.data_validation(1, at, MOST_ROWS, at, _validation(column.key, column.label, ranges))
    sheet.freeze_panes(1, 1)
    book.close()
    return stream.getvalue()


def _example(lists: dict[str, list[str]]) -> dict[str, str | int]:
    first = {key: next(iter(values), "") for key, values in lists.items()}
    more = {"name": EXAMPLE_NAME, "roles": "financeur ; relais", "interest": 3, "influence": 2}
    return {**first, **more, "email": "nom@exemple.fr", "phone": "03 21 00 00 00"}


def _validation(key: str, heading: str, ranges: dict[str, str]) -> dict:
    """Lists warn and let through: other spellings are read too, and several roles."""
    said = {"input_title": heading, "input_message": _SAID[key]} if key in _SAID else {}
    if key in ranges:
        warning = {"error_title": heading, "error_message": "Ce n’est pas une des valeurs de la liste."}
        return {"validate": "list", "source": ranges[key], "error_type": "warning", **said, **warning}
    if key in ("interest", "influence"):
        refusal = {"error_title": heading, "error_message": f"Écrivez {A_LEVEL}."}
        return {"validate": "integer", "criteria": "between", "minimum": LOWEST, "maximum": HIGHEST, **said, **refusal}
    return {"validate": "any", **said}
