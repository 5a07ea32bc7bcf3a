"""A meeting as files. The .ics is read by vobject, which shares no code with what wrote it; the DOCX are reopened."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import docx
import pytest
import vobject
from django.urls import reverse

from actors.models import ActionCarrier, Actor
from cottri.models import Role
from governance.models import Invitation, Meeting, Seat
from tests.factories import make_actor, make_contract, make_indicator, make_user, officer
from tests.meetings import (
    DAY,
    make_action,
    make_committee,
    make_decision,
    make_meeting,
    make_point,
    moment,
    write,
)

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)


@pytest.fixture
def contract(client):
    contract = make_contract(carrier="SyMPaC")
    client.force_login(make_user(contract=contract))
    return contract


def fetched(client, meeting, name):
    return client.get(reverse(f"governance:{name}", args=[meeting.contract.slug, meeting.pk]))


def event(client, meeting):
    answer = fetched(client, meeting, "calendar_file")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return vobject.readOne(answer.content.decode()).vevent


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (dt.date(2023, 3, 25), 1),  # the eve of summer time
        (dt.date(2023, 3, 26), 2),
        (dt.date(2023, 10, 28), 2),  # the eve of winter time
        (dt.date(2023, 10, 29), 1),
    ],
)
def test_a_calendar_reads_the_hour_of_paris_on_both_sides_of_a_change_of_hour(client, contract, day, offset):
    read = event(client, make_meeting(make_committee(contract), day, hours=(9, 11)))
    assert read.dtstart.value.utcoffset() == dt.timedelta(0)
    assert read.dtstart.value.hour == 9 - offset
    for moment_read, hour in ((read.dtstart.value, 9), (read.dtend.value, 11)):
        there = moment_read.astimezone(PARIS)
        assert (there.date(), there.hour, there.minute) == (day, hour, 0)


def test_a_meeting_through_the_night_of_the_change_lasts_what_it_lasts(client, contract):
    meeting = make_meeting(make_committee(contract), dt.date(2023, 10, 29), hours=(1, 4))
    read = event(client, meeting)
    assert read.dtend.value - read.dtstart.value == dt.timedelta(hours=4)


def test_a_calendar_knows_a_meeting_again_when_it_moves_and_when_it_is_cancelled(client, contract):
    meeting = make_meeting(make_committee(contract), place="Mairie")
    before = event(client, meeting)
    meeting.starts_at = moment(DAY, 10)
    meeting.reschedule(["starts_at"], by=officer(contract), at=moment(DAY, 7))
    moved = event(client, meeting)
    meeting.cancel(by=officer(contract), at=moment(DAY, 8), because="Grève")
    gone = event(client, meeting)
    assert before.uid.value == moved.uid.value == gone.uid.value
    assert [read.sequence.value for read in (before, moved, gone)] == ["0", "1", "2"]
    assert [read.status.value for read in (before, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert before.dtstamp.value < moved.dtstamp.value < gone.dtstamp.value
    assert gone.summary.value.startswith("Annulée") and "Grève" in gone.description.value


def test_calendars_are_told_when_a_committee_is_renamed_or_an_agenda_changes(client, contract):
    committee = make_committee(contract)
    past, meeting = make_meeting(committee, state="held"), make_meeting(committee, dt.date(2023, 5, 16))
    before = event(client, meeting)
    committee.name = "Comité politique"
    committee.reword(["name"], by=officer(contract), at=moment(dt.date(2023, 4, 20), 9))
    renamed = event(client, Meeting.objects.get(pk=meeting.pk))
    assert (before.sequence.value, renamed.sequence.value) == ("0", "1")
    assert before.dtstamp.value < renamed.dtstamp.value and "Comité politique" in renamed.description.value
    make_point(meeting, "Budget")
    assert event(client, Meeting.objects.get(pk=meeting.pk)).dtstamp.value > renamed.dtstamp.value
    assert event(client, past).sequence.value == "0"


def test_no_line_break_starts_another_property(client, contract):
    evil = "Salle\r\nATTENDEE:mailto:x@y.z\nSUMMARY:autre\x0b\x85\u2028fin"
    meeting = make_meeting(make_committee(contract, name=evil, short_name=""), place=evil, title=evil)
    make_point(meeting, evil)
    content = fetched(client, meeting, "calendar_file").content.decode()
    names = [line.partition(":")[0].partition(";")[0] for line in content.replace("\r\n ", "").split("\r\n")]
    assert names.count("SUMMARY") == names.count("LOCATION") == 1 and "ATTENDEE" not in names
    assert "\n" not in content.replace("\r\n", "") and all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    read = vobject.readOne(content).vevent
    assert read.location.value == "Salle ATTENDEE:mailto:x@y.z SUMMARY:autre fin"


@pytest.mark.parametrize("name", ["calendar_file", "convocation", "statement"])
def test_a_file_has_a_plain_name_whatever_the_meeting_is_called(client, contract, name):
    meeting = make_meeting(make_committee(contract), state="held", title='a"\r\nX: y')
    told = fetched(client, meeting, name).headers["Content-Disposition"]
    assert told.endswith((f'{contract.slug}-2023-03-16.ics"', f'{contract.slug}-2023-03-16.docx"'))


def words(answer) -> list[str]:
    document = docx.Document(io.BytesIO(answer.content))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    written = [paragraph.text for paragraph in document.paragraphs] + tables
    return [line.replace("\u00a0", " ") for line in written if line]


def test_the_convocation_says_what_a_public_body_says(client, contract):
    committee, acts = make_committee(contract, make_actor("SEVADEC")), {"by": officer(contract), "at": moment(DAY, 9)}
    for seat in (
        Seat(committee=committee, actor=make_actor("DDTM"), as_printed="Services de l’État"),
        Seat(committee=committee, as_printed="Partenaires principaux"),
    ):
        seat.append(**acts)
    meeting = make_meeting(committee, dt.date(2023, 5, 16), place="Mairie\x1f")
    make_point(meeting, "DC 4 : en retard", note="Portage du COT EnR")
    said = words(fetched(client, meeting, "convocation"))
    for line in (
        "Le 16 avril 2023",
        "Objet : Comité de pilotage (COPIL)",
        "Date : mardi 16 mai 2023, de 9 h à 11 h",
        "Lieu : Mairie",
        "1.\tDC 4 : en retard",
        "Portage du COT EnR",
        "Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.",
        "Pour SyMPaC,",
        "SEVADEC",
        "Madame SEVADEC",
        "DDTM\nsiège « Services de l’État »",
        "Partenaires principaux",
        "à préciser",
    ):
        assert line in said
    assert not any(line.startswith("Copie") for line in said)
    assert (
        docx.Document(io.BytesIO(fetched(client, meeting, "convocation").content)).core_properties.language == "fr-FR"
    )


def test_the_convocation_of_a_cancelled_meeting_says_so(client, contract):
    said = words(fetched(client, make_meeting(make_committee(contract), state="cancelled"), "convocation"))
    assert "Annulation de réunion" in said and "Motif : Salle indisponible" in said


def test_a_convocation_is_of_the_day_it_was_sent_and_a_copy_once_the_meeting_is_behind(client, contract):
    meeting = make_meeting(make_committee(contract), dt.date(2023, 3, 1), title="Budget")
    meeting.reschedule(["place"], by=officer(contract), at=moment(dt.date(2023, 2, 1), 9))
    said = words(fetched(client, meeting, "convocation"))
    assert said[0] == "Le 1er février 2023" and "Copie éditée le 14 avril 2023" in said
    assert "Objet : Budget – Comité de pilotage (COPIL)" in said
    assert any(line.startswith("Date : mercredi 1er mars 2023") for line in said)


def test_what_nobody_sees_and_what_turns_the_letters_over_reach_no_page_and_no_document(client, contract):
    meeting = make_meeting(make_committee(contract), place="\u202eSalle\u200b")
    address = reverse("governance:point_new", args=[contract.slug, meeting.pk])
    client.post(address, {"title": "\u202eabc  \u2066d", "note": "\u202eune\r\n\r\ndeux"})
    point = meeting.agenda.get()
    assert (point.title, point.note) == ("abc d", "une\n\ndeux")
    assert "Lieu : Salle" in words(fetched(client, meeting, "convocation"))


def test_tables_and_page_numbers_look_the_same_in_every_program(client, contract):
    """Some believe the grid and not the cells, some size a field by each of its runs; a table follows its title."""
    meeting = make_meeting(make_committee(contract), state="held")
    decision = make_decision(meeting)
    for name in ("une", "deux", "trois"):
        make_action(decision, name)
    write(meeting, "Avant.\nSuite.\n\n\nAprès.")
    document = docx.Document(io.BytesIO(fetched(client, meeting, "statement").content))
    [table] = document.tables
    assert [round(column.width.cm, 1) for column in table.columns] == [7.2, 4, 2.4, 2.8]
    kept = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]
    assert kept == [True, False, True, False]
    *before, title, spoken, after = [paragraph for paragraph in document.paragraphs if paragraph.text]
    assert before[-1].paragraph_format.keep_with_next
    assert [title.text, spoken.text, after.text] == ["Échanges", "Avant.\nSuite.", "Après."]
    assert all(run.font.size for run in document.sections[0].footer.paragraphs[0].runs)
    numbers = [run for run in document.sections[0].footer.paragraphs[0].runs if run._r.findall(".//{*}instrText")]
    assert len(numbers) == 2 and all(len(run._r.findall(".//{*}fldChar")) == 0 for run in numbers)


def test_the_statement_tells_who_came_what_was_decided_and_by_whom_it_is_done(client, contract):
    item = make_indicator(contract).incontournable
    meeting = make_meeting(make_committee(contract, make_actor("SEVADEC"), make_actor("SITAC")), state="held")
    Invitation.objects.filter(actor__name="SEVADEC").update(attendance="present")
    Invitation.objects.filter(actor__name="SITAC").update(attendance="excused")
    decision = make_decision(meeting, "Créer le réseau", item)
    action = make_action(decision, "Écrire la charte", carrier="Le syndicat", due_on=dt.date(2023, 6, 30))
    for name, kind in (("ADEME", "partner"), ("Région", "partner"), ("SEVADEC", "lead")):
        actor = Actor.objects.filter(name=name).first() or make_actor(name)
        ActionCarrier.objects.create(action=action, actor=actor, kind=kind)
    make_action(decision, "Réunir les cantines", carrier="EPCI ?")
    said = words(fetched(client, meeting, "statement"))
    for line in (
        "Projet : le compte rendu de cette réunion n’est pas encore approuvé.",
        "Présents : SEVADEC (Madame SEVADEC)",
        "Excusés : SITAC (Madame SITAC)",
        "On a parlé.",
        "Décision 1 (DC 1) : Créer le réseau",
        "Écrire la charte",
        "30/06/2023",
        "SEVADEC, avec ADEME et Région",
        "EPCI ?",
        "État au 14/04/2023",
        "décidée",
    ):
        assert line in said
    assert "Le syndicat" not in said
    assert not any("telles qu’elles sont" in line for line in said)
    Meeting.objects.get().approve(by=officer(contract), at=moment(meeting.day, 19))
    said = words(fetched(client, meeting, "statement"))
    assert any(line.endswith("leurs actions sont données telles qu’elles sont au 14/04/2023.") for line in said)


def test_a_reader_of_a_statement_has_the_minutes_once_they_are_approved(client, contract):
    committee = make_committee(contract)
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    draft, approved = (make_meeting(committee, state=state) for state in ("held", "approved"))
    assert "On a parlé." not in words(fetched(client, draft, "statement"))
    said = words(fetched(client, approved, "statement"))
    assert "On a parlé." in said and any("approuvé le 16 mars 2023" in line for line in said)


def test_a_meeting_that_was_not_held_has_no_statement(client, contract):
    meeting = make_meeting(make_committee(contract))
    assert fetched(client, meeting, "statement").url == meeting.get_absolute_url()
