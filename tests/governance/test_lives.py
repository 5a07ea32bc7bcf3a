"""What was done is told with who, when and why, and what was done by mistake is taken back."""

import datetime as dt

import pytest

from governance.models import Invitation, LocalGroup, SchemeLink, Seat, Stake
from objectives.models import Refused
from tests.factories import make_actor, morning, officer
from tests.meetings import (
    DAY,
    at,
    make_committee,
    make_decision,
    make_meeting,
    make_point,
    make_scheme,
    moment,
    text,
    write,
)
from tests.sheets import make_item

pytestmark = pytest.mark.django_db
AFTER = moment(DAY, 18)


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)


def test_what_was_taken_away_is_put_back_from_the_overview(client, contract, agent):
    committee = make_committee(contract, make_actor("SEVADEC"))
    group = LocalGroup(committee=committee, name="COTECH PCAET")
    group.append(by=agent, at=morning(DAY))
    scheme = make_scheme(contract)
    link = SchemeLink(scheme=scheme, incontournable=make_item(contract), nature="funds")
    link.append(by=agent, at=morning(DAY))
    other = make_committee(contract, name="Groupe", short_name="GT", kind="working")
    stake = Stake(contract=contract, text="Logement")
    stake.append(by=agent, at=morning(DAY))
    rows = {
        "enjeu": stake,
        "membre": committee.seats.get(),
        "groupe": group,
        "lien": link,
        "dispositif": scheme,
        "comite": other,
    }
    for kind, row in rows.items():
        row.remove(by=agent, at=morning(DAY))
        shown = text(client.get(at(contract, "overview")))
        assert shown.count(">Remettre<") == 1 and f"<small>{row._meta.verbose_name.capitalize()}" in shown
        assert text(client.post(at(contract, "restore", kind, row.pk), follow=True)).count("est remis.") == 1
        row.refresh_from_db()
        assert not row.is_removed
        told = row.history.first()
        assert (told.history_change_reason, told.history_user) == ("remis", agent)
    assert ">Remettre<" not in text(client.get(at(contract, "overview")))


def test_a_seat_given_again_meanwhile_is_not_put_back_beside_it(client, contract, agent):
    actor = make_actor("SEVADEC")
    committee = make_committee(contract, actor)
    seat = committee.seats.get()
    seat.remove(by=agent, at=morning(DAY))
    committee.seat([actor], by=agent, at=morning(DAY))
    answer = text(client.post(at(contract, "restore", "membre", seat.pk), follow=True))
    assert "Cet acteur siège déjà dans ce comité." in answer
    assert Seat.objects.shown().count() == 1


@pytest.mark.parametrize("written", ["minutes", "decision", "attendance", "nothing"])
def test_a_meeting_said_to_be_held_by_mistake_is_planned_again_while_nothing_is_written(contract, written):
    meeting = make_meeting(make_committee(contract, make_actor("SEVADEC")))
    who = officer(contract)
    Invitation.objects.update(attendance="excused")
    meeting.hold(by=who, at=AFTER)
    if written == "minutes":
        write(meeting, "On a parlé.")
    if written == "decision":
        make_decision(meeting)
    if written == "attendance":
        Invitation.objects.update(attendance="present")
    if written != "nothing":
        with pytest.raises(Refused, match="elle s’est donc tenue"):
            meeting.take_back(by=who, at=AFTER)
        return
    meeting.take_back(by=who, at=AFTER)
    assert meeting.history.first().history_change_reason == "notée tenue par erreur"
    meeting.cancel(by=who, at=AFTER, because="Grève")


def test_the_history_says_who_when_why_and_what_was_there_before(client, contract, agent, django_assert_num_queries):
    committee = make_committee(contract, make_actor("SEVADEC"))
    meeting = make_meeting(committee, place="Ancienne salle", state="held")
    meeting.place = "Nouvelle salle"
    meeting.reschedule(["place"], by=agent, at=AFTER)
    for number in (1, 2):
        for _ in range(number):
            make_point(meeting, "Bilan de l’année")
        with django_assert_num_queries(11):
            page = text(client.get(at(contract, "meeting_history", meeting.pk)))
    for said in (
        f"<b>{agent}</b> : réunion, modifiée",
        '<span class="old">Ancienne salle</span> → <span class="new">Nouvelle salle</span>',
        "invitation « SEVADEC », invité",
        "point de l’ordre du jour « Bilan de l’année », ajouté",
    ):
        assert said in page
    assert "On a parlé." not in page
    panel = text(client.get(meeting.get_absolute_url()))
    assert f"Modifiée<small>{agent}, le 16/03/2023</small>" in panel
    assert "siège « SEVADEC », ajouté" in text(client.get(at(contract, "committee_history", committee.pk)))
