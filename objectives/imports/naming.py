"""What the readings of all imports share: many names for one thing, and text as it was before an export guarded it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from objectives.french import sort_key
from objectives.models import Epci
from objectives.spreadsheet import Choices, choice_key

T = TypeVar("T")

_SHORT = {"st": "saint", "ste": "sainte", "cc": "communautecommunes"}
_SMALL = {"d", "de", "des", "du", "l", "la", "et"}

_GUARDED = re.compile(r"'\s*[=+\-@＝＋－＠]")  # what a CSV export writes before text that looks like a formula


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def named_choices(named: Iterable[tuple[str, T]], expected: str) -> Choices[frozenset[T]]:
    """Every name with all that bear it: a row may say elsewhere which one it means."""
    return Choices(_borne(named), expected)


def _borne(named: Iterable[tuple[str, T]]) -> dict[str, frozenset[T]]:
    found: dict[str, set[T]] = defaultdict(set)
    for name, what in named:
        found[choice_key(name)].add(what)
    return {name: frozenset(whats) for name, whats in found.items()}


class PlaceChoices(Choices[frozenset[T]]):
    """Names of places, also as people shorten them: «St Folquin», «GCTM», «CC du Pays d’Opale»."""

    def __init__(self, named: Iterable[tuple[str, T]], expected: str) -> None:
        named = list(named)
        super().__init__(_borne(named), expected)
        self._shortened = _borne((_shortened(name), what) for name, what in named)

    def get(self, text: str) -> frozenset[T] | None:
        return super().get(text) or self._shortened.get(_shortened(text))


def _shortened(name: str) -> str:
    words = (word for word in re.split("[^a-z0-9]+", sort_key(name)) if word not in _SMALL)
    return "".join(_SHORT.get(word, word) for word in words)


def epci_names(epcis: Iterable[Epci]) -> Iterable[tuple[str, Epci]]:
    return ((name, epci) for epci in epcis for name in (epci.short_name, epci.name, epci.siren))


def a_few(names: Iterable[str]) -> str:
    shown = [*names]
    return ", ".join(shown[:9]) + (", …" if len(shown) > 9 else "")
