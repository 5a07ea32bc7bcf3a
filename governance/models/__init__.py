from governance.models.committee import Committee, LocalGroup, Seat
from governance.models.meeting import AgendaItem, Attachment, Invitation, Meeting
from governance.models.scheme import Scheme, SchemeLink

__all__ = [
    "AgendaItem",
    "Attachment",
    "Committee",
    "Invitation",
    "LocalGroup",
    "Meeting",
    "Scheme",
    "SchemeLink",
    "Seat",
]
