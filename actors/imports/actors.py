"""A file of actors, in two readings: its headings, for the person to tell which is what; then every row."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from types import SimpleNamespace

from actors.imports.columns import chosen, glance, known_headings
from actors.imports.reading import COLUMNS, HEADINGS, Reading, remarks, why_left_out
from actors.models import ActorImport
from objectives.french import number
from objectives.imports.rows import Row, Rows, Said, rows_to_judge
from objectives.models import Contract, Epci
from objectives.spreadsheet import SpreadsheetError, read, table_at

MOST_ROWS = 5_000
NOTHING_YET = dict.fromkeys(
    [f"lines_{name}" for name in ("read", "new", "changed", "known", "doubtful", "refused", "left_out")], 0
)


class ActorRows(Rows):
    """`lines` tells what each row says, or all that was found wrong with its cells; what it would do comes after."""

    name = Said("name", "name")
    acronym = Said("acronym", "acronym")
    kind = Said("kind", "kind")
    epci = Said("epci", "epci")
    perimeter = Said("perimeter", "perimeter")
    item = Said("item", "item")
    problem = Said("problem", "problem")
    roles = Said("roles", "roles")
    interest = Said("interest", "interest")
    influence = Said("influence", "influence")
    person = Said("person", "person")
    function = Said("function", "function")
    email = Said("email", "email")
    phone = Said("phone", "phone")
    notes = Said("notes", "notes")

    def init_instance(self, row=None):
        self.begin(row)
        return SimpleNamespace()

    def tell(self, row: Row, key: str, problem: str, expected: str = "") -> None:
        self.lines[-1]["problems"].append({"key": key, "problem": problem, "expected": expected})

    def skip_row(self, instance, original, row, import_validation_errors=None):
        line = self.lines[-1]
        del line["read"], line["state"]
        line["said"] = None if line["problems"] else vars(instance)
        line["unread"] = line.pop("problems")
        line["cells"] = {key: [cell.column, cell.shown[:200]] for key, cell in row.items() if cell.shown}
        line["remarks"] = remarks(row)
        return True


def arrive(contract: Contract, *, by, at: dt.datetime, data: bytes, name: str) -> ActorImport:
    """A file, with what its headings look like; nothing else is read. Raises SpreadsheetError for the whole file."""
    book = read(data, name)
    known = known_headings(by)
    sheets = chosen([glance(sheet, known) for sheet in book.sheets])
    if not any(sheet["last_row"] > sheet["heading_row"] for sheet in sheets):
        raise SpreadsheetError("Ce fichier n’a aucune ligne sous ses intitulés.")
    done = ActorImport(
        contract=contract,
        author=by,
        created_at=at,
        file_name=book.name[-255:] or "fichier sans nom",
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        content={"sheets": sheets},
        **NOTHING_YET,
    )
    done.preview()
    return done


def look(
    done: ActorImport,
    told: Sequence[dict],
    *,
    erases: bool,
    creates: bool,
    at: dt.datetime,
    meanings: Sequence[dict] = (),
) -> None:
    """What loading the file would do: `told` says of each sheet that is read its heading row, and key → letter.

    `meanings`, heading → key, is for `remember` once it is loaded: nothing outlives a preview that is dropped.
    """
    book = read(bytes(done.data), done.file_name)
    tables, columns = [], {}
    for sheet in book.sheets:
        for one in told:
            if one["name"] == sheet.name:
                tables.append(table_at(sheet, COLUMNS, one["heading_row"], one["columns"]))
                columns[sheet.name] = one["columns"]
    rows, left_out = rows_to_judge(tables, first="name", left_out_for=why_left_out(done.contract))
    if len(rows) > MOST_ROWS:
        raise SpreadsheetError(
            f"Ce fichier a {number(len(rows))} lignes d’acteurs ; un import en prend {number(MOST_ROWS)} au plus. "
            "Partagez-le en plusieurs."
        )
    resource = ActorRows(HEADINGS, several_sheets=len(tables) > 1)
    resource.judge(rows, Reading(done.contract.incontournables.all(), Epci.objects.all(), erases=erases))
    read_names = {one["name"] for one in told}
    done.read_lines(
        {
            "sheets": [sheet | {"is_read": sheet["name"] in read_names} for sheet in done.content["sheets"]],
            "tables": [[table.sheet, table.heading_row, table.last_row] for table in tables],
            "columns": columns,
            "meanings": list(meanings),
            "unread": [[table.sheet, letter, heading] for table in tables for letter, heading in table.unknown],
            "erases": erases,
            "creates": creates,
            "choices": {},
            "left_out": left_out,
            "lines": resource.lines,
        },
        at=at,
    )
