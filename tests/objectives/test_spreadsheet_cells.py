"""From a cell to a value: exact or refused, with the sheet, the row, the column, the value and what is expected."""

import datetime as dt
from decimal import Decimal

import pytest

from objectives.spreadsheet import Cell, Choices, Kind, SpreadsheetError, to_choice, to_date, to_number, to_text

OF = {str: Kind.TEXT, int: Kind.NUMBER, dt.date: Kind.DATE, dt.datetime: Kind.DATETIME, bool: Kind.BOOLEAN}


def cell(value, kind=None):
    if value is None:
        return Cell("Saisies", 12, "C", kind or Kind.EMPTY)
    kind = kind or OF.get(type(value), Kind.NUMBER)
    return Cell("Saisies", 12, "C", kind, Decimal(value) if kind is Kind.NUMBER else value)


def refusal(convert, *arguments, **options):
    with pytest.raises(SpreadsheetError) as caught:
        convert(*arguments, **options)
    return caught.value


def plain(error):
    return str(error).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "value, decimals, read",
    [
        ("12,5", 1, "12.5"),
        ("12.5", 1, "12.5"),
        ("1 234,5", 3, "1234.5"),
        ("1\u00a0234,5", 3, "1234.5"),
        ("1\u202f234,5", 3, "1234.5"),
        ("1\u2003234,5", 3, "1234.5"),
        ("300", 0, "300"),
        ("-3", 0, "-3"),
        (Decimal("12.5"), 1, "12.5"),
        (Decimal("300"), 0, "300"),
        (Decimal("0"), 0, "0"),
        (Decimal("1E+3"), 0, "1000"),
    ],
)
def test_a_number_is_exact_whether_typed_as_a_number_or_as_text(value, decimals, read):
    assert to_number(cell(value), decimals) == Decimal(read)


@pytest.mark.parametrize(
    "value, decimals, says",
    [
        ("douze", 3, "« douze » : écrivez un nombre"),
        ("300 rénovations", 3, "écrivez un nombre"),
        ("12,55", 1, "écrivez au plus 1 chiffre après la virgule"),
        (Decimal("12.55"), 1, "« 12,55 » : écrivez au plus 1 chiffre après la virgule"),
        (Decimal("0.333333333333333"), 3, "au plus 3 chiffres"),
        ("2,5", 0, "écrivez un nombre entier"),
        ("1.500", 3, "peut se lire de deux façons"),
        ("1.234,5", 3, "écrivez un nombre"),
        ("nan", 3, "écrivez un nombre"),
        ("inf", 3, "écrivez un nombre"),
        ("1e3", 3, "écrivez un nombre"),
        ("٣", 3, "écrivez un nombre"),
        ("1_000", 3, "écrivez un nombre"),
        ("1" * 200, 3, "trop long"),
        (Decimal("1E+300"), 3, "trop grand"),
        (dt.date(2023, 5, 12), 3, "« 12/05/2023 » est une date, pas un nombre"),
        (True, 0, "« VRAI » est une valeur logique, pas un nombre"),
    ],
)
def test_what_is_not_the_number_expected_is_refused(value, decimals, says):
    assert says in plain(refusal(to_number, cell(value), decimals))


def test_a_percentage_is_not_silently_divided_by_a_hundred():
    share = Cell("Saisies", 12, "C", Kind.PERCENT, Decimal("0.6"))
    assert "« 60 % » est un pourcentage" in plain(refusal(to_number, share))
    assert plain(to_text(share)) == "60 %"


@pytest.mark.parametrize(
    "value",
    [
        dt.date(2023, 4, 3),
        dt.datetime(2023, 4, 3, 14, 30),
        "03/04/2023",
        "3/4/2023",
        "03-04-2023",
        "03.04.2023",
        "3 4 2023",
        "2023-04-03",
        "2023/04/03",
        "2023-04-03T00:00:00",
        "2023-04-03 10:00:00.000",
        "03/04/2023 00:00",
        "03/04/2023 14h30",
        "3 avril 2023",
        "3 Avril 2023",
        "lundi 3 avril 2023",
        "dimanche 3 avril 2023",
        "3 avr. 2023",
        "03-avr-2023",
    ],
)
def test_the_third_of_april_however_it_is_written(value):
    assert to_date(cell(value)) == dt.date(2023, 4, 3)


def test_the_first_of_a_month_and_months_with_accents():
    assert to_date(cell("1er février 2021")) == dt.date(2021, 2, 1)
    assert to_date(cell("1ER AOUT 2021")) == dt.date(2021, 8, 1)
    assert to_date(cell("31 déc. 2023")) == dt.date(2023, 12, 31)


@pytest.mark.parametrize(
    "value, says",
    [
        ("03/04/23", "écrivez l’année en quatre chiffres"),
        ("3 avril 23", "écrivez l’année en quatre chiffres"),
        ("03/04/203", "écrivez l’année en quatre chiffres"),
        ("04/13/2023", "ce jour n’existe pas (on lit le jour, le mois, puis l’année)"),
        ("31/02/2023", "ce jour n’existe pas"),
        ("2023-02-31", "ce jour n’existe pas"),
        ("3 jui 2023", "ce jour n’existe pas"),
        ("3 floréal 2023", "ce jour n’existe pas"),
        ("avril", "n’est pas une date"),
        ("٠٣/٠٤/٢٠٢٣", "n’est pas une date"),
        ("03/04/1923", "hors du calendrier (2000 à 2100)"),
        (dt.date(1900, 1, 1), "Le 01/01/1900 est hors du calendrier"),
        ("01/01/0001", "Le 01/01/1 est hors du calendrier"),
        (45019, "« 45019 » n’est pas une date (peut-être le 03/04/2023"),
        (2023, "« 2023 » n’est pas une date."),
        (True, "« VRAI » n’est pas une date"),
    ],
)
def test_what_is_not_a_day_is_refused(value, says):
    assert says in plain(refusal(to_date, cell(value)))


CHOICES = Choices({"Grand Calais Terres & Mers": 1, "GCT&M": 1, "Pays d’Opale": 2, "10": 10, "1": 11}, "un EPCI")


@pytest.mark.parametrize(
    "value, choice",
    [("gct&m", 1), ("GRAND  CALAIS terres & mers", 1), ("pays d'opale", 2), ("Pays-d-opale", 2), (10, 10), ("1", 11)],
)
def test_a_choice_is_recognised_whatever_case_accents_and_hyphens(value, choice):
    assert to_choice(cell(value), CHOICES) == choice


@pytest.mark.parametrize("value", ["1,0", "1.0", "-1", "+1", "CCX"])
def test_a_choice_is_never_guessed(value):
    error = refusal(to_choice, cell(value), CHOICES)
    assert plain(error).endswith(f"« {value} » n’est pas reconnu. Attendu : un EPCI.")


def test_two_choices_that_read_alike_are_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="read as"):
        Choices({"Été": 1, "ETE": 2}, "une saison")


@pytest.mark.parametrize(
    "value, text",
    [
        ("deux\nlignes  et espaces", "deux lignes et espaces"),
        (Decimal("62193"), "62193"),
        (Decimal("12.50"), "12,5"),
        (Decimal("1E+3"), "1000"),
        (dt.date(2023, 4, 3), "03/04/2023"),
        (dt.datetime(2023, 4, 3, 14, 30), "03/04/2023 14:30"),
        (True, "VRAI"),
    ],
)
def test_text_is_what_is_shown_on_one_line(value, text):
    assert to_text(cell(value)) == text


def test_text_keeps_its_lines_when_asked():
    assert to_text(cell("deux\nlignes"), lines=True) == "deux\nlignes"


CONVERTERS = [
    lambda cell, **options: to_text(cell, **options),
    lambda cell, **options: to_number(cell, **options),
    lambda cell, **options: to_date(cell, **options),
    lambda cell, **options: to_choice(cell, CHOICES, **options),
]


@pytest.mark.parametrize("convert", CONVERTERS)
def test_an_empty_cell_is_none_and_a_refusal_where_a_value_is_required(convert):
    assert convert(cell(None)) is None
    error = refusal(convert, cell(None), required=True)
    assert (error.sheet, error.row, error.column, error.value) == ("Saisies", 12, "C", "")
    assert plain(error).startswith("Feuille « Saisies », ligne 12, colonne C : La cellule est vide. Attendu : ")


@pytest.mark.parametrize("convert", CONVERTERS)
@pytest.mark.parametrize(
    "kind, value, says",
    [
        (Kind.ERROR, "#N/A", "est en erreur (#N/A)"),
        (Kind.UNCALCULATED, None, "n’a pas été calculée : ouvrez le fichier dans votre tableur et enregistrez-le"),
        (Kind.MERGED, "C11", "est fusionnée avec C11 : défusionnez-les"),
    ],
)
def test_a_cell_that_does_not_hold_what_it_shows_is_refused_by_every_converter(convert, kind, value, says):
    assert says in plain(refusal(convert, Cell("Saisies", 12, "C", kind, value)))


def test_a_refusal_says_where_what_and_what_is_expected():
    error = refusal(to_number, cell("douze"), 0)
    assert (error.sheet, error.row, error.column, error.value) == ("Saisies", 12, "C", "douze")
    assert error.expected == "un nombre entier"
    assert plain(error).startswith("Feuille « Saisies », ligne 12, colonne C : « douze » : ")
    assert "Attendu\u00a0:" in str(error)


def test_a_long_value_is_shortened_in_a_refusal():
    assert len(refusal(to_number, cell("x" * 10_000)).value) == 60
