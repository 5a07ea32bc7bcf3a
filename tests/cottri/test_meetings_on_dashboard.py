"""What the first page says of the meetings: the next ones, what is late, what has moved since the last COPIL."""

import datetime as dt
from decimal import Decimal

import pytest

from cottri.dashboard import meetings
from objectives.dashboard import build
from objectives.models import State
from tests.factories import make_contract, make_entry, make_indicator, make_user, month, new_entry, officer
from tests.meetings import make_action, make_committee, make_decision, make_meeting, moment

pytestmark = pytest.mark.django_db
ON = dt.date(2023, 4, 14)
COPIL = dt.date(2023, 2, 9)


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = ON


def told(contract):
    return meetings(build(contract, on=ON, today=ON), moment(ON, 12))


def validated(indicator, quantity, at, period):
    entry = new_entry(indicator, quantity, period=period)
    entry.record(by=officer(indicator.contract), at=moment(period[1] + dt.timedelta(days=1), 9))
    entry.validate(by=officer(indicator.contract, besides=entry.author), at=at)
    return entry


def test_what_moved_is_what_was_validated_after_the_end_of_the_meetings_day():
    contract = make_contract()
    indicator = make_indicator(contract)
    committee = make_committee(contract)
    make_meeting(committee, dt.date(2022, 9, 1), state="approved")
    make_meeting(committee, COPIL, state="held")
    validated(indicator, 10, moment(COPIL, 8), month(2022, 1))
    validated(indicator, 5, moment(COPIL, 23, 59), month(2022, 2))
    assert told(contract).last.day == COPIL and told(contract).moved == ()
    validated(indicator, 7, moment(COPIL + dt.timedelta(days=1), 0), month(2022, 3))
    make_entry(indicator, 100, state=State.PENDING, period=month(2022, 4))
    [moved] = told(contract).moved
    assert (moved.then, moved.now, moved.change) == (Decimal(15), Decimal(22), Decimal(7))


def test_an_amendment_validated_since_counts_for_what_it_changed():
    contract = make_contract()
    indicator = make_indicator(contract)
    make_meeting(make_committee(contract), COPIL, state="held")
    entry = validated(indicator, 10, moment(COPIL, 8), month(2022, 1))
    for quantity, at in ((6, moment(COPIL, 9)), (9, moment(ON, 8))):
        amendment = entry.amendment()
        amendment.quantity, amendment.justification = Decimal(quantity), "Erreur"
        amendment.record(by=officer(contract), at=at)
        amendment.validate(by=officer(contract, besides=amendment.author), at=at)
        entry = type(entry).objects.get(pk=amendment.pk)
    [moved] = told(contract).moved
    assert (moved.then, moved.now) == (Decimal(6), Decimal(9))


def test_the_next_meetings_and_the_late_actions_are_shown(client):
    contract = make_contract()
    committee = make_committee(contract)
    held = make_meeting(committee, COPIL, state="held")
    make_action(make_decision(held), "Écrire la charte", due_on=dt.date(2023, 4, 13))
    make_action(make_decision(held), "Réunir les membres", due_on=ON)
    for day in (ON, dt.date(2023, 5, 16), dt.date(2023, 6, 8), dt.date(2023, 7, 1)):
        make_meeting(committee, day, hours=(22, 23))
    make_meeting(committee, dt.date(2023, 4, 1))
    make_meeting(committee, dt.date(2023, 5, 2), state="cancelled")
    days = [meeting.day.isoformat() for meeting in told(contract).upcoming]
    assert days == ["2023-04-14", "2023-05-16", "2023-06-08"]
    client.force_login(make_user(contract=contract))
    page = client.get(f"/{contract.slug}/").content.decode()
    assert "Écrire la charte" in page and "Réunir les membres" not in page and "Depuis le dernier COPIL" in page
