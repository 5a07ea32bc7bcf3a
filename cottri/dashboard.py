"""What the dashboard shows beside the conditions: where the contract stands in time, and what its meetings wait for."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import JSONObject

from governance.models import Meeting, RecoveryNote
from objectives import clock, french
from objectives.dashboard import Dashboard
from objectives.measure import Counting
from objectives.models import Contract, Indicator, ProgressEntry, State
from objectives.trajectory import Term, months


@dataclass(frozen=True)
class Year:
    label: str
    at: int  # thousandths of the contract's length


@dataclass(frozen=True)
class Elapsed:
    share: int  # thousandths of the contract's length
    years: tuple[Year, ...]
    in_words: str


def elapsed(contract: Contract, on: dt.date, today: dt.date) -> Elapsed:
    """In the months of the calendar, as the trajectories count."""
    term = contract.term

    def share(day: dt.date) -> int:
        return int(term.share(day) * 1000)

    years = range(term.starts_on.year, term.ends_on.year + 1)
    eves = [(str(year), max(term.eve, dt.date(year - 1, 12, 31))) for year in years]
    return Elapsed(
        share=share(on),
        years=tuple(Year(label, share(eve)) for label, eve in eves),
        in_words=_left(term, on, today),
    )


def _left(term: Term, on: dt.date, today: dt.date) -> str:
    """Until its last weeks, what the way to the bonus says too: the months that are left to report."""
    first, last, days = term.starts_on, term.ends_on, (term.ends_on - on).days
    if on < first:
        return f"Le contrat commence le {first:%d/%m/%Y}."
    if days < 0:
        return f"Contrat terminé le {last:%d/%m/%Y}." if today > last else f"Le contrat se termine le {last:%d/%m/%Y}."
    if days == 0:
        return f"Dernier jour du contrat, le {last:%d/%m/%Y}."
    if days < 61:
        return f"{'Restent' if days > 1 else 'Reste'} {days} jour{'s' if days > 1 else ''}, jusqu’au {last:%d/%m/%Y}."
    return f"{french.months_to_report(months(term.closed(on), last))} à déclarer, jusqu’au {last:%d/%m/%Y}."


# --- Meetings -------------------------------------------------------------------------------------------------------
MEETINGS_SHOWN = 3


@dataclass(frozen=True)
class Moved:
    """What was validated by the end of a meeting's day and what is now, in the unit that officers enter."""

    indicator: Indicator
    then: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        return self.now - self.then


@dataclass(frozen=True)
class Meetings:
    upcoming: tuple[Meeting, ...]
    last: Meeting | None  # the last one of the steering committee
    moved: tuple[Moved, ...]
    has_levels: bool  # of which the contract judges some, and nothing is said


def meetings(board: Dashboard, now: dt.datetime) -> Meetings:
    """What follows the day of the page, and what has moved since the steering committee last met by then: two queries.

    Today what follows is still planned; after a day that is over, it is every meeting that was not cancelled. As in the
    conditions, what was validated later counts all the same: one page does not say two figures.
    """
    over = _midnight_after(board.on)
    every = Meeting.objects.of_contract(board.contract)
    last = every.happened().steering().filter(starts_at__lt=over).order_by("-starts_at", "-pk").values("pk")[:1]
    upcoming = Q(state=Meeting.State.PLANNED, ends_at__gte=now)
    if board.on < board.today:
        upcoming = Q(starts_at__gte=over) & ~Q(state=Meeting.State.CANCELLED)
    rows = list(every.filter(upcoming | Q(pk__in=last)).order_by("starts_at", "pk")[: MEETINGS_SHOWN + 1])
    steered = next((row for row in rows if row.has_happened and row.starts_at < over), None)
    following = tuple(row for row in rows if row is not steered)[:MEETINGS_SHOWN]
    levels = any(line.indicator.counting == Counting.LEVEL for line in board.lines)
    return Meetings(following, steered, _moved(board, steered) if steered else (), levels)


def _midnight_after(day: dt.date) -> dt.datetime:
    return clock.midnight(day + dt.timedelta(days=1))


def _moved(board: Dashboard, meeting: Meeting) -> tuple[Moved, ...]:
    """From the baseline, increments add up; of running levels nothing is said, since the last one alone counts."""
    until = _midnight_after(meeting.day)
    lines = {line.indicator.pk: line.indicator for line in board.lines if line.indicator.counting != Counting.LEVEL}
    replaced = ProgressEntry.objects.filter(
        replaces=OuterRef("pk"), state__in=[State.VALIDATED, State.REPLACED], validated_at__lt=until
    )
    sums = (
        ProgressEntry.objects.filter(indicator__in=lines, state__in=[State.VALIDATED, State.REPLACED])
        .within(board.on)
        .annotate(was_replaced=Exists(replaced))
        .order_by()
        .values("indicator")
        .annotate(
            now=Sum("quantity", filter=Q(state=State.VALIDATED)),
            then=Sum("quantity", filter=Q(validated_at__lt=until, was_replaced=False)),
        )
        .values_list("indicator", "then", "now")
    )
    found = {
        pk: Moved(lines[pk], *(lines[pk].baseline + (counted or 0) for counted in (then, now)))
        for pk, then, now in sums
    }
    return tuple(found[pk] for pk in lines if pk in found and found[pk].change)


# --- Recovery notes -------------------------------------------------------------------------------------------------
def with_notes(indicators: QuerySet, on: dt.date) -> QuerySet:
    """The recovery note that each has on a day, as it was written then, and when; no query more."""
    told = RecoveryNote.history.filter(indicator=OuterRef("pk"), history_date__lt=_midnight_after(on))
    told = told.order_by("-history_date", "-history_id")
    words = JSONObject(finding="finding", cause="cause", remedy="remedy")
    words = told.values(said=Case(When(is_closed=False, then=words)))  # one that is closed has served
    return indicators.annotate(note=Subquery(words[:1]), noted_at=Subquery(told.values("history_date")[:1]))


def give_notes(indicators: Iterable[Indicator], told: Iterable[Model], on: dt.date) -> None:
    """The same, on a page that has read the rows of their history."""
    notes = {}
    for row in sorted(told, key=attrgetter("history_date", "history_id")):
        if row.history_date < _midnight_after(on):
            notes[row.indicator_id] = None if row.is_closed else row
    for indicator in indicators:
        indicator.note = notes.get(indicator.pk)
        indicator.noted_at = indicator.note and indicator.note.history_date
