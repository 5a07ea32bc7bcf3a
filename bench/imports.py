"""`make bench`: a list of 5 000 actors, previewed, loaded, loaded again with a change to each, and undone.

In this process: seconds of the clock and of the processor, and the memory that the process took more. On SQLite, then
on the PostgreSQL of the tests: a process each.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

import django
from django.core.management import call_command

from tests.postgres import server

MANY = 5_000
HEAD = f"{'step':28} {'seconds':>8} {'of processor':>13} {'MB more':>8}"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cottri-") as folder:
        _measured_apart("sqlite", f"sqlite:///{folder}/bench.sqlite3", folder)
        with server() as url:
            _create(url)
            _measured_apart("postgresql", url, folder)


def _measured_apart(name: str, url: str, folder: str) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "cottri.settings", "SECRET_KEY": "x", "COTTRI_VAR": folder}
    command = [sys.executable, "-m", "bench.imports", name]
    subprocess.run(command, env=os.environ | settings | {"DATABASE_URL": url}, check=True)


def _create(url: str) -> None:
    import psycopg2

    session = psycopg2.connect(url.rpartition("/")[0] + "/postgres")
    session.autocommit = True
    session.cursor().execute("CREATE DATABASE cottri")
    session.close()


def measure(name: str) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    from actors.imports import actors
    from actors.models import ActorImport
    from cottri.models import Role
    from tests.actors.files import AT, row, sheet, told
    from tests.factories import load_facts, make_user

    contract = load_facts()
    who = make_user("bench", contract=contract, role=Role.ADMINISTRATOR)
    title = contract.incontournables.get(dc_number=1).problems.first().title

    def lines(sigle: str, level: int) -> bytes:
        said = {"kind": "réseau", "roles": "financeur ; relais", "item": "DC 1", "problem": title, "influence": 2}
        return sheet(
            *(
                row(f"Structure {n} du pays", acronym=f"{sigle}{n}", email=f"a{n}@b.fr", interest=level, **said)
                for n in range(MANY)
            )
        )

    print(f"\n{MANY} actors on {name}\n{HEAD}")
    files = {"": lines("S", 3), "changes: ": lines("T", 4)}
    loaded = {}
    for which, data in files.items():
        with step(f"{which}file read"):
            done = actors.arrive(contract, by=who, at=AT, data=data, name="bench.xlsx")
        with step(f"{which}previewed"):
            actors.look(done, told(done), erases=False, creates=False, at=AT)
        with step(f"{which}confirmed"):
            done.confirm(by=who, at=AT)
        loaded[which] = done.pk
    for which in reversed(loaded):
        done = ActorImport.objects.get(pk=loaded[which])
        with step(f"{which}undone"):
            done.undo(by=who, at=AT)


class step:
    def __init__(self, name: str):
        self.name = name

    def __enter__(self) -> None:
        self.at, self.used, self.memory = time.perf_counter(), time.process_time(), _memory()

    def __exit__(self, *raised) -> None:
        taken, used = time.perf_counter() - self.at, time.process_time() - self.used
        print(f"{self.name:28} {taken:8.1f} {used:13.1f} {_memory() - self.memory:8.0f}")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
