"""The life of a committee and of a meeting: who did what, to them and to what hangs from them, when and why."""

from collections.abc import Iterable

from django.db.models import Model

from governance.models import (
    AgendaItem,
    Attachment,
    Committee,
    Decision,
    Invitation,
    LocalGroup,
    Meeting,
    Minutes,
    Seat,
)
from objectives.chronicle import SILENT, Moment, moments_of

OF_COMMITTEE, OF_MEETING = (Seat, LocalGroup), (AgendaItem, Invitation, Decision, Minutes, Attachment)
# Beside what no history tells: what they hang from, what calendars, stores and searches know them by.
UNTOLD = {
    *SILENT,
    *("name_key", "short_name_key"),
    *("committee", "contract", "meeting", "uid", "sequence", "told_at", "approved_at", "approved_by", "proposal"),
    *("file", "content_type", "size", "sha256", "added_by", "added_at", "removed_at"),
}


def of_itself(row: Committee | Meeting) -> list[Moment]:
    """The latest first, without what hangs from it: one query."""
    return sorted(moments_of(type(row), _name, silent=UNTOLD, id=row.pk), key=lambda moment: moment.at, reverse=True)


def of_committee(committee: Committee) -> list[Moment]:
    """The latest first: three queries."""
    return _told(Committee, committee, OF_COMMITTEE, committee=committee.pk)


def of_meeting(meeting: Meeting) -> list[Moment]:
    """The latest first: six queries."""
    return _told(Meeting, meeting, OF_MEETING, meeting=meeting.pk)


def _told(model: type[Model], row: Model, hanging: Iterable[type[Model]], **which) -> list[Moment]:
    moments = list(moments_of(model, _name, silent=UNTOLD, id=row.pk))
    for other in hanging:
        silent = UNTOLD | {"text"} if other is Minutes else UNTOLD
        moments += moments_of(other, _name, silent=silent, **which)
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def _name(model: type[Model], row: Model) -> str:
    """«point de l’ordre du jour « Bilan »», as it was then."""
    kind = str(model._meta.verbose_name)
    if model in (Committee, Meeting, Minutes):
        return kind
    own = {AgendaItem: "title", Decision: "text", Invitation: "actor", Seat: "as_printed"}.get(model, "name")
    said = getattr(row, own)
    if not said and model in (Invitation, Seat):
        said = row.actor or "acteur supprimé"
    return f"{kind} « {said} »"
