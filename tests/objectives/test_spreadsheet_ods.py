"""ODS as LibreOffice writes it: repeated rows and cells, notes, merged cells, errors kept in the shown text."""

import datetime as dt
from decimal import Decimal

import pytest

from objectives import spreadsheet
from objectives.spreadsheet import Kind, opening
from tests import spreadsheets as make
from tests.spreadsheets import ods_date, ods_number, ods_row, ods_text


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    monkeypatch.setattr(opening, "read_apart", make.read_here)


def sheet(rows, **options):
    return spreadsheet.read(make.ods(rows, **options), "suivi.ods").sheets[0]


def cell(xml):
    """The first cell of a row, and its witness."""
    read = sheet(ods_row(xml, ods_text("témoin"))).row(1).cell("A")
    return read.kind, read.value


def formula(shown, attributes):
    return f'<table:table-cell table:formula="of:=A2" {attributes}>{shown}</table:table-cell>'


@pytest.mark.parametrize(
    "xml, kind, value",
    [
        (ods_text("Guînes"), Kind.TEXT, "Guînes"),
        (ods_text("Gui\u0302nes"), Kind.TEXT, "Guînes"),
        (ods_number("12.5", "12,5"), Kind.NUMBER, Decimal("12.5")),
        (ods_number("35.599999999999994", "35,6"), Kind.NUMBER, Decimal("35.6")),
        (ods_number("12.5", "12,50 €", kind="currency"), Kind.NUMBER, Decimal("12.5")),
        (ods_number("0.6", "60 %", kind="percentage"), Kind.PERCENT, Decimal("0.6")),
        (ods_number("1", "VRAI", attributes='table:formula="of:=TRUE()"'), Kind.BOOLEAN, True),
        (ods_number("0", "FALSE"), Kind.BOOLEAN, False),
        (ods_number("1", "1"), Kind.NUMBER, 1),
        (ods_date("2023-04-03"), Kind.DATE, dt.date(2023, 4, 3)),
        (ods_date("2023-04-03T14:30:00"), Kind.DATETIME, dt.datetime(2023, 4, 3, 14, 30)),
        ('<table:table-cell office:value-type="float"><text:p>12,5</text:p></table:table-cell>', Kind.TEXT, "12,5"),
        ("<table:table-cell><text:p>sans type</text:p></table:table-cell>", Kind.TEXT, "sans type"),
        ('<table:table-cell office:value-type="string" office:string-value="valeur"/>', Kind.TEXT, "valeur"),
        (
            '<table:table-cell office:value-type="time" office:time-value="PT36H00M00S"><text:p>36:00</text:p>'
            "</table:table-cell>",
            Kind.TEXT,
            "36:00",
        ),
        (
            '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p>'
            "</table:table-cell>",
            Kind.BOOLEAN,
            True,
        ),
    ],
)
def test_a_cell_has_its_type(xml, kind, value):
    assert cell(xml) == (kind, value)


@pytest.mark.parametrize(
    "inside, read",
    [
        ("a<text:s text:c='3'/>b", "a   b"),
        ("a<text:tab/>b", "a\tb"),
        ("a<text:line-break/>b", "a\nb"),
        ("ligne 1</text:p><text:p/><text:p>ligne 3", "ligne 1\n\nligne 3"),
        ("un <text:span>mot</text:span> gras", "un mot gras"),
        ("&amp;&#233;&lt;", "&é<"),
        ("\u202ea", "a"),
    ],
)
def test_text_keeps_its_lines_and_loses_nothing_else(inside, read):
    assert cell(ods_text(inside)) == (Kind.TEXT, read)


def test_notes_and_shapes_are_no_part_of_a_cell():
    note = "<office:annotation><dc:creator>Moi</dc:creator><text:p>à vérifier</text:p></office:annotation>"
    shape = "<draw:frame><draw:text-box><text:p>logo</text:p></draw:text-box></draw:frame>"
    noted = f'<table:table-cell office:value-type="string">{note}<text:p>texte</text:p>{shape}</table:table-cell>'
    only = f"<table:table-cell>{note}{shape}</table:table-cell>"
    before = f"<table:shapes>{shape}</table:shapes>"
    assert [cell.value for cell in sheet(before + ods_row(only, noted)).row(1).cells.values()] == ["texte"]


def test_what_tracked_changes_replaced_is_not_read():
    was = "<table:change-track-table-cell><text:p>ancien</text:p></table:change-track-table-cell>"
    changes = f"<table:tracked-changes><table:previous>{was}</table:previous></table:tracked-changes>"
    read = sheet(ods_row(ods_text("nouveau")), before=changes)
    assert [cell.value for row in read.rows for cell in row.cells.values()] == ["nouveau"]


def test_repeated_rows_and_cells_are_as_many_rows_and_cells():
    rows = (
        ods_row(make.REST_OF_ROW, repeated=2)
        + ods_row(ods_text("A"), ods_number(7, attributes='table:number-columns-repeated="3"'), make.REST_OF_ROW)
        + ods_row("<table:table-cell/>", ods_text("même"), repeated=4)
        + ods_row('<table:table-cell table:number-columns-repeated="5"/>', ods_text("F"))
        + make.REST_OF_SHEET
    )
    read = sheet(rows)
    assert {cell.address: cell.value for row in read.rows for cell in row.cells.values()} == {
        "A3": "A",
        **dict.fromkeys(["B3", "C3", "D3"], 7),
        **dict.fromkeys(["B4", "B5", "B6", "B7"], "même"),
        "F8": "F",
    }
    assert read.last_row == 8


@pytest.mark.parametrize("rows", [2, 20_000])
def test_the_last_row_is_read(rows):
    read = sheet("".join(ods_row(ods_text(f"ligne {n}")) for n in range(1, rows + 1)) + make.REST_OF_SHEET)
    assert len(read.rows) == read.last_row == rows
    assert read.rows[-1].cell("A").value == f"ligne {rows}"


def test_heading_rows_and_groups_of_rows_are_rows():
    rows = (
        f"<table:table-header-rows>{ods_row(ods_text('Nom'))}</table:table-header-rows>"
        f"<table:table-row-group>{ods_row(ods_text('CCPO'))}</table:table-row-group>{ods_row(ods_text('CCRA'))}"
    )
    assert [row.cell("A").value for row in sheet(rows).rows] == ["Nom", "CCPO", "CCRA"]


@pytest.mark.parametrize("shown", ["#DIV/0!", "#N/A", "#REF!", "#NOM ?", "Err:502", "Erreur : 502"])
def test_an_error_is_an_error_and_not_an_empty_cell(shown):
    by_libreoffice = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    assert cell(formula(f"<text:p>{shown}</text:p>", by_libreoffice)) == (Kind.ERROR, shown)
    assert cell(formula(f"<text:p>{shown}</text:p>", 'office:value-type="string"')) == (Kind.ERROR, shown)


def test_a_formula_is_its_last_value_or_says_that_it_has_none():
    assert cell(formula("<text:p>2</text:p>", 'office:value-type="float" office:value="2"')) == (Kind.NUMBER, 2)
    assert cell(formula("", "")) == (Kind.UNCALCULATED, None)
    assert cell(formula("<text:p/>", ""))[0] is Kind.EMPTY


def test_hidden_sheets_and_rows_are_read_and_say_so():
    style = (
        '<style:style style:name="{}" style:family="table"><style:table-properties table:display="{}"/></style:style>'
    )
    rows = ods_row(ods_text("a")) + "".join(
        ods_row(ods_text("b"), repeated=2, attributes=f'table:visibility="{how}"') for how in ("collapse", "filter")
    )
    tables = make.ods_table(rows, "Vue", 'table:style-name="ta1"') + make.ods_table(
        rows, "Cachée", 'table:style-name="ta2"'
    )
    styles = style.format("ta1", "true") + style.format("ta2", "false")
    book = spreadsheet.read(make.zipped(make.ods_members(tables, styles=styles)), "a.ods")
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("Vue", False), ("Cachée", True)]
    assert [row.hidden for row in book.sheets[0].rows] == [False, True, True, True, True]


def test_what_a_merged_cell_covers_is_not_an_empty_cell():
    spanned = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    rows = ods_row(ods_text("CCPO", spanned), "<table:covered-table-cell/>", ods_number(1)) + ods_row(
        "<table:covered-table-cell/>",
        '<table:covered-table-cell office:value-type="string"><text:p>dessous</text:p></table:covered-table-cell>',
        ods_number(2),
    )
    read = sheet(rows)
    assert [(cell.address, cell.kind, cell.value) for row in read.rows for cell in row.cells.values()] == [
        ("A1", Kind.TEXT, "CCPO"),
        ("B1", Kind.MERGED, "A1"),
        ("C1", Kind.NUMBER, 1),
        ("A2", Kind.MERGED, "A1"),
        ("B2", Kind.MERGED, "A1"),
        ("C2", Kind.NUMBER, 2),
    ]
