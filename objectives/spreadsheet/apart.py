"""Opening a hostile file elsewhere: in a process with limits, of which only lines of JSON come back."""

import datetime as dt
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import objectives
from objectives.spreadsheet.limits import CHILD_SECONDS
from objectives.spreadsheet.model import Cell, Kind, Row, Sheet, SpreadsheetError

HOUSE = str(Path(objectives.__file__).parent.parent)
UNREADABLE = (
    "Ce fichier n’a pas pu être lu : il est abîmé, ou bien plus lourd une fois ouvert qu’il n’en a l’air. "
    "Copiez les lignes utiles dans un classeur neuf, enregistrez-le, puis recommencez."
)
_KINDS = {kind.value: kind for kind in Kind}
_DECODE = {
    Kind.NUMBER: Decimal,
    Kind.PERCENT: Decimal,
    Kind.DATE: dt.date.fromisoformat,
    Kind.DATETIME: dt.datetime.fromisoformat,
}


def read_apart(data: bytes) -> tuple[str, tuple[Sheet, ...]]:
    """The format, «xlsx» or «ods», and the sheets."""
    # Nothing of our environment (keys, database) is given to it.
    environment = {"PYTHONPATH": HOUSE, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    environment |= {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "objectives.spreadsheet"],
            input=data,
            capture_output=True,
            check=True,
            timeout=CHILD_SECONDS,
            env=environment,
            cwd=HOUSE,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        failure.add_note((failure.stderr or b"").decode(errors="replace")[-2000:])
        raise SpreadsheetError(UNREADABLE) from failure
    return decoded(done.stdout)


def decoded(output: bytes) -> tuple[str, tuple[Sheet, ...]]:
    format_, sheets, rows = "", [], []
    for text in io.BytesIO(output):
        match json.loads(text):
            case ["refused", problem]:
                raise SpreadsheetError(problem)
            case ["format", format_]:
                pass
            case ["sheet", name, hidden]:
                rows = []
                sheets.append((name, hidden, rows))
            case ["stripped", *columns]:
                cells = rows[-1].cells
                cells |= {column: replace(cells[column], stripped=True) for column in columns}
            case [number, hidden, *cells]:
                rows.append(Row(name, number, hidden, _cells(name, number, cells)))
    return format_, tuple(Sheet(name, hidden, tuple(rows)) for name, hidden, rows in sheets)


def _cells(sheet: str, row: int, flat: list) -> dict[str, Cell]:
    cells = {}
    for column, kind, value in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
        if kind in _DECODE:
            value = _DECODE[kind](value)
        column = sys.intern(column)
        cells[column] = Cell(sheet, row, column, _KINDS[kind], value)
    return cells
