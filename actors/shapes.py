"""How each role of an actor is drawn: a shape and a colour, so that print and greyscale still tell them apart. Pure.

The page and the exported drawing take them from here. Each is one path in a square of SIDE units.
"""

from typing import NamedTuple

SIDE = 16


class Shape(NamedTuple):
    colour: str
    path: str


SHAPES = {
    "prescriber": Shape("#6d3a96", "M8 1 15.5 15H.5Z"),
    "funder": Shape("#1c6b45", "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Z"),
    "supporter": Shape("#0b4a6f", "M2 2h12v12H2Z"),
    "target": Shape(
        "#a12622",
        "M8 .5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Zm0 2.7a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6Z"
        "m0 2.5a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6Z",
    ),
    "relay": Shape("#874f00", "M.5 5.2h7V1l8 7-8 7v-4.2h-7Z"),
}
