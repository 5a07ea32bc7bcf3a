"""The chart's points, the browser's figure and the server's drawing: one set of exact values."""

import csv
import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template.loader import render_to_string

from objectives import bonus, charts, exports, trajectory
from objectives.charts.drawing import SIDE, ticks
from objectives.course import Record
from objectives.measure import Counting, Objective, Scope, Standing, Tally

TERM = trajectory.Term(dt.date(2021, 1, 1), dt.date(2023, 12, 31))
TERMS = bonus.Terms(bonus.Rule.ALL_OR_NOTHING, Fraction(3, 5), Fraction(1), Decimal(1000))
TERRITORY, NAMES = {1: [10, 11], 2: [20]}, {2: "CCPO", 1: "GCT&M"}
KM, SCHOOLS = charts.Words("km", "km"), charts.Words("% des écoles", "écoles", True)
APRIL = dt.date(2023, 4, 14)


def came(end: str, quantity, *, epci=1, commune=None, standing=Standing.COUNTED) -> Tally:
    day = dt.date.fromisoformat(end)
    return Tally(epci, commune, standing, Decimal(quantity), Decimal(quantity), (day, day, 0))


def chart(tallies=(), *, on=APRIL, words=KM, references=(), at_once=False, baseline=0, target=100, **fields):
    aim = Objective(baseline=Decimal(baseline), target=Decimal(target), is_ratio=words.is_ratio, **fields)
    known = [(TERM.starts_on, epci, Decimal(number)) for epci, number in references]
    now = Objective(**{**vars(aim), "references": {epci: number for _, epci, number in known}})
    record = Record(now, [one for one in tallies if one.last_at[0] <= min(on, TERM.ends_on)], known, TERRITORY)
    condition = bonus.judge(now, record.validated.at(on), TERMS)
    outlook = trajectory.outlook(condition, record.validated, TERM, on, at_once=at_once)
    return charts.plot(record, outlook, TERM, NAMES, words, at_once=at_once)


USUAL = [
    came("2021-03-31", "7.5"),
    came("2021-03-31", "0.25", commune=10),
    came("2022-06-30", "12.125", epci=2),
    came("2023-01-31", -1),
    came("2023-02-28", 40, epci=2, standing=Standing.PENDING),
]
LEVELS = [came("2021-06-30", 500), came("2021-09-30", 450, epci=2), came("2022-06-30", 420)]
ENGAGED = [came("2021-07-31", 20), came("2022-07-31", 11, epci=2, commune=20)]
CASES = {
    "usual": chart(USUAL),
    "no entry": chart(),
    "one entry": chart([came("2022-01-31", 3)]),
    "met on its first day": chart([came("2021-01-01", 80)]),
    "past its target": chart([came("2021-05-31", 180)]),
    "soon past its target": chart([came("2021-12-31", 30), came("2023-03-31", 60)]),
    "falling": chart([came("2021-05-31", -90)], baseline=1200, target=900),
    "levels": chart(LEVELS, baseline=1000, target=700, counting=Counting.LEVEL),
    "a level missing": chart(LEVELS[:1], baseline=1000, target=700, counting=Counting.LEVEL),
    "ratio": chart(ENGAGED, words=SCHOOLS, target=50, references=[(1, 96), (2, 92)]),
    "denominator missing": chart(ENGAGED, words=SCHOOLS, target=50, references=[(1, 96)]),
    "binary": chart([came("2022-11-30", 1, epci=None)], target=1, scope=Scope.TERRITORY, at_once=True),
    "before the contract": chart(on=dt.date(2020, 6, 1)),
    "on its last day": chart(USUAL, on=TERM.ends_on),
    "after it": chart(USUAL, on=dt.date(2024, 6, 1)),
    "priority": chart(USUAL, is_priority=True),
}
every_case = pytest.mark.parametrize("name", CASES)


def svg_of(chart: charts.Chart) -> str:
    page = render_to_string("objectives/_drawing.html", {"drawing": charts.draw(chart), "label": "L’état & la suite"})
    return page[page.index("<svg") : page.index("<ul")]


class TestOneSetOfValues:
    @every_case
    def test_the_table_the_file_and_the_figure_hold_the_points(self, name):
        found = CASES[name]
        text = exports.to_csv(found.headings, found.rows).decode("utf-8-sig")
        headings, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        assert tuple(headings) == found.headings
        assert [line[0] for line in lines] == [f"{day:%d/%m/%Y}" for day in found.days]
        whole = [trace for trace in charts.figure(found, "")["data"] if trace["meta"] != "epci"]
        drawn = {trace["name"]: trace for trace in whole if "text" not in trace}
        for column, series in enumerate(found.series):
            assert [cells[column] for _, cells in found.table] == [series.number(at) for at in range(len(found.days))]
            for line, value in zip(lines, series.values, strict=True):
                read = line[column + 1].replace(",", ".")
                assert (read == "") == (value is None)
                assert value is None or abs(Fraction(read) - value) < Fraction(1, 10**6)
            if series in (found.validated, found.pending, found.expected, found.projected):
                trace = drawn.pop(series.name)
                assert trace["x"] == [day.isoformat() for day in found.days]
                assert trace["y"] == [None if value is None else float(value) for value in series.values]
        assert not drawn

    @every_case
    def test_the_parts_add_up_to_what_is_validated_on_every_day(self, name):
        found = CASES[name]
        counted = found.counted or found.validated
        for at, total in enumerate(counted.values):
            brought = [part.brought.values[at] for part in found.parts]
            if found.parts and total is not None and any(brought):
                start = 0 if name in ("levels", "a level missing") else found.baseline
                assert sum(value or 0 for value in brought) + start == total
                assert found.parts[-1].band[at][1] == found.validated.values[at]

    def test_where_a_level_is_missing_the_known_ones_are_shown_and_no_total(self):
        found = CASES["a level missing"]
        at = found.last
        assert [part.brought.values[at] for part in found.parts] == [None, 500]
        assert (found.validated.values[at], [part.band[at][1] for part in found.parts]) == (None, [0, 500])

    def test_exact_values_are_written_whole_and_the_others_cut(self):
        ratio = CASES["ratio"]
        last = dict(zip(ratio.headings, ratio.rows[ratio.last], strict=True))
        assert last["Validé (% des écoles)"] == Decimal("16.489361")
        assert last["Validé (écoles)"] == 31
        assert last["CCPO (écoles)"] == 11
        usual = CASES["usual"]
        assert usual.rows[usual.last][1] == Decimal("18.875")
        assert usual.table[usual.last][1][0] == "18,875"


class TestWhatIsShown:
    def test_the_epcis_come_in_the_order_of_the_screen(self):
        assert [part.brought.name for part in CASES["usual"].parts] == ["CCPO", "GCT&M"]

    def test_what_awaits_is_on_top_and_gone_when_nothing_does(self):
        usual = CASES["usual"]
        assert usual.pending.values[usual.last] - usual.validated.values[usual.last] == 40
        assert CASES["one entry"].pending is None

    def test_nothing_is_known_after_the_day_asked(self):
        usual = CASES["usual"]
        ahead = [at for at, day in enumerate(usual.days) if day > APRIL]
        assert ahead
        assert {usual.validated.values[at] for at in ahead} == {None}
        assert usual.projected.values[ahead[-1]] > usual.validated.values[usual.last]

    def test_the_line_goes_from_the_start_to_the_target(self):
        falling = CASES["falling"]
        assert (falling.days[0], falling.days[-1]) == (TERM.eve, TERM.ends_on)
        assert (falling.expected.values[0], falling.expected.values[-1]) == (1200, 900)
        assert falling.condition == 1020

    def test_a_ratio_without_denominator_counts_without_a_target(self):
        found = CASES["denominator missing"]
        assert found.validated.text(found.last) == "31\u00a0écoles"
        assert (found.target, found.condition, found.expected, found.projected) == (None,) * 4

    def test_after_the_contract_there_is_neither_day_nor_projection(self):
        drawing = charts.draw(CASES["after it"])
        assert drawing.day is None
        assert drawing.projected == ""
        assert drawing.mark.x == "100.0%"

    def test_done_or_not_has_no_line_to_follow_and_no_half(self):
        assert CASES["binary"].expected is None
        assert CASES["binary"].condition == CASES["binary"].target == 1
        assert [level.text for level in charts.draw(CASES["binary"]).levels] == ["0", "1"]

    def test_before_the_contract_there_is_no_figure_yet(self):
        assert set(CASES["before the contract"].validated.values) == {None}
        assert charts.draw(CASES["before the contract"]).expected.startswith("M0 ")


class TestTheDrawing:
    @every_case
    def test_it_is_valid_and_no_place_has_a_french_comma(self, name):
        root = ET.fromstring(svg_of(CASES[name]))
        places = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height", "dx", "dy", "r"}
        for element in root.iter():
            for attribute, value in element.attrib.items():
                if attribute in places:
                    assert re.fullmatch(r"-?[0-9]+(\.[0-9])?%?", value), (attribute, value)
                if attribute == "d":
                    assert re.fullmatch(r"M[0-9MHVL. -]+", value)
        assert root.attrib["aria-label"] == "L’état & la suite"

    def test_a_stair_breaks_where_nothing_is_known(self):
        assert charts.draw(CASES["a level missing"]).validated.count("M") == 1
        assert charts.draw(CASES["levels"]).validated.count("M") == 2

    def test_what_awaits_is_hatched_between_the_two_stairs(self):
        drawing = charts.draw(CASES["usual"])
        [(_, height)] = {(box.y, box.height) for box in drawing.hatched}
        assert height > 0
        assert drawing.hatched[0].x == "72.0%"

    @every_case
    def test_what_is_drawn_stays_in_the_picture_but_for_the_projection(self, name):
        drawing = charts.draw(CASES[name])
        for path in (drawing.validated, drawing.pending, drawing.expected):
            assert all(0 <= int(number) <= SIDE for number in re.findall(r"-?[0-9]+", path))

    @pytest.mark.parametrize(("name", "side"), [
        ("usual", "100%"), ("no entry", "100%"), ("met on its first day", "100%"), ("past its target", "100%"),
        ("soon past its target", "14%"),
    ])  # fmt: skip
    def test_what_is_written_on_a_line_is_crossed_by_none_where_it_can(self, name, side):
        assert charts.draw(CASES[name]).target.x == side

    @pytest.mark.parametrize(("low", "high", "expected"), [
        (0, 1550, [0, 500, 1000, 1500]), (0, 1, [0, Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(4, 5), 1]),
        (885, 1215, [900, 1000, 1100, 1200]), (-7, 11, [-5, 0, 5, 10]),
    ])  # fmt: skip
    def test_levels_are_round(self, low, high, expected):
        assert ticks(Fraction(low), Fraction(high)) == expected


class TestTheFigure:
    @every_case
    def test_it_is_json_without_anything_that_is_not_a_number(self, name):
        written = json.dumps(charts.figure(CASES[name], "Titre"), allow_nan=False)
        assert json.loads(written)["layout"]["template"] == "none"
        assert len(written) < 40_000

    def test_hovering_says_it_in_french(self):
        usual = charts.figure(CASES["usual"], "")["data"]
        said = {trace["name"]: trace["text"][CASES["usual"].last] for trace in usual if "text" in trace}
        assert said["Validé"] == "Validé\u00a0: 18,875\u00a0km"
        assert said["CCPO"] == "CCPO\u00a0: 12,125\u00a0km"

    @every_case
    def test_hovering_tells_on_each_day_what_has_a_value_on_that_very_day(self, name):
        found = CASES[name]
        parts = [part.brought for part in found.parts] if len(found.parts) > 1 else []
        series = [one for one in (found.validated, found.pending, found.expected, found.projected, *parts) if one]
        hovered = [trace for trace in charts.figure(found, "")["data"] if trace["hoverinfo"] != "skip"]
        for trace, one in zip(hovered, series, strict=True):
            assert trace["name"] == one.name
            assert trace["hoverinfo"] == ["none" if value is None else "text" for value in one.values]
            assert min(trace["y"]) > found.bounds[1]  # a point on every day, out of sight

    def test_the_epcis_wait_until_they_are_asked_for_and_one_alone_is_none(self):
        usual = charts.figure(CASES["usual"], "")["data"]
        assert [trace["visible"] for trace in usual if trace["meta"] == "epci"] == [False] * 6
        assert not [trace for trace in charts.figure(CASES["binary"], "")["data"] if trace["meta"] == "epci"]
