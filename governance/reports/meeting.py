"""What is sent about a meeting: its convocation, its relevé de décisions, its place in a calendar."""

import datetime as dt

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from governance.ics import Appointment, written
from governance.models import AgendaItem, Committee, Invitation, Meeting
from governance.reports.letter import Letter
from objectives.french import hour, in_words
from objectives.models import Action


def when(meeting: Meeting) -> str:
    """«mardi 16 mai 2023, de 9 h 30 à 11 h»."""
    day = f"{date_format(meeting.day, 'l')} {in_words(meeting.day)}"
    return f"{day}, de {hour(meeting.starts)} à {hour(meeting.ends)}"


def committee_in_full(committee: Committee) -> str:
    return f"{committee.name} ({committee.short_name})" if committee.short_name else committee.name


def subject(meeting: Meeting) -> str:
    """Its title, when it has one, and its committee: never one name twice."""
    committee = meeting.committee
    own = meeting.title not in ("", committee.name, committee.short_name)
    return f"{meeting.title} – {committee_in_full(committee)}" if own else committee_in_full(committee)


def _points(meeting: Meeting) -> list[tuple[str, str]]:
    """What guests are told of the agenda."""
    points = meeting.agenda.filter(is_dropped=False)
    return [(point.title, point.note if point.tells_note else "") for point in points]


def _guests(meeting: Meeting) -> list[Invitation]:
    return list(meeting.invitations.select_related("actor__epci"))


def _where(letter: Letter, meeting: Meeting) -> None:
    letter.labelled("Date", when(meeting), indent=0.9)
    if meeting.place:
        letter.labelled("Lieu", meeting.place, indent=0.9)
    if meeting.link:
        letter.labelled("Visioconférence", meeting.link, indent=0.9)


def convocation(meeting: Meeting, *, on: dt.date) -> bytes:
    """Of the day it was sent, or sent again; a copy of it once the meeting is behind."""
    contract = meeting.contract
    cancelled = meeting.state == Meeting.State.CANCELLED
    title = "Annulation de réunion" if cancelled else "Convocation"
    letter = Letter(title=f"{title} – {meeting}", sender=contract.carrier, about=contract.name)
    letter.text(f"Le {in_words(timezone.localdate(meeting.told_at))}", right=True)
    letter.title(title)
    if meeting.has_happened or meeting.day < on:
        letter.text(f"Copie éditée le {in_words(on)}", italic=True, soft=True)
    letter.labelled("Objet", subject(meeting))
    letter.text("Madame, Monsieur,")
    if cancelled:
        letter.text("J’ai le regret de vous informer que la réunion prévue aux conditions suivantes est annulée :")
        _where(letter, meeting)
        letter.labelled("Motif", meeting.cancelled_because, indent=0.9)
    else:
        letter.text(
            "J’ai l’honneur de vous convier à la réunion citée en objet, qui se tiendra aux conditions suivantes :"
        )
        _where(letter, meeting)
        letter.heading("Ordre du jour")
        points = _points(meeting)
        letter.numbered(points)
        if not points:
            letter.text("L’ordre du jour vous sera communiqué ultérieurement.")
        letter.text(
            "Je vous saurais gré de bien vouloir confirmer votre présence ou, en cas d’empêchement, désigner la "
            "personne qui vous représentera."
        )
    letter.closing(
        "Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.",
        f"Pour {contract.carrier},",
        "La présidente ou le président",
    )
    recipients = _recipients(meeting)
    if recipients:
        letter.heading("Destinataires")
        letter.table(["Organisme", "Représentant"], recipients, [10.2, 6.2])
    return letter.bytes()


def _recipients(meeting: Meeting) -> list[tuple[str, str]]:
    """The guests, with the seat that the contract prints for them; then the printed seats that no actor has, so that
    who sends the letter says who that is.
    """
    seats = list(meeting.committee.seats.shown())
    printed = {seat.actor_id: f"\nsiège « {seat.as_printed} »" for seat in seats if seat.as_printed}
    named = [(f"{_named(guest)}{printed.get(guest.actor_id, '')}", guest.person) for guest in _guests(meeting)]
    to_say = "à préciser" if meeting.is_planned else ""
    return named + [(seat.as_printed, seat.representative or to_say) for seat in seats if not seat.actor_id]


def _named(guest: Invitation) -> str:
    actor = guest.actor
    return f"{actor.name} ({actor.acronym})" if actor.acronym and actor.acronym != actor.name else actor.name


def statement(meeting: Meeting, *, with_minutes: bool, carriers: dict[int, str], on: dt.date) -> bytes:
    """The relevé de décisions; its actions are as they stand on that day.

    `carriers` says which actors carry an action, by its identifier, where some do.
    """
    contract = meeting.contract
    letter = Letter(title=f"Relevé de décisions – {meeting}", sender=contract.carrier, about=contract.name)
    letter.title("Relevé de décisions")
    letter.text(subject(meeting), bold=True)
    if meeting.state == Meeting.State.APPROVED:
        approved = in_words(timezone.localdate(meeting.approved_at))
        letter.text(f"Compte rendu approuvé le {approved} par {meeting.approved_by}.", soft=True)
    else:
        letter.text("Projet : le compte rendu de cette réunion n’est pas encore approuvé.", italic=True, soft=True)
    _where(letter, meeting)
    _attendance(letter, meeting)
    points = _points(meeting)
    if points:
        letter.heading("Ordre du jour")
        letter.numbered(points)
    letter.heading("Décisions")
    _decisions(letter, meeting, carriers, on)
    if with_minutes and meeting.minutes_text.strip():
        letter.heading("Échanges")
        letter.text(meeting.minutes_text)
    return letter.bytes()


def _attendance(letter: Letter, meeting: Meeting) -> None:
    guests = _guests(meeting)
    kinds = {
        Invitation.Attendance.PRESENT: "Présents",
        Invitation.Attendance.REPRESENTED: "Représentés",
        Invitation.Attendance.EXCUSED: "Excusés",
        Invitation.Attendance.ABSENT: "Absents",
    }
    if any(guest.attendance for guest in guests):
        letter.heading("Participants")
    for kind, label in kinds.items():
        some = [guest for guest in guests if guest.attendance == kind]
        if some:
            letter.labelled(label, ", ".join(_came(guest) for guest in some))


def _came(guest: Invitation) -> str:
    """«Région HdF (Sophie Leclercq, pour Karim Benali)»."""
    who = [guest.person] if guest.person else []
    who += [f"pour {guest.instead_of}"] if guest.instead_of else []
    return f"{guest.actor} ({', '.join(who)})" if who else str(guest.actor)


def _decisions(letter: Letter, meeting: Meeting, carriers: dict[int, str], on: dt.date) -> None:
    decisions = list(meeting.decisions.prefetch_related("incontournables", "actions"))
    if not decisions:
        letter.text("Aucune décision n’a été prise.")
    if meeting.state == Meeting.State.APPROVED and any(decision.actions.all() for decision in decisions):
        letter.text(
            "Les décisions sont celles que le compte rendu approuvé retient ; leurs actions sont données telles "
            f"qu’elles sont au {on:%d/%m/%Y}.",
            soft=True,
        )
    for number, decision in enumerate(decisions, 1):
        items = ", ".join(item.place for item in decision.incontournables.all())
        actions = [action for action in decision.actions.all() if not action.is_removed]
        title = f"Décision {number}{f' ({items})' if items else ''}"
        letter.labelled(title, decision.text, before_table=bool(actions))
        if actions:
            letter.table(
                ["Action", "Portée par", "Échéance", f"État au {on:%d/%m/%Y}"],
                [_action(action, carriers) for action in actions],
                [7.2, 4, 2.4, 2.8],
            )


def _action(action: Action, carriers: dict[int, str]) -> tuple[str, str, str, str]:
    due = f"{action.due_on:%d/%m/%Y}" if action.due_on else ""
    return action.text, carriers.get(action.pk, action.carrier), due, action.get_state_display()


def calendar_file(meeting: Meeting, address: str) -> bytes:
    """A change of its agenda is no new convocation, yet calendars must prefer this file to the one before."""
    agenda_changed = AgendaItem.history.filter(meeting=meeting).aggregate(last=Max("history_date"))["last"]
    points = [f"{number}. {title}" for number, (title, _) in enumerate(_points(meeting), 1)]
    lines = [committee_in_full(meeting.committee), meeting.contract.name]
    lines += [f"Annulée : {meeting.cancelled_because}"] if meeting.cancelled_because else []
    lines += [f"Visioconférence : {meeting.link}"] if meeting.link else []
    lines += ["Ordre du jour :", *points] if points else []
    return written(
        Appointment(
            uid=f"{meeting.uid}@cottri",
            sequence=meeting.sequence,
            told_at=max(filter(None, (meeting.told_at, agenda_changed))),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            summary=f"{meeting.name} – {meeting.contract.short_name}",
            place=meeting.place,
            link=meeting.link,
            description="\n".join(lines),
            address=address,
            cancelled=meeting.state == Meeting.State.CANCELLED,
        )
    )
