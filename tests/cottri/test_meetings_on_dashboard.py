"""What the first page says of the meetings: the next ones, what is late, what has moved since the last COPIL."""

import datetime as dt
from decimal import Decimal

import pytest

from actors.models import ActionCarrier
from cottri.dashboard import meetings
from objectives.dashboard import build
from objectives.measure import Counting
from objectives.models import State
from tests.factories import make_actor, make_contract, make_entry, make_indicator, make_user, month, new_entry, officer
from tests.meetings import make_action, make_committee, make_decision, make_meeting, moment

pytestmark = pytest.mark.django_db
ON = dt.date(2023, 4, 14)
COPIL = dt.date(2023, 2, 9)


@pytest.fixture(autouse=True)
def today(settings):
    settings.COTTRI_TODAY = ON


def told(contract, on=ON):
    return meetings(build(contract, on=on, today=ON), moment(ON, 12))


def validated(indicator, quantity, at, period):
    entry = new_entry(indicator, quantity, period=period)
    entry.record(by=officer(indicator.contract), at=moment(period[1] + dt.timedelta(days=1), 9))
    entry.validate(by=officer(indicator.contract, besides=entry.author), at=at)
    return entry


def test_what_moved_is_what_was_validated_after_the_end_of_the_meetings_day():
    contract = make_contract()
    indicator = make_indicator(contract, baseline=Decimal(100), target=Decimal(200))
    committee = make_committee(contract)
    make_meeting(committee, dt.date(2022, 9, 1), state="approved")
    make_meeting(committee, COPIL, state="held")
    validated(indicator, 10, moment(COPIL, 8), month(2022, 1))
    validated(indicator, 5, moment(COPIL, 23, 59), month(2022, 2))
    assert told(contract).last.day == COPIL and told(contract).moved == ()
    validated(indicator, 7, moment(COPIL + dt.timedelta(days=1), 0), month(2022, 3))
    make_entry(indicator, 100, state=State.PENDING, period=month(2022, 4))
    [moved] = told(contract).moved
    assert (moved.then, moved.now, moved.change) == (Decimal(115), Decimal(122), Decimal(7))
    [line] = build(contract, on=ON, today=ON).lines
    assert moved.now == line.condition.measured.progress, "one page says one figure"


def test_on_a_past_day_the_meetings_are_those_of_that_day(client):
    contract = make_contract()
    indicator, committee = make_indicator(contract), make_committee(contract)
    for day, state in ((dt.date(2022, 9, 1), "approved"), (COPIL, "held"), (dt.date(2023, 3, 1), "cancelled")):
        make_meeting(committee, day, state=state)
    make_meeting(committee, dt.date(2023, 5, 16))
    validated(indicator, 10, moment(dt.date(2022, 2, 2), 8), month(2022, 1))
    validated(indicator, 7, moment(ON, 8), month(2022, 9))
    validated(indicator, 5, moment(ON, 8), month(2023, 2))

    def seen(on):
        shown = told(contract, on)
        changes = [(moved.then, moved.now) for moved in shown.moved]
        return shown.last and shown.last.day, changes, [meeting.day.isoformat() for meeting in shown.upcoming]

    assert seen(dt.date(2022, 8, 31)) == (None, [], ["2022-09-01", "2023-02-09", "2023-05-16"])
    assert seen(dt.date(2022, 9, 1)) == (dt.date(2022, 9, 1), [], ["2023-02-09", "2023-05-16"])
    assert seen(dt.date(2022, 9, 30))[:2] == (dt.date(2022, 9, 1), [(10, 17)]), "whenever it was validated"
    assert seen(COPIL) == (COPIL, [(10, 17)], ["2023-05-16"])
    assert seen(ON) == (COPIL, [(10, 22)], ["2023-05-16"])
    client.force_login(make_user(contract=contract))
    page = client.get(f"/{contract.slug}/?au=2022-09-01").content.decode()
    assert "Réunions après le 01/09/2022" in page and "Aucun total n’a bougé depuis, de ce qui" in page
    assert "Réunion du 01/09/2022" in page and "Réunion du 09/02/2023" not in page


def test_a_zero_and_a_level_validated_since_are_not_called_nothing(client):
    contract = make_contract(epcis=1)
    counted = make_indicator(contract)
    make_meeting(make_committee(contract), COPIL, state="held")
    validated(counted, 0, moment(ON, 8), month(2022, 1))
    client.force_login(make_user(contract=contract))
    page = client.get(f"/{contract.slug}/").content.decode()
    assert "Aucun total n’a bougé depuis." in page and "ne sont pas comparés" not in page
    level = make_indicator(contract, counting=Counting.LEVEL)
    validated(level, 5, moment(ON, 8), month(2022, 1))
    page = client.get(f"/{contract.slug}/").content.decode()
    assert "Aucun total n’a bougé depuis." in page and "Les niveaux atteints" in page


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
    late = make_action(make_decision(held), "Écrire la charte", due_on=dt.date(2023, 4, 13), carrier="Le syndicat")
    actor = make_actor("Syndicat des déchets", acronym="SEVADEC")
    ActionCarrier.objects.create(action=late, actor=actor, kind="lead")
    for name in ("Ville", "Agence"):
        ActionCarrier.objects.create(action=late, actor=make_actor(name))
    make_action(make_decision(held), "Réunir les membres", due_on=ON)
    for day in (ON, dt.date(2023, 5, 16), dt.date(2023, 6, 8), dt.date(2023, 7, 1)):
        make_meeting(committee, day, hours=(22, 23))
    make_meeting(committee, dt.date(2023, 4, 1))
    make_meeting(committee, dt.date(2023, 5, 2), state="cancelled")
    days = [meeting.day.isoformat() for meeting in told(contract).upcoming]
    assert days == ["2023-04-14", "2023-05-16", "2023-06-08"]
    client.force_login(make_user(contract=contract))
    page = client.get(f"/{contract.slug}/").content.decode()
    said = "SEVADEC, avec Agence et Ville"
    assert f"pour le 13/04/2023 · {said}" in page and "Le syndicat" not in page
    assert said in client.get(f"/{contract.slug}/gouvernance/actions/").content.decode(), "as the board says it"
    assert "Écrire la charte" in page and "Réunir les membres" not in page and "Depuis le dernier COPIL" in page


def test_what_is_late_on_a_past_day_is_so_on_the_dashboard_the_sheet_and_the_board(client):
    contract = make_contract()
    late = make_action(
        make_decision(make_meeting(make_committee(contract), COPIL, state="held")), "Charte", due_on=dt.date(2023, 3, 1)
    )
    late.complete(on=dt.date(2023, 4, 1), by=officer(contract), at=moment(ON, 9))
    client.force_login(make_user(contract=contract))
    before = client.get(f"{late.incontournable.get_absolute_url()}?au=2023-02-01").content.decode()
    assert "échéance le 01/03/2023" in before and "réalisée le" not in before
    for day, is_late in (("2023-03-31", True), ("2023-04-01", False)):
        page = client.get(f"/{contract.slug}/?au={day}").content.decode()
        assert (f"/gouvernance/actions/?etat=retard&amp;au={day}" in page) is is_late
        assert (f'{late.incontournable.get_absolute_url()}?au={day}#actions">Charte' in page) is is_late
        sheet = client.get(f"{late.incontournable.get_absolute_url()}?au={day}").content.decode()
        said = "échéance le 01/03/2023&nbsp;; réalisée depuis, le 01/04/2023"
        assert (f'<b class="is-late">en retard</b>, {said}' in sheet) is is_late
        assert ("réalisée le 01/04/2023" in sheet) is not is_late
        board = client.get(f"/{contract.slug}/gouvernance/actions/?etat=retard&au={day}").content.decode()
        assert ("Charte" in board and "réalisée depuis, le 01/04/2023" in board) is is_late
        assert f'name="au" value="{day}"' in board and "Les retards sont ceux du" in board
    assert "ni n’est prévue." in page and "Prévoir une réunion" not in page, "nothing is planned for a past day"


def test_an_empty_panel_of_meetings_leads_who_may_to_plan_one(client):
    contract = make_contract()
    for role, leads in (("copil", False), ("officer", True)):
        client.force_login(make_user(contract=contract, role=role))
        page = client.get(f"/{contract.slug}/").content.decode()
        assert "Aucune n’est prévue." in page and ("Prévoir une réunion" in page) is leads
