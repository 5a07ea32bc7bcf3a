"""What an officer is shown, warned of and spared on the pages of governance."""

import datetime as dt

import pytest
from django.urls import reverse

from governance.forms import choosing
from tests.factories import make_actor, make_card, make_contract, make_problem, make_user
from tests.meetings import make_committee, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = dt.date(2023, 4, 14)


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def agent(client, contract):
    user = make_user(contract=contract)
    client.force_login(user)
    return user


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").split())


def at(contract, name, *args):
    return reverse(f"governance:{name}", args=[contract.slug, *args])


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
