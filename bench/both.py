"""The same steps measured on SQLite and on the PostgreSQL of the tests: a process each, on a database of its own.

In the process: seconds of the clock and of the processor, and the memory that it took more.
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

HEAD = f"{'step':34} {'seconds':>8} {'of processor':>13} {'MB more':>8}"


def run(module: str, measure) -> None:
    """`measure` takes the name of the database, once Django is set up; `module` is what calls this."""
    if len(sys.argv) > 1:
        django.setup()
        call_command("migrate", verbosity=0)
        measure(sys.argv[1])
        return
    with tempfile.TemporaryDirectory(prefix="cottri-") as folder:
        _apart(module, "sqlite", f"sqlite:///{folder}/bench.sqlite3", folder)
        with server() as url:
            _create(url)
            _apart(module, "postgresql", url, folder)


def _apart(module: str, name: str, url: str, folder: str) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "cottri.settings", "COTTRI_VAR": folder, "DATABASE_URL": url}
    settings |= {"SECRET_KEY": "x", "ALLOWED_HOSTS": "localhost", "SECURE_SSL_REDIRECT": "0"}
    subprocess.run([sys.executable, "-m", module, name], env=os.environ | settings, check=True)


def _create(url: str) -> None:
    import psycopg2

    session = psycopg2.connect(url.rpartition("/")[0] + "/postgres")
    session.autocommit = True
    session.cursor().execute("CREATE DATABASE cottri")
    session.close()


class step:
    def __init__(self, name: str):
        self.name = name

    def __enter__(self) -> None:
        self.at, self.used, self.memory = time.perf_counter(), time.process_time(), _memory()

    def __exit__(self, *raised) -> None:
        taken, used = time.perf_counter() - self.at, time.process_time() - self.used
        print(f"{self.name:34} {taken:8.2f} {used:13.2f} {_memory() - self.memory:8.0f}")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
