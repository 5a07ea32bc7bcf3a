"""What happened on a map: who put, moved or took off which card, when, why, and from where to where."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from actors.models import Card, CardRole, Problem
from actors.quadrants import Position
from objectives.timeline import Change, Moment

POSITION, WAITING = "position", "à placer"


@dataclass(frozen=True)
class Step:
    """A moment of one card of a map, after which the card had that version; `moved` when its position changed."""

    card_id: int
    version: int
    name: str
    moment: Moment
    moved: bool
    by_id: int | None


def of_card(card: Card) -> list[Moment]:
    """Oldest first; an actor that was taken off the map and put back keeps what happened before."""
    moments, before = [], None
    for row in _rows(card.problem_id).filter(actor_id=card.actor_id).order_by("history_id"):
        moments.append(_moment(row, before))
        before = None if row.history_type == "-" else row
    return moments


def latest(problem: Problem, few: int) -> list[Step]:
    """The last things done on a map, newest first, in one query: what a card was before is among its own rows."""
    touched = Card.history.filter(problem_id=problem.pk).order_by("-history_id").values("id")[:few]
    rows = list(_rows(problem.pk).filter(id__in=touched).order_by("-history_id"))
    steps = []
    for rank, row in enumerate(rows[:few]):
        before = next((older for older in rows[rank + 1 :] if older.id == row.id), None)
        moved = before is not None and row.history_type == "~" and _position(row) != _position(before)
        name = str(row.actor or "acteur supprimé")
        steps.append(Step(row.id, row.version, name, _moment(row, before), moved, row.history_user_id))
    return steps


def last_of_each(cards: Iterable[Card]) -> dict[int, Moment]:
    """For each card, the last thing that was done to it, without its changes."""
    newest = Card.history.filter(id__in=[card.pk for card in cards]).values("id").annotate(last=Max("history_id"))
    rows = Card.history.filter(history_id__in=newest.values("last")).select_related("history_user")
    return {row.id: _moment(row, None) for row in rows}


def _rows(problem_id: int) -> QuerySet:
    return Card.history.filter(problem_id=problem_id).select_related("history_user", "actor")


def _moment(row, before) -> Moment:
    who = str(row.history_user or "la ligne de commande")
    what = {"+": "ajout à la carte", "-": "retrait de la carte"}.get(row.history_type, "changement de rôle")
    changes = _changes(row, before) if before and row.history_type == "~" else ()
    if row.history_type == "+" and row.interest is not None:
        changes = (Change(POSITION, WAITING, str(_position(row))),)
    elif changes and changes[0].label == POSITION:
        what = _what(before, row)
    return Moment(row.history_date, who, what, row.history_change_reason or "", changes)


def _what(before, row) -> str:
    if row.interest is None:
        return "remise à placer"
    if before.interest is None:
        return "placement"
    if (before.interest, before.influence) != (row.interest, row.influence):
        return "déplacement"
    return "confirmation" if row.is_confirmed else "remise à confirmer"


def _changes(row, before) -> tuple[Change, ...]:
    pairs = [
        (POSITION, str(_position(before) or WAITING), str(_position(row) or WAITING)),
        ("rôles", _roles(before), _roles(row)),
    ]
    return tuple(Change(label, old, new) for label, old, new in pairs if old != new)


def _position(row) -> Position | None:
    return None if row.interest is None else Position(row.interest, row.influence, row.is_confirmed)


def _roles(row) -> str:
    return " ; ".join(role.label for role in CardRole if getattr(row, f"is_{role.value}")) or "(aucun)"
