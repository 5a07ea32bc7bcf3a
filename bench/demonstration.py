"""A seeded demonstration of its own: a temporary folder, a free port, a server like that of `make demo`."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

OTHERS = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "EVIDENCE_ROOT", "EMAIL_HOST", "DEBUG")


@contextmanager
def seeded() -> Iterator[None]:
    """Django set up on a demonstration that nobody else sees, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="cottri-") as folder:
        for name in OTHERS:
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "cottri.settings", "COTTRI_VAR": folder}
        os.environ |= {"COTTRI_DEMO": "1", "COTTRI_TODAY": "2023-04-14"}
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("seed_demo")
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@contextmanager
def served(log: Path) -> Iterator[str]:
    """The address of a server on what `seeded` made; what it has to say goes into `log`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "cottri.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "--no-control-socket",
    ]
    with log.open("w") as said:
        server = subprocess.Popen([*gunicorn, "--log-level", "warning"], stderr=said)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str, server: subprocess.Popen, seconds: int = 60) -> None:
    for _ in range(seconds * 10):
        if server.poll() is not None:
            sys.exit("The server of the demonstration stopped at once.")
        try:
            with urllib.request.urlopen(address):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    sys.exit("The server of the demonstration does not answer.")
