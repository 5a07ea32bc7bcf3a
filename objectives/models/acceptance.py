"""What makes an entry impossible, or unlikely without a reason, given the others (docs/regles.md, «Saisir»).

Called inside the verbs, which hold the lock on the contract: what spans rows cannot be a constraint of the database.
"""

import datetime as dt
import math
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError

from objectives import french
from objectives.measure import Counting, Scope
from objectives.models.states import State

Refusal = tuple[str, str]  # the field it stands beside, the sentence
WHY_CORRECTED = "Dites pourquoi la saisie est corrigée."


class Others:
    """The standing entries of one indicator that a new one is held against, found by place without a query."""

    def __init__(self, entries: Iterable = ()):
        self._at: dict[tuple[int | None, int | None], list] = defaultdict(list)
        self._in_communes: dict[int, list] = defaultdict(list)
        for entry in entries:
            self.add(entry)

    def __iter__(self) -> Iterator:
        return (entry for entries in self._at.values() for entry in entries)

    def add(self, entry) -> None:
        self._at[entry.epci_id, entry.commune_id].append(entry)
        if entry.commune_id:
            self._in_communes[entry.commune.epci_id].append(entry)

    def here(self, entry) -> list:
        """Those on its very perimeter."""
        return self._at.get((entry.epci_id, entry.commune_id), [])

    def within(self, epci) -> list:
        """Those of an EPCI and of its communes."""
        return [*self._at.get((epci.pk, None), ()), *self._in_communes.get(epci.pk, ())]

    def other_scale(self, entry) -> list:
        """Those of its communes for an EPCI, of its EPCI for a commune."""
        if entry.commune_id:
            return self._at.get((entry.commune.epci_id, None), [])
        return self._in_communes.get(entry.epci_id, [])

    @classmethod
    def of(cls, entry) -> "Others":
        standing = entry.indicator.entries.standing().exclude(pk=entry.pk).exclude(pk=entry.replaces_id)
        return cls(standing.select_related("epci", "commune__epci").order_by("-period_end", "-pk"))


class Standing:
    """The standing entries of several indicators, read once for verbs that follow each other under one lock."""

    def __init__(self, entries: Iterable):
        self._of: dict[int, dict[int, object]] = defaultdict(dict)
        for entry in entries:
            self.add(entry)

    def add(self, entry) -> None:
        """In the place of what it was before, if it was there."""
        self._of[entry.indicator_id][entry.pk] = entry

    def others(self, entry) -> Others:
        """Those that this one is held against, the latest first."""
        held = (other for pk, other in self._of[entry.indicator_id].items() if pk not in (entry.pk, entry.replaces_id))
        return Others(sorted(held, key=lambda other: (other.period_end, other.pk), reverse=True))


def check(entry, *, on: dt.date, confirmed: bool = False, others: Others | None = None) -> None:
    """Raise ValidationError with a sentence for each field that cannot be accepted.

    `on` is the day of the verb; what only needs a reason is not asked again once it is `confirmed`. `others` are read
    unless they are given.
    """
    errors: dict[str, list[str]] = {}
    for field, sentence in (*_period(entry, on), *_perimeter(entry), *_quantity(entry)):
        errors.setdefault(field, []).append(sentence)
    if not errors:
        others = Others.of(entry) if others is None else others
        for field, sentence in (*_overlaps(entry, others), *_totals(entry, others)):
            errors.setdefault(field, []).append(sentence)
        if not (confirmed or entry.justification):
            for sentence in [WHY_CORRECTED] if entry.replaces_id else to_confirm(entry, others):
                errors.setdefault("justification", []).append(sentence)
    if errors:
        raise ValidationError(errors)


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def _period(entry, on: dt.date) -> Iterator[Refusal]:
    contract = entry.contract
    if entry.period_start > entry.period_end:
        yield "period_end", "La période doit finir après son début."
    if entry.period_start < contract.starts_on:
        yield "period_start", f"Le contrat commence le {_day(contract.starts_on)}."
    if entry.period_end > contract.ends_on:
        yield "period_end", f"Le contrat finit le {_day(contract.ends_on)}."
    elif entry.period_end > on:
        yield ("period_end", f"Cette période n’est pas finie : nous sommes le {_day(on)}.")


def _perimeter(entry) -> Iterator[Refusal]:
    kept = ("indicator_id", "epci_id", "commune_id")
    if entry.replaces_id and any(getattr(entry, name) != getattr(entry.replaces, name) for name in kept):
        yield "perimeter", "Une correction garde l’indicateur et le périmètre de la saisie qu’elle remplace."
    if entry.indicator.scope == Scope.TERRITORY:
        if entry.epci_id or entry.commune_id:
            yield ("perimeter", "Cet objectif porte sur le territoire entier, pas sur un EPCI ou une commune.")
        return
    epci = _epci(entry)
    if not epci:
        yield "perimeter", "Choisissez un EPCI ou une commune."
    elif epci not in entry.contract.epcis.all():
        yield "perimeter", f"{epci} n’est pas signataire du contrat."


def _quantity(entry) -> Iterator[Refusal]:
    indicator = entry.indicator
    if entry.quantity != french.truncated(entry.quantity, indicator.decimals):
        yield "quantity", french.too_many_decimals(indicator.decimals)
    if indicator.is_binary and entry.quantity not in (0, 1):
        yield "quantity", "Cet objectif est réalisé (1) ou ne l’est pas (0)."


def _overlaps(entry, others: Others) -> Iterator[Refusal]:
    """The same work must not count for an EPCI and again for one of its communes."""
    if entry.indicator.scope != Scope.EPCI:
        return
    always = entry.indicator.counting == Counting.LEVEL
    clash = next((other for other in others.other_scale(entry) if always or _crosses(other, entry)), None)
    if clash:
        yield (
            "perimeter",
            f"{clash.perimeter} a déjà une saisie du {_day(clash.period_start)} au {_day(clash.period_end)} "
            f"({_named(clash)}) : le même travail compterait deux fois. "
            "Saisissez au même échelon, ou corrigez cette saisie.",
        )


def _crosses(one, other) -> bool:
    return one.period_start <= other.period_end and one.period_end >= other.period_start


def _named(entry) -> str:
    """Where to find it: its reference and state, or its place in the file that it comes from."""
    return f"{entry.reference}, {entry.get_state_display()}" if entry.pk else entry.in_file


def _totals(entry, others) -> Iterator[Refusal]:
    indicator = entry.indicator
    if indicator.is_binary and entry.quantity and any(other.quantity for other in others):
        yield "quantity", "Cet objectif a déjà une saisie de 1 : il est réalisé une fois, pas deux."
    if indicator.is_ratio:
        yield from _more_than_exist(entry, others)
    if min(indicator.baseline, indicator.target) >= 0:
        yield from _less_than_nothing(entry, others)


def _less_than_nothing(entry, others) -> Iterator[Refusal]:
    if entry.quantity >= (entry.replaces.quantity if entry.replaces_id else 0):
        return
    rest = Decimal(0)
    if entry.indicator.counting == Counting.INCREMENT:
        reach = _Reach(entry.indicator.counting, min)
        for other in sorted(others, key=_when):
            reach.add(other)
        rest = entry.indicator.baseline + reach.total
    if rest + entry.quantity < 0:
        yield "quantity", f"Le total deviendrait négatif : sans cette saisie, il est de {french.number(rest)}."


def _more_than_exist(entry, others) -> Iterator[Refusal]:
    """On no day may a share count more schools than its EPCI then has, nor the territory than all of them."""
    epcis = [_epci(entry)] if _epci(entry) else list(entry.contract.epcis.all())
    pks = {epci.pk for epci in epcis}
    numbers = [number for number in entry.indicator.reference_numbers.all() if number.epci_id in pks]
    numbers.sort(key=lambda number: number.valid_from)
    rows = [entry, *(others.within(epcis[0]) if _epci(entry) else others)]
    reach, coming = _Reach(entry.indicator.counting, max), deque(sorted(rows, key=_when))
    for day in sorted({*(row.period_end for row in rows), *(number.valid_from for number in numbers)}):
        while coming and coming[0].period_end <= day:
            reach.add(coming.popleft())
        in_force = {number.epci_id: number.number for number in numbers if number.valid_from <= day}
        ceiling = sum(in_force.values())
        if day >= entry.period_end and len(in_force) == len(epcis) and reach.total > ceiling:
            yield (
                "quantity",
                f"Il y a {french.number(ceiling)} {entry.indicator.entered_unit} en tout le {_day(day)}, "
                f"et le total serait de {french.number(reach.total)} : c’est impossible. "
                "Corrigez la quantité, ou le nombre de référence.",
            )
            return


class _Reach:
    """The most (or the least) that entries come to, whichever of the open ones are validated; added as `_when` says."""

    def __init__(self, counting: str, pick: Callable[[Decimal, Decimal], Decimal]):
        self.counting, self.pick, self.total = counting, pick, Decimal(0)
        self._reached: dict[object, Decimal] = {}

    def add(self, row) -> None:
        if self.counting == Counting.LEVEL:
            place, settled = (row.epci_id, row.commune_id), row.state == State.VALIDATED
        else:
            place, settled = row.replaces_id or row.pk or f"new {id(row)}", False
        alone = row.quantity if row.state == State.VALIDATED or row.replaces_id else Decimal(0)
        before = self._reached.get(place)
        after = row.quantity if settled else self.pick(row.quantity, alone if before is None else before)
        self._reached[place] = after
        self.total += after - (before or 0)


def _when(row) -> tuple:
    return row.period_end, row.period_start, row.pk or math.inf


def _epci(entry):
    return entry.commune.epci if entry.commune_id else entry.epci


def to_confirm(entry, others: Others) -> Iterator[str]:
    """What is possible but must be confirmed with a reason; of an amendment, what the entry it replaces was not."""
    replaced = entry.replaces
    if _falls(entry) and not (replaced and _falls(replaced)):
        yield "Cette saisie fait reculer le total : confirmez-la en donnant le motif."
    crossing = (other for other in others.here(entry) if _crosses(other, entry))
    same = next((other for other in crossing if not (replaced and _crosses(other, replaced))), None)
    if same:
        yield (
            f"{entry.perimeter} a déjà une saisie sur cette période ({same.amount}, {_named(same)}) : "
            "confirmez celle-ci en donnant le motif."
        )


def _falls(entry) -> bool:
    return entry.indicator.counting == Counting.INCREMENT and entry.quantity * entry.indicator.direction < 0
