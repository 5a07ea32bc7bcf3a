"""One table in the three formats reads as one table: nothing lost, nothing added, nothing moved."""

import csv
import datetime as dt
import io
import unicodedata
from decimal import Decimal
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from objectives import spreadsheet
from tests import spreadsheets as make

WORDS = st.text("aé\u0301Œ’&<\"';,.\t\n 1-=", max_size=12)
NUMBERS = st.integers(-(10**9), 10**9).map(lambda thousandths: Decimal(thousandths) / 1000)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
TABLES = st.lists(st.lists(st.none() | WORDS | NUMBERS | DAYS, max_size=6), max_size=8)


def seen(value):
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",") if value else "0"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return unicodedata.normalize("NFC", value).strip()


def as_xlsx(rows):
    return make.written([[float(value) if isinstance(value, Decimal) else value for value in row] for row in rows])


def as_ods(rows):
    def cell(value):
        match value:
            case None:
                return "<table:table-cell/>"
            case Decimal():
                return make.ods_number(repr(float(value)))
            case dt.date():
                return make.ods_date(value.isoformat())
        return make.ods_text(escape(value).replace("\t", "<text:tab/>").replace("\n", "</text:p><text:p>"))

    return make.ods("".join(make.ods_row(*map(cell, row), make.REST_OF_ROW) for row in rows) + make.REST_OF_SHEET)


def as_csv(rows):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(["sans", "titre", "ni", "sens", "du", "tout"])  # so that the separator is never in doubt
    writer.writerows([["" if value is None else seen(value) for value in row] for row in rows])
    return file.getvalue().encode()


@settings(max_examples=15)
@given(TABLES)
def test_a_table_reads_the_same_from_the_three_formats(rows):
    expected = {
        (number, column): seen(value)
        for number, row in enumerate(rows, 2)
        for column, value in enumerate(row, 1)
        if value is not None and seen(value)
    }
    titled = [["sans", "titre", "ni", "sens", "du", "tout"], *rows]
    for data in (as_xlsx(titled), as_ods(titled), as_csv(rows)):
        sheet = spreadsheet.read(data, "a").sheets[0]
        read = {
            (row.number, ord(letter) - 64): cell.value if isinstance(cell.value, str) else cell.shown
            for row in sheet.rows[1:]
            for letter, cell in row.cells.items()
        }
        assert read == expected
