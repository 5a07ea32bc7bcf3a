"""Loading what was previewed: all of it, once, as it was seen; undoing all of it; and nothing personal left behind."""

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from django.db import IntegrityError, connection, connections

from actors.exports import map_xlsx
from actors.models import Actor, ActorImport, Card, Contact, Contribution, Problem
from actors.models.batch import Batch
from actors.models.loading import AT_ONCE
from actors.reports import directory
from cottri.models import Role
from objectives import exports
from objectives.models import Refused
from tests.actors.files import AT, confirmed, everything_stored, previewed, row
from tests.factories import (
    AFTER,
    make_actor,
    make_card,
    make_contact,
    make_contract,
    make_contribution,
    make_indicator,
    make_problem,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
PERSONAL = ("lea@cd2e.fr", "03 21 99 99 99", "Léa Martin")


@pytest.fixture
def contract():
    contract = make_contract(epcis=2)
    make_problem(contract, "Massifier", incontournable=make_indicator(contract).incontournable)
    return contract


@pytest.fixture
def admin(contract):
    return make_user("admin", contract=contract, role=Role.ADMINISTRATOR)


def lines(count: int = 3) -> list:
    return [
        row(f"Acteur {n}", acronym=f"AC{n}", item="DC 1", roles="relais", interest=3, influence=2, email=f"a{n}@b.fr")
        for n in range(1, count + 1)
    ]


def nothing_written() -> bool:
    return not any(
        model.objects.exists() or model.history.exists() for model in (Actor, Card, Contact)
    ) and not ActorImport.history.exists()  # fmt: skip


def test_all_is_written_with_its_history(contract, admin):
    done = confirmed(contract, admin, *lines())
    assert [(one.name, one.name_key, one.acronym_key, one.version) for one in Actor.objects.all()] == [
        (f"Acteur {n}", f"acteur {n}", f"ac{n}", 1) for n in (1, 2, 3)
    ]
    assert {(card.interest, card.influence, card.is_confirmed, *card.roles) for card in Card.objects.all()} == {
        (3, 2, False, "relay")
    }
    assert {one.keep_until for one in Contact.objects.all()} == {dt.date(2027, 1, 15)}
    for model in (Actor, Card, Contact):
        told = {
            (one.history_type, one.history_user, one.history_date, one.history_change_reason)
            for one in model.history.all()
        }
        assert told == {("+", admin, AT, f"import n° {done.pk}, liste.xlsx")}
    assert [(one.stage, one.history_user) for one in ActorImport.history.all()] == [("confirmed", admin)]


def test_a_second_confirmation_does_nothing(contract, admin):
    done = confirmed(contract, admin, *lines())
    assert done.confirm(by=admin, at=AT) is False
    assert (Actor.objects.count(), Actor.history.count()) == (3, 3)


@pytest.mark.parametrize(
    ("count", "failing"), [(5_000, [0, 2_499, 4_999]), (AT_ONCE * 2, [0, AT_ONCE - 1, AT_ONCE, -1])]
)
def test_a_failure_at_any_of_5000_rows_leaves_no_row_and_no_history(contract, admin, monkeypatch, count, failing):
    """Bulk writing is by batches: the last of 5 000 rows; then the first, the last and both sides where two meet."""
    done = previewed(contract, admin, *[row(f"Acteur {n}", item="DC 1") for n in range(1, count + 1)])
    assert done.lines_new == count
    kept = ActorImport.objects.get(pk=done.pk).content
    for at in failing:
        content = json.loads(json.dumps(kept))
        content["lines"][at]["said"]["kind"] = "licorne"
        content["lines"][at]["changes"].insert(0, ["type", "", "licorne", False])
        ActorImport.objects.filter(pk=done.pk).update(content=content)
        monkeypatch.setattr("actors.models.changes.Actor.Kind", lambda value: type("Kind", (), {"label": value}))
        with pytest.raises(IntegrityError):
            done.confirm(by=admin, at=AT)
        assert nothing_written()
    monkeypatch.undo()


def test_only_what_was_previewed_is_written(contract, admin):
    done = previewed(contract, admin, *lines())
    done.content["lines"].clear()
    done.data = b"other"
    done.confirm(by=admin, at=AT)
    assert Actor.objects.count() == 3


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [
        (lambda: make_actor("ACTEUR 2"), "ligne 3, « Acteur 2 » existe maintenant"),
        (lambda: make_card(Problem.objects.get(), Actor.objects.get(name="Connu")), "ligne 5, « Connu » a changé"),
        (lambda: Actor.objects.get(name="Connu").save(), "ligne 5, « Connu » a changé"),
        (lambda: Contact.objects.get().save(), "ligne 5, « Connu » a changé"),
        (lambda: Problem.objects.create(incontournable=Problem.objects.get().incontournable, order=2, title="Autre"),
         "DC 1 a plusieurs problématiques"),
        (lambda: (Contact.objects.all().delete(), Actor.objects.all().delete()), "n’existe plus sous ce nom"),
    ],
)  # fmt: skip
def test_what_changed_since_the_preview_is_said_and_nothing_is_written(contract, admin, meanwhile, sentence):
    make_contact(make_actor("Connu"), "Léa", email="lea@b.fr")
    done = previewed(contract, admin, *lines(), row("Connu", item="DC 1", email="lea@b.fr", phone="03 21 00 00 00"))
    meanwhile()
    before = Actor.objects.count(), Card.objects.count(), Actor.history.count()
    with pytest.raises(Refused, match=f"ont changé depuis l’aperçu.*{sentence}"):
        done.confirm(by=admin, at=AT)
    assert (Actor.objects.count(), Card.objects.count(), Actor.history.count()) == before


def test_refused_or_doubtful_lines_or_nothing_to_do_cannot_be_confirmed(contract, admin):
    make_actor("ADEME")
    for many in ([*lines(), row("X", email="x")], [*lines(), row("Agence (ADEME)")], [row("ADEME")]):
        with pytest.raises(Refused, match="Rien n’est à charger"):
            previewed(contract, admin, *many).confirm(by=admin, at=AT)
    assert Actor.objects.count() == 1


# --- Nothing personal stays -------------------------------------------------------------------------------------------
def personal() -> bytes:
    return "Nom;Contact;Email;Téléphone\nCD2E;Léa Martin;lea@cd2e.fr;03 21 99 99 99\nADIL;;x;\n".encode()


@pytest.mark.parametrize("way", ["discard", "forget", "again"])
def test_nothing_personal_stays_of_a_preview_that_nobody_confirms(contract, admin, way):
    done = previewed(contract, admin, data=personal(), name="a.csv")
    assert "lea@cd2e.fr" in everything_stored()
    match way:
        case "discard":
            done.discard()
        case "forget":
            assert ActorImport.forget(at=AT + dt.timedelta(hours=23)) == 0
            assert ActorImport.forget(at=AT + dt.timedelta(hours=25)) == 1
        case "again":
            previewed(contract, admin, *lines())
    stored = everything_stored()
    assert not [one for one in PERSONAL if one in stored]


def test_erasing_a_contact_erases_it_from_the_import_too(contract, admin):
    make_contact(make_actor("ADIL"), "", email="adil@b.fr")
    data = personal().replace(b"ADIL;;x;", "ADIL;Zoé Petit;adil@b.fr;03 21 99 99 98".encode())
    done = confirmed(contract, admin, data=data, name="a.csv")
    assert [change[0] for line in done.content["lines"] for change in line["changes"]] == ["contact"] * 3
    for contact in Contact.objects.all():
        contact.delete()
    stored = everything_stored()
    assert not [one for one in (*PERSONAL, "Zoé Petit", "adil@b.fr", "03 21 99 99 98") if one in stored]
    done.undo(by=admin, at=AT)
    assert not Contact.objects.exists()


def test_a_preview_that_is_gone_or_settled_says_so_when_it_is_dropped_or_confirmed(contract, admin):
    done = previewed(contract, admin, *lines())
    stale = ActorImport.objects.get(pk=done.pk)
    done.discard()
    for act in (stale.discard, lambda: stale.confirm(by=admin, at=AT)):
        with pytest.raises(Refused, match="Cet aperçu n’existe plus"):
            act()
    done = confirmed(contract, admin, *lines())
    with pytest.raises(Refused, match=r"déjà chargé\W: retirez-le depuis sa page"):
        done.discard()
    done.undo(by=admin, at=AT)
    with pytest.raises(Refused, match="a déjà été retiré"):
        done.discard()
    with pytest.raises(Refused, match=r"Cet import a été annulé\W: rien n’est chargé"):
        done.confirm(by=admin, at=AT)
    assert not Actor.objects.exists()


# --- Undoing ----------------------------------------------------------------------------------------------------------
def test_undoing_takes_away_what_it_added_and_puts_back_what_it_changed(contract, admin):
    actor = make_actor("Connu", acronym="AV", kind="other")
    card = make_card(Problem.objects.get(), actor, interest=1, influence=1, is_confirmed=True, is_target=True)
    contact = make_contact(actor, "Léa", email="lea@b.fr")
    said = {"acronym": "AP", "kind": "réseau", "item": "DC 1", "roles": "relais", "interest": 4, "influence": 4}
    changed = row("Connu", person="Léa", email="lea@b.fr", phone="03 21 00 00 00", **said)
    other = row("Nouveau", item="DC 1", problem="Autre", email="n@b.fr")
    done = confirmed(contract, admin, *lines(), changed, other, creates=True)
    assert (done.lines_new, done.lines_changed) == (4, 1)
    done.undo(by=admin, at=AT)
    for one in (actor, card, contact):
        one.refresh_from_db()
    assert Actor.objects.get() == actor and (actor.acronym, actor.acronym_key, actor.kind) == ("AV", "av", "other")
    assert Card.objects.get() == card and (card.interest, card.is_confirmed, card.roles) == (1, True, ["target"])
    assert Contact.objects.get() == contact and contact.phone == ""
    assert Problem.objects.get().title == "Massifier"
    gone = Actor.history.filter(history_type="-")
    assert {(one.history_user, one.history_change_reason) for one in gone} == {
        (admin, f"annulation de l’import n° {done.pk}")
    }
    assert gone.count() == 4
    assert actor.history.count() == 3
    assert Contact.history.exclude(id=contact.pk).count() == 0
    with pytest.raises(Refused, match="ne s’annule pas : il est retiré"):
        done.undo(by=admin, at=AT)


def second() -> Actor:
    return Actor.objects.get(name="Acteur 2")


def save(model, **values):
    """Another value for the row of the second actor, saved as a form does."""

    def act(contract) -> None:
        row = second() if model is Actor else model.objects.get(actor=second())
        for name, value in values.items():
            setattr(row, name, value)
        row.save()

    return act


SINCE = {
    "« AC2 » a changé": save(Actor, notes="À revoir"),
    "la carte de « AC2 » (DC 1 · Massifier) a changé": save(Card, interest=1),
    "un contact de « AC2 » a changé": save(Contact, function="accueil"),
    "« AC2 » sert ailleurs : moyen ou chef de file": lambda contract: make_contribution(
        contract.incontournables.first(), second(), Contribution.Kind.LEAD
    ),
    "« AC2 » sert ailleurs : carte d’acteur « AC2 · Autre »": lambda contract: make_card(
        make_problem(contract, "Autre"), second()
    ),
    "« AC2 » sert ailleurs : contact « Zoé »": lambda contract: make_contact(second(), "Zoé"),
    "la carte de « Acteur 2 » a été retirée": lambda contract: Card.objects.get(actor=second()).delete(),
}


@pytest.mark.parametrize(("sentence", "since"), SINCE.items())
def test_what_was_built_on_it_since_stands_in_the_way_by_name(contract, admin, since, sentence):
    done = confirmed(contract, admin, *lines())
    since(contract)
    assert sentence in done.why_kept()
    with pytest.raises(Refused, match="ne s’annule plus"):
        done.undo(by=admin, at=AT)
    assert Actor.objects.count() == 3


def test_what_stands_in_the_way_in_another_contract_is_not_named(contract, admin):
    done = confirmed(contract, admin, *lines())
    other = make_contract(slug="ailleurs")
    secret = make_indicator(other).incontournable
    make_card(make_problem(other, "Secrète", incontournable=secret), second())
    kept = done.why_kept()
    assert "« AC2 » sert ailleurs : carte d’acteur dans un autre contrat" in kept.replace("\u00a0", " ")
    assert "Secrète" not in kept
    with pytest.raises(Refused) as refusal:
        done.undo(by=admin, at=AT)
    assert "Secrète" not in str(refusal.value)


def test_what_stands_in_the_way_costs_as_many_queries_for_nine_as_for_one(
    contract, admin, django_assert_max_num_queries
):
    """Cards, means, seats and lost rows; five are named, and the others counted."""
    done = confirmed(contract, admin, *lines(12))
    rows, item, counted = list(Actor.objects.all()), contract.incontournables.first(), []
    for many in (rows[:1], rows[1:9]):
        for actor in many:
            make_card(make_problem(contract, f"Autre {actor}"), actor)
            make_contribution(item, actor, Contribution.Kind.SUPPORT)
            Card.objects.filter(actor=actor, problem__title="Massifier").delete()
        with django_assert_max_num_queries(60) as asked:
            kept = ActorImport.objects.get(pk=done.pk).why_kept()
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert kept.endswith(" ; et 22 de plus.")


def test_an_actor_like_one_merged_long_ago_is_offered_the_last_survivor_in_one_query(
    contract, admin, django_assert_num_queries
):
    last = make_actor("Pôle éco-construction")
    for count in (1, 3):
        for n in range(count):
            between = make_actor(f"Intermédiaire {count} {n}", merged_into=last)
            make_actor(f"CD2E {count} {n}", acronym="CD2E", merged_into=between)
        with django_assert_num_queries(5):
            batch = Batch(contract, keep_until=AFTER)
        assert [one["ref"] for one in batch.judge({"name": "CD2E", "epci": None}, "ligne 2")["like"]] == [str(last.pk)]


def test_an_import_whose_follower_was_undone_can_be_undone_too(contract, admin):
    first = confirmed(contract, admin, *lines())
    second = confirmed(contract, admin, row("Acteur 1", acronym="XX", item="DC 1", roles="cible", email="z@b.fr"))
    assert "« XX » a changé" in first.why_kept()
    second.undo(by=admin, at=AT)
    assert first.why_kept() == ""
    first.undo(by=admin, at=AT)
    assert not Actor.objects.exists()


def test_an_export_imported_again_changes_nothing(contract, admin):
    epci = contract.epcis.first()
    one = make_actor("=SOMME(1)", acronym="-X", kind="state", notes="deux\nlignes", perimeter="Région")
    make_card(Problem.objects.get(), one, interest=2, influence=3, is_confirmed=True, is_supporter=True, is_relay=True)
    make_card(make_problem(contract, "Autre"), one)
    make_contact(one, "Léa", email="lea@b.fr", phone="03 21 00 00 00")
    make_contact(one, "Zoé", email="zoe@b.fr")
    make_contact(make_actor("CCAS", epci=epci), "", email="ccas@b.fr", function="accueil")
    for desk in (two := make_actor("Maison de l’habitat"), two):  # two desks that only a number tells apart
        make_contact(desk, "", phone=f"+33 3 21 00 00 0{desk.contacts.count()}")
    make_contact(two, "Paul", email="ccas@b.fr", phone="+33 3 21 00 00 00")
    actors = Actor.objects.current().select_related("epci")
    headings, rows = directory(actors, [contract], contacts=True, on=contract.starts_on)
    for kind, data in {"xlsx": exports.to_xlsx(headings, rows, "A"), "csv": exports.to_csv(headings, rows)}.items():
        for erases in (False, True):
            done = previewed(contract, admin, data=data, name=f"export.{kind}", erases=erases)
            assert (done.lines_known, done.lines_read) == (4, 4), done.content["lines"]
    done = previewed(contract, admin, data=map_xlsx(one.cards.first().problem, [one.cards.first()]), name="carte.xlsx")
    assert (done.lines_known, done.lines_read) == (1, 1), done.content["lines"]


# --- At the same moment -----------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_with_the_same_file_one_loads_it_and_the_other_is_told(contract, admin):
    scene = [(who, previewed(contract, who, *lines(12))) for who in (admin, make_user(contract=contract))]
    told, barrier = [], threading.Barrier(2)

    def act(who, done) -> None:
        try:
            barrier.wait(30)
            told.append(done.confirm(by=who, at=AT))
        except Refused:
            told.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=pair) for pair in scene]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Counter(told) == {True: 1, "refused": 1}
    assert (Actor.objects.count(), Actor.history.count(), Card.objects.count()) == (12, 12, 12)


KILLED = """
import django, os, time
django.setup()
from actors.models import ActorImport
from actors.models import loading
from cottri.models import User
from tests.actors.files import AT
written = loading.write
def write(*args, **kwargs):
    written(*args, **kwargs)
    print("written", flush=True)
    time.sleep(60)
loading.write = write
ActorImport.objects.get().confirm(by=User.objects.get(username="admin"), at=AT)
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_it_confirms_leaves_nothing_and_it_can_be_confirmed_then(contract, admin):
    done = previewed(contract, admin, *lines())
    held = connection.settings_dict
    url = f"sqlite:///{held['NAME']}"
    if connection.vendor == "postgresql":
        server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        url = f"{server}/{held['NAME']}"
    connections.close_all()
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cottri.settings", "SECRET_KEY": "x"}
    process = subprocess.Popen([sys.executable, "-c", KILLED], env=environment, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout.readline() == "written\n"
        process.kill()
    for _ in range(50):
        if nothing_written():
            break
        time.sleep(0.1)
    assert nothing_written()
    assert done.confirm(by=admin, at=AT) is True
    assert Actor.objects.count() == 3
