"""A map as a drawing and as a spreadsheet, whose columns are those that the import of actors reads."""

import datetime as dt
from collections.abc import Sequence

from actors import drawing
from actors.models import Card, CardRole, Problem
from actors.reports import ACTOR, CARD, about_actor, about_card
from objectives.exports import to_xlsx


def map_xlsx(problem: Problem, cards: Sequence[Card]) -> bytes:
    return to_xlsx([*ACTOR, *CARD, "Quadrant", "Position"], [_row(card) for card in cards], str(problem))


def _row(card: Card) -> list:
    sure = "confirmée" if card.is_confirmed else "à confirmer"
    position = sure if card.is_placed else "à placer"
    return [*about_actor(card.actor), *about_card(card), card.quadrant or "", position]


def map_svg(problem: Problem, cards: Sequence[Card], on: dt.date) -> str:
    item = problem.incontournable
    where = " · ".join(filter(None, (item.domain, item.title)))
    return drawing.svg(
        drawing.Drawing(
            title=problem.title,
            subtitle=f"{where} · {problem.contract.short_name}",
            day=f"{on:%d/%m/%Y}",
            roles=tuple((role.value, role.label) for role in CardRole),
            marks=tuple(_mark(card) for card in cards),
        )
    )


def _mark(card: Card) -> drawing.Mark:
    roles = tuple(role.value for role in card.roles)
    return drawing.Mark(str(card.actor), roles, card.interest, card.influence, card.is_confirmed)
