"""`make bench`: what the pages that people wait for cost, as the demonstration stands and with 10 000 entries more.

In this process and on SQLite: the time of the application, without a network or a browser.
"""

import gzip
import statistics
import time

from bench import governing
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
            f"/{demo.SLUG}/chemin/",
            f"/{demo.SLUG}/simulateur/",
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
        pk = _two_hundred_actors()
        print(f"\na map of 200 actors, half of them in one cell\n{HEAD}")
        for page in ("", "tableau/", "export.svg", "export.xlsx"):
            print(_measure(client, f"/{demo.SLUG}/cartes/{pk}/{page}"))
        print(f"\nwith the hedges of every commune, every month ({_hedges_everywhere()} entries more)\n{HEAD}")
        print(_measure(client, f"/{demo.SLUG}/objectifs/13/?au=2023-12-31"))
        print(_measure(client, f"/{demo.SLUG}/objectifs/13/trajectoire.csv?au=2023-12-31"))
        print(_chart(demo.SLUG))
        pages = governing.crowded(demo.SLUG)
        print(f"\n{governing.MEETINGS} meetings, {governing.ACTIONS} actions and {governing.ACTORS} actors\n{HEAD}")
        for page in pages:
            print(_measure(client, f"/{demo.SLUG}/gouvernance/{page}"))


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


def _two_hundred_actors() -> int:
    """On the map that the demonstration leaves empty; its key."""
    from actors.models import Actor, Card, CardRole, Problem
    from cottri import demo
    from objectives.french import sort_key

    problem = Problem.objects.filter(incontournable__contract__slug=demo.SLUG, cards=None).first()
    names = [f"Acteur du banc d’essai n° {number}" for number in range(200)]
    actors = Actor.objects.bulk_create(Actor(name=name, name_key=sort_key(name)) for name in names)
    roles = [f"is_{role.value}" for role in CardRole]
    Card.objects.bulk_create(
        Card(problem=problem, actor=actor, interest=(4, rank // 4 % 4 + 1)[rank % 2],
             influence=(4, rank // 16 % 4 + 1)[rank % 2], **{roles[rank % 5]: True})
        for rank, actor in enumerate(actors)
    )  # fmt: skip
    return problem.pk


def _hedges_everywhere() -> int:
    """Three years of monthly entries of each commune, the heaviest sheet that there can be."""
    from cottri import demo
    from objectives.completeness import periods_of
    from objectives.models import Commune, Contract, Indicator, ProgressEntry, State

    contract = Contract.objects.get(slug=demo.SLUG)
    indicator = Indicator.objects.of_contract(contract).get(code="haies")
    model = indicator.entries.filter(state=State.VALIDATED).first()
    values = {field.attname: getattr(model, field.attname) for field in ProgressEntry._meta.concrete_fields}
    for name in ("id", "submission_key", "epci_id", "commune_id", "period_start", "period_end", "replaces_id"):
        del values[name]
    copies = [
        ProgressEntry(**values, commune=commune, period_start=start, period_end=end)
        for commune in Commune.objects.filter(epci__contracts=contract)
        for start, end in periods_of("month", contract.starts_on, contract.ends_on)
    ]
    ProgressEntry.objects.bulk_create(copies, batch_size=500)
    return len(copies)


def _chart(slug: str) -> str:
    """What drawing takes once the facts are read: the points, then the figure and the drawing made from them.

    In time of this process: a step lasts less than what a neighbour may take from it.
    """
    import datetime as dt

    from objectives import charts, dashboard
    from objectives.models import Contract, Indicator
    from objectives.views.trajectories import chart_of

    contract = Contract.objects.get(slug=slug)
    indicators = Indicator.objects.of_contract(contract).filter(code="haies")
    [line] = dashboard.build_lines(contract, on=dt.date(2023, 12, 31), indicators=indicators)
    chart = chart_of(line, contract)
    steps = {
        "points": lambda: chart_of(line, contract),
        "figure": lambda: charts.figure(chart, "Haies"),
        "drawing": lambda: charts.draw(chart),
    }
    told = []
    for name, step in steps.items():
        taken = []
        for _ in range(ROUNDS):
            started = time.process_time()
            step()
            taken.append((time.process_time() - started) * 1000)
        told.append(f"its {name:40} {statistics.median(taken):10.1f} {max(taken):8.1f}")
    return "\n".join(told)


if __name__ == "__main__":
    main()
