"""Which periods are awaited, what each cell shows, and since when nothing came."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

import pytest

from objectives.completeness import Stage, follow, label, periods_of, rows
from objectives.grid import Place
from tests.factories import month

CONTRACT = (dt.date(2021, 1, 1), dt.date(2023, 12, 31))
ON = dt.date(2023, 4, 14)
HERE = Place(1)
YEAR = [(2022, number) for number in range(4, 13)] + [(2023, number) for number in (1, 2, 3)]
MONTHS = [month(*which) for which in YEAR]


@dataclass
class Entry:
    period_start: dt.date
    period_end: dt.date
    state: str = "validated"
    quantity: Decimal = Decimal(5)
    author: str = "Agathe"
    indicator_id: int = 1
    epci_id: int | None = 1
    commune_id: int | None = None
    commune: SimpleNamespace | None = None


def indicator(frequency: str = "month", **fields):
    return SimpleNamespace(**{"pk": 1, "frequency": frequency, "is_binary": False, "scope": "epci", **fields})


def entry(year: int, first: int, last: int = 0, **fields) -> Entry:
    return Entry(month(year, first)[0], month(year, last or first)[1], **fields)


def row(frequency: str, *entries: Entry, months=MONTHS, on=ON, **fields):
    return follow(indicator(frequency, **fields), HERE, entries, months, CONTRACT, on)


def stages(found) -> str:
    """One letter a cell: Validated, Pending, Returned, Draft, Missing, Skipped, Nothing."""
    return "".join(cell.stage.value[0].upper() for cell in found.cells)


def every_month(until: int = 15, **fields) -> list[Entry]:
    """From January 2022 on."""
    return [entry(2022 + number // 12, number % 12 + 1, **fields) for number in range(until)]


class TestPeriods:
    def test_months_quarters_halves_and_years_of_the_calendar(self):
        numbers = {name: len(periods_of(name, *CONTRACT)) for name in ("month", "quarter", "half_year", "year")}
        assert numbers == {"month": 36, "quarter": 12, "half_year": 6, "year": 3}
        assert periods_of("quarter", *CONTRACT)[1] == (dt.date(2021, 4, 1), dt.date(2021, 6, 30))

    def test_a_contract_cuts_the_outer_ones(self):
        assert periods_of("quarter", dt.date(2021, 2, 15), dt.date(2021, 7, 10)) == [
            (dt.date(2021, 2, 15), dt.date(2021, 3, 31)),
            (dt.date(2021, 4, 1), dt.date(2021, 6, 30)),
            (dt.date(2021, 7, 1), dt.date(2021, 7, 10)),
        ]

    def test_a_half_year_has_its_name(self):
        first, second = periods_of("half_year", dt.date(2023, 1, 1), dt.date(2023, 12, 31))
        assert (label(first), label(second)) == ("1er semestre 2023", "2e semestre 2023")
        assert label(month(2023, 3)) == "mars 2023"


class TestLate:
    def test_nothing_is_late_when_the_last_period_that_is_over_is_entered(self):
        found = row("month", *every_month())
        assert (found.is_late, found.silence, stages(found)) == (False, 0, "V" * 12)

    def test_one_period_is_awaited(self):
        found = row("month", *every_month(until=14))
        assert (found.is_late, found.is_long, found.owed_label) == (True, False, "mars 2023")
        assert stages(found) == "V" * 11 + "M"

    def test_four_months_of_silence(self):
        found = row("month", *every_month(until=11))
        assert (found.is_long, found.silence) == (True, 4)

    def test_the_month_that_is_not_over_is_not_awaited(self):
        assert not row("month", *every_month(), on=dt.date(2023, 4, 29)).is_late
        assert row("month", *every_month(), on=dt.date(2023, 4, 30)).owed == (month(2023, 4),)

    def test_the_frequency_decides(self):
        until_january = every_month(until=13)
        assert row("month", *until_january).silence == 2
        assert [row(name, *until_january).is_late for name in ("month", "quarter", "half_year", "year")] == [
            True,
            True,
            False,
            False,
        ]

    def test_a_quarter_is_not_entered_with_its_first_month(self):
        """What follows the last day entered is awaited, the rest of its own quarter first."""
        until_january = every_month(until=13)
        found = row("quarter", *until_january)
        assert (found.owed_label, found.is_long, stages(found)) == ("1er trimestre 2023", False, "VVVM")
        assert found.cells[-1].until == month(2023, 1)[1]
        open_too = row("quarter", *until_january, entry(2023, 2, state="draft"))
        assert (stages(open_too), open_too.is_late) == ("VVVD", True)
        later = row("quarter", *until_january, on=dt.date(2023, 7, 1))
        assert (later.is_long, later.silence, len(later.owed)) == (True, 5, 2)
        assert not row("quarter", *every_month()).is_late

    def test_without_frequency_it_is_never_late(self):
        found = row("", *every_month(until=3))
        assert (found.is_late, found.silence, stages(found)) == (False, 12, "N" * 12)

    def test_nothing_was_ever_entered(self):
        found = row("quarter")
        assert (found.is_late, found.silence, len(found.owed)) == (True, None, 9)
        assert stages(found) == "MMMM"

    @pytest.mark.parametrize(("state", "late"), [("pending", False), ("returned", True), ("draft", True)])
    def test_what_was_sent_is_entered_but_not_what_came_back_or_was_kept(self, state, late):
        found = row("month", *every_month(until=14), entry(2023, 3, state=state))
        assert found.is_late is late
        assert found.cells[-1].stage == Stage(state)

    def test_an_explicit_zero_is_entered(self):
        found = row("month", *every_month(until=14), entry(2023, 3, quantity=Decimal(0)))
        assert (found.is_late, stages(found)) == (False, "V" * 12)

    def test_an_older_gap_is_shown_but_no_longer_awaited(self):
        found = row("month", *(one for one in every_month() if one.period_start.month != 7))
        assert (found.is_late, stages(found)) == (False, "VVVSVVVVVVVV")

    def test_after_the_end_of_the_contract_no_more_is_awaited(self):
        last = [entry(2023, number) for number in range(1, 13)]
        assert not row("month", *last, on=dt.date(2025, 6, 1)).is_late

    def test_an_objective_that_is_done_owes_nothing_more(self):
        done = entry(2022, 5, quantity=Decimal(1))
        assert not row("quarter", done, is_binary=True).is_late
        assert row("quarter", done, is_binary=True).is_done
        zero = entry(2022, 5, quantity=Decimal(0))
        assert len(row("quarter", zero, is_binary=True).owed) == 4


class TestCells:
    def test_a_quarter_takes_three_months_and_an_entry_of_one_of_them_fills_it(self):
        found = row("quarter", entry(2022, 5), entry(2022, 7, 9, state="pending"))
        assert [(cell.months, cell.stage.value) for cell in found.cells] == [
            (3, "validated"),
            (3, "pending"),
            (3, "missing"),
            (3, "missing"),
        ]

    def test_a_period_that_the_months_shown_cut_keeps_its_name(self):
        found = row("year")
        assert [(cell.label, cell.months, cell.stage) for cell in found.cells] == [
            ("année 2022", 9, Stage.MISSING),
            ("année 2023", 3, Stage.NOTHING),
        ]

    def test_an_entry_of_a_quarter_fills_its_three_months(self):
        assert stages(row("month", entry(2022, 4, 6))).startswith("VVVM")

    def test_a_cell_shows_what_remains_to_be_done(self):
        both = (entry(2022, 4), entry(2022, 4, state="draft", author="Bastien"))
        cell = row("month", *both).cells[0]
        assert (cell.stage, cell.authors) == (Stage.DRAFT, ["Agathe", "Bastien"])


class TestRows:
    def test_what_communes_enter_counts_for_their_epci_and_has_its_own_row(self):
        inside = entry(2023, 3, epci_id=None, commune_id=7, commune=SimpleNamespace(epci_id=1))
        places = {"epci": [Place(1), Place(2)], "territory": [Place()]}
        wide, communes = rows([indicator()], places, [inside], MONTHS, CONTRACT, ON)
        assert [(one.place, one.is_late) for one in wide] == [(Place(1), False), (Place(2), True)]
        assert [one.place for one in communes] == [Place(1, 7)]

    def test_nothing_is_awaited_of_a_commune_by_itself(self):
        inside = entry(2022, 5, epci_id=None, commune_id=7, commune=SimpleNamespace(epci_id=1))
        found = follow(indicator(), Place(1, 7), [inside], MONTHS, CONTRACT, ON)
        assert (found.is_late, stages(found)) == (False, "NVNNNNNNNNNN")

    def test_a_territory_indicator_has_one_row(self):
        places = {"epci": [Place(1), Place(2)], "territory": [Place()]}
        wide, _ = rows([indicator(scope="territory")], places, [entry(2023, 3, epci_id=None)], MONTHS, CONTRACT, ON)
        assert [(one.place, one.is_late) for one in wide] == [(Place(), False)]
