"""Which names probably speak of one actor: «ADEME» and «Agence de la transition écologique (ADEME)». Pure."""

import re
from collections.abc import Hashable
from functools import lru_cache

from objectives.french import sort_key

_LITTLE = frozenset("a au aux d de des du en et l la le les pour sur the of".split())
_WORD = re.compile(r"[a-z0-9]+")
_IN_BRACKETS = re.compile(r"\(([^()]{2,40})\)")
_LONGEST_ACRONYM, _SHORTEST_TYPED = 10, 4
_INITIALS_FROM = 3


@lru_cache(maxsize=4_096)
def words(name: str) -> tuple[str, ...]:
    """Those that say something, in the singular: «Chambres d’agriculture» gives (chambre, agriculture)."""
    found = [word for word in _WORD.findall(sort_key(name)) if word not in _LITTLE]
    return tuple(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in found)


def marks(name: str, acronym: str = "") -> set[str]:
    """What an actor is known by: its words in any order, and its acronyms."""
    bare = _IN_BRACKETS.sub(" ", name)
    said = words(bare)
    found = {f"w:{' '.join(sorted(said))}"} if said else set()
    for short in (acronym, *_IN_BRACKETS.findall(name), *([bare] if len(said) == 1 else [])):
        compact = "".join(_WORD.findall(sort_key(short)))
        if 1 < len(compact) <= _LONGEST_ACRONYM and not compact.isdigit():
            found.add(f"a:{compact}")
    return found


def initials(name: str) -> set[str]:
    """«Conseil d’architecture, d’urbanisme et de l’environnement» gives what marks an actor called CAUE."""
    said = words(_IN_BRACKETS.sub(" ", name))
    return {f"a:{''.join(word[0] for word in said)}"} if len(said) >= _INITIALS_FROM else set()


def misspellings(name: str) -> set[str]:
    """What two names that differ by a letter have in common: each, without one letter of a long word.

    «CD 59» and «CD 62», «lot A» and «lot B» are two names.
    """
    said = words(name)
    found = {"".join(said)}
    for at, word in enumerate(said):
        if len(word) >= _SHORTEST_TYPED and word.isalpha():
            for letter in range(len(word)):
                found.add(" ".join([*said[:at], word[:letter] + word[letter + 1 :], *said[at + 1 :]]))
    return found


class Likenesses:
    """Names that were met, each with whom it is of; `like` finds those that probably are the same."""

    def __init__(self) -> None:
        self._known: dict[str, list[Hashable]] = {}
        self._sought: dict[str, list[Hashable]] = {}
        self._typed: dict[int, list[Hashable]] = {}  # by hash: one name has as many misspellings as letters
        self._met: dict[Hashable, int] = {}

    def add(self, who: Hashable, name: str, acronym: str = "") -> None:
        self._met.setdefault(who, len(self._met))
        for key in marks(name, acronym):
            self._known.setdefault(key, []).append(who)
        for key in initials(name):
            self._sought.setdefault(key, []).append(who)
        for key in misspellings(name):
            self._typed.setdefault(hash(key), []).append(who)

    def like(self, name: str, acronym: str = "") -> list[Hashable]:
        """In the order in which they were met."""
        found = {
            who for key in marks(name, acronym) for index in (self._known, self._sought) for who in index.get(key, ())
        }
        found |= {who for key in initials(name) for who in self._known.get(key, ())}
        for key in misspellings(name):
            found.update(self._typed.get(hash(key), ()))
        return sorted(found, key=self._met.__getitem__)
