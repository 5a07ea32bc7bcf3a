"""Finding the table: headings as people write them, and every row below accounted for."""

import datetime as dt

import pytest

from objectives import spreadsheet
from objectives.spreadsheet import Column, Kind, SpreadsheetError, find_table, find_tables, opening, table_at, to_number
from tests import spreadsheets as make
from tests.spreadsheets import inline, number, row


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    monkeypatch.setattr(opening, "read_apart", make.read_here)


COLUMNS = (
    Column("indicator", "Indicateur", ("objectif",), required=True),
    Column("perimeter", "EPCI ou commune", ("EPCI", "périmètre"), required=True),
    Column("quantity", "Quantité", ("nombre", "valeur"), required=True),
    Column("comment", "Commentaire", ("remarques",)),
)
HEADINGS = ["Indicateur", "EPCI ou commune", "Quantité", "Commentaire"]


def sheet(*rows):
    return spreadsheet.read(make.written(rows), "a.xlsx").sheets[0]


def refusal(call, *arguments):
    with pytest.raises(SpreadsheetError) as caught:
        call(*arguments)
    return str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "headings",
    [
        HEADINGS,
        ["INDICATEUR", "EPCI OU COMMUNE", "QUANTITE", "COMMENTAIRE"],
        [" indicateur :", "epci  ou\ncommune", "Quantite\u0301 *", "commentaire(s)"],
        ["Objectif", "Périmètre", "Valeur (km)", "Remarques"],
        ["objectif", "E.P.C.I.", "Nombre [unités]", "REMARQUES"],
    ],
)
def test_headings_are_recognised_however_they_are_written(headings):
    table = find_table(sheet(headings, ["Haies", "CCPO", 3, "ok"]), COLUMNS)
    assert table.columns == {"indicator": "A", "perimeter": "B", "quantity": "C", "comment": "D"}
    assert [cell.value for cell in table.rows[0].cells.values()] == ["Haies", "CCPO", 3, "ok"]


def test_titles_blank_rows_and_blank_columns_come_before_the_headings():
    rows = [["Suivi 2021", None, "Quantité"], [], [None, "Établi le", dt.date(2022, 1, 5)], []]
    rows += [[None, None, *HEADINGS], [None, None, "Haies", "CCPO", 3]]
    table = find_table(sheet(*rows), COLUMNS)
    assert (table.heading_row, table.columns["indicator"], table.columns["quantity"]) == (5, "C", "E")
    assert table.rows[0]["quantity"].address == "E6"
    assert table.rows[0]["comment"].kind is Kind.EMPTY
    assert table.rows[0]["comment"].address == "F6"


def test_columns_in_another_order_and_unknown_ones():
    table = find_table(sheet(["Quantité", "Vu par", "EPCI", "Indicateur"], [3, "A", "CCPO", "Haies"]), COLUMNS)
    assert table.columns == {"quantity": "A", "perimeter": "C", "indicator": "D"}
    assert table.unknown == (("B", "Vu par"),)
    assert table.rows[0]["comment"].value is None


def test_a_heading_present_twice_is_refused_with_both_columns():
    says = refusal(find_table, sheet([*HEADINGS, "quantite"], ["Haies", "CCPO", 3, None, 4]), COLUMNS)
    assert "ligne 1 : les colonnes C et E ont toutes l’intitulé « Quantité »" in says


def test_a_synonym_beside_its_heading_is_refused_too():
    assert "les colonnes B et E" in refusal(find_table, sheet([*HEADINGS, "EPCI"], ["a", "b", 3, "c", "d"]), COLUMNS)


def test_unknown_headings_may_be_repeated():
    assert find_table(sheet([*HEADINGS, "x", "x"], ["Haies", "CCPO", 3]), COLUMNS).unknown == (("E", "x"), ("F", "x"))


def test_missing_headings_are_named_with_those_found_and_those_expected():
    says = refusal(find_table, sheet(["Titre"], ["Indicateur", "Année", "Commentaire"], ["Haies", 2021]), COLUMNS)
    assert "ligne 2 : il manque « EPCI ou commune », « Quantité »." in says
    assert "Intitulés trouvés : « Indicateur », « Année », « Commentaire »." in says
    assert "Intitulés attendus : « Indicateur » (obligatoire)" in says
    assert "« Commentaire »." in says


def test_no_heading_at_all_says_what_is_expected():
    says = refusal(find_table, sheet(["a", "b"], [1, 2]), COLUMNS)
    assert "aucune ligne d’intitulés. Intitulés attendus : « Indicateur » (obligatoire)" in says


def test_headings_are_looked_for_among_the_first_fifty_rows_only():
    before = [[f"note {n}"] for n in range(49)]
    assert find_table(sheet(*before, HEADINGS, ["a", "b", 1]), COLUMNS).heading_row == 50
    assert "aucune ligne d’intitulés" in refusal(find_table, sheet(*before, ["x"], HEADINGS, ["a"]), COLUMNS)


def test_headings_without_a_row_below_are_refused():
    assert "aucune ligne sous les intitulés de la ligne 2" in refusal(find_table, sheet(["t"], HEADINGS), COLUMNS)


def test_rows_left_out_are_named_with_the_reason_and_none_is_lost():
    table = find_table(
        sheet(
            HEADINGS,
            ["Haies", "CCPO", 3],
            [],
            ["Haies", "CCRA", 4],
            ["Sous-total", None, 7],
            HEADINGS,
            ["Total énergie", "CCPO", 5, "un nom qui commence par total"],
            [None, None, None, None, "en marge"],
            ["TOTAL GÉNÉRAL", "3 EPCI", 12],
            ["Pistes", "GCT&M", 9],
            ["Total", None, None, "voir note"],
        ),
        COLUMNS,
    )
    assert [row.number for row in table.rows] == [2, 4, 7, 9, 10]
    assert [(out.row, out.reason, out.shown) for out in table.left_out] == [
        (3, "ligne vide", ""),
        (5, "ligne de total", "Sous-total"),
        (6, "intitulés répétés", "Indicateur"),
        (8, "rien dans les colonnes attendues", "en marge"),
        (11, "ligne de total", "Total"),
    ]
    assert len(table.rows) + len(table.left_out) == table.below == 10


def test_a_name_that_begins_like_total_is_a_row():
    name = (Column("name", "Nom", required=True), Column("level", "Niveau"))
    table = find_table(sheet(["Nom", "Niveau", "Type"], ["TotalEnergies", 3], ["Total", 3], ["Total", 3, "SA"]), name)
    assert [row["name"].value for row in table.rows] == ["TotalEnergies", "Total"]
    assert [(out.row, out.reason) for out in table.left_out] == [(3, "ligne de total")]


def test_totals_of_a_csv_are_totals_though_everything_is_text():
    name = (Column("name", "Nom", required=True), Column("level", "Niveau"))
    data = "Nom;Niveau\nCCPO;3\nTotal;1 234,5\nTotal général;100 %\nTotal Énergies;fort\n".encode()
    table = find_table(spreadsheet.read(data, "a.csv").sheets[0], name)
    assert [row["name"].value for row in table.rows] == ["CCPO", "Total Énergies"]
    assert [out.row for out in table.left_out] == [3, 4]


def test_a_row_with_an_error_or_a_formula_without_value_is_not_blank():
    xml = row(1, *(inline(f"{letter}1", text) for letter, text in zip("ABC", HEADINGS, strict=False)))
    xml += row(2, '<c r="C2" t="e"><v>#N/A</v></c>') + row(3, '<c r="C3"><f>1+1</f></c>') + row(4, number("C4", 1))
    table = find_table(spreadsheet.read(make.xlsx(xml), "a.xlsx").sheets[0], COLUMNS)
    assert [row.number for row in table.rows] == [2, 3, 4]
    for data in table.rows[:2]:
        with pytest.raises(SpreadsheetError):
            to_number(data["quantity"])


@pytest.mark.parametrize("count", [1, 3, 19_999])
def test_the_first_and_the_last_row_are_there(count):
    table = find_table(sheet(HEADINGS, *(["Haies", "CCPO", n] for n in range(1, count + 1))), COLUMNS)
    assert len(table.rows) == table.below == count
    assert (table.rows[0].number, table.rows[0]["quantity"].value) == (2, 1)
    assert (table.rows[-1].number, table.rows[-1]["quantity"].value) == (count + 1, count)
    assert not table.left_out


def test_headings_merged_over_two_rows_are_read_where_they_are_written():
    xml = (
        row(1, inline("A1", "Indicateur"), inline("B1", "EPCI"), inline("C1", "Année 2021"))
        + row(2, inline("C2", "Quantité"), inline("D2", "Commentaire"))
        + row(3, inline("A3", "Haies"), inline("B3", "CCPO"), number("C3", 3))
    )
    merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A1:A2", "B1:B2", "C1:D1"))
    read = spreadsheet.read(make.xlsx(xml, after=f"<mergeCells>{merges}</mergeCells>"), "a.xlsx").sheets[0]
    table = find_table(read, COLUMNS)
    assert (table.heading_row, dict(table.columns)) == (
        2,
        {"indicator": "A", "perimeter": "B", "quantity": "C", "comment": "D"},
    )


def test_hidden_rows_are_rows_that_say_so():
    xml = row(1, *(inline(f"{letter}1", text) for letter, text in zip("ABC", HEADINGS, strict=False)))
    xml += row(2, inline("A2", "Haies"), attributes='hidden="1"') + row(3, inline("A3", "Pistes"))
    table = find_table(spreadsheet.read(make.xlsx(xml), "a.xlsx").sheets[0], COLUMNS)
    assert [(row.number, row.hidden) for row in table.rows] == [(2, True), (3, False)]


def test_somebody_may_say_where_the_columns_are():
    read = sheet(["Qui", "Quoi", "Combien"], ["CCPO", "Haies", 3])
    table = table_at(read, COLUMNS, 1, {"indicator": "B", "perimeter": "A", "quantity": "C"})
    assert [table.rows[0][key].value for key in ("indicator", "perimeter", "quantity")] == ["Haies", "CCPO", 3]
    assert table.unknown == ()


def test_all_visible_sheets_with_headings_are_read_and_the_others_named():
    data = [HEADINGS, ["Haies", "CCPO", 3]]
    book = spreadsheet.read(make.written(data, [["Mode d’emploi"]], data, names=["2021", "Notice", "2022"]), "a.xlsx")
    tables, passed_over = find_tables(book, COLUMNS)
    assert [table.sheet for table in tables] == ["2021", "2022"]
    assert passed_over == [("Notice", "aucun des intitulés attendus")]


def test_hidden_sheets_are_passed_over():
    headings = row(1, *(inline(f"{letter}1", text) for letter, text in zip("ABC", HEADINGS, strict=False)))
    book = spreadsheet.read(make.xlsx(headings + row(2, number("C2", 1)), state="hidden"), "a.xlsx")
    assert "Feuilles du fichier : « Feuille » (feuille masquée)" in refusal(find_tables, book, COLUMNS)


def test_a_sheet_with_some_of_the_headings_is_a_mistake_and_not_passed_over():
    good, wrong = [HEADINGS, ["Haies", "CCPO", 3]], [["Indicateur", "EPCI", "Qté"], ["Haies", "CCPO", 3]]
    book = spreadsheet.read(make.written(good, wrong, names=["2021", "2022"]), "a.xlsx")
    assert "« 2022 », ligne 1 : il manque « Quantité »" in refusal(find_tables, book, COLUMNS)


def test_two_columns_of_the_same_name_are_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="two columns"):
        find_table(sheet(["a"], [1]), (Column("a", "Nom"), Column("b", "NOM")))
