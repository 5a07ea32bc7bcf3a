"""What entries that are still open would change in the verdict, once validated."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from objectives import bonus
from objectives.dashboard import Facts, counted
from objectives.measure import Standing, Tally
from objectives.models import Contract, Indicator, ProgressEntry


@dataclass(frozen=True)
class Effect:
    """What an entry does to its indicator and to the verdict, once validated, all else unchanged."""

    indicator: Indicator
    before: bonus.Condition
    after: bonus.Condition
    acquired_before: bool
    acquired_after: bool


@dataclass(frozen=True)
class Combined:
    """What several entries do together, once all validated, all else unchanged: an Effect for each indicator."""

    effects: tuple[Effect, ...]
    before: bonus.Assessment
    after: bonus.Assessment


class Prospect:
    """The verdict without and with any choice among some entries that are still open; the facts are read once."""

    def __init__(self, contract: Contract, entries: Sequence[ProgressEntry], *, on: dt.date):
        facts = Facts(contract, on, Indicator.objects.judged_with(contract, {entry.indicator_id for entry in entries}))
        replaced = {entry.replaces_id for entry in entries} - {None}
        self._facts = facts
        self._rest = ProgressEntry.objects.filter(indicator__in=facts.indicators).exclude(pk__in=replaced).tallies(on)
        self._amended = list(ProgressEntry.objects.counted(on).filter(pk__in=replaced).with_people())
        self._now = {
            other.pk: facts.condition(other, counted(facts.tallies.get(other.pk, []))) for other in facts.indicators
        }

    def alone(self, entry: ProgressEntry) -> Effect:
        return self.together([entry]).effects[0]

    def together(self, entries: Sequence[ProgressEntry]) -> Combined:
        touched = {entry.indicator_id for entry in entries}
        indicators = [indicator for indicator in self._facts.indicators if indicator.pk in touched]
        then = self._now | {other.pk: self._with(other, entries) for other in indicators}
        before, after = self._assess(self._now), self._assess(then)
        effects = (
            Effect(other, self._now[other.pk], then[other.pk], before.acquired, after.acquired) for other in indicators
        )
        return Combined(tuple(effects), before, after)

    def _with(self, indicator: Indicator, entries: Sequence[ProgressEntry]) -> bonus.Condition:
        """An entry that only others of the prospect would replace still counts."""
        gone = {entry.replaces_id for entry in entries}
        kept = [old for old in self._amended if old.pk not in gone]
        rows = [row for row in (*kept, *entries) if row.indicator_id == indicator.pk]
        return self._facts.condition(indicator, [*counted(self._rest.get(indicator.pk, [])), *map(_tally, rows)])

    def _assess(self, judged: dict[int, bonus.Condition]) -> bonus.Assessment:
        contractual = [judged[other.pk] for other in self._facts.indicators if other.is_contractual]
        return bonus.assess(self._facts.contract.terms, contractual)


def effect(entry: ProgressEntry, *, on: dt.date) -> Effect:
    """Hold the verdict without and with an entry that is still open, as if it were the only one to be validated."""
    return Prospect(entry.contract, [entry], on=on).alone(entry)


def _tally(entry: ProgressEntry) -> Tally:
    epci = entry.commune.epci_id if entry.commune_id else entry.epci_id
    order = (entry.period_end, entry.period_start, entry.pk or 2**62)
    return Tally(epci, entry.commune_id, Standing.COUNTED, entry.quantity, entry.quantity, order)
