"""Actors in the stock admin: looked up by the administrators of a contract, changed by nobody."""

import pytest
from django.contrib.admin import site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.models import ActionCarrier, Actor, ActorImport, Card, Contact, Contribution, Problem
from cottri.models import Role
from objectives import clock
from tests.actors.files import previewed
from tests.factories import (
    make_actor,
    make_card,
    make_contact,
    make_contract,
    make_contribution,
    make_loaded_import,
    make_problem,
    make_user,
)
from tests.sheets import make_action

pytestmark = pytest.mark.django_db

OF_A_CONTRACT = [Problem, Card, Contribution, ActionCarrier, ActorImport]


@pytest.fixture
def here():
    return make_contract(slug="ici")


@pytest.fixture
def there():
    return make_contract(slug="ailleurs")


@pytest.fixture
def admin(client, here):
    user = make_user("admin", contract=here, role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def url(target, page="change") -> str:
    model = target if isinstance(target, type) else type(target)
    args = [] if isinstance(target, type) else [target.pk]
    return reverse(f"admin:actors_{model._meta.model_name}_{page}", args=args)


def furnish(contract) -> dict[type, object]:
    """One row of each kind that hangs from a contract."""
    problem = make_problem(contract)
    carrier = ActionCarrier(action=make_action(problem.incontournable), actor=make_actor())
    carrier.save()
    rows = (
        problem,
        make_card(problem, interest=4, influence=4),
        make_contribution(problem.incontournable),
        carrier,
        make_loaded_import(contract, make_user(contract=contract)),
    )
    return {type(row): row for row in rows}


@pytest.mark.parametrize("model", OF_A_CONTRACT)
def test_only_what_hangs_from_the_contracts_that_one_administers_is_read(client, admin, here, there, model):
    own, foreign = furnish(here)[model], furnish(there)[model]
    assert list(client.get(url(model, "changelist")).context["cl"].queryset) == [own]
    for page in ("change", "history"):
        assert client.get(url(own, page)).status_code == 200
        answer = client.get(url(foreign, page))
        assert answer.status_code == 404 or answer.url == reverse("admin:index")


def test_every_actor_is_found_as_the_directory_finds_it_with_its_history_and_no_contact(client, admin):
    actor = make_actor("Région Hauts-de-France")
    make_contact(actor, "Léa Martin", email="lea@exemple.fr")
    actor.name = "Région Hauts de France"
    actor._history_user, actor._history_date, actor._change_reason = admin, clock.now(), "sans tirets"
    actor.save()
    make_actor("ADEME")
    assert list(client.get(url(Actor, "changelist"), {"q": "REGION"}).context["cl"].queryset) == [actor]
    pages = [client.get(url(actor, page)).text for page in ("change", "history")]
    assert "sans tirets" in pages[1]
    assert not any(said in page for page in pages for said in ("Léa", "lea@"))
    assert not site.is_registered(Contact)


@pytest.mark.parametrize("who", ["admin", "superuser"])
@pytest.mark.parametrize("model", [Actor, *OF_A_CONTRACT])
def test_nobody_adds_changes_or_deletes_anything_there(client, admin, here, model, who):
    row = {**furnish(here), Actor: make_actor()}[model]
    if who == "superuser":
        client.force_login(make_user("racine", is_superuser=True))
    before = list(model.objects.values())
    for address in (url(model, "add"), url(row), url(row, "delete")):
        assert client.post(address, {"post": "yes", "name": "Autre", "title": "Autre"}).status_code == 403
    client.post(url(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert list(model.objects.values()) == before
    old = reverse(f"admin:actors_{model._meta.model_name}_simple_history", args=[row.pk, row.history.first().pk])
    assert client.post(old, {}).status_code == 403


@pytest.mark.usefixtures("reads_here")
def test_a_preview_is_its_authors_alone_there_too(client, admin, here):
    done = previewed(here, make_user(contract=here, role=Role.ADMINISTRATOR), data=b"Nom\nCD2E\n", name="a.csv")
    assert not client.get(url(ActorImport, "changelist")).context["cl"].queryset.exists()
    assert client.get(url(done)).status_code == 302


@pytest.mark.parametrize("model", [Actor, *OF_A_CONTRACT])
def test_a_list_asks_as_much_for_three_as_for_one(client, admin, here, model):
    furnish(here)
    with_one = _queries(client, model)
    for _ in range(2):
        furnish(here)
    assert _queries(client, model) == with_one


def _queries(client, model) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url(model, "changelist")).context["cl"].result_count
    return len(asked)
