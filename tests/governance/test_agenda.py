"""What the state of the contract proposes for an agenda, and what the officer does with it."""

import datetime as dt
import io

import docx
import pytest

from cottri.models import Role
from governance import agenda
from governance.models import AgendaItem
from objectives.models import Refused, State
from tests.factories import (
    make_actor,
    make_card,
    make_entry,
    make_indicator,
    make_problem,
    make_ratio,
    make_user,
)
from tests.meetings import DAY, at, make_action, make_committee, make_decision, make_meeting, make_point, text
from tests.sheets import make_item, make_line

pytestmark = pytest.mark.django_db
NEXT = dt.date(2023, 5, 16)
ON = dt.date(2023, 4, 14)


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = ON


def keys(meeting):
    return [proposal.key for proposal in agenda.proposals(meeting, on=ON)]


def test_an_empty_contract_proposes_nothing(contract):
    assert keys(make_meeting(make_committee(contract), NEXT)) == []


def test_the_state_of_the_contract_proposes_what_stands_in_the_way(contract):
    late, met, unknown = make_indicator(contract), make_indicator(contract), make_ratio(contract)
    for part in (100, 60):
        make_entry(met, part)
    make_entry(late, 1)
    make_entry(late, 1, state=State.PENDING)
    committee = make_committee(contract)
    held = make_meeting(committee, DAY, state="held")
    make_action(make_decision(held, "Lancer l’étude"), due_on=dt.date(2023, 4, 1))
    actor = make_actor("À engager")
    problem = make_problem(contract)
    make_card(problem, actor, interest=4, influence=4)
    make_card(problem, make_actor("À informer"), interest=4, influence=1)
    found = {proposal.key: proposal for proposal in agenda.proposals(make_meeting(committee, NEXT), on=ON)}
    assert list(found) == [
        "decisions",
        f"condition-{late.pk}",
        f"condition-{unknown.pk}",
        "waiting",
        f"engage-{problem.pk}",
    ]
    assert "Lancer l’étude (16/03/2023, en retard)" in found["decisions"].note
    assert found[f"condition-{late.pk}"].why == "en retard"
    assert found[f"condition-{unknown.pk}"].why == "non calculable"
    assert "À engager" in found[f"engage-{problem.pk}"].note
    assert "engager" not in found[f"engage-{problem.pk}"].title
    assert "À informer" not in found[f"engage-{problem.pk}"].note


def test_what_is_done_or_closed_is_not_proposed_again(contract):
    committee = make_committee(contract)
    held = make_meeting(committee, DAY, state="held")
    make_decision(held, "Une déclaration", is_closed=True)
    make_action(make_decision(held), state="done")
    make_action(make_decision(held), state="abandoned")
    assert keys(make_meeting(committee, NEXT)) == []
    for _ in range(agenda.MOST_LISTED + 2):
        make_decision(held, "Sans action encore")
    [found] = agenda.proposals(make_meeting(committee, NEXT), on=ON)
    assert (found.key, found.why) == ("decisions", "14 décisions pas encore exécutées")
    assert len(found.without_action) == agenda.MOST_LISTED and found.note.endswith("\n– et 2 autres")


def test_a_working_group_is_given_the_points_of_the_sheet_and_only_its_own_subject(contract):
    steering = make_item(contract)
    lines = [make_line(steering, f"point {number}", kind="agenda") for number in range(5)]
    make_line(steering, "un constat")
    mine, other = make_indicator(contract), make_indicator(contract)
    problem = make_problem(contract, incontournable=mine.incontournable)
    group = make_committee(contract, kind="working", name="Groupe", short_name="", problem=problem)
    copil = make_committee(contract)
    make_decision(make_meeting(copil, DAY, state="held"))
    found = agenda.proposals(make_meeting(group, NEXT), on=ON)
    assert [proposal.key for proposal in found] == [*(f"line-{line.pk}" for line in lines), f"condition-{mine.pk}"]
    assert found[0].title == "Point 0" and found[0].incontournables == (mine.incontournable,)
    assert f"condition-{other.pk}" in keys(make_meeting(copil, NEXT))


def test_the_officer_keeps_drops_takes_back_orders_and_adds(client, contract, agent):
    make_indicator(contract), make_ratio(contract)
    committee = make_committee(contract)
    make_decision(make_meeting(committee, DAY, state="held"))
    meeting = make_meeting(committee, NEXT)
    make_point(meeting, "Mon point")
    first, second = keys(meeting)[1:]
    client.post(at(meeting, "agenda_decide"), {"proposal": first})
    client.post(at(meeting, "agenda_decide"), {"proposal": second, "action": "drop"})
    client.post(at(meeting, "agenda_decide"), {"proposal": "decisions"})

    def shown():
        return list(meeting.agenda.filter(is_dropped=False).values_list("proposal", flat=True))

    assert shown() == ["decisions", "", first], "what was decided and not done opens the agenda"
    assert keys(meeting) == []
    dropped = meeting.agenda.get(is_dropped=True)
    client.post(at(dropped, "point_drop"), {"action": "take"})
    client.post(at(dropped, "point_move"), {"action": "up"})
    assert shown() == ["decisions", "", second, first]
    client.post(at(meeting, "point_new"), {"title": "Questions  diverses"})
    assert meeting.agenda.last().title == "Questions diverses"
    client.post(at(meeting, "agenda_decide"), {"proposal": first})
    assert AgendaItem.objects.filter(proposal=first).count() == 1


def test_all_is_kept_at_once_and_the_decisions_come_first(client, contract, agent, monkeypatch):
    make_indicator(contract)
    committee = make_committee(contract)
    make_decision(make_meeting(committee, DAY, state="held"))
    meeting = make_meeting(committee, NEXT)
    make_point(meeting, "Mon point")
    monkeypatch.setattr(AgendaItem, "add", second_refused(AgendaItem.add))
    client.post(at(meeting, "agenda_decide"), {"proposal": "*"})
    assert meeting.agenda.count() == 1, "all of it, or nothing"
    monkeypatch.undo()
    client.post(at(meeting, "agenda_decide"), {"proposal": "*"})
    assert meeting.agenda.count() == 3 and meeting.agenda.first().proposal == "decisions"


def second_refused(add):
    calls = iter((True, False))

    def refusing(point, *args, **kwargs):
        if not next(calls):
            raise Refused("Trop tard.")
        add(point, *args, **kwargs)

    return refusing


def test_what_an_officer_keeps_for_himself_is_told_to_no_guest(client, contract, agent):
    make_entry(make_indicator(contract), 1, state=State.PENDING)
    meeting = make_meeting(make_committee(contract), NEXT)
    client.post(at(meeting, "agenda_decide"), {"proposal": "waiting"})
    point = meeting.agenda.get()
    assert point.note == "une saisie attend d’être validée" and not point.tells_note
    assert point.note in text(client.get(meeting.get_absolute_url()))
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    assert point.note not in text(client.get(meeting.get_absolute_url()))
    letter = docx.Document(io.BytesIO(client.get(at(meeting, "convocation")).content))
    said = [paragraph.text for paragraph in letter.paragraphs]
    assert "1.\tPoint sur les saisies d’avancement" in said and point.note not in said


def test_the_agenda_page_costs_the_same_with_one_and_three_of_everything(
    client, contract, agent, django_assert_num_queries
):
    steering = make_item(contract)
    committee = make_committee(contract)
    held = make_meeting(committee, DAY, state="held")
    meeting = make_meeting(committee, NEXT)
    for number in (1, 2):
        for _ in range(number):
            make_line(steering, "un point", kind="agenda")
            make_entry(make_indicator(contract), 1, state=State.PENDING)
            make_action(make_decision(held))
            make_card(make_problem(contract), interest=4, influence=4)
            make_point(meeting)
        with django_assert_num_queries(16):
            assert len(client.get(at(meeting, "agenda")).context["proposals"]) >= 3
