"""`make bench`: what the pages that people wait for cost, as the demonstration stands and with 10 000 entries more.

In this process and on SQLite: the time of the application, without a network or a browser.
"""

import gzip
import statistics
import time

from bench.demonstration import seeded

ROUNDS = 20
MORE = 10_000
HEAD = f"{'page':44} {'median ms':>10} {'slowest':>8} {'queries':>8} {'kB gzip':>8}"


def main() -> None:
    with seeded():
        from cottri import demo  # its models need the settings

        pages = [
            f"/{demo.SLUG}/",
            f"/{demo.SLUG}/?au=2023-12-31",
            f"/{demo.SLUG}/donnees/bonus.json",
            f"/{demo.SLUG}/objectifs/",
            f"/{demo.SLUG}/objectifs/7/",
            f"/{demo.SLUG}/objectifs/7/saisir/",
            f"/{demo.SLUG}/saisies/",
            f"/{demo.SLUG}/saisies/a-valider/",
        ]
        client = _officer()
        for title in ("the demonstration", f"with {MORE} entries more"):
            print(f"\n{title}\n{HEAD}")
            for page in pages:
                print(_measure(client, page))
            if title == "the demonstration":
                _crowd()


def _officer():
    from django.test import Client

    from cottri.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="agent"), backend="cottri.roles.RoleBackend")
    return client


def _measure(client, page: str) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page)  # templates are compiled once
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = client.get(page)
        taken.append((time.perf_counter() - started) * 1000)
    assert answer.status_code == 200, f"{page}: {answer.status_code}"
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    weight = len(gzip.compress(answer.content)) / 1000
    path = page.partition("/")[2].partition("/")[2]
    return f"/…/{path:40} {statistics.median(taken):10.1f} {max(taken):8.1f} {len(queries):8} {weight:8.1f}"


def _crowd() -> None:
    """Copies of validated entries, without a history: they are here to be counted, not to be read."""
    from objectives.models import ProgressEntry, State

    model = list(ProgressEntry.objects.filter(state=State.VALIDATED, indicator__is_binary=False)[:100])
    copies = []
    for number in range(MORE):
        entry = model[number % len(model)]
        values = {field.attname: getattr(entry, field.attname) for field in ProgressEntry._meta.concrete_fields}
        del values["id"], values["submission_key"]
        copies.append(ProgressEntry(**{**values, "replaces_id": None}))
    ProgressEntry.objects.bulk_create(copies, batch_size=500)


if __name__ == "__main__":
    main()
