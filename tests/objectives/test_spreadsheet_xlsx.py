"""What a person sees in an Excel workbook is what is read, or a refusal."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter

from objectives import spreadsheet
from objectives.spreadsheet import Kind, SpreadsheetError, opening
from tests import spreadsheets as make
from tests.spreadsheets import inline, number, row


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    monkeypatch.setattr(opening, "read_apart", make.read_here)


def sheet(data):
    return spreadsheet.read(data, "suivi.xlsx").sheets[0]


def cell(*cells, address="A1", **options):
    """The cell at `address` of a sheet whose first row is made of the given XML."""
    read = sheet(make.xlsx(row(1, *cells, inline("Z1", "témoin")), **options)).row(1).cell(address.rstrip("1"))
    return read.kind, read.value


def test_every_cell_has_its_address_and_its_type():
    book = spreadsheet.read(
        make.written(
            [["Suivi 2021"], [], [None, "Commune", 12.5, dt.date(2023, 4, 3), True]], [["secret"]], names=["Bâti", "B"]
        ),
        "C:\\docs\\suivi.xlsx",
    )
    assert (book.name, book.format, [sheet.name for sheet in book.sheets]) == ("suivi.xlsx", "xlsx", ["Bâti", "B"])
    first, third = book.sheets[0].rows
    assert (first.number, first.cell("A").value) == (1, "Suivi 2021")
    assert third.number == 3
    assert [(cell.address, cell.kind, cell.value) for cell in third.cells.values()] == [
        ("B3", Kind.TEXT, "Commune"),
        ("C3", Kind.NUMBER, Decimal("12.5")),
        ("D3", Kind.DATE, dt.date(2023, 4, 3)),
        ("E3", Kind.BOOLEAN, True),
    ]
    assert third.cell("A") == spreadsheet.Cell("Bâti", 3, "A")
    assert book.sheets[0].row(2).cells == {}


@pytest.mark.parametrize("rows", [2, 3, 20_000])
def test_the_last_row_is_read(rows):
    read = sheet(make.written([[f"ligne {n}", n] for n in range(1, rows + 1)]))
    assert len(read.rows) == read.last_row == rows
    assert [row.number for row in read.rows] == list(range(1, rows + 1))
    assert read.rows[1].cell("A").value == "ligne 2"
    assert read.rows[-1].cell("A").value == f"ligne {rows}"
    assert read.rows[-1].cell("B").value == rows


@pytest.mark.parametrize("declared", ["A1", "A1:B2", "A1:XFD1048576", "ZZ1"])
def test_the_declared_dimension_is_not_believed(declared):
    rows = "".join(row(n, number(f"A{n}", n)) for n in range(1, 7))
    assert len(sheet(make.xlsx(rows, before=f'<dimension ref="{declared}"/>')).rows) == 6


def test_formatted_cells_far_away_are_nothing():
    rows = row(1, number("A1", 1)) + '<row r="1048576" s="1"><c r="XFD1048576" s="0"/></row>'
    assert sheet(make.xlsx(rows)).last_row == 1


def test_rows_and_cells_without_address_follow_each_other():
    rows = '<row r="3"><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>'
    read = sheet(make.xlsx(rows))
    assert {cell.address: cell.value for row in read.rows for cell in row.cells.values()} == {"A3": 1, "B3": 2, "A4": 3}


@pytest.mark.parametrize(
    "written, read",
    [
        ("0.30000000000000004", "0.3"),
        ("35.599999999999994", "35.6"),
        ("1E-3", "0.001"),
        ("-12.5", "-12.5"),
        ("123456789012345", "123456789012345"),
        ("0", "0"),
    ],
)
def test_a_number_is_what_the_person_sees_and_exact(written, read):
    kind, value = cell(number("A1", written))
    assert kind is Kind.NUMBER
    assert value == Decimal(read)
    assert isinstance(value, Decimal)


@pytest.mark.parametrize("written", ["inf", "-inf", "nan", "1e400", "Infinity"])
def test_what_is_not_finite_is_an_error(written):
    assert cell(number("A1", written))[0] is Kind.ERROR


@pytest.mark.parametrize("written", ["1_000", "12,5", " 12 "])
def test_a_number_written_otherwise_stays_text(written):
    assert cell(number("A1", written)) == (Kind.TEXT, written.strip())


STYLES = (
    '<numFmts count="4"><numFmt numFmtId="164" formatCode="[$-40C]d\\ mmmm\\ yyyy;@"/>'
    '<numFmt numFmtId="165" formatCode="0.0&quot; de dd&quot;"/><numFmt numFmtId="166" formatCode="jj/mm/aaaa"/>'
    '<numFmt numFmtId="167" formatCode="0.0&quot;%&quot;\\%"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    "<cellXfs>"
    + "".join(f'<xf numFmtId="{code}"/>' for code in (0, 14, 164, 165, 166, 22, 9, 10, 167, 46))
    + "</cellXfs>"
)
PLAIN, SHORT, LONG, QUOTED, FRENCH, TIMED, SHARE, SHARE_2, QUOTED_SHARE, ELAPSED = range(10)


@pytest.mark.parametrize(
    "style, serial, kind, value",
    [
        (PLAIN, 45019, Kind.NUMBER, 45019),
        (SHORT, 45019, Kind.DATE, dt.date(2023, 4, 3)),
        (LONG, 45019, Kind.DATE, dt.date(2023, 4, 3)),
        (QUOTED, 45019, Kind.NUMBER, 45019),
        (FRENCH, 45019, Kind.DATE, dt.date(2023, 4, 3)),
        (TIMED, 45019.604166666664, Kind.DATETIME, dt.datetime(2023, 4, 3, 14, 30)),
        (ELAPSED, 1.5, Kind.TEXT, "36:00:00"),
        (SHARE, 0.6, Kind.PERCENT, Decimal("0.6")),
        (SHARE_2, 0.125, Kind.PERCENT, Decimal("0.125")),
        (QUOTED_SHARE, 0.6, Kind.NUMBER, Decimal("0.6")),
    ],
)
def test_a_number_has_the_type_that_its_format_shows(style, serial, kind, value):
    assert cell(number("A1", serial, style), styles=STYLES) == (kind, value)


@pytest.mark.parametrize("flag", ["1", "true"])
def test_dates_of_the_1904_calendar_are_four_years_later(flag):
    read = cell(number("A1", 43557, SHORT), styles=STYLES, workbook=f'<workbookPr date1904="{flag}"/>')
    assert read == (Kind.DATE, dt.date(2023, 4, 3))


def test_iso_dates_of_strict_workbooks_are_dates():
    xml = '<c r="A1" t="d"><v>2023-04-03</v></c>'
    strict = {"main": make.STRICT_MAIN, "relation_types": make.STRICT_RELATIONS}
    assert cell(xml, **strict) == (Kind.DATE, dt.date(2023, 4, 3))


@pytest.mark.parametrize(
    "xml, kind, value",
    [
        ("<f>1+1</f><v>2</v>", Kind.NUMBER, 2),
        ("<f>1+1</f>", Kind.UNCALCULATED, None),
        ("<f>1+1</f><v></v>", Kind.UNCALCULATED, None),
        ('<f t="shared" si="0"/><v>7</v>', Kind.NUMBER, 7),
        ("<f>A2</f><v>0</v>", Kind.NUMBER, 0),
    ],
)
def test_a_formula_is_its_last_value_or_says_that_it_has_none(xml, kind, value):
    assert cell(f'<c r="A1">{xml}</c>') == (kind, value)


def test_a_formula_whose_last_value_is_an_empty_text_is_empty():
    assert cell('<c r="A1" t="str"><f>""</f><v></v></c>')[0] is Kind.EMPTY
    assert cell('<c r="A1" t="str"><f>"a"</f></c>')[0] is Kind.UNCALCULATED


def test_the_zero_of_a_file_that_asks_to_be_computed_is_not_believed():
    asks = '<calcPr calcId="0" fullCalcOnLoad="1"/>'
    assert cell('<c r="A1"><f>B1+1</f><v>0</v></c>', calculation=asks)[0] is Kind.UNCALCULATED
    assert cell('<c r="A1"><f>B1+1</f><v>12</v></c>', calculation=asks) == (Kind.NUMBER, 12)
    assert cell('<c r="A1"><v>0</v></c>', calculation=asks) == (Kind.NUMBER, 0)


def test_formulas_of_the_libraries_that_compute_nothing_are_seen():
    by_openpyxl, by_xlsxwriter = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append([3, "=A1*2"])
    book.save(by_openpyxl)
    book = xlsxwriter.Workbook(by_xlsxwriter)
    written = book.add_worksheet()
    written.write(0, 0, 3)
    written.write_formula(0, 1, "=A1*2")
    book.close()
    for file in (by_openpyxl, by_xlsxwriter):
        assert sheet(file.getvalue()).row(1).cell("B").kind is Kind.UNCALCULATED


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_an_error_is_an_error_and_not_an_empty_cell(error):
    assert cell(f'<c r="A1" t="e"><f>1/0</f><v>{error}</v></c>') == (Kind.ERROR, error)
    assert cell(f'<c r="A1" t="e"><v>{error}</v></c>') == (Kind.ERROR, error)
    assert cell(inline("A1", error)) == (Kind.ERROR, error)


def test_a_sheet_with_nothing_but_errors_is_read():
    read = sheet(make.xlsx(row(4, '<c r="C4" t="e"><v>#N/A</v></c>')))
    assert [(cell.address, cell.kind) for row in read.rows for cell in row.cells.values()] == [("C4", Kind.ERROR)]


@pytest.mark.parametrize(
    "text, read",
    [
        ("  Guînes ", "Guînes"),
        ("a_x0000_b", "ab"),
        ("a_x000D_\nb", "a\nb"),
        ("_x005F_x0041_", "_x0041_"),
        ("Gui\u0302nes", "Guînes"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("a\u200b\u200eb", "ab"),
        ("=HYPERLINK(&quot;http://x&quot;)", '=HYPERLINK("http://x")'),
        ("&lt;script&gt;", "<script>"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_text_is_read_without_what_nobody_sees(text, read):
    assert cell(inline("A1", text)) == (Kind.TEXT, read)
    shared = f'<si><t xml:space="preserve">{text}</t></si>'
    assert cell('<c r="A1" t="s"><v>0</v></c>', strings=shared) == (Kind.TEXT, read)


def test_shared_strings_may_be_rich_phonetic_or_empty():
    strings = (
        '<si><r><t xml:space="preserve">Pays </t></r><r><t>d’Opale</t></r></si>'
        '<si><t>漢</t><rPh sb="0" eb="1"><t>kan</t></rPh></si><si><t/></si><si><t> </t></si>'
    )
    cells = "".join(f'<c r="{letter}1" t="s"><v>{index}</v></c>' for index, letter in enumerate("ABCD"))
    read = sheet(make.xlsx(row(1, cells), strings=strings)).row(1)
    assert [cell.value for cell in read.cells.values()] == ["Pays d’Opale", "漢"]


def test_hidden_sheets_and_rows_are_read_and_say_so():
    rows = row(1, number("A1", 1)) + row(2, number("A2", 2), attributes='hidden="1"') + row(3, number("A3", 3))
    read = sheet(make.xlsx(rows, state="veryHidden"))
    assert read.hidden
    assert [row.hidden for row in read.rows] == [False, True, False]
    assert not sheet(make.xlsx(rows)).hidden


def test_what_a_merged_cell_covers_is_not_an_empty_cell():
    rows = row(1, inline("A1", "Titre")) + row(2, inline("A2", "CCPO"), number("B2", 7)) + row(3, number("C3", 8))
    merges = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B2:B3"/><mergeCell ref="D9:XFD99999"/></mergeCells>'
    read = sheet(make.xlsx(rows, after=merges))
    assert [(cell.address, cell.value) for cell in read.row(1).cells.values()] == [
        ("A1", "Titre"),
        ("B1", "A1"),
        ("C1", "A1"),
    ]
    assert read.row(2).cell("B").value == 7
    assert (read.row(3).cell("B").kind, read.row(3).cell("B").value) == (Kind.MERGED, "B2")
    assert read.last_row == 3


@pytest.mark.parametrize("value", ["1<!-- x -->2", "<![CDATA[3]]>", "&#52;"])
def test_a_cell_that_the_two_readings_do_not_see_alike_is_refused(value):
    with pytest.raises(SpreadsheetError, match="A1 ne se lit pas avec certitude"):
        cell(f'<c r="A1"><v>{value}</v></c>')


def test_charts_are_no_sheets():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    written = book.add_worksheet("Données")
    written.write(0, 0, 1)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "='Données'!$A$1"})
    book.add_chartsheet("Graphique").set_chart(chart)
    book.close()
    assert [sheet.name for sheet in spreadsheet.read(file.getvalue(), "a.xlsx").sheets] == ["Données"]
