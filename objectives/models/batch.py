"""Many entries at once, as a file brings them: each judged beside those stored and those before it, then all written.

The rules are those of the verbs; only the reading and the writing are done once for all.
"""

import datetime as dt
import math
from bisect import bisect_left
from collections import defaultdict

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from objectives.fields import check_columns
from objectives.models import acceptance
from objectives.models.contract import Contract
from objectives.models.entry import ProgressEntry
from objectives.models.indicator import Indicator
from objectives.models.likelihood import USUAL, doubts
from objectives.models.states import OPEN, State


class Batch:
    """Nothing is written before `write`, which the caller calls under the lock of the contract."""

    def __init__(self, contract: Contract, *, by, at: dt.datetime):
        self.by, self.at, self.on = by, at, timezone.localdate(at)
        self.contract = Contract.objects.get(pk=contract.pk)
        self.indicators = {indicator.pk: indicator for indicator in Indicator.objects.sharing(self.contract)}
        self.epcis = {epci.pk: epci for epci in self.contract.epcis.all()}
        self.communes = {commune.pk: commune for epci in self.epcis.values() for commune in epci.communes.all()}
        self.entries: list[ProgressEntry] = []
        self._to_confirm: list[list[str]] = []
        self._read()

    def _read(self) -> None:
        self.stored = {}
        self._same: dict[tuple, list[ProgressEntry]] = defaultdict(list)
        self._others: dict[int, acceptance.Others] = defaultdict(acceptance.Others)
        stored = ProgressEntry.objects.of_contract(self.contract).select_related("epci", "commune__epci")
        for entry in stored.order_by("-period_end", "-pk"):
            entry.indicator = self.indicators[entry.indicator_id]
            self.stored[entry.pk] = entry
            if entry.state in (*OPEN, State.VALIDATED):
                self._others[entry.indicator_id].add(entry)
            if entry.state != State.WITHDRAWN:
                self._same[same_when(entry)].append(entry)
        for entries in self._same.values():
            entries.sort(key=lambda entry: (entry.state != State.REPLACED, -entry.pk))

    def claim(self, entry: ProgressEntry) -> None:
        """A line stands for this stored entry: no other line is the same as it."""
        alike = self._same[same_when(entry)]
        if entry in alike:
            alike.remove(entry)

    def already_there(self, entry: ProgressEntry) -> ProgressEntry | None:
        """A stored entry with the same indicator, perimeter, period and quantity that no other line stands for."""
        alike = self._same.get(same_when(entry))
        return alike.pop() if alike else None

    def add(self, entry: ProgressEntry) -> None:
        """Raise ValidationError if it is impossible; else it weighs on the following ones."""
        others = self._others[entry.indicator_id]
        entry.author, entry.created_at = self.by, self.at
        if not entry.indicator.evidence_required:
            entry.state, entry.sent_at = State.PENDING, self.at
        acceptance.check(entry, on=self.on, confirmed=True, others=others)
        # What columns hold together is so by now: acceptance has seen the period, and the rest is set here.
        check_columns(entry)
        self._to_confirm.append(list(acceptance.to_confirm(entry, others)))
        others.add(entry)
        self.entries.append(entry)

    def doubts(self) -> list[list[str]]:
        """Of each entry added, what its author is to confirm; nothing of one that has its reason already.

        A file need not be in the order of time.
        """
        in_time: dict[tuple, list[ProgressEntry]] = {}
        found = []
        for entry, asked in zip(self.entries, self._to_confirm, strict=True):
            where = (entry.indicator_id, entry.epci_id, entry.commune_id)
            if where not in in_time:
                in_time[where] = sorted(self._others[entry.indicator_id].here(entry), key=_when)
            row = in_time[where]
            before = bisect_left(row, entry.period_start, key=lambda other: other.period_end)
            asked = [*asked, *doubts(entry, row[max(0, before - USUAL) : before][::-1])]
            found.append([] if entry.justification else asked)
        return found

    def write(self, origin: str) -> None:
        for entry in self.entries:
            done = "envoyée" if entry.state == State.PENDING else "enregistrée en brouillon"
            entry._change_reason = f"{done}, {origin}"
        bulk_create_with_history(
            self.entries, ProgressEntry, batch_size=500, default_user=self.by, default_date=self.at
        )


def _when(entry: ProgressEntry) -> tuple:
    return entry.period_end, entry.pk or math.inf


def same_when(entry: ProgressEntry) -> tuple:
    """What two entries have in common when a line of a file and a stored entry are taken for one."""
    place = (entry.epci_id, entry.commune_id)
    return (entry.indicator_id, *place, entry.period_start, entry.period_end, entry.quantity)
