"""Several processes on one database, as the server's workers are: nothing is lost, and of two who race one wins."""

import multiprocessing
import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from tests.objectives.crowd import EACH, MANY, ROUNDS, together, work

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The environment of an installation of its own, on the kind of database that the run is about."""
    var = tmp_path_factory.mktemp("crowd")
    url, name = f"sqlite:///{var}/crowd.sqlite3", f"crowd_{os.getpid()}"
    server = connection.vendor == "postgresql" and os.environ["DATABASE_URL"].rpartition("/")[0]
    if server:
        url = f"{server}/{name}"
        _on(server, f"CREATE DATABASE {name}")
    environment = {
        "DJANGO_SETTINGS_MODULE": "cottri.settings", "DATABASE_URL": url, "SECRET_KEY": "x", "COTTRI_VAR": str(var)
    }  # fmt: skip
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)
    yield environment
    if server:
        _on(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on(server: str, statement: str) -> None:
    with closing(psycopg2.connect(f"{server}/postgres")) as session:
        session.autocommit = True
        session.cursor().execute(statement)


@pytest.fixture(scope="module")
def crowd(elsewhere):
    """(the outcomes of each process, what is stored in the end)"""
    spawn = multiprocessing.get_context("spawn")
    barrier, told = spawn.Barrier(MANY, timeout=120), spawn.Queue()
    processes = [spawn.Process(target=work, args=(rank, barrier, told, elsewhere)) for rank in range(MANY)]
    for process in processes:
        process.start()
    reports = sorted((told.get(timeout=300) for _ in processes), key=lambda report: report[0])
    for process in processes:
        process.join()
    outcomes = [outcomes for _, outcomes, _ in reports]
    assert not any("failed" in outcome for outcome in outcomes), outcomes
    return outcomes, reports[0][2]


def test_200_entries_from_several_processes_are_all_stored_with_their_history(crowd):
    _, stored = crowd
    assert MANY * EACH == 200
    assert [stored[f"crowded-{rank}"] for rank in range(MANY)] == [[(1, "pending", 1, 1)] * EACH] * MANY


def test_of_two_who_validate_one_does_and_the_other_is_told(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "both-validate") == [Counter({"done": 1, "Stale": 1})] * ROUNDS
    assert stored["both-validate"] == [(5, "validated", 2, 2)] * ROUNDS


def test_nobody_validates_what_its_author_is_changing(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "validate-or-revise") == [Counter({"done": 1, "Stale": 1})] * ROUNDS
    assert set(stored["validate-or-revise"]) <= {(5, "validated", 2, 2), (500, "pending", 2, 2)}


def test_two_amendments_of_one_entry_do_not_coexist(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "both-amend") == [Counter({"done": 1, "Refused": 1})] * ROUNDS
    assert stored["both-amend"] == [(5, "validated", 2, 2)] * ROUNDS + [(8, "pending", 1, 1)] * ROUNDS


def test_an_entry_is_not_amended_while_its_amendment_is_validated(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "validate-or-amend") == [Counter({"done": 1, "Refused": 1})] * ROUNDS
    assert Counter(stored["validate-or-amend"]) == {(5, "replaced", 3, 3): ROUNDS, (6, "validated", 2, 2): ROUNDS}


def test_one_form_sent_twice_at_once_makes_one_entry(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "same-form") == [Counter({"done": 2})] * ROUNDS
    assert stored["same-form"] == [(4, "pending", 1, 1)] * ROUNDS


def test_an_epci_and_its_commune_entered_at_once_are_not_both_kept(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "two-scales") == [Counter({"done": 1, "ValidationError": 1})] * ROUNDS
    assert stored["two-scales"] == [(4, "pending", 1, 1)] * ROUNDS


def test_an_epci_does_not_leave_its_contract_while_something_is_entered_for_it(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "enter-or-let-go") == [Counter({"done": 1, "ValidationError": 1})] * ROUNDS
    assert stored["outside"] == []


def test_a_binary_objective_is_not_reached_twice_at_once(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "one-or-one") == [Counter({"done": 1, "ValidationError": 1})] * ROUNDS
    assert [stored[f"one-{number}"] for number in range(ROUNDS)] == [[(1, "pending", 1, 1)]] * ROUNDS


def test_of_two_who_move_one_card_the_second_is_told_and_an_actor_is_added_once(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "both-move") == [Counter({"done": 1, "Stale": 1})] * ROUNDS
    assert together(outcomes, "both-add") == [Counter({"done": 1, "ValidationError": 1})] * ROUNDS
    assert stored["cards"] == [(True, 2, 2)] * ROUNDS + [(False, 1, 1)] * ROUNDS


def test_of_two_who_write_a_sheet_at_once_one_does_and_no_action_leans_on_what_is_gone(crowd):
    outcomes, stored = crowd
    for race in ("both-reach", "both-write-first"):
        assert together(outcomes, race) == [Counter({"done": 1, "Refused": 1})] * ROUNDS
    for race in ("one-number", "one-acronym"):
        assert together(outcomes, race) == [Counter({"done": 1, "ValidationError": 1})] * ROUNDS
    for ends in together(outcomes, "remove-or-lean"):
        assert ends in (Counter({"done": 1, "Refused": 1}), Counter({"done": 1, "ValidationError": 1}))
    assert True not in stored["leaning"]


def test_of_a_committee_that_is_removed_while_it_is_convened_one_thing_happens(crowd):
    outcomes, stored = crowd
    assert together(outcomes, "remove-or-plan") == [Counter({"done": 1, "Refused": 1})] * ROUNDS
    assert True not in stored["planned"]
