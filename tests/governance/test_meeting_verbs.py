"""What a meeting may become, and what two people at once cannot do to it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from actors.models import Actor
from governance.forms.meeting import MeetingForm
from governance.models import Attachment, Invitation, Meeting, Minutes
from governance.views.meetings import meeting_of
from objectives.models import Action, Evidence, Refused
from tests.factories import make_actor, make_user, morning, officer
from tests.meetings import (
    DAY,
    at,
    make_action,
    make_committee,
    make_decision,
    make_meeting,
    make_point,
    moment,
    text,
    write,
)

pytestmark = pytest.mark.django_db
AFTER = moment(DAY, 18)
ON = dt.date(2023, 4, 14)


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = ON


@pytest.fixture
def committee(contract):
    return make_committee(contract, make_actor("SEVADEC"), make_actor("SITAC"))


def sent(day="2023-05-16", starts="09:30", ends="11:30", **more):
    return {"day": day, "starts": starts, "ends": ends, **more}


# --- States ---------------------------------------------------------------------------------------------------------
def test_a_meeting_is_planned_with_the_members_of_its_committee_invited(client, committee, agent):
    address = reverse("governance:meeting_new", args=[committee.contract.slug]) + f"?comite={committee.pk}"
    client.post(address, sent(place="Hôtel de ville", link="visio.example/x"))
    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.ends_at) == (
        moment(dt.date(2023, 5, 16), 9, 30),
        moment(dt.date(2023, 5, 16), 11, 30),
    )
    assert meeting.link == "https://visio.example/x"
    invited = meeting.invitations.values_list("actor__name", "person")
    assert list(invited) == [("SEVADEC", "Madame SEVADEC"), ("SITAC", "Madame SITAC")]
    assert {row.history_user for row in meeting.history.all()} == {agent}


def test_each_state_leads_where_it_may_and_nowhere_else(committee):
    who, reason = officer(committee.contract), {"because": "Salle"}
    already, no_more, nothing = "est déjà {}.", "est {}.: elle ne s’annule pas", "est {}.: il n’y a rien à reprendre"
    only, done = "Seul le compte rendu d’une réunion tenue", "Ce compte rendu est déjà approuvé"
    refused = {
        "planned": ("prévue", {"approve": only, "take_back": nothing}),
        "held": ("tenue", {"hold": already, "cancel": no_more}),
        "approved": ("approuvée", {"hold": already, "cancel": no_more, "approve": done, "take_back": nothing}),
        "cancelled": ("annulée", {"hold": already, "cancel": no_more, "approve": only, "take_back": nothing}),
    }
    for state, (word, verbs) in refused.items():
        meeting = make_meeting(committee, state=state)
        for verb, sentence in verbs.items():
            with pytest.raises(Refused, match=sentence.format(word)):
                getattr(meeting, verb)(by=who, at=AFTER, **(reason if verb == "cancel" else {}))
        assert Meeting.objects.get(pk=meeting.pk).state == state


def test_a_meeting_is_not_held_before_its_day(committee):
    meeting, who = make_meeting(committee), officer(committee.contract)
    with pytest.raises(Refused, match="n’a lieu que le 16/03/2023"):
        meeting.hold(by=who, at=moment(DAY - dt.timedelta(days=1), 23, 59))
    meeting.hold(by=who, at=moment(DAY, 0, 0))


def test_minutes_are_approved_once_and_not_empty(committee):
    meeting, who = make_meeting(committee, state="held"), officer(committee.contract)
    write(meeting, "  \n")
    with pytest.raises(Refused, match="est vide"):
        Meeting.objects.get(pk=meeting.pk).approve(by=who, at=AFTER)
    write(meeting, "On a parlé.")
    first, second = Meeting.objects.get(pk=meeting.pk), Meeting.objects.get(pk=meeting.pk)
    first.approve(by=who, at=AFTER)
    with pytest.raises(Refused, match=r"déjà approuvé, par .* le 16/03/2023"):
        second.approve(by=who, at=AFTER)
    assert meeting.history.filter(state="approved").count() == 1


def test_only_the_minutes_that_were_read_are_approved(client, committee, agent):
    meeting = make_meeting(committee, state="held")
    page = client.get(meeting.get_absolute_url())
    assert "Aucune présence n’est notée" in text(page)
    read = page.context["version"]
    write(meeting, "Tout autre chose.", by=make_user(contract=committee.contract))
    for version in (read, "", "x"):
        answer = client.post(at(meeting, "approve"), {"version": version}, follow=True)
        assert "a changé depuis que vous l’avez lu" in text(answer)
        assert Meeting.objects.get().state == "held"
    assert f'name="version" value="{answer.context["version"]}"' in text(answer)
    meeting.invitations.update(attendance="present")
    assert "Aucune présence" not in text(client.get(meeting.get_absolute_url()))
    client.post(at(meeting, "approve"), {"version": answer.context["version"]})
    assert Meeting.objects.get().approved_by == agent


@pytest.mark.parametrize("state", ["approved", "cancelled"])
def test_nothing_of_a_closed_meeting_changes(client, committee, agent, state):
    meeting = make_meeting(committee, state=state)
    guest = meeting.invitations.first()
    for refused in (
        lambda: meeting.reschedule(["place"], by=agent, at=AFTER),
        lambda: meeting.invite([make_actor()], by=agent, at=AFTER),
        lambda: meeting.uninvite(guest, by=agent, at=AFTER),
        lambda: make_point(meeting),
        lambda: write(meeting, "Autre chose."),
        lambda: Attachment.attach(meeting, [Evidence(name="a")], by=agent, at=AFTER),
    ):
        with pytest.raises(Refused):
            refused()
    for name in ("meeting_edit", "attendance", "minutes", "agenda", "invite"):
        assert client.get(at(meeting, name)).url == meeting.get_absolute_url()
    answer = client.post(at(meeting, "minutes"), {"text": "X", "version": 1}, headers={"X-Autosave": "1"})
    assert answer.status_code == 422 and "se modifie" in answer.json()["refusal"]


def test_the_database_refuses_a_state_without_its_facts(committee):
    meeting = make_meeting(committee)
    for wrong in ({"state": "approved"}, {"state": "cancelled"}, {"state": "autre"}, {"ends_at": meeting.starts_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(**wrong)


# --- When -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (sent(ends="09:30"), "La réunion finit après son début, le même jour."),
        (sent(day="2023-02-31"), "Saisissez une date valide."),
        (sent(starts="25:00"), "Saisissez une heure valide."),
        (sent(day="2023-03-26", starts="02:30", ends="04:00"), "il n’est pas 2 h 30 une fois"),
        (sent(day="2023-10-29", starts="01:00", ends="02:30"), "il n’est pas 2 h 30 une fois"),
        (sent(link="javascript:alert(1)"), "Un lien commence par https:// ou http://."),
        (sent(link="ftp://example.org/salle"), "Un lien commence par https:// ou http://."),
    ],
)
def test_when_and_where_cannot_be_read_a_sentence_says_so(client, committee, agent, given, sentence):
    address = reverse("governance:meeting_new", args=[committee.contract.slug]) + f"?comite={committee.pk}"
    assert sentence in text(client.post(address, given))
    assert not Meeting.objects.exists()


def test_a_meeting_outside_the_contract_is_let_in_with_a_warning(client, committee, agent):
    meeting = make_meeting(committee)
    answer = client.post(at(meeting, "meeting_edit"), sent(day="2024-01-09", read_version=meeting.version), follow=True)
    assert "hors des dates du contrat (01/01/2021 – 31/12/2023) : vérifiez sa date" in text(answer)
    assert Meeting.objects.get().day == dt.date(2024, 1, 9)


def test_a_held_meeting_moves_neither_to_the_future_nor_after_what_it_decided(client, committee, agent):
    meeting = make_meeting(committee, state="held")
    make_action(make_decision(meeting), "Étude", due_on=dt.date(2023, 3, 20))
    done = make_action(make_decision(meeting), "Charte")
    done.complete(by=agent, at=moment(ON, 9), on=dt.date(2023, 3, 25))

    def moved(day):
        given = sent(day=day, read_version=Meeting.objects.get().version)
        return text(client.post(at(meeting, "meeting_edit"), given))

    assert "n’a lieu que le 15/04/2023" in moved("2023-04-15")
    assert "« Étude », qu’elle a décidée, est à faire pour le 20/03/2023." in moved("2023-03-21")
    Action.objects.get(text="Étude").abandon(by=agent, at=moment(ON, 9))
    assert "« Charte », qu’elle a décidée, est réalisée le 25/03/2023." in moved("2023-03-26")
    assert Meeting.objects.get().day == DAY
    moved("2023-03-25")
    assert Meeting.objects.get().day == dt.date(2023, 3, 25)


def test_two_officers_who_move_a_meeting_are_shown_both_days(client, committee, agent):
    meeting = make_meeting(committee)
    read = meeting.version
    client.post(at(meeting, "meeting_edit"), sent(day="2023-05-16", starts="09:30", read_version=read))
    answer = text(client.post(at(meeting, "meeting_edit"), sent(day="2023-05-17", starts="08:00", read_version=read)))
    assert "Enregistré entre-temps : « 16/05/2023 ». Ici : « 17/05/2023 »." in answer
    assert "Enregistré entre-temps : « 9 h 30 ». Ici : « 8 h »." in answer.replace("\u00a0", " ")
    assert Meeting.objects.get().day == dt.date(2023, 5, 16)


def test_calendars_are_told_of_what_they_show_and_of_nothing_else(client, committee, agent):
    meeting = make_meeting(committee)
    same = sent("2023-03-16", "09:00", "11:00")
    steps = [(same, 0), (same | {"place": "Mairie"}, 1), (same | {"place": "Mairie", "ends": "12:00"}, 2)]
    for given, sequence in steps:
        client.post(at(meeting, "meeting_edit"), given | {"read_version": Meeting.objects.get().version})
        assert Meeting.objects.get().sequence == sequence
    make = Meeting.objects.get()
    make.cancel(by=agent, at=AFTER, because="Grève")
    assert (make.sequence, Meeting.objects.get().uid) == (3, meeting.uid)


def test_a_form_that_is_a_meeting_knows_its_own_fields():
    assert list(MeetingForm(instance=Meeting()).fields)[:6] == ["title", "day", "starts", "ends", "place", "link"]


# --- Guests ---------------------------------------------------------------------------------------------------------
def attendance(meeting, **said):
    data = {}
    for invitation in meeting.invitations.all():
        key = f"a{invitation.actor_id}"
        data |= {f"{key}-read_version": invitation.version, f"initial-{key}-attendance": invitation.attendance}
        data |= {f"{key}-person": invitation.person, f"initial-{key}-person": invitation.person}
        data[f"{key}-attendance"] = said.get(invitation.actor.name, invitation.attendance)
    return data


def test_attendance_is_noted_for_those_invited(client, committee, agent):
    meeting = make_meeting(committee, state="held")
    client.post(at(meeting, "attendance"), attendance(meeting, SEVADEC="present", SITAC="absent"))
    assert dict(meeting.invitations.values_list("actor__name", "attendance")) == {
        "SEVADEC": "present",
        "SITAC": "absent",
    }
    assert meeting.invitations.first().history.first().history_user == agent


def test_no_attendance_is_noted_once_somebody_else_has_approved(client, committee, agent, monkeypatch):
    meeting = make_meeting(committee, state="held")

    def read_then_approved(held, pk):
        row = meeting_of(held, pk)
        Meeting.objects.get(pk=pk).approve(by=officer(held), at=AFTER)
        return row

    data = attendance(meeting, SEVADEC="present")
    monkeypatch.setattr("governance.views.minutes.meeting_of", read_then_approved)
    answer = client.post(at(meeting, "attendance"), data, follow=True)
    assert "plus rien de cette réunion ne se modifie" in text(answer)
    assert not meeting.invitations.exclude(attendance="").exists()


def test_somebody_not_invited_has_no_attendance(client, committee, agent):
    meeting, stranger = make_meeting(committee, state="held"), make_actor("Passant")
    data = attendance(meeting, SEVADEC="present") | {f"a{stranger.pk}-attendance": "present"}
    assert "Un acteur qui n’est pas invité n’a pas de présence" in text(client.post(at(meeting, "attendance"), data))
    assert not meeting.invitations.exclude(attendance="").exists()


def test_before_the_meeting_only_an_excuse_is_noted(client, committee, agent):
    meeting = make_meeting(committee)
    answer = text(client.post(at(meeting, "attendance"), attendance(meeting, SEVADEC="present")))
    assert "seule une excuse se note avant" in answer
    client.post(at(meeting, "attendance"), attendance(meeting, SEVADEC="excused"))
    assert meeting.invitations.get(attendance="excused").actor.name == "SEVADEC"


def test_two_who_note_the_attendance_are_in_each_others_way_on_one_row_only(client, committee, agent):
    meeting = make_meeting(committee, state="held")
    mine, theirs = attendance(meeting, SEVADEC="present"), attendance(meeting, SITAC="absent")
    clash = attendance(meeting, SITAC="present")
    client.post(at(meeting, "attendance"), mine)
    client.post(at(meeting, "attendance"), theirs)
    assert set(meeting.invitations.values_list("attendance", flat=True)) == {"present", "absent"}
    answer = text(client.post(at(meeting, "attendance"), clash))
    assert "Enregistré entre-temps : « absent ». Ici : « présent »." in answer


def test_an_actor_is_invited_once_and_uninvited_unless_something_is_noted(client, committee, agent):
    meeting = make_meeting(committee)
    new = make_actor("ULCO")
    for _ in range(2):
        client.post(at(meeting, "invite"), {"actors": [new.pk, committee.seats.first().actor_id]})
    assert meeting.invitations.count() == 3
    guest = meeting.invitations.get(actor=new)
    Invitation.objects.filter(pk=guest.pk).update(attendance="excused")
    assert "effacez d’abord sa présence" in text(client.post(at(meeting, "uninvite", guest.pk), follow=True))
    for stale in (Invitation(pk=guest.pk, meeting=meeting, actor=new), Invitation(pk=10**9, meeting=meeting)):
        with pytest.raises(Refused, match=r"effacez d’abord sa présence|vient d’être ôtée"):
            meeting.uninvite(stale, by=agent, at=AFTER)
    Invitation.objects.filter(pk=guest.pk).update(attendance="")
    client.post(at(meeting, "uninvite", guest.pk))
    assert not meeting.invitations.filter(actor=new).exists() and Actor.objects.filter(pk=new.pk).exists()


# --- Minutes --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("planned", "Cette réunion ne s’est pas encore tenue : son compte rendu s’écrit ensuite."),
        ("cancelled", "Cette réunion est annulée : plus rien d’elle ne se modifie."),
        ("approved", "Le compte rendu est approuvé : plus rien de cette réunion ne se modifie."),
    ],
)
def test_minutes_wait_for_their_meeting_and_what_was_typed_comes_back(client, committee, agent, state, said):
    meeting = make_meeting(committee, state=state)
    before, typed = Minutes.of(meeting).text, {"text": "Un après-midi de notes", "version": Minutes.of(meeting).version}
    answer = client.get(at(meeting, "minutes"), follow=True)
    assert answer.redirect_chain and said in text(answer)
    answer = client.post(at(meeting, "minutes"), typed)
    assert answer.status_code == 200 and said in text(answer) and "Un après-midi de notes</textarea>" in text(answer)
    answer = client.post(at(meeting, "minutes"), typed, headers={"X-Autosave": "1"})
    assert answer.status_code == 422 and Minutes.of(meeting).text == before


def test_two_people_in_the_minutes_lose_nothing(client, committee, agent):
    meeting = make_meeting(committee, state="held")
    read, other = meeting.minutes.version, make_user(contract=committee.contract, first_name="Bastien", last_name="B")
    write(meeting, "Le texte de Bastien", by=other)
    for headers, status in (({"X-Autosave": "1"}, 409), ({}, 409)):
        answer = client.post(at(meeting, "minutes"), {"text": "Mon texte", "version": read}, headers=headers)
        assert answer.status_code == status
        both = answer.json()["conflict"] if headers else text(answer)
        assert "Le texte de Bastien" in both and "Bastien B" in both
    assert "Mon texte" in both, "without the script, one page shows both"
    assert Minutes.objects.get().text == "Le texte de Bastien"
    version = Minutes.objects.get().version
    client.post(at(meeting, "minutes"), {"text": "Les deux", "version": version})
    assert Minutes.objects.get().text == "Les deux"
    assert "Le texte de Bastien" in [row.text for row in Minutes.objects.get().history.all()]


def test_what_is_kept_while_writing_leaves_one_line_of_history_a_sitting(client, committee, agent):
    meeting = make_meeting(committee, state="held")
    before = meeting.minutes.history.count()
    version = meeting.minutes.version
    for word in ("Un", "Un deux", "Un deux trois"):
        answer = client.post(at(meeting, "minutes"), {"text": word, "version": version}, headers={"X-Autosave": "1"})
        version = answer.json()["version"]
    minutes = Minutes.objects.get()
    assert (minutes.text, minutes.version) == ("Un deux trois", version)
    assert minutes.history.count() == before + 1
    assert (minutes.history.first().text, minutes.history.first().history_user) == ("Un deux trois", agent)
    later = morning(dt.date(2023, 4, 15))
    assert minutes.write("Le lendemain", read=version, by=agent, at=later, autosaved=True) is None
    assert minutes.history.count() == before + 2


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30, "²"])
def test_minutes_without_the_version_they_started_from_overwrite_nothing(client, committee, agent, version):
    meeting = make_meeting(committee, state="held")
    answer = client.post(at(meeting, "minutes"), {"text": "Mon texte", "version": version})
    assert answer.status_code == 409 and "Mon texte" in text(answer)
    assert Minutes.objects.get().text == "On a parlé."


@pytest.mark.parametrize("typed", ["x" * 100_001, "a\0b"])
def test_minutes_that_cannot_be_stored_are_given_back_with_a_sentence(client, committee, agent, typed):
    meeting = make_meeting(committee, state="held")
    answer = client.post(at(meeting, "minutes"), {"text": typed, "version": meeting.minutes.version})
    assert "100000 caractères" in text(answer) and typed[:50] in answer.content.decode()
    with pytest.raises(ValidationError):
        Minutes.of(meeting).write(typed, read=meeting.minutes.version, by=agent, at=AFTER)
