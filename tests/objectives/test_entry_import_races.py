"""Two people who confirm at the same moment, each on a connection of their own."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from objectives import exports
from objectives.imports.entries import preview
from objectives.models import EntryImport, ProgressEntry, Refused
from tests.factories import AFTER, make_contract, make_indicator, make_user, morning

pytestmark = pytest.mark.django_db(transaction=True)
AT = morning(AFTER)


@pytest.fixture
def scene():
    contract = make_contract(epcis=1)
    make_indicator(contract, code="haies")
    rows = [("haies", contract.epcis.first().short_name, f"{m}/2021", m, "Relevé") for m in range(1, 13)]
    data = exports.to_xlsx(("Indicateur", "Périmètre", "Période", "Quantité", "Source"), rows, "Saisies")
    people = [make_user(contract=contract) for _ in range(2)]
    return [(who, preview(contract, by=who, at=AT, data=data, name="2021.xlsx")) for who in people]


def at_once(*acts: Callable[[], object]) -> Counter:
    told, barrier = [], threading.Barrier(len(acts))

    def run(act) -> None:
        try:
            barrier.wait(30)
            told.append(act())
        except Refused:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Counter(told)


def test_of_two_officers_with_the_same_file_one_loads_it_and_the_other_is_told(scene):
    acts = [lambda who=who, done=done: done.confirm(by=who, at=AT) for who, done in scene]
    assert at_once(*acts) == {True: 1, "refused": 1}
    assert (ProgressEntry.objects.count(), ProgressEntry.history.count()) == (12, 12)


def test_one_preview_confirmed_twice_at_once_is_loaded_once(scene):
    who, done = scene[0]
    acts = [lambda: EntryImport.objects.get(pk=done.pk).confirm(by=who, at=AT)] * 2
    assert at_once(*acts) == {True: 1, False: 1}
    assert (ProgressEntry.objects.count(), ProgressEntry.history.count()) == (12, 12)
