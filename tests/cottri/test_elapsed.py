"""Where a contract stands in time, as drawn and as said."""

import datetime as dt

import pytest

from cottri.dashboard import elapsed
from objectives.models import Contract

CONTRACT = Contract(starts_on=dt.date(2021, 1, 1), ends_on=dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    ("on", "share", "words"),
    [
        (dt.date(2020, 12, 31), 0, "Le contrat commence le 01/01/2021."),
        (dt.date(2021, 12, 31), 333, "Restent 24 mois à déclarer, jusqu’au 31/12/2023."),
        (dt.date(2023, 4, 14), 762, "Restent 9 mois à déclarer, jusqu’au 31/12/2023."),  # as the way says
        (dt.date(2023, 10, 31), 944, "Restent 2 mois à déclarer, jusqu’au 31/12/2023."),
        (dt.date(2023, 11, 1), 945, "Restent 60 jours, jusqu’au 31/12/2023."),
        (dt.date(2023, 12, 30), 999, "Reste 1 jour, jusqu’au 31/12/2023."),
        (dt.date(2023, 12, 31), 1000, "Dernier jour du contrat, le 31/12/2023."),
        (dt.date(2024, 1, 1), 1000, "Contrat terminé le 31/12/2023."),
    ],
)
def test_a_day_is_over_once_it_is_looked_at(on, share, words):
    found = elapsed(CONTRACT, on, today=on)
    assert (found.share, found.in_words) == (share, words)


def test_an_end_that_is_to_come_is_not_told_as_over():
    after = dt.date(2024, 6, 30)
    assert elapsed(CONTRACT, after, CONTRACT.ends_on).in_words == "Le contrat se termine le 31/12/2023."
    assert elapsed(CONTRACT, after, dt.date(2024, 1, 1)).in_words == "Contrat terminé le 31/12/2023."


def test_each_year_starts_where_it_does():
    assert [(year.label, year.at) for year in elapsed(CONTRACT, CONTRACT.ends_on, CONTRACT.ends_on).years] == [
        ("2021", 0),
        ("2022", 333),
        ("2023", 666),
    ]
