"""What the readings of all imports share: many names for one thing, and text as it was before an export guarded it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from objectives.models import Epci
from objectives.spreadsheet import Choices, choice_key

T = TypeVar("T")

_GUARDED = re.compile(r"'\s*[=+\-@＝＋－＠]")  # what a CSV export writes before text that looks like a formula


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def named_choices(named: Iterable[tuple[str, T]], expected: str) -> Choices[frozenset[T]]:
    """Every name with all that bear it: a row may say elsewhere which one it means."""
    found: dict[str, set[T]] = defaultdict(set)
    for name, what in named:
        found[choice_key(name)].add(what)
    return Choices({name: frozenset(whats) for name, whats in found.items()}, expected)


def epci_names(epcis: Iterable[Epci]) -> Iterable[tuple[str, Epci]]:
    return ((name, epci) for epci in epcis for name in (epci.short_name, epci.name, epci.siren))


def a_few(names: Iterable[str]) -> str:
    shown = [*names]
    return ", ".join(shown[:9]) + (", …" if len(shown) > 9 else "")
