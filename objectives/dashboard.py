"""The state of a contract at a date, as one frozen value that every page, file and answer renders."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import F

from objectives import bonus, judgement, trajectory
from objectives.course import Record, Reference
from objectives.measure import Objective, Standing, Tally, Territory, measure
from objectives.models import Contract, Epci, Indicator, Milestone, Opinion, ProgressEntry, ReferenceNumber
from objectives.models.gathering import gather
from objectives.shares import Names
from objectives.trajectory import State

PROOF_ENTRIES = 10


@dataclass(frozen=True)
class Proof:
    """The last entries of one kind, and how many there are in all."""

    entries: tuple[ProgressEntry, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class Steps:
    """The milestones of an incontournable on a day, in the order in which they are due."""

    milestones: tuple[Milestone, ...]
    on: dt.date

    @property
    def done(self) -> int:
        return sum(milestone.is_done(self.on) for milestone in self.milestones)

    @property
    def late(self) -> bool | None:
        """Whether one is late; None without any."""
        return any(milestone.is_late(self.on) for milestone in self.milestones) if self.milestones else None

    @property
    def next(self) -> Milestone | None:
        """The first to be reached, late if one is."""
        return next((milestone for milestone in self.milestones if not milestone.is_done(self.on)), None)


@dataclass(frozen=True)
class Line:
    """One indicator at a date. `pending` is in the unit officers enter, None when it cannot be known."""

    indicator: Indicator
    condition: bonus.Condition
    if_validated: bonus.Condition
    pending: Fraction | None
    lacking: tuple[Epci, ...]
    record: Record
    outlook: trajectory.Outlook
    steps: Steps
    opinion: Opinion | None
    names: Names
    counted: Proof = Proof()
    not_counted: Proof = Proof()

    @property
    def decided_by_pending(self) -> bool:
        return self.if_validated.met and not self.condition.met

    @property
    def state(self) -> State:
        return self.outlook.state

    @property
    def opposed(self) -> Opinion | None:
        """The officer's opinion, where it says the opposite of the computed state, which only a condition has."""
        if not self.indicator.is_contractual:
            return None
        on_track = None if self.state is State.UNKNOWN else self.state is not State.LATE
        differs = self.opinion is not None and judgement.differ(self.opinion.level, on_track=on_track)
        return self.opinion if differs else None

    @property
    def denominator(self) -> Decimal:
        """How many there are in all, of what a ratio counts, in the contract's EPCIs."""
        references = self.condition.objective.references
        return sum((references[epci] for epci in self.record.territory if epci in references), Decimal(0))

    @property
    def gauge(self) -> tuple[int, int, int]:
        """Validated, pending and threshold, in thousandths of the target, kept between 0 and 1000."""
        done, then, mark = (
            max(0, min(1000, int((share or 0) * 1000)))
            for share in (self.condition.attainment, self.if_validated.attainment, self.condition.required)
        )
        return done, max(0, then - done), mark


@dataclass(frozen=True)
class Dashboard:
    contract: Contract
    on: dt.date
    today: dt.date
    lines: tuple[Line, ...]
    assessment: bonus.Assessment
    if_validated: bonus.Assessment

    @property
    def is_final(self) -> bool:
        """The contract's words «acquis» and «non acquis» wait until both days are after its end."""
        return min(self.on, self.today) > self.contract.ends_on

    @property
    def total_aid(self) -> Decimal:
        return self.contract.flat_aid + self.assessment.terms.maximum

    @property
    def gained(self) -> int:
        """How many conditions what is pending would meet."""
        return sum(line.decided_by_pending for line in self.lines)

    @property
    def lost(self) -> int:
        """How many met conditions what is pending, amendments mostly, would lose."""
        return sum(line.condition.met and not line.if_validated.met for line in self.lines)

    @property
    def priority_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.indicator.is_priority)

    @property
    def other_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.indicator.is_priority)


class Facts:
    """What the database says at a date: four queries, whatever the number of indicators, entries and EPCIs.

    `dated` also says when each figure came, the milestones and the opinions, which a Line needs: one query more.
    """

    def __init__(
        self, contract: Contract, on: dt.date, indicators: Iterable[Indicator] | None = None, *, dated: bool = False
    ):
        if indicators is None:
            indicators = Indicator.objects.contractual(contract)
        self.contract, self.on = contract, on
        self.indicators = list(indicators)
        self.epcis: dict[int, Epci] = {}
        communes: Territory = defaultdict(list)
        names: dict[int, tuple[str, dict[int, str]]] = {}
        places = contract.epcis.annotate(commune_id=F("communes__pk"), commune_name=F("communes__name"))
        for epci in places.order_by("sort_key", "communes__sort_key"):
            self.epcis[epci.pk] = epci
            communes[epci.pk] += [epci.commune_id] if epci.commune_id else []
            _, of_epci = names.setdefault(epci.pk, (epci.short_name, {}))
            if epci.commune_id:
                of_epci[epci.commune_id] = epci.commune_name
        self.territory, self.names = communes, names
        references = ReferenceNumber.objects.known(on).filter(indicator__in=self.indicators)
        items = {indicator.incontournable_id for indicator in self.indicators}
        milestones = Milestone.objects.shown().filter(incontournable__in=items) if dated else Milestone.objects.none()
        references, milestones = gather(references, milestones)
        self.references: dict[int, list[Reference]] = defaultdict(list)
        for reference in references:
            self.references[reference.indicator_id].append((reference.valid_from, reference.epci_id, reference.number))
        self.milestones: dict[int, list[Milestone]] = defaultdict(list)
        for milestone in milestones:
            self.milestones[milestone.incontournable_id].append(milestone)
        self.tallies = ProgressEntry.objects.filter(indicator__in=self.indicators).tallies(on, dated=dated)
        opinions = Opinion.objects.in_force(on).filter(indicator__in=self.indicators) if dated else ()
        self.opinions = {opinion.indicator_id: opinion for opinion in opinions}

    def objective(self, indicator: Indicator) -> Objective:
        """The last number known of each EPCI is the one in force."""
        return indicator.as_objective({epci: number for _, epci, number in self.references[indicator.pk]})

    def condition(self, indicator: Indicator, tallies: Sequence[Tally]) -> bonus.Condition:
        objective = self.objective(indicator)
        return bonus.judge(objective, measure(objective, tallies, self.territory), self.contract.terms)

    def line(self, indicator: Indicator, proofs: dict[tuple[int, bool], Proof]) -> Line:
        tallies = self.tallies.get(indicator.pk, [])
        now = self.condition(indicator, counted(tallies))
        then = self.condition(indicator, [tally for tally in tallies if tally.standing != Standing.AMENDED])
        known = now.measured.progress is not None and then.measured.progress is not None
        steps = Steps(tuple(self.milestones[indicator.incontournable_id]), self.on)
        record = Record(self.objective(indicator), tallies, self.references[indicator.pk], self.territory)
        return Line(
            indicator=indicator,
            condition=now,
            if_validated=then,
            pending=then.measured.counted - now.measured.counted if known else None,
            lacking=tuple(self.epcis[pk] for pk in now.measured.lacking),
            record=record,
            outlook=trajectory.outlook(
                now,
                record.validated,
                self.contract.term,
                self.on,
                at_once=indicator.is_binary,
                milestone_late=steps.late,
            ),
            steps=steps,
            opinion=self.opinions.get(indicator.pk),
            names=self.names,
            counted=proofs.get((indicator.pk, True), Proof()),
            not_counted=proofs.get((indicator.pk, False), Proof()),
        )


def build(
    contract: Contract, *, on: dt.date, today: dt.date, drafts: bool = False,
    judged: Iterable[Indicator] | None = None, proven: bool = True,
) -> Dashboard:  # fmt: skip
    """The nine conditions (or however many the contract has) and the verdict they make on a day.

    `drafts` says whether the reader may see the entries that are still drafts; `judged` are the contractual indicators,
    for a page that has more to say of them. Not `proven`, it is as `build_lines` says.
    """
    lines = build_lines(contract, on=on, drafts=drafts, indicators=judged, proven=proven)
    return Dashboard(
        contract=contract,
        on=on,
        today=today,
        lines=lines,
        assessment=bonus.assess(contract.terms, [line.condition for line in lines]),
        if_validated=bonus.assess(contract.terms, [line.if_validated for line in lines]),
    )


def build_lines(
    contract: Contract, *, on: dt.date, drafts: bool = False, indicators: Iterable[Indicator] | None = None,
    proven: bool = True,
) -> tuple[Line, ...]:  # fmt: skip
    """Not `proven`, without the entries that a page shows beside a figure: among thousands, most of what is read."""
    facts = Facts(contract, on, indicators, dated=True)
    proofs = _proofs(facts, drafts) if proven else {}
    return tuple(facts.line(indicator, proofs) for indicator in facts.indicators)


def _proofs(facts: Facts, drafts: bool) -> dict[tuple[int, bool], Proof]:
    """The last entries of each indicator, those that count and those that do not."""
    entries = ProgressEntry.objects.filter(indicator__in=facts.indicators)
    if not drafts:
        entries = entries.without_drafts()
    found: dict[tuple[int, bool], list[ProgressEntry]] = defaultdict(list)
    for entry in entries.for_proof(facts.on, PROOF_ENTRIES):
        found[entry.indicator_id, entry.counts].append(entry)
    return {kind: Proof(tuple(group), group[0].of_kind) for kind, group in found.items()}


def counted(tallies: Iterable[Tally]) -> list[Tally]:
    return [tally for tally in tallies if tally.standing != Standing.PENDING]
