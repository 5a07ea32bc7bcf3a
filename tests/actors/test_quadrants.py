"""Where levels put an actor, how a board is made of its cards, and what changes from one map to another."""

from dataclasses import dataclass

import pytest

from actors.comparison import Change, compare
from actors.models import CardRole
from actors.quadrants import LEVELS, MOST_ON_A_SHEET, READING, WHO, Quadrant, board, is_crowded, quadrant
from actors.shapes import SHAPES


@dataclass(frozen=True)
class Standing:
    actor_id: int
    interest: int | None = None
    influence: int | None = None

    @property
    def quadrant(self) -> Quadrant | None:
        return quadrant(self.interest, self.influence) if self.interest else None


@pytest.mark.parametrize(
    ("interest", "influence", "expected", "who"),
    [
        (3, 2, "INFORMER", "Très concerné, peu influent"),
        (3, 3, "ENGAGER", "Très concerné, très influent"),
        (2, 3, "SATISFAIRE", "Peu concerné, très influent"),
        (2, 2, "VEILLER", "Peu concerné, peu influent"),
    ],
)
def test_the_middle_of_the_board_has_the_decks_words_on_each_side(interest, influence, expected, who):
    assert quadrant(interest, influence) == expected
    assert WHO[quadrant(interest, influence)] == who


@pytest.mark.parametrize(("interest", "influence"), [(0, 1), (1, 5), (-1, 2), (4, 0)])
def test_a_level_off_the_board_is_no_quadrant(interest, influence):
    with pytest.raises(ValueError, match="levels from 1 to 4"):
        quadrant(interest, influence)


def test_every_pair_of_levels_is_one_cell_of_one_quadrant_in_reading_order():
    zones = board([])
    assert [zone.quadrant for zone in zones] == list(READING)
    places = [(cell.interest, cell.influence) for zone in zones for cell in zone.cells]
    assert sorted(places) == [(interest, influence) for interest in LEVELS for influence in LEVELS]
    assert places[:4] == [(4, 1), (4, 2), (3, 1), (3, 2)]
    for zone in zones:
        assert {quadrant(cell.interest, cell.influence) for cell in zone.cells} == {zone.quadrant}


def test_cards_keep_their_order_in_their_cell_and_the_unplaced_are_in_none():
    first, second, waiting = Standing(1, 4, 4), Standing(2, 4, 4), Standing(3)
    zones = board([first, waiting, second])
    assert [cell.cards for zone in zones for cell in zone.cells if cell.cards] == [(first, second)]
    assert sum(zone.count for zone in zones) == 2


def test_a_board_is_too_tall_for_a_sheet_by_the_fullest_cell_of_each_line():
    column = [Standing(n, 4, 1) for n in range(MOST_ON_A_SHEET)]
    assert not is_crowded(board([*column, *(Standing(n, 4, 2) for n in range(MOST_ON_A_SHEET)), Standing(0)]))
    assert is_crowded(board([*column, Standing(99, 1, 4)]))


def test_from_one_map_to_the_other_those_that_change_quadrant_are_told_first():
    here = [Standing(1, 4, 4), Standing(2, 1, 1), Standing(3), Standing(4, 2, 2)]
    there = [Standing(2, 2, 2), Standing(1, 4, 2), Standing(3, 1, 1), Standing(5, 1, 4)]
    told = [(pair.either.actor_id, pair.change) for pair in compare(here, there)]
    assert told == [
        (1, Change.MOVED),
        (4, Change.ONLY_HERE),
        (5, Change.ONLY_THERE),
        (3, Change.WAITING),
        (2, Change.SAME),
    ]
    assert compare([], []) == []


def test_every_role_has_a_shape_and_a_colour_of_its_own():
    assert set(SHAPES) == {role.value for role in CardRole}
    assert len({shape.path for shape in SHAPES.values()}) == len({shape.colour for shape in SHAPES.values()}) == 5
