from governance.models.committee import Committee, LocalGroup, Seat
from governance.models.decision import ActionScheme, Decision, RecoveryNote
from governance.models.invitation import Invitation
from governance.models.meeting import Meeting
from governance.models.papers import AgendaItem, Attachment, Minutes
from governance.models.scheme import Scheme, SchemeLink, Stake
from governance.models.submission import Submission

__all__ = [
    "ActionScheme",
    "AgendaItem",
    "Attachment",
    "Committee",
    "Decision",
    "Invitation",
    "LocalGroup",
    "Meeting",
    "Minutes",
    "RecoveryNote",
    "Scheme",
    "SchemeLink",
    "Seat",
    "Stake",
    "Submission",
]
