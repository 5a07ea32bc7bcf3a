"""Reading the spreadsheets that people send: bytes in; sheets, rows and cells with their addresses out.

Pure: no Django, no clock, nothing written. XLSX and ODS are opened in a limited process (`apart`), after the checks
of `package`; `find_table` looks for headings, the `to_*` functions turn a cell into what the caller stores.
A file is never half read: what cannot be read with certainty raises SpreadsheetError, whose text is for the person.
"""

from objectives.spreadsheet.cells import Choices, choice_key, to_choice, to_date, to_number, to_text
from objectives.spreadsheet.headings import Column, LeftOut, Table, TableRow, find_table, find_tables, table_at
from objectives.spreadsheet.model import Cell, Kind, Row, Sheet, SpreadsheetError, Workbook
from objectives.spreadsheet.opening import read
from objectives.spreadsheet.text import visible

__all__ = [
    "Cell",
    "Choices",
    "Column",
    "Kind",
    "LeftOut",
    "Row",
    "Sheet",
    "SpreadsheetError",
    "Table",
    "TableRow",
    "Workbook",
    "choice_key",
    "find_table",
    "find_tables",
    "read",
    "table_at",
    "to_choice",
    "to_date",
    "to_number",
    "to_text",
    "visible",
]
