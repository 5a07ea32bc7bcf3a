"""CSV as French people make it."""

import pytest

from objectives import spreadsheet
from objectives.spreadsheet import Kind, SpreadsheetError

ROWS = [["Commune", "Quantité"], ["Guînes", "12,5"], ["Hames-Boucres — Nœux", "1 234,5"]]


def sheet(data):
    return spreadsheet.read(data, "suivi 2021.csv").sheets[0]


def values(data):
    return [[cell.value for cell in row.cells.values()] for row in sheet(data).rows]


def text(delimiter, end="\r\n"):
    fields = [[f'"{field}"' if delimiter in field else field for field in row] for row in ROWS]
    return end.join(delimiter.join(row) for row in fields) + end


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_separators_encodings_and_line_ends_are_recognised(delimiter, encoding, end):
    assert values(text(delimiter, end).encode(encoding)) == ROWS


def test_unicode_text_of_excel_is_big_or_little_endian():
    assert values(b"\xfe\xff" + text("\t").encode("utf-16-be")) == ROWS
    assert values(b"\xff\xfe" + text("\t").encode("utf-16-le")) == ROWS


def test_a_file_called_xlsx_is_read_for_what_it_is():
    book = spreadsheet.read(text(";").encode(), "dossier\\suivi 2021.xlsx")
    assert (book.format, book.name, book.sheets[0].name) == ("csv", "suivi 2021.xlsx", "suivi 2021")


@pytest.mark.parametrize(
    "title, delimiter",
    [
        ("Suivi 2021, 2022, 2023 et suite, provisoire", ";"),
        ("Suivi ; provisoire ; à relire", ","),
        ("Suivi", "\t"),
    ],
)
def test_title_rows_do_not_decide_the_separator(title, delimiter):
    rows = [f"{name}{delimiter}{n}" for n, name in enumerate(["Nom", "a, b", "c", "d", "e"])]
    lines = [title, "", *(f'"{name}"{delimiter}3' for name in ("Nom", "CCPO", "CCRA", "GCT&M"))]
    assert values("\n".join(lines).encode())[-1] == ["GCT&M", "3"]
    assert rows


def test_decimal_commas_do_not_look_like_separators():
    assert values("EPCI;Quantité;Coût\nCCPO;12,5;1,5\nCCRA;3,2;7,25\n".encode())[1] == ["CCPO", "12,5", "1,5"]


def test_excel_is_obeyed_when_it_names_the_separator():
    assert values(b"sep=,\r\na,b;c\r\n") == [["a", "b;c"]]
    assert sheet(b"sep=,\r\na,b\r\n").rows[0].number == 1


def test_one_column_has_no_separator():
    assert values("Nom\nCC Pays d’Opale\nSyMPaC".encode()) == [["Nom"], ["CC Pays d’Opale"], ["SyMPaC"]]


def test_quoted_cells_hold_separators_quotes_and_lines():
    read = sheet('Nom;Note\nA;"ligne 1\r\nligne 2; ""citée"""\nB;fin\n'.encode())
    assert read.row(2).cell("B").value == 'ligne 1\nligne 2; "citée"'
    assert (read.row(3).cell("B").value, read.last_row) == ("fin", 3)


@pytest.mark.parametrize(
    "data", ['Nom;Note\nA;"b\nB;c\nC;d\n', 'Nom;Note\nA;"b" c\n', f'Nom;Note\nA;"{"b" * 200_000}"']
)
def test_a_misplaced_quote_is_refused_with_its_line_rather_than_eating_rows(data):
    with pytest.raises(SpreadsheetError, match=r"Ligne 2 du fichier CSV.*guillemet"):
        sheet(data.encode())


def test_blank_rows_and_columns_keep_the_numbers_that_the_person_sees():
    read = sheet(b";;\r\n\r\n;Nom;\r\n;;\r\n;CCPO;;;;;\r\n")
    assert [cell.address for row in read.rows for cell in row.cells.values()] == ["B3", "B5"]


@pytest.mark.parametrize("rows", [2, 20_000])
@pytest.mark.parametrize("end", ["", "\n"])
def test_the_last_row_is_read(rows, end):
    read = sheet(("\n".join(f"ligne {n};{n}" for n in range(1, rows + 1)) + end).encode())
    assert len(read.rows) == read.last_row == rows
    assert read.rows[-1].cell("A").value == f"ligne {rows}"


def test_beyond_the_limits_a_value_is_refused_and_blanks_are_not():
    assert sheet(b"a;b\n" + b";\n" * 30_000).last_row == 1
    assert sheet(b"a;b" + b";" * 300).last_row == 1
    with pytest.raises(SpreadsheetError, match="A20001"):
        sheet(b"a;b\n" * 20_001)
    with pytest.raises(SpreadsheetError, match="CW1"):
        sheet(b"a;" * 101)


def test_more_cells_than_a_file_may_hold_are_refused():
    with pytest.raises(SpreadsheetError, match="trop de contenu"):
        sheet(b";".join([b"1"] * 100) + (b"\n" + b";".join([b"1"] * 100)) * 5_000)


def test_errors_and_invisible_characters_are_seen():
    read = sheet("Nom;Quantité\n\u202eCCPO\u200b;#N/A\nCC\0RA;#DIV/0!\n".encode())
    assert [(cell.kind, cell.value) for row in read.rows[1:] for cell in row.cells.values()] == [
        (Kind.TEXT, "CCPO"),
        (Kind.ERROR, "#N/A"),
        (Kind.TEXT, "CCRA"),
        (Kind.ERROR, "#DIV/0!"),
    ]


@pytest.mark.parametrize(
    "data",
    {
        "UTF-8 cut in a letter": "Nom;Évènement à Guînes;é".encode()[:-1],
        "UTF-8 then cp1252": "Nom;Évènement à Guînes\n".encode() + "é".encode("cp1252"),
        "UTF-16 cut short": "Nom;é".encode("utf-16")[:-1],
    }.values(),
)
def test_accents_that_cannot_be_told_are_refused_rather_than_garbled(data):
    with pytest.raises(SpreadsheetError, match="accents"):
        sheet(data)


def test_composed_and_decomposed_accents_are_the_same():
    assert values("Gui\u0302nes".encode()) == [["Guînes"]]
