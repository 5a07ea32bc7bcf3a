"""What an actor's page says of its meetings: where it sits, whether it comes, what was decided that it carries."""

import datetime as dt

import pytest

from actors.models import ActionCarrier
from cottri.models import Membership, Role
from governance.models import Invitation
from tests.factories import make_actor, make_contact, make_contract, make_user, officer
from tests.meetings import make_action, make_committee, make_decision, make_meeting, moment

pytestmark = pytest.mark.django_db
ON = dt.date(2023, 4, 14)


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = ON


@pytest.fixture
def contract():
    return make_contract(short_name="Calaisis")


@pytest.fixture
def agent(client, contract):
    user = make_user(contract=contract)
    client.force_login(user)
    return user


def words(answer) -> str:
    return " ".join(answer.text.replace("&nbsp;", " ").replace("\u00a0", " ").split())


def came(meeting, attendance: str) -> None:
    Invitation.objects.filter(meeting=meeting).update(attendance=attendance)


def everything(contract, actor, number: int = 1) -> None:
    """A seat, meetings and actions decided by them; as many of each."""
    for rank in range(number):
        committee = make_committee(contract, actor, name=f"Comité de {actor} {rank}", short_name="")
        held = make_meeting(committee, dt.date(2023, 3, 1 + rank), state="held")
        came(held, "present")
        make_meeting(committee, dt.date(2023, 5, 1 + rank))
        action = make_action(make_decision(held, f"Confier {rank}"), f"Charte {rank}")
        ActionCarrier.objects.create(action=action, actor=actor)


def test_the_page_tells_its_seats_its_presence_and_what_was_decided_that_it_carries(client, contract, agent):
    actor = make_actor("SEVADEC")
    everything(contract, actor)
    seat = actor.seats.get()
    seat.substitute = "Camille Petit"
    seat.store(by=agent, at=moment(ON, 9), why="désignée")
    page = words(client.get(actor.get_absolute_url()))
    for said in (
        "représenté par Madame SEVADEC · suppléant : Camille Petit",
        "Comité de SEVADEC 0, 1er mars 2023",
        "Charte 0",
        ">01/03/2023</a> : Confier 0",
    ):
        assert said in page


def test_presence_is_counted_over_twelve_months_and_in_all_without_meetings_cancelled_or_to_come(
    client, contract, agent
):
    actor = make_actor("SEVADEC")
    committee = make_committee(contract, actor)
    for day, attendance in {
        dt.date(2022, 4, 14): "present",  # a year ago to the day: of the year before, as on the page of mobilisation
        dt.date(2022, 4, 15): "represented",
        dt.date(2023, 3, 1): "absent",
        dt.date(2023, 3, 2): "",
    }.items():
        came(make_meeting(committee, day, state="held"), attendance)
    make_meeting(committee, dt.date(2023, 3, 3), state="cancelled")
    make_meeting(committee, dt.date(2023, 5, 1))
    known = client.get(actor.get_absolute_url()).context["participation"]
    assert [(row.label, row.lately, row.total) for row in known.attendance] == [
        ("présent", 0, 1),
        ("représenté", 1, 1),
        ("absent", 1, 1),
        ("présence non notée", 1, 1),
    ]
    assert (known.invited.lately, known.invited.total) == (3, 4)
    assert [one.meeting.day.isoformat() for one in known.latest][:2] == ["2023-05-01", "2023-03-02"]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COPIL])
def test_a_contract_that_the_reader_may_not_open_shows_nothing_of_its_meetings(client, contract, role):
    actor = make_actor("SEVADEC")
    make_contact(actor, "Léa Martin")
    here, away = make_contract(short_name="Ici"), make_contract(short_name="Ailleurs")
    everything(away, actor)
    held = make_meeting(make_committee(here, actor, name="Comité d’ici"), dt.date(2023, 3, 9), state="held")
    action = make_action(make_decision(held, "Décidé ici"), "Action d’ici")
    ActionCarrier.objects.create(action=action, actor=actor)
    user = make_user(contract=here, role=role)
    client.force_login(user)
    page = words(client.get(actor.get_absolute_url()))
    assert "Comité d’ici" in page and "Décidé ici" in page
    for hidden in ("Comité de SEVADEC", "Charte 0", "Confier 0"):
        assert hidden not in page
    assert "On a parlé." not in page, "minutes that are not approved stay where they are written"
    assert ("Léa Martin" in page) == (role == Role.OFFICER)
    Membership.objects.create(user=user, contract=away, role=Role.COPIL)
    page = words(client.get(actor.get_absolute_url()))
    assert "Charte 0" in page and "Ailleurs" in page


def test_of_an_actor_that_nobody_ever_called_the_page_says_so(client, contract, agent):
    committee = make_committee(contract, make_actor("SEVADEC"))
    gone = make_committee(contract, actor := make_actor("SITAC"))
    gone.remove(by=officer(contract), at=moment(ON, 9))
    make_meeting(committee)
    page = words(client.get(actor.get_absolute_url()))
    assert "Il ne siège dans aucun comité." in page and "Il n’a jamais été invité à une réunion." in page


def test_the_page_asks_as_much_for_one_and_for_three_of_everything(
    client, contract, agent, django_assert_max_num_queries
):
    costs = []
    for number in (1, 3):
        everything(contract, actor := make_actor(), number)
        with django_assert_max_num_queries(14) as asked:
            assert words(client.get(actor.get_absolute_url())).count("Confier") == number
        costs.append(len(asked))
    assert costs[0] == costs[1]
