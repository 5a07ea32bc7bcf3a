"""An actor map as a standalone SVG, drawn from a frozen value. Pure.

Cards flow inside the sixteen cells, whose rows and columns grow with what they hold: none ever covers another,
however many there are. Widths are those of a wide font, so that a name fits whatever the reader's machine has.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from actors.quadrants import LAST_LOW, LEVELS, Quadrant, Zone, board
from actors.shapes import SHAPES, SIDE

WIDTH, GAP, PAD = 168, 8, 10  # of a card, between two, and around those of a cell
INK, SOFT, EDGE, LINE, PAPER = "#16232e", "#4f5e69", "#73818c", "#c3ced6", "#ffffff"
GROUND = {
    Quadrant.INFORM: "#f6f8fa",
    Quadrant.ENGAGE: "#e3eef5",
    Quadrant.WATCH: "#ffffff",
    Quadrant.SATISFY: "#f6f8fa",
}
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
SIZE, TITLE, LEADING, MOST_LINES = 12, 20, 15, 5
MARGIN, TICKS, HEAD, SHORTEST = 24, 62, 34, 56
SHAPE = 12
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Mark:
    """An actor on the map. `roles` are keys of SHAPES; both levels are None for one that waits beside the board."""

    name: str
    roles: tuple[str, ...] = ()
    interest: int | None = None
    influence: int | None = None
    is_confirmed: bool = False


@dataclass(frozen=True)
class Drawing:
    title: str
    subtitle: str
    day: str
    roles: tuple[tuple[str, str], ...]  # each key of SHAPES with its word, for the legend
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class _Laid:
    """Cards laid from the top left corner of a block: each with its place, its lines and its height."""

    cards: tuple[tuple[Mark, float, float, tuple[str, ...], float], ...]
    height: float


def svg(drawing: Drawing) -> str:
    zones = board(drawing.marks)
    cells = {(cell.interest, cell.influence): cell.cards for zone in zones for cell in zone.cells}
    abreast = {level: _abreast(max(len(cells[interest, level]) for interest in LEVELS)) for level in LEVELS}
    laid = {place: _flow(cards, abreast[place[1]]) for place, cards in cells.items()}
    wide = {level: abreast[level] * (WIDTH + GAP) - GAP + 2 * PAD for level in LEVELS}
    high = {level: max(SHORTEST, *(laid[level, influence].height for influence in LEVELS)) for level in LEVELS}
    width = sum(wide.values()) + TICKS + 2 * MARGIN
    title = _wrapped(drawing.title, width - 2 * MARGIN, TITLE)
    parts = [*_header(drawing, title), f'<g transform="translate(0 {(len(title) - 1) * TITLE * 1.25:g})">']
    parts += _axes(wide, high)
    parts += _zones(zones, wide, high)
    for (interest, influence), block in laid.items():
        parts += _cards(block, _left(influence, wide) + PAD, _top(interest, high) + PAD)
    bottom = _bottom(high) + 58
    waiting = [mark for mark in drawing.marks if mark.interest is None]
    if waiting:
        block = _flow(waiting, max(1, int((width - 2 * MARGIN + GAP) // (WIDTH + GAP))))
        parts.append(_text(MARGIN, bottom, f"À placer ({len(waiting)})", 14, weight="bold"))
        parts += _cards(block, MARGIN, bottom + 12)
        bottom += block.height + 34
    legend, bottom = _legend(drawing.roles, bottom, width)
    parts += [*legend, "</g>"]
    height = math.ceil(bottom + MARGIN / 2 + (len(title) - 1) * TITLE * 1.25)
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height}" '
            f'viewBox="0 0 {width:g} {height}" font-family="{FONT}" xml:lang="fr" role="img">',
            f"<title>{_said(drawing.title)}</title>",
            f"<desc>{_said(_description(zones, waiting))}</desc>",
            f'<rect class="ground" width="{width:g}" height="{height}" fill="{PAPER}"/>',
            *parts,
            "</svg>",
            "",
        ]
    )


# --- Where things are -----------------------------------------------------------------------------------------------
FIRST_LINE = MARGIN + 74  # of the board, below a title of one line


def _left(influence: int, wide: dict[int, float]) -> float:
    return MARGIN + TICKS + sum(wide[level] for level in LEVELS if level < influence)


def _top(interest: int, high: dict[int, float]) -> float:
    """Of a row of cells; each half of the board starts with the names of its quadrants."""
    above = sum(high[level] for level in LEVELS if level > interest)
    return FIRST_LINE + above + HEAD * (1 if interest > LAST_LOW else 2)


def _bottom(high: dict[int, float]) -> float:
    return FIRST_LINE + sum(high.values()) + 2 * HEAD


def _abreast(most: int) -> int:
    """How many cards side by side, for a block that stays about square: a card is four times as wide as it is high."""
    return max(1, math.ceil(math.sqrt(most / 4)))


def _flow(marks: Sequence[Mark], abreast: int) -> _Laid:
    placed, top = [], 0.0
    for start in range(0, len(marks), abreast):
        row = [(mark, *_measured(mark)) for mark in marks[start : start + abreast]]
        for column, (mark, lines, height) in enumerate(row):
            placed.append((mark, column * (WIDTH + GAP), top, lines, height))
        top += max(height for _, _, height in row) + GAP
    return _Laid(tuple(placed), top - GAP + 2 * PAD if placed else 0.0)


def _measured(mark: Mark) -> tuple[tuple[str, ...], float]:
    lines = _wrapped(mark.name, WIDTH - 30)
    below = SHAPE + 5 if mark.roles else 0
    return lines, 8 + len(lines) * LEADING + below + 4


def _wrapped(name: str, room: float, size: float = SIZE, most: int = MOST_LINES) -> tuple[str, ...]:
    """The words on lines that fit; a word that is too long is cut, and so is a name of too many lines."""
    lines, line = [], ""
    for word in _said_plainly(name).split():
        joined = f"{line} {word}".strip()
        if _long(joined, size) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        while _long(word, size) > room:
            fits = next(cut for cut in range(len(word), 0, -1) if cut == 1 or _long(word[:cut], size) <= room)
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    lines.append(line)
    if len(lines) > most:
        last = lines[most - 1]
        while _long(f"{last}…", size) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last}…"]
    return tuple(lines)


_ADVANCE = {**dict.fromkeys("ijl.,:;'’|!()[] ", 0.34), **dict.fromkeys("ftr-/", 0.42), **dict.fromkeys("mMwW@%&", 1.0)}


def _long(text: str, size: float = SIZE) -> float:
    """At most how wide, from the widths of a wide font; capitals are wider, and what is not Latin is square."""
    return size * sum(
        _ADVANCE.get(letter) or (0.65 if letter.islower() else 0.76 if letter < "\u0250" else 1.0) for letter in text
    )


# --- What is drawn --------------------------------------------------------------------------------------------------
def _header(drawing: Drawing, title: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(title):
        yield _text(MARGIN, MARGIN + 16 + number * TITLE * 1.25, line, TITLE, weight="bold")
    below = MARGIN + 13 + len(title) * TITLE * 1.25
    yield _text(MARGIN, below, f"{drawing.subtitle} · état au {drawing.day}", 13, colour=SOFT)


def _axes(wide: dict[int, float], high: dict[int, float]) -> Iterator[str]:
    left, middle, bottom = MARGIN + TICKS, FIRST_LINE + (_bottom(high) - FIRST_LINE) / 2, _bottom(high)
    turned = f'transform="rotate(-90 {MARGIN + 12} {middle:g})"'
    yield _text(MARGIN + 12, middle, "Niveau d’intérêt →", 13, weight="bold", anchor="middle", more=turned)
    for level in LEVELS:
        yield _text(left - 14, _top(level, high) + high[level] / 2 + 5, str(level), 14, weight="bold", anchor="middle")
        centre = _left(level, wide) + wide[level] / 2
        yield _text(centre, bottom + 18, str(level), 14, weight="bold", anchor="middle")
    yield _text(left + sum(wide.values()) / 2, bottom + 36, "Niveau d’influence →", 13, weight="bold", anchor="middle")


def _zones(zones: Sequence[Zone], wide: dict[int, float], high: dict[int, float]) -> Iterator[str]:
    for zone in zones:
        first, last = zone.cells[0], zone.cells[-1]
        x, y = _left(first.influence, wide), _top(first.interest, high) - HEAD
        width = wide[first.influence] + wide[last.influence]
        height = HEAD + high[first.interest] + high[last.interest]
        yield (
            f'<rect class="zone" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
            f'fill="{GROUND[zone.quadrant]}" stroke="{INK}" stroke-width="1.5"/>'
        )
        verb = f'<tspan font-size="15" font-weight="bold" fill="{INK}">{zone.quadrant}</tspan>'
        count = f" ({zone.count})" if zone.count else ""
        said = f"{verb} {_said(zone.who)}{count}"
        yield f'<text x="{x + PAD:g}" y="{y + 23:g}" font-size="12" fill="{SOFT}">{said}</text>'
        inner_x, inner_y = x + wide[first.influence], _top(last.interest, high)
        dashes = f'stroke="{LINE}" stroke-dasharray="2 4"'
        yield f'<path d="M{inner_x:g} {y + HEAD:g}V{y + height:g}M{x:g} {inner_y:g}H{x + width:g}" {dashes}/>'


def _cards(block: _Laid, left: float, top: float) -> Iterator[str]:
    for mark, x, y, lines, height in block.cards:
        x, y = left + x, top + y
        sure = mark.is_confirmed
        edge = f'stroke="{INK}" stroke-width="1.5"' if sure else f'stroke="{EDGE}" stroke-dasharray="5 3"'
        yield f"<g>{_whole_name(mark, lines)}"
        yield (
            f'<rect class="card" x="{x:g}" y="{y:g}" width="{WIDTH}" height="{height:g}" rx="4" fill="{PAPER}" {edge}/>'
        )
        for number, line in enumerate(lines):
            yield _text(x + 8, y + 17 + number * LEADING, line, SIZE, weight="bold")
        if mark.interest is not None and not sure:
            yield _text(x + WIDTH - 8, y + 17, "?", 13, weight="bold", anchor="end", colour=SOFT)
        for number, role in enumerate(mark.roles):
            yield _shape(role, x + 8 + number * (SHAPE + 6), y + height - SHAPE - 6)
        yield "</g>"


def _whole_name(mark: Mark, lines: Sequence[str]) -> str:
    return f"<title>{_said(mark.name)}</title>" if lines[-1].endswith("…") else ""


def _shape(role: str, x: float, y: float) -> str:
    shape, scale = SHAPES[role], SHAPE / SIDE
    place = f'transform="translate({x:g} {y:g}) scale({scale:g})"'
    return f'<path {place} fill="{shape.colour}" fill-rule="evenodd" d="{shape.path}"/>'


def _legend(roles: Sequence[tuple[str, str]], top: float, width: float) -> tuple[list[str], float]:
    """One line after another, as wide as the board."""
    parts, x, y = [], float(MARGIN), top + 4
    boxes = [("confirmed", "position confirmée"), ("unsure", "position à confirmer (?)")]
    for key, words in (*roles, *boxes):
        words = words[:1].upper() + words[1:]
        step = SHAPE + 8 + _long(words, 13) + 18
        if x + step > width - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y + 24
        if key in SHAPES:
            parts.append(_shape(key, x, y - SHAPE + 2))
        else:
            dashes = f'stroke="{INK}"' if key == "confirmed" else f'stroke="{EDGE}" stroke-dasharray="4 2"'
            parts.append(f'<rect x="{x:g}" y="{y - 9:g}" width="{SHAPE}" height="10" rx="2" fill="none" {dashes}/>')
        parts.append(_text(x + SHAPE + 8, y, words, 13))
        x += step
    return parts, y + 18


def _text(
    x: float,
    y: float,
    words: str,
    size: int,
    *,
    weight: str = "",
    anchor: str = "",
    colour: str = INK,
    more: str = "",
) -> str:
    said = "".join(
        f" {name}={quoteattr(value)}" for name, value in [("font-weight", weight), ("text-anchor", anchor)] if value
    )
    extra = f" {more}" if more else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{said}{extra}>{_said(words)}</text>'


def _description(zones: Sequence[Zone], waiting: Sequence[Mark]) -> str:
    told = [
        f"{zone.quadrant} ({zone.who.lower()}) : {', '.join(mark.name for cell in zone.cells for mark in cell.cards)}"
        for zone in zones
        if zone.count
    ]
    if waiting:
        told.append(f"À placer : {', '.join(mark.name for mark in waiting)}")
    return ". ".join(told) or "Aucun acteur."


def _said_plainly(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _said(text: str) -> str:
    return escape(_said_plainly(text))
