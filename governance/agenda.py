"""The points that the state of the contract proposes for the agenda of a meeting; the officer keeps or drops them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Window

from governance import mobilisation
from governance.models import AgendaItem, Committee, Decision, Meeting
from objectives import dashboard
from objectives.models import Incontournable, Indicator, ProgressEntry, SheetLine
from objectives.trajectory import State

MOST_LISTED = 12


@dataclass(frozen=True)
class Proposal:
    """`key` is what a point of the agenda remembers, so that the same one is not proposed twice to a meeting."""

    key: str
    title: str
    why: str
    note: str = ""
    incontournables: tuple[Incontournable, ...] = ()
    first: bool = False
    without_action: tuple[Decision, ...] = ()  # those that nobody carries out: to be closed, or given an action
    tells_note: bool = True  # to those who are invited; else it is for the officers

    def point(self, meeting: Meeting) -> AgendaItem:
        """Of the agenda of this meeting, not stored yet."""
        told = {"note": self.note, "tells_note": self.tells_note}
        return AgendaItem(meeting=meeting, title=self.title[:300], proposal=self.key, **told)


def proposals(meeting: Meeting, *, on: dt.date) -> list[Proposal]:
    """What is not yet on the agenda, nor was set aside: what was decided and not done comes first."""
    known = {point.proposal for point in meeting.agenda.all()}
    found = [*_decisions(meeting, on), *_points(meeting), *_conditions(meeting, on), *_waiting(meeting)]
    return [proposal for proposal in (*found, *_never_invited(meeting)) if proposal.key not in known]


def _subject(meeting: Meeting) -> Incontournable | None:
    """What a working group works on; the other committees deal with the whole contract."""
    problem = meeting.committee.problem
    return problem.incontournable if problem else None


def _decisions(meeting: Meeting, on: dt.date) -> Iterator[Proposal]:
    decisions = Decision.objects.of_contract(meeting.contract).not_carried_out()
    decisions = decisions.filter(meeting__starts_at__lt=meeting.starts_at).order_by("meeting__starts_at", "order", "pk")
    if meeting.committee.kind == Committee.Kind.WORKING:
        decisions = decisions.filter(meeting__committee=meeting.committee)
    listed = list(decisions.annotate(of_all=Window(Count("pk"))).prefetch_related("actions")[:MOST_LISTED])
    if not listed:
        return
    lines, total = [], listed[0].of_all
    for decision in listed:
        late = any(action.is_overdue(on) for action in decision.actions.all())
        lines.append(f"– {decision.text} ({decision.meeting.day:%d/%m/%Y}{', en retard' if late else ''})")
    if total > MOST_LISTED:
        lines.append(f"– et {total - MOST_LISTED} autres")
    yield Proposal(
        "decisions",
        "Suites données aux décisions précédentes",
        f"{total} décision{'s' if total > 1 else ''} pas encore exécutée{'s' if total > 1 else ''}",
        "\n".join(lines)[:4000],
        first=True,
        without_action=tuple(decision for decision in listed if decision.has_no_action),
        tells_note=False,
    )


def _points(meeting: Meeting) -> Iterator[Proposal]:
    """The points that the sheet of the steering gives to discuss for each domain."""
    if meeting.committee.kind != Committee.Kind.WORKING:
        return
    subject = _subject(meeting)
    lines = SheetLine.objects.of_contract(meeting.contract).filter(kind=SheetLine.Kind.AGENDA)
    for line in lines.order_by("incontournable__number", "order", "pk"):
        title = line.text[:1].upper() + line.text[1:]
        yield Proposal(f"line-{line.pk}", title[:300], "point prévu par la fiche de pilotage",
                       incontournables=(subject,) if subject else ())  # fmt: skip


def _conditions(meeting: Meeting, on: dt.date) -> Iterator[Proposal]:
    subject = _subject(meeting)
    indicators = Indicator.objects.contractual(meeting.contract)
    if subject:
        indicators = indicators.filter(incontournable=subject)
    for line in dashboard.build_lines(meeting.contract, on=on, indicators=indicators, proven=False):
        item = line.indicator.incontournable
        if line.state in (State.LATE, State.UNKNOWN):
            why = line.state.value
            where = f"{item.domain}, " if item.domain else ""
            yield Proposal(
                f"condition-{line.indicator.pk}",
                f"{where}{item.short_title} : avancement et suites à donner",
                why,
                line.indicator.label,
                (item,),
            )


def _waiting(meeting: Meeting) -> Iterator[Proposal]:
    entries = ProgressEntry.objects.of_contract(meeting.contract).pending()
    subject = _subject(meeting)
    if subject:
        entries = entries.filter(indicator__incontournable=subject)
    count = entries.count()
    if count:
        said = f"{count} saisies attendent d’être validées" if count > 1 else "une saisie attend d’être validée"
        items = (subject,) if subject else ()
        yield Proposal("waiting", "Point sur les saisies d’avancement", said, said, items, tells_note=False)


def _never_invited(meeting: Meeting) -> Iterator[Proposal]:
    by_problem = defaultdict(list)
    for card in mobilisation.never_invited(meeting.contract, problem=meeting.committee.problem):
        by_problem[card.problem].append(str(card.actor))
    for problem, names in by_problem.items():
        many = len(names) > 1
        yield Proposal(
            f"engage-{problem.pk}",
            f"Mobilisation des acteurs : « {problem} »",
            f"{len(names)} acteur{'s' if many else ''} à engager et jamais invité{'s' if many else ''}",
            f"À engager, jamais invité{'s' if many else ''} : {', '.join(names)}."[:4000],
            (problem.incontournable,),
            tells_note=False,
        )
