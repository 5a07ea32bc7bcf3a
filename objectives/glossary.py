"""Acronyms explained where they appear: once in each text, and all those of a page at its end."""

import re
from collections.abc import Iterable

from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from objectives.models import Contract, GlossaryTerm


class Glossary:
    """The terms of a contract, read once, when the first text asks; `used` are those that a page has shown."""

    def __init__(self, contract: Contract, terms: Iterable[GlossaryTerm] | None = None):
        self._contract = contract
        self._used: dict[str, GlossaryTerm] = {}
        if terms is not None:
            self.terms = {term.acronym: term for term in terms}

    @cached_property
    def terms(self) -> dict[str, GlossaryTerm]:
        return {term.acronym: term for term in self._contract.glossary.shown()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """The longest first: «COT EnR» before «COT»; a space of an acronym may be a no-break one in a text."""
        longest_first = sorted(self.terms, key=len, reverse=True)
        spelled = ["[ \u00a0\u202f]".join(map(re.escape, acronym.split(" "))) for acronym in longest_first]
        return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)" if spelled else r"(?!)")

    def explain(self, text: str) -> SafeString:
        """The text, escaped, each acronym wrapped in <abbr> the first time."""
        parts, end, explained = [], 0, set()
        for found in self._pattern.finditer(str(text)):
            term = self.terms[re.sub(r"[\u00a0\u202f]", " ", found[0])]
            if term.acronym in explained:
                continue
            explained.add(term.acronym)
            self._used[term.acronym] = term
            abbr = format_html('<abbr title="{}">{}</abbr>', term.meaning, found[0])
            parts += [conditional_escape(text[end : found.start()]), abbr]
            end = found.end()
        return mark_safe("".join([*parts, conditional_escape(text[end:])]))  # noqa: S308 - every part is escaped

    @property
    def used(self) -> list[GlossaryTerm]:
        return sorted(self._used.values(), key=lambda term: term.sort_key)
