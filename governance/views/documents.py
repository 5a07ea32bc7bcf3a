"""A meeting as files: for a calendar, as its convocation, as its relevé de décisions."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from actors.means import carriers_of
from governance.models import Meeting
from governance.reports import meeting as reports
from governance.reports.letter import KIND
from governance.views.access import do, readable, sees_minutes
from governance.views.meetings import meeting_of
from objectives import clock
from objectives.models import Action, Refused


def _file(content: bytes, kind: str, name: str, meeting: Meeting, extension: str) -> HttpResponse:
    name = f"{name}-{meeting.contract.slug}-{meeting.day.isoformat()}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
def calendar_file(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    meeting = meeting_of(readable(request, contract), pk)
    content = reports.calendar_file(meeting, request.build_absolute_uri(meeting.get_absolute_url()))
    return _file(content, "text/calendar; charset=utf-8; method=PUBLISH", "reunion", meeting, "ics")


@require_safe
def convocation(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    meeting = meeting_of(readable(request, contract), pk)
    return _file(reports.convocation(meeting, on=clock.today()), KIND, "convocation", meeting, "docx")


@require_safe
def statement(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    meeting = meeting_of(readable(request, contract), pk)
    if not meeting.has_happened:
        return do(request, lambda: _refuse(meeting), "", meeting)
    carried = carriers_of(Action.objects.filter(decisions__meeting=meeting))
    minutes = sees_minutes(request, meeting)
    carriers = {pk: str(who) for pk, who in carried.items()}
    content = reports.statement(meeting, with_minutes=minutes, carriers=carriers, on=clock.today())
    return _file(content, KIND, "releve-de-decisions", meeting, "docx")


def _refuse(meeting: Meeting) -> None:
    raise Refused(f"Cette réunion est {meeting.get_state_display()} : elle n’a pas de relevé de décisions.")
