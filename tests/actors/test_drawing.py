"""The map as an SVG: XML that stands alone, nothing over anything, every name readable."""

import itertools
import random
from xml.etree import ElementTree

import pytest

from actors.drawing import Drawing, Mark, svg
from actors.models import CardRole
from actors.shapes import SHAPES

NS = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    "W" * 200,
    '=HYPERLINK("x")',
    "a\x00b\x0bc",
    "\u202eerdnetni",
    "&amp; ]]>",
    "🌊" * 90,
    "x",
]


def drawn(marks, title="Massifier les rénovations énergétiques"):
    roles = tuple((role.value, role.label) for role in CardRole)
    return ElementTree.fromstring(svg(Drawing(title, "DC 1 · COT TRI", "14/04/2023", roles, tuple(marks))))


def boxes(root, name="card"):
    return [
        tuple(float(rect.get(side)) for side in ("x", "y", "width", "height"))
        for rect in root.iter(f"{NS}rect")
        if rect.get("class") == name
    ]


def overlapping(first, second) -> bool:
    (x, y, width, height), (other_x, other_y, other_width, other_height) = first, second
    return x < other_x + other_width and other_x < x + width and y < other_y + other_height and other_y < y + height


def a_crowd(many: int, *, cells=((1, 1), (4, 4), (2, 3), (None, None))) -> list[Mark]:
    rng = random.Random(many)
    words = "communauté énergie société d’aménagement ADEME observatoire de l’habitat régional".split()
    return [
        Mark(
            " ".join(rng.choices(words, k=rng.randint(1, 9))),
            tuple(role for role in SHAPES if rng.random() < 0.4),
            *rng.choice(cells),
            is_confirmed=rng.random() < 0.5,
        )
        for _ in range(many)
    ]


@pytest.mark.parametrize("many", [0, 1, 3, 28, 200])
def test_no_card_covers_another_and_each_is_inside_its_quadrant_and_the_drawing(many):
    root = drawn(a_crowd(many))
    cards, zones = boxes(root), boxes(root, "zone")
    assert (len(cards), len(zones)) == (many, 4)
    assert not any(overlapping(*pair) for pair in itertools.combinations(cards, 2))
    width, height = float(root.get("width")), float(root.get("height"))
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in cards + zones)
    inside = [card for card in cards if any(overlapping(card, zone) for zone in zones)]
    for x, y, w, h in inside:
        assert any(zx <= x and x + w <= zx + zw and zy <= y and y + h <= zy + zh for zx, zy, zw, zh in zones)


def test_two_hundred_cards_in_one_cell_stay_about_square():
    root = drawn(a_crowd(200, cells=[(4, 4)]))
    assert not any(overlapping(*pair) for pair in itertools.combinations(boxes(root), 2))
    assert 0.5 < float(root.get("width")) / float(root.get("height")) < 2


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_that_stays_in_its_card(name):
    root = drawn([Mark(name, ("funder",), 4, 4)], title=name)
    assert {node.tag.removeprefix(NS) for node in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "rect",
        "text",
        "tspan",
        "path",
        "g",
    }
    [(x, _, width, height)] = boxes(root)
    assert height < 120 and x + width <= float(root.get("width"))


def test_it_stands_alone_and_carries_no_style_script_or_link():
    text = svg(Drawing("Titre", "DC 1", "14/04/2023", (), tuple(a_crowd(28))))
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    assert not any(word in text for word in ("style=", "<style", "<script", "href", "url(", "NaN"))


def test_it_says_in_words_what_shapes_and_dashes_show():
    marks = [Mark("ADEME", ("funder",), 4, 4, True), Mark("UE", (), 1, 4), Mark("CERDD")]
    root = drawn(marks)
    said = " ".join("".join(node.itertext()) for node in root.iter(f"{NS}text"))
    for words in (
        "ENGAGER",
        "Très concerné, très influent",
        "À placer (1)",
        "Financeur",
        "état au 14/04/2023",
        "Niveau d’intérêt",
    ):
        assert words in said
    assert said.count("?") == 2  # UE's, and the legend's
    assert "SATISFAIRE (peu concerné, très influent) : UE. À placer : CERDD" in root.find(f"{NS}desc").text
    cards = [rect for rect in root.iter(f"{NS}rect") if rect.get("class") == "card"]
    assert [bool(rect.get("stroke-dasharray")) for rect in cards] == [False, True, True]
    shapes = {node.get("d") for node in root.iter(f"{NS}path")}
    assert {shape.path for shape in SHAPES.values()} <= shapes  # the legend shows them all
