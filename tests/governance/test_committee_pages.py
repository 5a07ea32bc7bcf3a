"""The pages of committees and their meetings: what they show, who may write, and in how many questions."""

import datetime as dt

import pytest

from actors.models import ActionCarrier
from cottri.models import Role
from governance.models import Committee, LocalGroup, Seat
from objectives.models import Refused
from tests.factories import make_actor, make_card, make_problem, make_user, morning
from tests.meetings import DAY, at, make_action, make_committee, make_decision, make_meeting, make_point, text
from tests.sheets import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)


@pytest.mark.parametrize("name", ["overview", "matrix", "meetings", "month"])
def test_a_page_costs_the_same_with_one_and_three_of_everything(
    client, contract, agent, django_assert_num_queries, name
):
    expected = {"overview": 16, "matrix": 6, "meetings": 7, "month": 5}[name]

    def add():
        committee = make_committee(contract, make_actor(), make_actor())
        for state in ("planned", "held", "approved", "cancelled"):
            make_meeting(committee, dt.date(2023, 4, 20) if state == "planned" else DAY, state=state)

    for number in (1, 2):
        for _ in range(number):
            add()
        with django_assert_num_queries(expected):
            assert client.get(at(contract, name)).status_code == 200


def test_a_committee_and_a_meeting_cost_the_same_with_one_and_three_of_everything(
    client, contract, agent, django_assert_num_queries
):
    committee = make_committee(contract)
    meeting, held = make_meeting(committee), make_meeting(committee, state="held")
    for number in (1, 2):
        for _ in range(number):
            Seat(committee=committee, actor=make_actor()).append(by=agent, at=morning(DAY))
            LocalGroup(committee=committee, name="COTECH").append(by=agent, at=morning(DAY))
            make_meeting(committee, dt.date(2023, 4, 20))
            meeting.invite([make_actor()], by=agent, at=morning(DAY))
            tagged = make_item(contract), make_item(contract)
            make_point(meeting).incontournables.set(tagged)
            make_point(held).incontournables.set(tagged)
            action = make_action(make_decision(held, "Lancer", *tagged))
            ActionCarrier(action=action, actor=make_actor()).save()
        with django_assert_num_queries(11):
            assert client.get(at(contract, "committee", committee.pk)).status_code == 200
        with django_assert_num_queries(11):
            assert client.get(at(contract, "meeting", meeting.pk)).status_code == 200
        with django_assert_num_queries(14):
            assert "Lancer" in text(client.get(at(contract, "meeting", held.pk)))


def test_an_officer_describes_a_committee_then_its_members(client, contract, agent):
    client.post(
        at(contract, "committee_new"), {"kind": "technical", "name": "Comité  technique\r\nX", "short_name": "COTECH"}
    )
    committee = Committee.objects.get()
    assert (committee.name, committee.history.get().history_user) == ("Comité technique X", agent)
    actor = make_actor("SEVADEC")
    client.post(at(contract, "seat_new", committee.pk), {"actor": actor.name, "representative": "M. Dupont"})
    answer = client.post(at(contract, "seat_new", committee.pk), {"actor": actor.name})
    assert "Cet acteur siège déjà dans ce comité." in text(answer)
    sent = {"kind": "steering", "name": "Un autre", "short_name": "cotech"}
    assert "Un comité porte déjà ce sigle." in text(client.post(at(contract, "committee_new"), sent))
    sent |= {"name": "COMITE TECHNIQUE X", "short_name": ""}
    assert "Un comité porte déjà ce nom." in text(client.post(at(contract, "committee_new"), sent))
    answer = client.post(at(contract, "seat_new", committee.pk), {})
    assert "Choisissez un acteur, ou écrivez qui siège." in text(answer)
    page = text(client.get(at(contract, "committee", committee.pk)))
    assert "SEVADEC" in page and "M. Dupont" in page


def test_two_officers_who_edit_the_same_seat_are_shown_both_values(client, contract, agent):
    committee = make_committee(contract, make_actor("SEVADEC"))
    seat = committee.seats.get()
    Seat.objects.get(pk=seat.pk).store(by=agent, at=morning(DAY), why="modifié")
    sent = {"actor": seat.actor.name, "representative": "M. Martin", "read_version": seat.version}
    answer = text(client.post(at(contract, "seat_edit", seat.pk), sent))
    assert "Enregistré entre-temps : « Madame SEVADEC ». Ici : « M. Martin »." in answer
    seat.refresh_from_db()
    assert seat.representative == "Madame SEVADEC"


def test_a_working_group_is_filled_from_a_map(client, contract, agent):
    problem = make_problem(contract)
    engaged, funder, watched = make_actor("À engager"), make_actor("Financeur"), make_actor("À suivre")
    make_card(problem, engaged, interest=4, influence=4)
    make_card(problem, funder, interest=1, influence=4, is_funder=True)
    make_card(problem, watched, interest=1, influence=1)
    group = make_committee(contract, kind="working", problem=problem, name="Groupe", short_name="")
    address = at(contract, "seats_chosen", group.pk)

    def found(who):
        answer = client.get(address, {"carte": problem.pk, "qui": who})
        return [str(actor) for actor, *_ in answer.context["found"]]

    assert found("ENGAGE") == ["À engager"]
    assert found("funder") == ["Financeur"]
    assert found("") == ["À engager", "À suivre", "Financeur"]
    client.post(address, {"actors": [engaged.pk, funder.pk]})
    client.post(address, {"actors": [engaged.pk]})
    assert [str(seat) for seat in group.seats.all()] == ["À engager", "Financeur"]


@pytest.mark.parametrize("chosen", [[], ["abc"], ["0"], ["9" * 18], ["9" * 30]])
def test_actors_that_cannot_be_chosen_are_refused_with_a_sentence(client, contract, agent, chosen):
    group = make_committee(contract)
    answer = text(client.post(at(contract, "seats_chosen", group.pk), {"actors": chosen}))
    assert ("Un de ces acteurs n’existe plus" if chosen else "Cochez au moins un acteur.") in answer
    assert not group.seats.exists()


@pytest.mark.parametrize("state", ["planned", "held", "cancelled"])
def test_a_committee_that_met_or_will_meet_is_not_deleted(client, contract, agent, state):
    committee = make_committee(contract)
    make_meeting(committee, state=state)
    answer = text(client.post(at(contract, "committee_remove", committee.pk), follow=True))
    assert "un comité qui s’est réuni ou doit se réunir ne se supprime pas" in answer
    committee.refresh_from_db()
    assert not committee.is_removed


def test_a_committee_that_never_met_is_deleted_and_its_page_is_gone(client, contract, agent):
    committee = make_committee(contract, make_actor())
    assert client.post(at(contract, "committee_remove", committee.pk)).url == at(contract, "overview")
    assert client.get(at(contract, "committee", committee.pk)).status_code == 404
    assert committee.history.first().history_change_reason == "retiré"
    assert client.get(at(contract, "matrix")).context["lines"] == []


def test_a_member_of_the_copil_reads_and_is_offered_nothing_to_change(client, contract):
    committee = make_committee(contract, make_actor("SEVADEC"))
    meeting = make_meeting(committee, state="held")
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    for name, args in [("overview", ()), ("committee", (committee.pk,)), ("meeting", (meeting.pk,)), ("meetings", ())]:
        page = text(client.get(at(contract, name, *args)))
        main = page[page.index("<main") :]
        assert 'method="post"' not in main and "modifier/" not in main
    page = text(client.get(at(contract, "meeting", meeting.pk)))
    assert "On a parlé." not in page and "Il n’est pas encore approuvé." in page


def test_two_printed_seats_are_two_whatever_their_words(client, contract, agent):
    committee = make_committee(contract, make_actor("SEVADEC"))
    for _ in range(2):
        Seat(committee=committee, as_printed="Partenaires").append(by=agent, at=morning(DAY))
    page = client.get(at(contract, "matrix"))
    assert [str(who) for who, _ in page.context["lines"]] == ["SEVADEC", "Partenaires", "Partenaires"]
    assert "1 acteur dans 1 comité, et 2 sièges à préciser" in text(page)


def test_the_month_shows_its_days_and_what_is_no_month_shows_this_one(client, contract, agent):
    committee = make_committee(contract)
    for _ in range(7):
        make_meeting(committee, dt.date(2023, 5, 16))
    assert "9 h</b> COPIL" in text(client.get(at(contract, "month"), {"mois": "2023-05"}))
    crowded = text(client.get(at(contract, "month"), {"mois": "2023-05"}))
    assert "?du=2023-05-16&amp;au=2023-05-16" in crowded and "et 1 autre" in crowded.replace("\u00a0", " ")
    for odd in ("", "2023-13", "abc", "0001-01", "9999-12", "²023-05"):
        answer = client.get(at(contract, "month"), {"mois": odd})
        assert answer.context["first"] == dt.date(2023, 4, 1)


def test_the_list_is_narrowed_by_committee_state_and_days(client, contract, agent):
    copil, cotech = make_committee(contract), make_committee(contract, short_name="COTECH")
    make_meeting(copil, dt.date(2022, 3, 1), state="held")
    make_meeting(cotech)

    def found(**asked):
        return client.get(at(contract, "meetings"), asked).context["meetings"].paginator.count

    assert [found(), found(comite=copil.pk), found(etat="held")] == [2, 1, 1]
    assert [found(du="2022-03-01", au="2022-03-01"), found(du="2022-03-02"), found(au="2022-02-28")] == [1, 1, 0]
    assert found(comite="9" * 30) == found(etat="x") == found(du="abc") == 2


def test_a_map_that_a_working_group_works_on_is_not_discarded(contract, agent):
    problem = make_problem(contract)
    make_committee(contract, name="Groupe Haies", short_name="", kind=Committee.Kind.WORKING, problem=problem)
    with pytest.raises(Refused, match="Groupe Haies"):
        problem.discard(by=agent, at=morning(DAY))
    problem.refresh_from_db()


def test_nothing_is_added_to_a_committee_that_somebody_has_just_removed(client, contract, agent, monkeypatch):
    committee, actor = make_committee(contract), make_actor()
    Committee.objects.get(pk=committee.pk).remove(by=agent, at=morning(DAY))
    act = {"by": agent, "at": morning(DAY)}
    for refused in (
        lambda: make_meeting(committee),
        lambda: Seat(committee=committee, actor=actor).append(**act),
        lambda: LocalGroup(committee=committee, name="COTECH").append(**act),
    ):
        with pytest.raises(Refused, match="vient d’être supprimé"):
            refused()
    monkeypatch.setattr("governance.views.committees.committees_of", lambda held: Committee.objects.all())
    answer = client.post(at(contract, "seats_chosen", committee.pk), {"actors": [actor.pk]}, follow=True)
    assert "vient d’être supprimé" in text(answer)
    assert not Seat.objects.exists() and not committee.meetings.exists()
