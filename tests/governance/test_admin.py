"""Governance in the stock admin: read by the administrators of a contract, with its history, changed by nobody."""

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cottri.models import Role
from governance.models import ActionScheme, Decision, LocalGroup, RecoveryNote, SchemeLink, Seat, Stake
from tests.factories import make_actor, make_contract, make_indicator, make_user, morning, officer
from tests.meetings import (
    DAY,
    make_action,
    make_attachment,
    make_committee,
    make_decision,
    make_meeting,
    make_point,
    make_scheme,
    write,
)

pytestmark = pytest.mark.django_db
GOVERNANCE = apps.get_app_config("governance").get_models()
MODELS = [model for model in GOVERNANCE if hasattr(model._meta, "simple_history_manager_attribute")]


@pytest.fixture
def here():
    return make_contract(slug="ici")


@pytest.fixture
def admin(client, here):
    user = make_user("admin", contract=here, role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def url(target, page="change") -> str:
    model = target if isinstance(target, type) else type(target)
    args = [] if isinstance(target, type) else [target.pk]
    return reverse(f"admin:governance_{model._meta.model_name}_{page}", args=args)


def furnish(contract) -> dict[type, object]:
    """One row of each kind."""
    who = {"by": officer(contract), "at": morning(DAY)}
    indicator, scheme = make_indicator(contract), make_scheme(contract)
    committee = make_committee(contract, make_actor())
    LocalGroup(committee=committee, name="COTECH").append(**who)
    meeting = make_meeting(committee, state="held")
    action = make_action(make_decision(meeting, "Lancer", indicator.incontournable))
    link = ActionScheme(action=action, scheme=scheme)
    link.store(**who, why="rattachée")
    note = RecoveryNote(indicator=indicator, finding="Retard", cause="Météo", remedy="Planter")
    note.store(**who, why="écrite")
    tie = SchemeLink(scheme=scheme, incontournable=indicator.incontournable, nature="funds")
    tie.append(**who)
    stake = Stake(contract=contract, text="Mobilisation")
    stake.append(**who)
    rows = (
        *(committee, committee.seats.get(), committee.local_groups.get(), meeting, meeting.invitations.get()),
        *(make_point(meeting), write(meeting, "Autre texte."), make_attachment(meeting), meeting.decisions.get()),
        *(link, note, scheme, tie, stake),
    )
    return {type(row): row for row in rows}


def test_an_administrator_reads_all_of_their_contract_with_its_history_and_nothing_of_another(client, admin, here):
    own, foreign = furnish(here), furnish(make_contract(slug="ailleurs"))
    assert set(own) == set(MODELS)
    for model, row in own.items():
        assert list(client.get(url(model, "changelist")).context["cl"].queryset) == [row]
        assert [client.get(url(row, page)).status_code for page in ("change", "history")] == [200, 200]
        for page in ("change", "history"):
            answer = client.get(url(foreign[model], page))
            assert answer.status_code == 404 or answer.url == reverse("admin:index")
    seat = own[Seat]
    seat.remove(by=admin, at=morning(DAY))
    assert "retiré" in client.get(url(seat, "history")).text
    client.force_login(make_user(contract=here))
    assert client.get(url(Decision, "changelist")).status_code == 404


@pytest.mark.parametrize("who", ["admin", "superuser"])
def test_nobody_adds_changes_or_deletes_anything_there(client, admin, here, who):
    if who == "superuser":
        client.force_login(make_user("racine", is_superuser=True))
    for model, row in furnish(here).items():
        before = list(model.objects.values())
        for address in (url(model, "add"), url(row), url(row, "delete")):
            assert client.post(address, {"post": "yes", "name": "Autre", "text": "Autre"}).status_code == 403
        client.post(
            url(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        )
        assert list(model.objects.values()) == before
        assert site.is_registered(model)


def test_a_list_asks_as_much_for_three_as_for_one(client, admin, here):
    furnish(here)
    with_one = {model: _queries(client, model) for model in MODELS}
    for _ in range(2):
        furnish(here)
    assert {model: _queries(client, model) for model in MODELS} == with_one


def _queries(client, model) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url(model, "changelist")).context["cl"].result_count
    return len(asked)
