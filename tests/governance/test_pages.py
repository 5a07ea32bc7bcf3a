"""What an officer is shown, warned of and spared on the pages of governance."""

import datetime as dt
import io

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import Actor
from cottri.models import Role
from governance.forms import choosing
from governance.models import ActionScheme, Meeting, RecoveryNote, Seat
from tests.factories import (
    make_actor,
    make_card,
    make_entry,
    make_indicator,
    make_problem,
    make_user,
    morning,
)
from tests.meetings import (
    DAY,
    at,
    make_action,
    make_attachment,
    make_committee,
    make_decision,
    make_meeting,
    make_point,
    make_scheme,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)


def test_a_long_link_is_shown_by_its_host(client, contract, agent):
    link = "https://visio.example.org/l/meetup-join/" + "a" * 230
    meeting = make_meeting(make_committee(contract), link=link)
    page = text(client.get(meeting.get_absolute_url()))
    assert "Rejoindre la visioconférence (visio.example.org)" in page
    assert page.count(link) == 1  # where it leads, and paper writes it from there


def test_only_a_group_that_was_asked_for_is_ticked(client, contract, agent, monkeypatch):
    problem = make_problem(contract)
    engaged, watched = make_actor("À engager"), make_actor("À suivre")
    make_card(problem, engaged, interest=4, influence=4)
    make_card(problem, watched, interest=1, influence=1)
    committee = make_committee(contract, watched)
    address = at(contract, "invite", make_meeting(make_committee(contract)).pk)

    def ticked(**asked):
        answer = client.get(address, asked)
        return {str(actor) for actor, _, is_ticked in answer.context["found"] if is_ticked}, text(answer)

    assert ticked(carte=problem.pk, qui="ENGAGE")[0] == {"À engager"}
    assert ticked(comite=committee.pk)[0] == {"À suivre"}
    assert ticked(carte=problem.pk)[0] == ticked(q="à")[0] == set()
    found, page = ticked(qui="ENGAGE")
    assert found == set() and "Choisissez d’abord une carte." in page and 'name="actors"' not in page
    monkeypatch.setattr("governance.views.committees.MOST", 1)
    assert "les 1 premiers" in ticked(q="à")[1] and choosing.MOST == 200


def test_the_members_that_are_not_invited_are_told_and_invited_at_once(client, contract, agent):
    committee = make_committee(contract, make_actor("SEVADEC"))
    Seat(committee=committee, as_printed="Partenaires principaux").append(by=agent, at=morning(DAY))
    sent = {"day": "2023-05-16", "starts": "09:30", "ends": "11:30"}
    new = client.post(at(contract, "meeting_new") + f"?comite={committee.pk}", sent, follow=True)
    assert text(new).count("Personne n’est invité pour « Partenaires principaux »") == 2  # at once, and for ever
    Seat(committee=committee, as_printed="Élus référents").append(by=agent, at=morning(DAY))
    again = text(client.post(at(contract, "meeting_new") + f"?comite={committee.pk}", sent, follow=True))
    both = "pour « Partenaires principaux », « Élus référents » : aucun acteur n’a ces sièges"
    assert f"{both}." in again and f"{both}, que la convocation écrit tels quels." in again
    late = make_actor("SITAC")
    Seat(committee=committee, actor=late, representative="Madame Late").append(by=agent, at=morning(DAY))
    meeting = Meeting.objects.latest("pk")
    page = text(client.get(meeting.get_absolute_url()))
    assert "Inviter SITAC" in page and f'name="actors" value="{late.pk}"' in page
    client.post(at(contract, "invite", meeting.pk), {"actors": [late.pk]})
    assert meeting.invitations.get(actor=late).person == "Madame Late"
    assert "Membres du comité, sans être invités" not in text(client.get(meeting.get_absolute_url()))


def attendance(meeting, *, others=False, **said):
    data = {"others": "present"} if others else {}
    for guest in meeting.invitations.all():
        key = f"a{guest.actor_id}"
        noted, person = said.get(guest.actor.name, (guest.attendance, guest.person))
        data |= {f"{key}-read_version": guest.version, f"{key}-person": person, f"{key}-attendance": noted}
        data |= {f"initial-{key}-person": guest.person, f"initial-{key}-attendance": guest.attendance}
    return data


def test_who_was_represented_is_told_with_its_substitute(client, contract, agent):
    committee = make_committee(contract, make_actor("Région"), make_actor("SITAC"))
    seat = committee.seats.get(actor__name="Région")
    seat.substitute = "Monsieur Suppléant"
    seat.store(by=agent, at=morning(DAY), why="désigné")
    meeting = make_meeting(committee, state="held")
    address = at(contract, "attendance", meeting.pk)
    sent = attendance(meeting, Région=("represented", "Madame Région"), SITAC=("represented", "Madame SITAC"))
    answer = text(client.post(address, sent))
    box = f"id_a{Actor.objects.get(name='SITAC').pk}-person"
    refusal = "Madame SITAC représente cet acteur : dites qui est venu à sa place."
    assert f'aria-describedby="{box}_error"' in answer and f'id="{box}_error">{refusal}</p>' in answer
    client.post(address, attendance(meeting, Région=("represented", "Madame Région"), SITAC=("represented", "Autre")))
    said = {guest.actor.name: (guest.person, guest.instead_of) for guest in meeting.invitations.all()}
    assert said == {"Région": ("Monsieur Suppléant", "Madame Région"), "SITAC": ("Autre", "Madame SITAC")}
    letter = docx.Document(io.BytesIO(client.get(at(contract, "statement", meeting.pk)).content))
    words = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert "Région (Monsieur Suppléant, pour Madame Région)" in words
    seat.representative = "Madame Suivante"
    seat.store(by=agent, at=morning(DAY), why="remplacée")
    client.post(address, attendance(meeting, Région=("represented", "Monsieur Suppléant-Correct")))
    guest = meeting.invitations.get(actor__name="Région")
    assert (guest.person, guest.instead_of) == ("Monsieur Suppléant-Correct", "Madame Région"), "of that day"
    client.post(address, attendance(meeting, SITAC=("present", "Madame SITAC")))
    assert meeting.invitations.get(actor__name="SITAC").instead_of == ""


def test_everyone_else_is_present_in_one_click(client, contract, agent):
    meeting = make_meeting(make_committee(contract, make_actor("A"), make_actor("B")), state="held")
    sent = attendance(meeting, others=True, A=("excused", "Madame A"))
    client.post(at(contract, "attendance", meeting.pk), sent)
    assert [guest.attendance for guest in meeting.invitations.all()] == ["excused", "present"]


def test_a_row_that_nobody_touched_is_not_told_to_be_wrong(client, contract, agent):
    meeting = make_meeting(make_committee(contract, make_actor("A"), make_actor("B")), state="held")
    stale = attendance(meeting, B=("represented", "Madame B"))
    client.post(at(contract, "attendance", meeting.pk), attendance(meeting, A=("absent", "Madame A")))
    answer = text(client.post(at(contract, "attendance", meeting.pk), stale))
    assert "dites qui est venu à sa place" in answer and "Enregistré entre-temps" not in answer


def test_a_choice_that_clashes_is_told_by_its_label(client, contract, agent):
    committee = make_committee(contract)
    committee.store(by=agent, at=morning(DAY), why="modifié")
    sent = {"kind": "working", "name": "Comité de pilotage", "short_name": "COPIL", "read_version": 1}
    answer = text(client.post(at(contract, "committee_edit", committee.pk), sent))
    assert "« comité de pilotage ». Ici : « groupe de travail »." in answer


def test_after_a_verb_one_is_back_where_one_was(client, contract, agent):
    meeting = make_meeting(make_committee(contract), state="held")
    first, second = make_point(meeting, "A"), make_point(meeting, "B")
    agenda = at(contract, "agenda", meeting.pk)
    answer = client.post(at(contract, "point_move", second.pk), {"action": "up"})
    assert answer.url == f"{agenda}#point-{second.pk}"
    assert f'id="point-{second.pk}" tabindex="-1"' in text(client.get(agenda))
    assert client.post(at(contract, "point_drop", first.pk)).url == f"{agenda}#points"
    action = make_action(make_decision(meeting))
    asked = f"etat=decided&domaine={action.incontournable_id}&page=1"
    board = text(client.get(at(contract, "board") + f"?{asked}"))
    verb = at(contract, "action_do", action.pk, "commencer")
    assert f'action="{verb}?{asked.replace("&", "&amp;")}"' in board
    assert client.post(f"{verb}?{asked}").url == f"{at(contract, 'board')}?{asked}#action-{action.pk}"
    refused = client.post(at(contract, "action_do", action.pk, "realiser") + f"?{asked}", {"on": "abc"})
    assert refused.url == f"{at(contract, 'board')}?{asked}#action-{action.pk}"


def test_a_point_that_cannot_go_further_is_not_said_to_have_moved(client, contract, agent):
    meeting = make_meeting(make_committee(contract))
    first, last = make_point(meeting, "A"), make_point(meeting, "B")
    for point, way, sentence in (
        (first, "up", "« A » est déjà en tête de l’ordre du jour."),
        (last, "down", "« B » est déjà à la fin de l’ordre du jour."),
    ):
        said = text(client.post(at(contract, "point_move", point.pk), {"action": way}, follow=True))
        assert sentence in said and "est monté" not in said and "est descendu" not in said
    first.drop(by=agent, at=morning(DAY))
    said = text(client.post(at(contract, "point_move", first.pk), {"action": "down"}, follow=True))
    assert "« A » vient d’être écarté : reprenez-le d’abord." in said


def test_a_list_that_stops_says_so_and_leads_to_the_rest(client, contract, agent):
    committee = make_committee(contract)
    for number in range(12):
        make_meeting(committee, state="held" if number % 2 else "planned")
    for number in range(7):
        make_meeting(committee, dt.date(2023, 4, 15 + number))
    page = text(client.get(at(contract, "overview")))
    assert "Comptes rendus à approuver" in page and page.count("5 sur 6") == 2
    for asked, so_many in (
        ("etat=planned&amp;du=2023-04-14", 7),
        ("etat=planned&amp;au=2023-04-14", 6),
        ("etat=held", 6),
    ):
        assert f'5 sur {so_many} · <a href="{at(contract, "meetings")}?{asked}">' in page
        found = client.get(at(contract, "meetings") + f"?{asked.replace('&amp;', '&')}").context["meetings"]
        assert found.paginator.count == so_many
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = text(client.get(at(contract, "overview")))
    assert "Comptes rendus pas encore approuvés" in page and "à approuver" not in page


def test_what_is_joined_is_told_to_be_read_by_the_whole_copil(client, contract, agent):
    meeting = make_meeting(make_committee(contract), state="held")
    piece = make_attachment(meeting)
    said = "Lus par tout le COPIL, même avant que le compte rendu soit approuvé."
    assert said in text(client.get(meeting.get_absolute_url()))
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = text(client.get(meeting.get_absolute_url()))
    assert said not in page and "Présentation.pdf" in page and "On a parlé." not in page
    kept = client.get(at(contract, "attachment", piece.pk))
    assert b"".join(kept.streaming_content) == b"%PDF-1.4"


def test_the_first_of_a_month_and_a_whole_hour_are_written_as_in_letters(client, contract, agent):
    meeting = make_meeting(make_committee(contract), dt.date(2023, 5, 1), hours=(9, 12))
    page = text(client.get(meeting.get_absolute_url()))
    assert "<h1>COPIL, 1er mai 2023</h1>" in page and "lundi 1er mai 2023" in page and "9 h – 12 h" in page


def test_the_month_says_the_state_of_what_is_past(client, contract, agent):
    make_meeting(make_committee(contract), state="approved")
    page = text(client.get(at(contract, "month"), {"mois": "2023-03"}))
    assert "(approuvée)" in page and "Aujourd’hui" in page


def test_recovery_notes_are_offered_by_state_and_closed_once_they_have_served(client, contract, agent):
    met, late = make_indicator(contract, target=1), make_indicator(contract, target=1000)
    make_entry(met, 1)
    answer = client.get(at(contract, "recoveries"))
    states = [[line.indicator.pk for line, _ in answer.context[part]] for part in ("behind", "others")]
    assert states == [[late.pk], [met.pk]]
    sent = {"finding": "Retard", "cause": "Portage", "remedy": "Désigner"}
    client.post(at(contract, "recovery", late.pk), sent)
    for page in (at(contract, "overview"), f"/{contract.slug}/"):
        assert "<dd>Portage</dd>" in text(client.get(page))
    assert "Clore la note" in text(client.get(at(contract, "recoveries")))
    client.post(at(contract, "recovery_close", late.pk))
    for page in (at(contract, "overview"), f"/{contract.slug}/", late.incontournable.get_absolute_url()):
        assert "<dd>Portage</dd>" not in text(client.get(page))
    answer = text(client.post(at(contract, "recovery_close", late.pk), follow=True))
    assert "Cette note est déjà close." in answer and "Reprendre la note" in answer
    note = RecoveryNote.objects.get()
    assert [row.history_change_reason for row in note.history.all()] == ["close", "ajouté"]
    client.post(at(contract, "recovery", late.pk), sent | {"read_version": note.version})
    assert "<dd>Portage</dd>" in text(client.get(at(contract, "overview")))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(at(contract, "recoveries"))
        counts.append(len(asked))
        make_indicator(contract), make_indicator(contract)
    assert counts[0] == counts[1] < 15


def test_the_scheme_of_an_action_is_chosen_changed_and_taken_away_from_the_board(client, contract, agent):
    decision = make_decision(make_meeting(make_committee(contract), state="held"))
    action, first, second = make_action(decision), make_scheme(contract, "SCoT"), make_scheme(contract, "PCAET")
    address, board = at(contract, "action_scheme", action.pk), at(contract, "board")
    assert (
        client.post(f"{address}?etat=decided", {"scheme": first.pk}).url == f"{board}?etat=decided#action-{action.pk}"
    )
    row = ActionScheme.objects.get()
    assert "· SCoT" in text(client.get(board))
    client.post(address, {"scheme": second.pk, "read_version": 1})
    assert "Enregistré entre-temps" in text(client.post(address, {"scheme": first.pk, "read_version": 1}))
    assert "· PCAET" in text(client.get(board))
    second.remove(by=agent, at=morning(DAY))
    assert "PCAET" not in text(client.get(board))
    client.post(address, {"scheme": "", "read_version": 2})
    assert not ActionScheme.objects.exists()
    reasons = [told.history_change_reason for told in row.history.all()]
    assert reasons == ["ôté", "changé", "rattachée"]


def test_an_action_of_a_sheet_is_given_a_scheme_with_its_decision(client, contract, agent):
    held = make_meeting(make_committee(contract), state="held")
    action, scheme = make_action(make_decision(held)), make_scheme(contract)
    other = make_decision(held, "Autre")
    client.post(at(contract, "action_new", other.pk) + "?fiche=1", {"action": action.pk, "scheme": scheme.pk})
    assert (action.in_scheme.scheme, list(other.actions.all())) == (scheme, [action])
