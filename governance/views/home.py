"""Where governance stands: the next meetings, the committees; all the meetings, as a list and by month."""

import calendar
import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance.forms.filters import MeetingFilter
from governance.models import Meeting, RecoveryNote
from governance.views.access import crumbs_in, page, readable
from governance.views.committees import committees_of
from governance.views.lives import removed
from objectives import clock
from objectives.periods import FIRST_DAY, LAST_DAY

NEXT_SHOWN, MEETINGS_PER_PAGE, MEETINGS_IN_A_DAY = 5, 40, 6


@require_safe
def overview(request: HttpRequest, contract: str) -> HttpResponse:
    held = readable(request, contract)
    meetings = Meeting.objects.of_contract(held)
    happened = Q(meetings__state__in=[Meeting.State.HELD, Meeting.State.APPROVED])
    committees = committees_of(held).annotate(last_met=Max("meetings__starts_at", filter=happened))
    seats = dict(committees_of(held).annotate(n=Count("seats", Q(seats__is_removed=False))).values_list("pk", "n"))
    context = {
        "upcoming": _first(meetings.upcoming(clock.now())),
        "unheld": _first(meetings.filter(state=Meeting.State.PLANNED, ends_at__lt=clock.now()).order_by("starts_at")),
        "unapproved": _first(meetings.filter(state=Meeting.State.HELD).order_by("starts_at")),
        "notes": RecoveryNote.objects.open(held),
        "committees": [(one, seats[one.pk]) for one in committees],
    }
    context = page(request, held, **context)
    context["removed"] = removed(held) if context["may_govern"] else []
    return render(request, "governance/home.html", context)


def _first(meetings: QuerySet[Meeting]) -> list[Meeting]:
    """A few of them, each knowing how many there are in all."""
    return list(meetings.annotate(of_all=Window(Count("pk")))[:NEXT_SHOWN])


@require_safe
def meeting_list(request: HttpRequest, contract: str) -> HttpResponse:
    held = readable(request, contract)
    form = MeetingFilter(request.GET, committees=committees_of(held))
    query = request.GET.copy()
    query.pop("page", None)
    found = form.narrow(Meeting.objects.of_contract(held))
    context = {
        "form": form,
        "meetings": Paginator(found, MEETINGS_PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "crumbs": crumbs_in(held),
    }
    return render(request, "governance/meetings.html", page(request, held, **context))


@require_safe
def month(request: HttpRequest, contract: str) -> HttpResponse:
    """One month of meetings, in weeks from Monday to Sunday; ?mois=2023-05."""
    held = readable(request, contract)
    first = _month_asked(request.GET.get("mois", ""))
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    by_day: dict[dt.date, list[Meeting]] = {}
    for meeting in Meeting.objects.of_contract(held).within(weeks[0][0], weeks[-1][-1]).order_by("starts_at", "pk"):
        by_day.setdefault(meeting.day, []).append(meeting)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    days = [
        [(day, day.month == first.month, by_day.get(day, [])[:MEETINGS_IN_A_DAY],
          max(0, len(by_day.get(day, [])) - MEETINGS_IN_A_DAY)) for day in week]
        for week in weeks
    ]  # fmt: skip
    context = {
        "first": first,
        "weeks": days,
        "any_meeting": any(first <= day <= last for day in by_day),
        "crumbs": crumbs_in(held, ("Réunions", reverse("governance:meetings", args=[held.slug]))),
        "before": first - dt.timedelta(days=1) if first > FIRST_DAY else None,
        "after": last + dt.timedelta(days=1) if last < LAST_DAY - dt.timedelta(days=31) else None,
    }
    return render(request, "governance/month.html", page(request, held, **context))


def _month_asked(text: str) -> dt.date:
    """The first day of ?mois=, of this month when it is none."""
    try:
        asked = dt.datetime.strptime(text, "%Y-%m").date() if text.isascii() else None
    except ValueError:
        asked = None
    inside = asked is not None and FIRST_DAY < asked < LAST_DAY - dt.timedelta(days=62)
    return asked if inside else clock.today().replace(day=1)
