import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from objectives import french

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("300", "300"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234\u202f567,125", "1234567.125"),
        ("  7 ", "7"),
        ("-3", "-3"),
        ("\u22123,5", "-3.5"),
        ("+4", "4"),
        ("1,500", "1.5"),
        ("0.500", "0.5"),
        ("12,10", "12.1"),
    ],
)
def test_a_number_is_read_as_french_people_type_it(typed, read):
    assert french.parse_number(typed) == Decimal(read)


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "NaN", "nan", "Infinity", "-inf", "1e3", "1e400000000", "1_000", "٣", "１２", "²", "0x10", "1,2,3"]
    + ["1 23", "12 34", "1234 567", "--1", ",5", "5,", "1\u00000", "1 234.5.6", "1.000", "12.345", "1/2", "½"]
    + ["9" * 31, "9" * 10_000, " ".join(["999"] * 3000)],
)
def test_what_is_not_plainly_a_number_is_refused_with_a_sentence(typed):
    with pytest.raises(french.NotANumber) as refusal:
        french.parse_number(typed)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(("typed", "decimals"), [("1,5", 0), ("0,0001", 3), ("12,345", 2), ("-0,1", 0)])
def test_one_digit_too_many_is_refused_never_rounded(typed, decimals):
    with pytest.raises(french.NotANumber, match=r"entier|après la virgule"):
        french.parse_number(typed, decimals)


def test_zeros_after_the_allowed_digits_change_nothing_and_are_accepted():
    assert french.parse_number("3,00", 0) == 3


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 3, "0"),
        (Decimal("-0.0004"), 3, "0"),
        (1500, 3, f"1{NARROW}500"),
        (Decimal("1234567.5"), 3, f"1{NARROW}234{NARROW}567,5"),
        (Fraction(2, 3), 2, "0,66"),
        (Decimal("12.999"), 2, "12,99"),
        (Decimal("-3.5"), 3, "−3,5"),
        (Decimal("100.000"), 3, "100"),
        (Fraction(999_999, 1000), 0, "999"),
    ],
)
def test_a_number_is_shown_in_french_and_cut_never_rounded(value, decimals, shown):
    assert french.number(value, decimals) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(3, 5), "60"),
        (Fraction(59_996, 100_000), "59,99"),
        (Fraction(599_999_999, 1_000_000_000), "59,99"),
        (Fraction(31, 94), "32,97"),
        (Fraction(2), "200"),
        (Fraction(1, 3), "33,33"),
        (Fraction(0), "0"),
        (Fraction(-1, 8), "−12,5"),
        (Fraction(12_345, 100), f"12{NARROW}345"),
    ],
)
def test_a_share_is_shown_as_a_percentage_of_two_decimals_at_most(share, shown):
    assert french.percent(share) == f"{shown}{WIDE}%"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("152371", f"152{NARROW}371"),
        ("0", "0"),
        ("0.5", "0,50"),
        ("0.05", "0,05"),
        ("100500.42", f"100{NARROW}500,42"),
        ("135000.005", f"135{NARROW}000"),
        ("12.309", "12,30"),
    ],
)
def test_an_amount_has_two_decimals_or_none(amount, shown):
    assert french.euros(Decimal(amount)) == f"{shown}{WIDE}€"


@pytest.mark.parametrize(
    ("value", "text"), [("960", "960"), ("35.60", "35.6"), ("31/94", "31/94"), ("3/5", "0.6"), ("-1/4", "-0.25")]
)
def test_an_exact_number_loses_nothing(value, text):
    assert french.exact(Fraction(value)) == text
    assert Fraction(french.exact(Fraction(value))) == Fraction(value)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_what_is_shown_reads_back_as_the_same_number(value):
    assert french.parse_number(french.number(value)) == value


@given(st.fractions(min_value=0, max_value=10**9), st.integers(0, 3))
def test_what_is_shown_never_claims_more_than_what_is_and_lacks_less_than_a_last_digit(value, decimals):
    shown = Fraction(french.truncated(value, decimals))
    assert 0 <= value - shown < Fraction(1, 10**decimals)


@given(st.fractions(0, 500, max_denominator=60), st.fractions(0, 500, max_denominator=60))
def test_a_rate_needed_is_never_shown_below_what_it_is(observed, needed):
    seen, enough = (Fraction(french.parse_number(text, 30)) for text in french.rates(observed, needed))
    assert enough >= needed and seen <= observed


@pytest.mark.parametrize(
    ("quantity", "unit", "shown"),
    [
        (1, "rénovations accompagnées", "1 rénovation accompagnée"),
        (2, "rénovations", "2 rénovations"),
        (0, "% des écoles", "0 % des écoles"),
        (1, "% écoles", "1 % écoles"),
        (1, "tonnes de déchets", "1 tonne de déchets"),
        (Fraction(1, 2), "km", "0,5 km"),
        (1, "logements sociaux", "1 logement social"),
        (1, "travaux engagés", "1 travail engagé"),
        (1, "réseaux de chaleur", "1 réseau de chaleur"),
        (1, "mois d’animation", "1 mois d’animation"),
        (1, "réseaux d'eaux usées", "1 réseau d'eaux usées"),
        (1, "permis à délais courts", "1 permis à délais courts"),
        (1, "taux de réemploi", "1 taux de réemploi"),
    ],
)
def test_a_unit_is_singular_below_two_but_not_what_it_is_counted_of(quantity, unit, shown):
    assert french.counted(quantity, unit) == shown.replace(" ", WIDE, 1)


def test_the_sort_key_ignores_case_accents_and_spaces():
    assert french.sort_key("  Œuvre  DE l’Église ") == french.sort_key("oeuvre de l'eglise")
    assert sorted(["Zutkerque", "Éperlecques", "Fréthun"], key=french.sort_key)[0] == "Éperlecques"


@pytest.mark.parametrize(
    ("observed", "needed", "shown"),
    [
        (Fraction(40), Fraction(45), ("40", "45")),
        (Fraction(449, 10), Fraction(4491, 100), ("44", "45")),
        (Fraction(451, 10), Fraction(451, 10), ("45,1", "45,1")),
        (Fraction(45), Fraction(45), ("45", "45")),
        (Fraction(5, 3), Fraction(18, 11), ("1,66", "1,64")),
        (Fraction(18, 11), Fraction(5, 3), ("1,6", "1,7")),
        (Fraction(1, 3), Fraction(1, 3), ("0,33", "0,34")),
        (Fraction(-1, 3), Fraction(1, 3), ("−0,34", "0,34")),
        (Fraction(0), Fraction(1, 10**6), ("0", "0,01")),
        (None, Fraction(57, 2), (None, "29")),
    ],
)
def test_a_rate_looks_enough_when_it_is_unless_it_has_no_last_decimal_and_only_then(observed, needed, shown):
    assert french.rates(observed, needed) == shown


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (dt.datetime(2023, 5, 16, 9, 5), "16/05/2023 à 9\u00a0h\u00a005"),
        (dt.datetime(2023, 12, 1, 12), "01/12/2023 à 12\u00a0h"),
        (dt.datetime(2023, 1, 31), "31/01/2023 à 0\u00a0h"),
    ],
)
def test_an_hour_is_written_in_one_way_and_does_not_break_over_two_lines(at, said):
    assert french.moment(at) == said and said.endswith(f" à {french.hour(at.time())}")


def test_a_day_in_words_counts_the_first_of_a_month():
    days = [dt.date(2023, 8, 1), dt.date(2023, 2, 11), dt.date(2023, 12, 31)]
    assert [french.in_words(day) for day in days] == ["1er août 2023", "11 février 2023", "31 décembre 2023"]


def test_a_page_tells_the_hour_of_paris():
    at = dt.datetime(2023, 7, 14, 22, 30, tzinfo=dt.UTC)
    page = Template("{{ at|moment }}, {{ at|hour }}").render(Context({"at": at}))
    assert page == "15/07/2023 à 0\u00a0h\u00a030, 0\u00a0h\u00a030"
