"""Committees and their meetings, in as few words as a test needs; all goes through the verbs of the interface."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor
from governance.models import AgendaItem, Attachment, Committee, Decision, Meeting, Minutes, RecoveryNote, Scheme, Seat
from objectives.models import Action, Contract, Evidence, Incontournable, Indicator
from tests.factories import morning, officer
from tests.sheets import make_item

DAY = dt.date(2023, 3, 16)


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def text(answer) -> str:
    """What is read of a page, whatever the spaces."""
    return " ".join(answer.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").split())


def at(row, name: str, *args) -> str:
    """The address of a page of governance: of a contract, or of a row that hangs from one."""
    of = [row.slug] if isinstance(row, Contract) else [row.contract.slug, row.pk]
    return reverse(f"governance:{name}", args=[*of, *args])


def make_committee(contract: Contract, *members: Actor, **fields) -> Committee:
    """A steering committee called COPIL, and the next ones COPIL 2, COPIL 3…, unless told otherwise."""
    others = Committee.objects.filter(contract=contract).count()
    mark = f" {others + 1}" if others else ""
    defaults = {"kind": Committee.Kind.STEERING, "name": f"Comité de pilotage{mark}", "short_name": f"COPIL{mark}"}
    committee = Committee(contract=contract, **{**defaults, **fields})
    committee.append(by=officer(contract), at=morning(contract.starts_on))
    for actor in members:
        seat = Seat(committee=committee, actor=actor, representative=f"Madame {actor.name}")
        seat.append(by=officer(contract), at=morning(contract.starts_on))
    return committee


def make_meeting(
    committee: Committee, day: dt.date = DAY, *, state: str = "planned", hours=(9, 11), **fields
) -> Meeting:
    """Planned a month ahead; in any other state, with minutes when it was held."""
    contract = committee.contract
    who, eve = officer(contract), morning(day - dt.timedelta(days=30))
    meeting = Meeting(committee=committee, **fields)
    meeting.starts_at, meeting.ends_at = moment(day, hours[0]), moment(day, hours[1])
    meeting.plan(by=who, at=eve)
    after = moment(day, 18)
    if state == "cancelled":
        meeting.cancel(by=who, at=eve, because="Salle indisponible")
    if state in ("held", "approved"):
        meeting.hold(by=who, at=after)
        write(meeting, "On a parlé.", at=after)
    if state == "approved":
        Meeting.objects.get(pk=meeting.pk).approve(by=who, at=after)
    return Meeting.objects.get(pk=meeting.pk)


def write(meeting: Meeting, text: str, *, at: dt.datetime | None = None, by=None) -> Minutes:
    minutes = Minutes.of(meeting)
    by, at = by or officer(meeting.contract), at or moment(meeting.day, 18)
    assert minutes.write(text, read=minutes.version, by=by, at=at) is None
    return minutes


def make_point(meeting: Meeting, title: str = "Point", **fields) -> AgendaItem:
    point = AgendaItem(meeting=meeting, title=title, **fields)
    point.add(by=officer(meeting.contract), at=morning(meeting.day))
    return point


def make_attachment(meeting: Meeting, name: str = "Présentation.pdf") -> Attachment:
    upload = SimpleUploadedFile(name, b"%PDF-1.4", "application/pdf")
    piece = Evidence.from_upload(upload, "application/pdf")
    Attachment.attach(meeting, [piece], by=officer(meeting.contract), at=moment(meeting.day, 18))
    return meeting.attachments.latest("added_at")


def make_decision(meeting: Meeting, text: str = "Lancer l’étude", *items: Incontournable, **fields) -> Decision:
    decision = Decision(meeting=meeting, text=text, **fields)
    decision.take(items, by=officer(meeting.contract), at=moment(meeting.day, 18))
    return decision


def make_action(decision: Decision, text: str = "Étude", *, item: Incontournable | None = None, **fields) -> Action:
    """A new action that carries out the decision."""
    item = item or decision.incontournables.first() or make_item(decision.contract)
    defaults = {"framework": Action.Framework.TERRITORY, "state": "decided"}
    action = Action(incontournable=item, text=text, **{**defaults, **fields})
    decision.entrust(action, by=officer(decision.contract), at=moment(decision.meeting.day, 18), append=True)
    return action


def make_scheme(contract: Contract, acronym: str = "SCoT", **fields) -> Scheme:
    scheme = Scheme(contract=contract, acronym=acronym, **{"name": acronym, "reach": "territory", **fields})
    scheme.append(by=officer(contract), at=morning(contract.starts_on))
    return scheme


def make_note(indicator: Indicator, day: dt.date = DAY, **fields) -> RecoveryNote:
    words = {"finding": "Le rythme ne suffit pas", "cause": "Un seul conseiller", "remedy": "En recruter un second"}
    note = RecoveryNote(indicator=indicator, **{**words, **fields})
    note.store(by=officer(indicator.contract), at=moment(day, 9), why="écrite")
    return note
