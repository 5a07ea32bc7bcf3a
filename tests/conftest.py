"""What every test may lean on: a browser where there is one, and a page that may not break its own rules."""

import os
import shutil
from contextlib import contextmanager

import hypothesis
import pytest
from django.db import connection, transaction

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_CHROMIUM = "no Chromium found on the PATH (chromium, chromium-browser or google-chrome)"
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"

# Playwright leaves an event loop in the main thread, where Django then refuses to reach the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A busy machine is no reason to fail.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")


def pytest_runtest_setup(item):
    if CHROMIUM is None and item.get_closest_marker("browser"):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{NO_CHROMIUM}, and CI runs the browser tests", pytrace=False)
        pytest.skip(NO_CHROMIUM)


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    without = sum(NO_CHROMIUM in report.longreprtext for report in skipped)
    if without:
        terminalreporter.write_line(f"{without} browser tests not run: {NO_CHROMIUM}", yellow=True, bold=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """SQLite is asked once in the life of a process whether it knows JSON: before queries are counted."""
    with django_db_blocker.unblock():
        assert connection.features.has_json_object_function


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": [*FLAGS.split(), "--no-first-run"]}


@pytest.fixture(scope="session")
def base_url(live_server):
    """So that `page.goto("/connexion/")` is enough."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture
def context(context):
    """The browser's window, whose pages neither raise an error, nor trip over the content security policy, nor have a
    word that htmx cannot read.
    """
    complaints, wrong = [], ("Content Security Policy", "htmx:syntax:error")
    context.on("weberror", lambda problem: complaints.append(str(problem.error)))
    context.on("console", lambda line: any(one in line.text for one in wrong) and complaints.append(line.text))
    yield context
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def reads_here(monkeypatch):
    """Spreadsheets that mean no harm are read in this process, ten times as fast."""
    from tests.spreadsheets import read_here  # the application's, which settings come before

    monkeypatch.setattr("objectives.spreadsheet.opening.read_apart", read_here)


@pytest.fixture(scope="session")
def for_a_file(django_db_setup, django_db_blocker):
    """`with for_a_file(): …` in a fixture of a module: what its tests start from, undone after the last of them."""

    @contextmanager
    def stored():
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return stored


@pytest.fixture(scope="module")
def facts(for_a_file):
    """The real contract is in the database, for a whole module that is about nothing else."""
    from tests.factories import load_facts

    with for_a_file():
        load_facts()
        yield


@pytest.fixture
def real_contract(facts, db):
    from objectives.models import Contract

    return Contract.objects.get()
