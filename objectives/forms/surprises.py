"""What surprises is told once, all together, and confirmed by a reason given knowing it.

A page keeps which sentences it has shown of which figure, as one field of codes: a reason answers those and no others.
"""

import zlib
from collections.abc import Iterable

from django import forms

from objectives.grid import thousandths
from objectives.models import ProgressEntry
from objectives.models.acceptance import WHY_CORRECTED, Others
from objectives.models.likelihood import surprises

MOST = 40  # codes that a page keeps, the last shown


def shown_field() -> forms.CharField:
    return forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)


def to_ask(entry: ProgressEntry, others: Others, *, shown: str, confirmed: tuple | None = None) -> list[str]:
    """The sentences that no reason has answered yet, all of them. `confirmed` is the figure that one was given for."""
    if confirmed is not None and _figure(entry) == confirmed and entry.justification:
        return []
    why = [WHY_CORRECTED] if entry.replaces_id and not entry.justification else []
    known = set(shown.split()) if entry.justification else set()
    return [*why, *(sentence for sentence in surprises(entry, others) if _code(entry, sentence) not in known)]


def confirmed_figure(entry: ProgressEntry) -> tuple | None:
    return _figure(entry) if entry.pk and entry.justification else None


def _figure(entry: ProgressEntry) -> tuple:
    return entry.epci_id, entry.commune_id, entry.period_start, entry.period_end, thousandths(entry.quantity)


def with_shown(shown: str, entry: ProgressEntry, sentences: Iterable[str]) -> str:
    """What the page that shows these sentences keeps, besides those shown before."""
    codes = (_code(entry, sentence) for sentence in sentences)
    return " ".join([*dict.fromkeys([*shown.split(), *codes])][-MOST:])


def _code(entry: ProgressEntry, sentence: str) -> str:
    return f"{zlib.crc32(f'{_figure(entry)} {sentence}'.encode()):08x}"
