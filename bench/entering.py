"""`make bench`: the month's grid opened and saved, and a past year of entries previewed and loaded from a file.

Each as a request of a page, the page that follows included. What is promised: the grid opens with at most 10 queries
and 21 cells are saved under 0.3 s; 2 000 lines are previewed under 5 s and loaded under 10 s.
"""

import statistics
import time
from itertools import product

from bench.both import HEAD, run, step

ROUNDS = 12  # a month of the first year each
LINES = 2_000
HEADINGS = ("Indicateur", "Périmètre", "Période", "Quantité", "Source")


def measure(name: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from objectives.models import EntryImport, ProgressEntry
    from tests.factories import load_facts, make_user

    call_command("collectstatic", interactive=False, verbosity=0)
    contract, client = load_facts(), Client(headers={"host": "localhost"})
    who = make_user("bench", contract=contract)
    client.force_login(who, backend="cottri.roles.RoleBackend")

    print(f"\nthe month's grid on {name}")
    _grid(client, contract, who)

    print(f"\n{LINES} entries in a file, on {name}\n{HEAD}")
    upload = SimpleUploadedFile("2022.xlsx", _year(contract))
    with step("read and previewed"):
        shown = client.post(reverse("objectives:imports", args=[contract.slug]), {"file": upload}, follow=True)
    done = EntryImport.objects.get()
    assert (shown.status_code, done.lines_new, done.lines_refused) == (200, LINES, 0)
    before = ProgressEntry.objects.count()
    with step("confirmed"):
        confirm = reverse("objectives:import_confirm", args=[contract.slug, done.pk])
        client.post(confirm, {"reason": "Banc d’essai"}, follow=True)
    assert ProgressEntry.objects.count() == before + LINES
    with step("withdrawn"):
        client.post(reverse("objectives:import_withdraw", args=[contract.slug, done.pk]), follow=True)


def _grid(client, contract, who) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from objectives import periods
    from objectives.forms.month import Grid, columns
    from objectives.models import ProgressEntry

    address = reverse("objectives:grid", args=[contract.slug])
    client.get(address)  # templates are compiled once
    opened, saved = [], []
    for month in range(1, ROUNDS + 1):
        page = f"{address}?periode=2021-{month:02}"
        with CaptureQueriesContext(connection) as queries:
            opened.append(_seconds(lambda page=page: client.get(page)))
            asked = len(queries)
        cells = Grid(contract, periods.period_of(f"2021-{month:02}"), columns(contract, None), who).forms.values()
        data = {"source": "Courriels du mois"}
        for form in cells:
            told = {"unchanged": "on"} if form.cell.indicator.is_binary else {"quantity": month % 2 + 1}
            data |= {f"{form.prefix}-{field}": value for field, value in told.items()}
        saved.append(_seconds(lambda page=page, data=data: client.post(page, data)))
        assert ProgressEntry.objects.count() == month * len(cells)
    print(f"opened with {asked} queries in {_told(opened)}")
    print(f"{len(cells)} cells saved in {_told(saved)}")


def _seconds(act) -> tuple[float, float]:
    """Of the clock and of the processor."""
    started, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - started, time.process_time() - used


def _told(rounds: list[tuple[float, float]]) -> str:
    taken, used = zip(*rounds, strict=True)
    return f"{statistics.median(taken):.3f} s, at most {max(taken):.3f} ({statistics.median(used):.3f} of processor)"


def _year(contract) -> bytes:
    """Hedges and wastelands, commune by commune, month after month, never twice the same figure in a row."""
    from objectives import exports

    places = [commune.insee for epci in contract.epcis.all() for commune in epci.communes.all()]
    months = [(year, month) for year in (2022, 2023) for month in range(1, 13)]
    lines = [
        (code, place, f"{month:02}/{year}", month % 2 + 1, "Bilan annuel")
        for code, place, (year, month) in product(("haies", "friches"), places, months)
    ]
    return exports.to_xlsx(HEADINGS, lines[:LINES], "Saisies")


if __name__ == "__main__":
    run("bench.entering", measure)
