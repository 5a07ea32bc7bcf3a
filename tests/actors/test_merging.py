"""Two actors that are one: nothing that referred to either is lost, whatever the app, and whoever acts at once."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from actors.duplicates import probable_pairs
from actors.models import ActionCarrier, Actor, Card, Contact, Contribution, Distinct
from actors.models.merging import merge, pointing_at
from actors.views import contacts
from cottri.models import Role
from objectives import clock
from objectives.models import Refused, Stale
from tests.factories import (
    make_actor,
    make_card,
    make_contact,
    make_contract,
    make_contribution,
    make_problem,
    make_user,
    morning,
)
from tests.sheets import make_action

pytestmark = pytest.mark.django_db
AT = morning(dt.date(2023, 4, 14))


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def admin(client, contract):
    user = make_user("admin", contract=contract, role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.fixture
def pair():
    return make_actor("Région Hauts-de-France"), make_actor("Région HdF", acronym="HdF", notes="Siège à Lille")


def test_every_column_that_refers_to_an_actor_is_known_but_those_of_histories():
    known = {f"{field.model.__name__}.{field.name}" for field in pointing_at(Actor)}
    assert known >= {
        "Actor.merged_into", "Contact.actor", "Card.actor", "Contribution.actor", "ActionCarrier.actor", "Distinct.one",
        "Distinct.other",
    }  # fmt: skip
    assert not [name for name in known if name.startswith("Historical")]


def test_everything_follows_with_its_history_and_the_old_address_leads_to_the_new(client, admin, contract, pair):
    kept, absorbed = pair
    problem = make_problem(contract)
    card = make_card(problem, absorbed, interest=3, influence=4, is_funder=True)
    contribution, contact = make_contribution(problem.incontournable, absorbed), make_contact(absorbed)
    carrier = ActionCarrier.objects.create(action=make_action(problem.incontournable), actor=absorbed)
    merge(kept, absorbed, by=admin, at=AT, why="Même institution", choices={"acronym": "absorbed", "notes": "both"})
    for row in (card, contribution, contact, carrier):
        row.refresh_from_db()
        assert row.actor == kept
        last = row.history.latest("history_id")
        assert (last.history_user, last.history_date) == (admin, AT)
        assert "« Région HdF » rejoint « Région Hauts-de-France »" in last.history_change_reason
    kept.refresh_from_db()
    assert (kept.name, kept.acronym, kept.notes) == ("Région Hauts-de-France", "HdF", "Siège à Lille")
    assert client.get(absorbed.get_absolute_url()).url == kept.get_absolute_url()
    assert "Réunit aussi «&nbsp;Région HdF&nbsp;»" in client.get(kept.get_absolute_url()).text
    assert Actor.objects.get_by_natural_key("region hdf") == kept


@pytest.mark.parametrize("wins", [False, True])
def test_on_one_map_a_position_stays_as_chosen_the_roles_add_up_and_the_other_is_told(admin, contract, pair, wins):
    kept, absorbed = pair
    problem = make_problem(contract)
    ours = make_card(problem, kept, interest=1, influence=1, is_relay=True)
    theirs = make_card(problem, absorbed, interest=4, influence=3, is_confirmed=True, is_funder=True)
    merge(kept, absorbed, by=admin, at=AT, winners=[theirs.pk] if wins else [])
    card = Card.objects.get()
    assert card.pk == ours.pk and card.actor == kept
    assert (card.interest, card.influence, card.is_confirmed) == ((4, 3, True) if wins else (1, 1, False))
    assert [role.value for role in card.roles] == ["funder", "relay"]
    said = card.history.latest("history_id").history_change_reason
    assert "La carte de l’autre disait : intérêt 4, influence 3, financeur." in said
    last = Card.history.filter(id=theirs.pk).latest("history_id")
    assert (last.history_type, last.interest, last.influence) == ("-", 4, 3)


def test_a_card_that_waits_takes_the_place_of_the_other(admin, contract, pair):
    kept, absorbed = pair
    problem = make_problem(contract)
    make_card(problem, kept)
    make_card(problem, absorbed, interest=2, influence=2)
    merge(kept, absorbed, by=admin, at=AT)
    assert Card.objects.get().interest == 2


@pytest.mark.parametrize(
    ("ours", "theirs", "stays"),
    [("partner", "lead", "lead"), ("lead", "partner", "lead"), ("partner", "partner", "partner")],
)
def test_one_carrier_of_an_action_stays_and_means_stand_side_by_side(admin, contract, pair, ours, theirs, stays):
    kept, absorbed = pair
    item = make_problem(contract).incontournable
    action = make_action(item)
    for actor, kind in ((kept, ours), (absorbed, theirs)):
        ActionCarrier.objects.create(action=action, actor=actor, kind=kind)
        make_contribution(item, actor, "funding")
    merge(kept, absorbed, by=admin, at=AT)
    carrier = ActionCarrier.objects.get()
    assert (carrier.actor, carrier.kind) == (kept, stays)
    told = carrier.history.latest("history_id").history_change_reason
    assert "« Région HdF » rejoint" in told and ("L’autre était pilote." in told) == (theirs == "lead")
    assert list(Contribution.objects.values_list("actor", flat=True)) == [kept.pk, kept.pk]


def test_what_said_that_the_two_are_not_the_same_says_nothing_any_more(admin, pair):
    kept, absorbed = pair
    third = make_actor("Région Grand Est")
    for one, other in ((kept, absorbed), (absorbed, third), (kept, third)):
        Distinct.objects.create(one=one, other=other)
    merge(kept, absorbed, by=admin, at=AT)
    assert Distinct.objects.get().pair == Distinct.key(kept.pk, third.pk)


def test_the_columns_of_an_app_that_is_not_written_yet_are_known_too():
    """A column of another app, and a list of many actors with its hidden table."""

    class Guest(models.Model):
        actor = models.ForeignKey(Actor, models.CASCADE, related_name="+")
        others = models.ManyToManyField(Actor, related_name="+")

        class Meta:
            app_label = "governance"

        def __str__(self):
            return "invité"

    try:
        found = [field for field in pointing_at(Actor) if field.model in (Guest, Guest.others.through)]
        assert [field.name for field in found] == ["actor", "actor"]
    finally:
        from django.apps import apps

        for name in ("guest", "guest_others"):
            del apps.all_models["governance"][name]
        apps.clear_cache()


def test_a_row_that_no_two_can_have_is_refused_when_it_says_something_else(admin, contract, pair, monkeypatch):
    """What would happen to a table that says nothing of how two rows of it become one."""
    kept, absorbed = pair
    problem = make_problem(contract)
    make_card(problem, kept, interest=1, influence=1)
    theirs = make_card(problem, absorbed)
    monkeypatch.delattr(Card, "take_in")
    with pytest.raises(Refused, match="dit autre chose que"):
        merge(kept, absorbed, by=admin, at=AT)
    assert Actor.objects.current().count() == 2
    theirs.interest = theirs.influence = 1
    theirs.save()
    merge(kept, absorbed, by=admin, at=AT)
    assert Card.objects.get().actor == kept


def test_a_failure_half_way_leaves_everything_as_it_was(admin, contract, pair, monkeypatch):
    kept, absorbed = pair
    make_card(make_problem(contract), absorbed)
    make_contribution(contract.incontournables.first(), absorbed)
    before = [list(model.objects.values()) + list(model.history.values()) for model in (Actor, Card, Contribution)]

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Contribution, "save", fail)
    with pytest.raises(RuntimeError):
        merge(kept, absorbed, by=admin, at=AT)
    after = [list(model.objects.values()) + list(model.history.values()) for model in (Actor, Card, Contribution)]
    assert after == before


def test_nothing_is_merged_twice_nor_with_itself_nor_unread(admin, pair):
    kept, absorbed = pair
    with pytest.raises(Refused):
        merge(kept, kept, by=admin, at=AT)
    Actor.objects.get(pk=kept.pk).save()
    with pytest.raises(Stale):
        merge(kept, absorbed, by=admin, at=AT)
    kept.refresh_from_db()
    merge(kept, absorbed, by=admin, at=AT)
    for one, other in (pair, pair[::-1]):
        with pytest.raises(Refused, match=r"déjà été fusionné"):
            merge(one, other, by=admin, at=AT)


# --- Pages ----------------------------------------------------------------------------------------------------------
def test_the_preview_tells_what_moves_and_asks_only_where_the_two_differ(client, admin, contract, pair):
    kept, absorbed = pair
    problem = make_problem(contract, "Massifier")
    make_card(problem, kept, interest=1, influence=1)
    theirs = make_card(problem, absorbed, interest=4, influence=4)
    make_contact(absorbed, "Léa Martin")
    url = reverse("actors:merge", args=[kept.pk, absorbed.pk])
    page = client.get(url)
    form = page.context["form"]
    assert list(form.fields) == [
        *("kept_version", "absorbed_version", "name", "acronym", "notes", f"card_{theirs.pk}", "why"),
    ]
    assert page.context["moving"][0].text == "1\xa0contact" and "Léa" not in page.text
    assert Actor.objects.current().count() == 2
    typed = {"kept_version": 1, "absorbed_version": 1, "name": "absorbed", "acronym": "absorbed", "notes": "absorbed"}
    assert client.post(url, typed | {f"card_{theirs.pk}": "absorbed"}).url == kept.get_absolute_url()
    kept.refresh_from_db()
    assert (kept.name, kept.acronym) == ("Région HdF", "HdF")
    assert Card.objects.get().interest == 4


def test_a_map_of_a_contract_that_this_person_may_not_open_is_neither_shown_nor_decided(client, admin, pair):
    kept, absorbed = pair
    problem = make_problem(make_contract(), "Carte secrète")
    make_card(problem, kept, interest=1, influence=1)
    theirs = make_card(problem, absorbed, interest=4, influence=4)
    url = reverse("actors:merge", args=[kept.pk, absorbed.pk])
    page = client.get(url).text
    assert "secrète" not in page
    assert "1&nbsp;carte d’un autre contrat" in page.replace("\xa0", "&nbsp;")
    typed = {"kept_version": 1, "absorbed_version": 1, "name": "kept", "acronym": "kept", "notes": "kept"}
    client.post(url, typed | {f"card_{theirs.pk}": "absorbed"})
    assert (Card.objects.get().actor, Card.objects.get().interest) == (kept, 1)


def test_a_contact_typed_while_its_actor_is_merged_is_not_left_out_of_sight(client, admin, pair, monkeypatch):
    kept, absorbed = pair
    fill = contacts._fill

    def meanwhile(request, contact, **context):
        if request.method == "POST" and not Actor.objects.get(pk=absorbed.pk).merged_into_id:
            merge(kept, absorbed, by=admin, at=AT)
        return fill(request, contact, **context)

    monkeypatch.setattr(contacts, "_fill", meanwhile)
    typed = {"person": "Léa", "function": "", "email": "", "phone": "", "keep_until": clock.today().isoformat()}
    answer = client.post(reverse("actors:contact_new", args=[absorbed.pk]), typed)
    assert (answer.url, Contact.objects.count()) == (kept.get_absolute_url(), 0)


def test_an_actor_saved_since_the_preview_is_looked_at_again(client, admin, pair):
    kept, absorbed = pair
    url = reverse("actors:merge", args=[kept.pk, absorbed.pk])
    absorbed.notes = "Nouveau"
    absorbed.save()
    typed = {"kept_version": 1, "absorbed_version": 1, "name": "kept", "acronym": "kept", "notes": "kept"}
    page = client.post(url, typed)
    assert "a changé entre-temps" in page.text and "Nouveau" in page.text
    assert Actor.objects.current().count() == 2
    assert client.post(url, typed | {"absorbed_version": 2}).status_code == 302


def test_an_edit_of_an_actor_that_was_merged_is_refused_with_where_it_went(client, admin, pair):
    kept, absorbed = pair
    form = reverse("actors:edit", args=[absorbed.pk])
    merge(kept, absorbed, by=admin, at=AT)
    response = client.post(form, {"name": "Autre", "read_version": 1})
    assert response.url == kept.get_absolute_url()
    absorbed.refresh_from_db()
    assert absorbed.name == "Région HdF"


def test_probable_duplicates_are_shown_until_somebody_says_they_are_two(client, admin, contract):
    epci, other = contract.epcis.all()
    one = make_actor("Agence de la transition écologique", acronym="ADEME")
    two = make_actor("ADEME")
    for place in (epci, other):
        make_actor("CCAS", epci=place)
    make_actor("Chambre d’agriculture")
    page = client.get(reverse("actors:duplicates"))
    assert [set(pair) for pair in page.context["pairs"]] == [{one, two}]
    answer = {"one": two.pk, "other": one.pk, "reason": "Une agence, et son antenne"}
    for _ in range(2):
        client.post(reverse("actors:distinct"), answer)
    assert Distinct.objects.get().reason == "Une agence, et son antenne"
    page = client.get(reverse("actors:duplicates")).text
    assert "Aucun doublon probable" in page and "Une agence, et son antenne" in page
    client.post(reverse("actors:distinct"), answer | {"revoir": "1"})
    assert not Distinct.objects.exists() and Distinct.history.first().history_user == admin
    client.post(reverse("actors:distinct"), answer | {"reason": "x" * 301})
    assert [set(pair) for pair in client.get(reverse("actors:duplicates")).context["pairs"]] == [{one, two}]


@pytest.mark.parametrize(("one", "other"), [("", "1"), ("x", "y"), ("9" * 30, "1"), ("0", "0")])
def test_a_pair_of_nobody_is_not_found(client, admin, one, other):
    assert client.post(reverse("actors:distinct"), {"one": one, "other": other}).status_code == 404


def test_duplicates_among_5000_actors_are_found_in_seconds(client, admin, django_assert_max_num_queries):
    names = [f"Association {n} de {'abcdefghij'[n % 10] * 5} sur {n * 7919 % 5003}" for n in range(4998)]
    names += ["Maison de l’habitat durable", "Maison de l'habitat durables"]
    Actor.objects.bulk_create(Actor(name=name, name_key=name.lower()) for name in names)
    with django_assert_max_num_queries(9):
        pairs = probable_pairs()
    assert [{a.name, b.name} for a, b in pairs] == [set(names[-2:])]


# --- At once --------------------------------------------------------------------------------------------------------
def at_once(*steps) -> Counter:
    barrier, told = threading.Barrier(len(steps)), []

    def run(step):
        barrier.wait()
        try:
            step()
            told.append("done")
        except Exception as error:
            told.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(told)


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_one_is_done_and_nobody_ends_in_a_circle():
    contract, user = make_contract(), make_user()
    one, other = make_actor("Un"), make_actor("Autre")
    make_card(make_problem(contract), one)
    make_card(make_problem(contract), other)
    told = at_once(
        lambda: merge(Actor.objects.get(pk=one.pk), Actor.objects.get(pk=other.pk), by=user, at=AT),
        lambda: merge(Actor.objects.get(pk=other.pk), Actor.objects.get(pk=one.pk), by=user, at=AT),
    )
    assert told["done"] == 1 and sum(told.values()) == 2 and not set(told) - {"done", "Refused", "Stale"}
    [standing] = Actor.objects.current()
    assert {card.actor_id for card in Card.objects.all()} == {standing.pk}


@pytest.mark.django_db(transaction=True)
def test_an_edit_during_a_merge_is_either_merged_or_refused():
    user = make_user(contract=make_contract())
    kept, absorbed = make_actor("Gardé"), make_actor("Absorbé")

    client, typed = Client(), {"name": "Absorbé", "notes": "Édité", "read_version": 1}
    client.force_login(user)
    told = at_once(
        lambda: client.post(reverse("actors:edit", args=[absorbed.pk]), typed),
        lambda: merge(kept, absorbed, by=user, at=AT),
    )
    absorbed.refresh_from_db()
    assert told == (Counter({"done": 2}) if absorbed.merged_into else Counter({"done": 1, "Stale": 1}))
    assert (absorbed.merged_into is None) == (absorbed.notes == "Édité")
