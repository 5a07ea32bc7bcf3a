"""What can be done to a card: added, moved, moved back, taken off; and what the form lets through."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from actors import timeline
from actors.models import Card, CardRole, Problem
from actors.quadrants import Position
from cottri.models import Role
from objectives.models import Refused, Stale
from tests.factories import make_actor, make_card, make_contract, make_problem, make_user, morning

pytestmark = pytest.mark.django_db
AT = morning(dt.date(2030, 1, 1))  # after what the factories make


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def officer(contract):
    return make_user("ada", contract=contract)


@pytest.fixture
def card(contract):
    return make_card(make_problem(contract), make_actor("ADEME"), is_funder=True)


def moved(card, by, *position, why="Atelier"):
    card.position = Position(*position) if position else None
    card.move(by=by, at=AT, why=why)
    return card


def posted(card, **changed) -> dict:
    roles = {f"is_{role.value}": "on" for role in card.roles}
    levels = {"interest": card.interest or "", "influence": card.influence or "", "is_confirmed": card.is_confirmed}
    data = {**levels, **roles, "read_version": card.version, "why": "Atelier", **changed}
    return {name: value for name, value in data.items() if value is not None}


def said(answer) -> str:
    """The page, its no-break spaces read as spaces."""
    return answer.content.decode().replace("\xa0", " ")


def stored(card) -> tuple:
    row = Card.objects.get(pk=card.pk)
    return row.interest, row.influence, row.is_confirmed, [role.value for role in row.roles], row.history.count()


# --- Verbs ----------------------------------------------------------------------------------------------------------
def test_each_move_keeps_who_when_and_why(card, officer):
    moved(card, officer, 3, 4)
    moved(card, officer, 4, 4, True, why="Confirmé au COTECH")
    told = timeline.of_card(card)
    assert [(moment.what, moment.note, moment.who) for moment in told[1:]] == [
        ("placement", "Atelier", "ada"),
        ("déplacement", "Confirmé au COTECH", "ada"),
    ]
    assert told[-1].at == AT
    assert [(change.old, change.new) for change in told[-1].changes] == [
        ("intérêt 3, influence 4 (ENGAGER), à confirmer", "intérêt 4, influence 4 (ENGAGER), confirmée")
    ]


def test_what_is_told_of_a_move_is_what_it_was(card, officer):
    moved(card, officer, 1, 1)
    moved(card, officer, 1, 1, True)
    moved(card, officer, 1, 1)
    moved(card, officer)
    card.is_relay = True
    card.move(by=officer, at=AT, why="rôles changés")
    told = timeline.of_card(card)
    assert [moment.what for moment in told[1:]] == [
        "placement",
        "confirmation",
        "remise à confirmer",
        "remise à placer",
        "changement de rôle",
    ]
    assert (told[-1].changes[0].old, told[-1].changes[0].new) == ("financeur", "financeur ; relais")


def test_the_last_move_is_undone_and_the_undoing_is_kept(card, officer):
    moved(card, officer, 3, 4)
    card.is_relay = True
    moved(card, officer, 1, 1, why="Erreur")
    card.move_back(by=officer, at=AT)
    assert stored(card) == (3, 4, False, ["funder", "relay"], 4)
    assert card.history.latest("history_id").history_change_reason == "déplacement annulé"


def test_the_first_move_is_undone_to_a_place_beside_the_board(card, officer):
    moved(card, officer, 3, 4, True)
    card.move_back(by=officer, at=AT)
    assert stored(card)[:3] == (None, None, False)


def test_a_card_that_never_moved_has_no_move_to_undo(card, officer):
    with pytest.raises(Refused, match="pas encore été déplacée"):
        card.move_back(by=officer, at=AT)


@pytest.mark.parametrize("verb", ["move", "move_back", "take_off"])
def test_who_read_an_older_version_is_told_what_holds_now(card, officer, verb):
    first, second = Card.objects.get(pk=card.pk), Card.objects.get(pk=card.pk)
    moved(first, officer, 2, 2)
    second.position = Position(4, 4)
    arguments = {} if verb == "move_back" else {"why": "Trop tard"}
    with pytest.raises(Stale) as refusal:
        getattr(second, verb)(by=officer, at=AT, **arguments)
    assert refusal.value.current.position == Position(2, 2)
    assert stored(card)[:3] == (2, 2, False)


def test_an_actor_taken_off_leaves_its_history_and_finds_it_again(card, officer):
    problem, actor = card.problem, card.actor
    moved(card, officer, 3, 4)
    card.take_off(by=officer, at=AT, why="Ne participe plus")
    assert not problem.cards.exists() and actor.pk
    with pytest.raises(Refused, match="retiré de la carte"):
        Card(pk=1, problem=problem, actor=actor).move(by=officer, at=AT, why="Trop tard")
    again = Card(problem=problem, actor=actor)
    again.add(by=officer, at=AT)
    assert [moment.what for moment in timeline.of_card(again)] == [
        "ajout à la carte",
        "placement",
        "retrait de la carte",
        "ajout à la carte",
    ]
    assert timeline.of_card(again)[2].note == "Ne participe plus"


def test_an_actor_is_on_a_map_once(card, officer):
    with pytest.raises(ValidationError, match="déjà sur cette carte"):
        Card(problem=card.problem, actor=card.actor).add(by=officer, at=AT)


@pytest.mark.parametrize(
    "wrong", ["interest = 0", "influence = 5", "interest = NULL", "interest = 2.5", "interest = 'fort'"]
)
def test_the_database_itself_refuses_a_position_off_the_board(card, officer, wrong):
    moved(card, officer, 3, 4)
    before = stored(card)
    if wrong.endswith("2.5") and connection.vendor == "postgresql":
        pytest.skip("PostgreSQL rounds on its way into a whole column")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE actors_card SET {wrong} WHERE id = %s", [card.pk])
    assert stored(card) == before


# --- The one address where a card is moved --------------------------------------------------------------------------
def test_a_posted_move_changes_levels_roles_and_certainty_and_goes_back_to_the_board(client, card, officer):
    client.force_login(officer)
    answer = client.post(
        card.get_absolute_url(),
        posted(
            card, interest=4, influence=3, is_confirmed="True", is_funder=None, is_relay="on", retour="role=relay&x=1"
        ),
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{card.problem.get_absolute_url()}?role=relay#carte-{card.pk}"
    assert stored(card) == (4, 3, True, ["relay"], 2)
    row = card.history.latest("history_id")
    assert (row.history_user, row.history_change_reason) == (officer, "Atelier")


@pytest.mark.parametrize("level", ["0", "5", "2.5", "2,5", "fort", "-1", "1e0", "٣", "9" * 40])
@pytest.mark.parametrize("name", ["interest", "influence"])
def test_a_level_that_is_none_is_refused_with_a_sentence(client, card, officer, name, level):
    client.force_login(officer)
    answer = client.post(card.get_absolute_url(), posted(card, **{"interest": 3, "influence": 3, name: level}))
    assert answer.status_code == 200
    assert "Un niveau est un nombre entier de 1 à 4" in said(answer)
    assert stored(card)[:2] == (None, None)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"interest": 3}, "Une position a deux niveaux"),
        ({"influence": 3}, "Une position a deux niveaux"),
        ({"is_confirmed": "True"}, "Seule une position se confirme"),
        ({"interest": 3, "influence": 3, "why": ""}, "Dites pourquoi"),
        ({"interest": 3, "influence": 3, "why": " \t"}, "Dites pourquoi"),
        ({"interest": 3, "influence": 3, "why": "a\0b"}, "caractère nul"),
        ({"interest": 3, "influence": 3, "why": "x" * 301}, "300"),
        ({"interest": 3, "influence": 3, "is_confirmed": "peut-être"}, "choix valide"),
        ({"interest": 3, "influence": 3, "read_version": ""}, "rien n’a été écrasé"),
    ],
)
def test_half_a_move_is_refused_with_a_sentence(client, card, officer, changed, sentence):
    client.force_login(officer)
    answer = client.post(card.get_absolute_url(), posted(card, **changed))
    assert sentence in said(answer)
    assert stored(card)[:2] == (None, None)


def test_roles_alone_change_without_a_reason_and_nothing_at_all_leaves_no_trace(client, card, officer):
    client.force_login(officer)
    client.post(card.get_absolute_url(), posted(card, why="", is_target="on"))
    assert stored(card)[3:] == (["funder", "target"], 2)
    card.refresh_from_db()
    answer = client.post(card.get_absolute_url(), posted(card), follow=True)
    assert "rien n’a changé" in said(answer)
    assert stored(card)[4] == 2


def test_the_second_of_two_who_move_one_card_is_shown_both_places_and_then_decides(client, card, officer):
    other = make_user("grace", contract=card.contract)
    client.force_login(other)
    mine = posted(card, interest=1, influence=2, why="Avis de la CCRA")
    moved(card, officer, 4, 3, True)
    answer = client.post(card.get_absolute_url(), mine)
    text = said(answer)
    assert answer.status_code == 409
    assert "Enregistré entre-temps : « 4 ». Ici : « 1 »." in text
    assert "Enregistré entre-temps : « 3 ». Ici : « 2 »." in text
    assert "ada a enregistré cette fiche" in text and "Avis de la CCRA" in text
    assert stored(card)[:3] == (4, 3, True)
    answer = client.post(card.get_absolute_url(), mine | {"read_version": card.version})
    assert answer.status_code == 302
    assert stored(card)[:3] == (1, 2, False) and stored(card)[4] == 3


def test_the_undo_button_says_when_somebody_moved_the_card_again(client, card, officer):
    moved(card, officer, 3, 4)
    client.force_login(officer)
    address, version = reverse("actors:card_undo", args=[card.contract.slug, card.problem_id, card.pk]), card.version
    moved(card, officer, 4, 4)
    answer = client.post(address, {"version": version}, follow=True)
    assert "rien n’a été annulé" in said(answer)
    client.post(address, {"version": card.version})
    assert stored(card)[:3] == (3, 4, False)
    assert client.post(address, {"version": "abc"}).status_code == 302


def test_taking_a_card_off_asks_first_and_takes_a_reason(client, card, officer):
    client.force_login(officer)
    address = reverse("actors:card_take_off", args=[card.contract.slug, card.problem_id, card.pk])
    assert client.get(address).status_code == 200 and Card.objects.exists()
    assert "Dites pourquoi" in said(client.post(address, {"version": card.version, "why": ""}))
    moved(card, officer, 3, 3)
    answer = client.post(address, {"version": card.version - 1, "why": "Parti"})
    assert "a changé entre-temps" in said(answer) and Card.objects.exists()
    client.post(address, {"version": card.version, "why": "Parti"})
    assert not Card.objects.exists()
    assert Card.history.latest("history_id").history_change_reason == "Parti"


def test_a_card_is_found_only_under_its_own_map_and_contract(client, contract, card, officer):
    client.force_login(officer)
    elsewhere = make_card(make_problem(make_contract()))
    beside = make_problem(contract)
    for slug, map_pk, pk in [
        (contract.slug, elsewhere.problem_id, elsewhere.pk),
        (contract.slug, card.problem_id, elsewhere.pk),
        (contract.slug, beside.pk, card.pk),
        (contract.slug, card.problem_id, 0),
        (contract.slug, card.problem_id, 10**20),
        (contract.slug, 10**20, card.pk),
    ]:
        for name in ("card", "card_take_off"):
            address = reverse(f"actors:{name}", args=[slug, map_pk, pk])
            assert (client.get(address).status_code, client.post(address, posted(card)).status_code) == (404, 404)
    assert Card.objects.count() == 2


def test_a_copil_member_reads_the_card_and_its_history_and_moves_nothing(client, card, officer):
    moved(card, officer, 3, 4)
    client.force_login(make_user(contract=card.contract, role=Role.COPIL))
    text = said(client.get(card.get_absolute_url()))
    assert "intérêt 3, influence 4 (ENGAGER)" in text and "Atelier" in text and "<select" not in text
    assert client.post(card.get_absolute_url(), posted(card, interest=1)).status_code == 404
    assert stored(card)[:2] == (3, 4)


# --- Adding ---------------------------------------------------------------------------------------------------------
def test_actors_are_found_without_accents_and_added_to_wait_beside_the_board(client, card, officer):
    region, other = make_actor("Région Hauts-de-France", acronym="Région HdF"), make_actor("Notaires")
    client.force_login(officer)
    address = reverse("actors:card_add", args=[card.contract.slug, card.problem_id])
    text = said(client.get(address, {"q": "REGION"}))
    assert "Région Hauts-de-France" in text and "Notaires" not in text
    assert "ADEME" not in said(client.get(address))  # it is on the map
    client.post(address, {"actors": [region.pk, other.pk]})
    added = Card.objects.get(actor=region)
    assert not added.is_placed and added.history.get().history_user == officer
    for wrong in ([card.actor_id], [10**20], ["abc"], []):
        answer = client.post(address, {"actors": wrong})
        assert answer.status_code == 200 and "notice is-error" in said(answer)
    assert card.problem.cards.count() == 3


def test_a_new_actor_is_created_with_its_card_unless_the_directory_has_it(client, card, officer):
    client.force_login(officer)
    address = reverse("actors:card_add", args=[card.contract.slug, card.problem_id])
    new = {"action": "new", "name": "SEVADEC <b>", "acronym": "", "kind": "community", "epci": "", "perimeter": ""}
    answer = client.post(address, new, follow=True)
    assert "SEVADEC &lt;b&gt;" in said(answer) and "SEVADEC <b>" not in said(answer)
    assert Card.objects.get(actor__name="SEVADEC <b>").actor.history.get().history_user == officer
    for wrong in ({"name": "sevadec  <B>"}, {"name": ""}, {"epci": 10**20}, {"kind": "martian"}, {"name": "a\0b"}):
        assert client.post(address, new | {"name": "Autre"} | wrong).status_code == 200
    assert Card.objects.count() == 2


# --- Naming maps ----------------------------------------------------------------------------------------------------
def test_a_problem_is_named_renamed_and_not_named_twice(client, contract, officer):
    item = make_problem(contract, "Planter").incontournable
    client.force_login(officer)
    address = reverse("actors:map_new", args=[contract.slug])
    client.post(address, {"incontournable": item.pk, "title": "Isoler"})
    isoler = Problem.objects.get(title="Isoler")
    assert (isoler.order, isoler.history.get().history_user) == (2, officer)
    for wrong in ("", "  ", "ISOLER", "x" * 201, "a\0b"):
        assert client.post(address, {"incontournable": item.pk, "title": wrong}).status_code == 200
    foreign = make_problem(make_contract()).incontournable.pk
    for domain in (foreign, 10**20, "abc", ""):
        assert client.post(address, {"incontournable": domain, "title": "Ailleurs"}).status_code == 200
    rename = reverse("actors:map_rename", args=[contract.slug, isoler.pk])
    client.post(rename, {"title": "Isoler mieux", "read_version": 1})
    answer = client.post(rename, {"title": "Isoler vite", "read_version": 1})
    assert answer.status_code == 409
    assert "Enregistré entre-temps : « Isoler mieux ». Ici : « Isoler vite »." in said(answer)
    assert sorted(Problem.objects.filter(incontournable=item).values_list("title", flat=True)) == [
        "Isoler mieux",
        "Planter",
    ]


def test_maps_named_before_titles_had_a_key_are_told_apart(contract):
    item = make_problem(contract, "Énergie").incontournable
    for number, title in enumerate(("énergie", "", "Planter", "Energie (2)"), 2):
        make_problem(contract, f"Carte {number}", incontournable=item)
        Problem.objects.filter(order=number).update(title=title, title_key=number)
    import_module("actors.migrations.0003_maps").key(apps, None)
    assert list(Problem.objects.values_list("title", "title_key")) == [
        ("Énergie", "energie"),
        ("énergie (3)", "energie (3)"),
        ("Sans intitulé", "sans intitule"),
        ("Planter", "planter"),
        ("Energie (2)", "energie (2)"),
    ]
    first, renamed, untitled, *others = Problem.objects.all()
    assert [row.title_key for row in renamed.history.all()] == ["energie (3)", "carte 2"]
    for row, why in ((renamed, "intitulé déjà pris par une autre carte"), (untitled, "carte sans intitulé")):
        told = row.history.first()
        assert (told.title, told.version, row.version, told.history_change_reason) == (row.title, 2, 2, why)
    assert {(row.version, row.history.count()) for row in (first, *others)} == {(1, 1)}


def test_only_an_empty_map_is_deleted(client, contract, card):
    client.force_login(make_user(contract=contract, role=Role.ADMINISTRATOR))
    empty = make_problem(contract)
    for problem in (card.problem, empty):
        client.post(reverse("actors:map_discard", args=[contract.slug, problem.pk]))
    assert list(Problem.objects.all()) == [card.problem]


def test_every_role_is_a_column_of_a_card():
    assert {f"is_{role.value}" for role in CardRole} <= {field.name for field in Card._meta.fields}
