"""What happened to an entry: who did what and when, why, and what changed, for those who may read it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from objectives import french
from objectives.models import Evidence, ProgressEntry, State

TOLD = ("quantity", "period_start", "period_end", "epci", "commune", "source", "comment", "justification")


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Moment:
    at: dt.datetime
    who: str
    what: str
    note: str = ""
    changes: tuple[Change, ...] = ()
    pieces: tuple[str, ...] = ()


def told(entry: ProgressEntry, *, drafts: bool) -> list[Moment]:
    """Oldest first. Without `drafts`, nothing of the time when the entry was one."""
    rows = [row for row in _rows(entry) if drafts or row.state != State.DRAFT]
    pieces = [piece for piece in _pieces(entry) if drafts or (rows and piece[0] >= rows[0].history_date)]
    moments, before = [], None
    for row in rows:
        together = [piece for piece in pieces if piece[0] == row.history_date]
        pieces = [piece for piece in pieces if piece not in together]
        said = tuple(words for _, _, words in together)
        moments.append(Moment(row.history_date, _who(row), *_what(row), _changes(before, row), said))
        before = row
    moments += [Moment(*piece) for piece in pieces]
    return sorted(moments, key=lambda moment: moment.at)


def since(entry: ProgressEntry, version: int) -> tuple[Change, ...]:
    """What changed in an entry since somebody read that version of it."""
    rows = list(_rows(entry))
    read = [row for row in rows if row.version == version]
    return _changes(read[-1], rows[-1], state=True) if read else ()


def _rows(entry: ProgressEntry):
    rows = entry.history.select_related("history_user", "epci", "commune__epci", "indicator", "author")
    return rows.order_by("history_date", "history_id")


def _who(row) -> str:
    return str(row.history_user or "la ligne de commande")


def _what(row) -> tuple[str, str]:
    """The verb, and the words that its author gave with it."""
    reason = row.history_change_reason or ("créée" if row.history_type == "+" else "modifiée")
    if row.state == State.RETURNED and reason.startswith("retournée"):
        return "retournée", row.return_note
    if reason == "validée" and row.self_validation_reason:
        return "validée par son auteur", row.self_validation_reason
    return reason, ""


def _changes(old, new, *, state: bool = False) -> tuple[Change, ...]:
    if old is None:
        return ()
    delta = new.diff_against(old, included_fields=TOLD, foreign_keys_are_objs=True)
    changes = [
        Change(new._meta.get_field(change.field).verbose_name, _shown(change.old, new), _shown(change.new, new))
        for change in sorted(delta.changes, key=lambda change: TOLD.index(change.field))
    ]
    if state and old.state != new.state:
        changes.append(Change("état", old.get_state_display(), new.get_state_display()))
    return tuple(changes)


def _shown(value, row) -> str:
    if isinstance(value, Decimal):
        return f"{french.number(value)}{french.WIDE}{row.indicator.entered_unit}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value or "(vide)")


def _pieces(entry: ProgressEntry) -> Iterator[tuple[dt.datetime, str, str]]:
    """A piece that was taken away stays visible here only."""
    for row in Evidence.history.filter(entry_id=entry.pk).select_related("history_user").order_by("history_id"):
        name = row.name or row.url
        if row.removed_at:
            yield row.removed_at, _who(row), f"pièce ôtée : {name}"
        else:
            yield row.added_at, _who(row), f"pièce ajoutée : {name}"
