"""A period as people write it."""

import datetime as dt

import pytest

from objectives import periods
from objectives.french import MONTHS

MARCH = (dt.date(2021, 3, 1), dt.date(2021, 3, 31))
FIRST_QUARTER = (dt.date(2021, 1, 1), dt.date(2021, 3, 31))
YEAR = (dt.date(2021, 1, 1), dt.date(2021, 12, 31))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        *((text, MARCH) for text in ("mars 2021", "MARS 2021", "mars-2021", "03/2021", "3/2021", "2021-03", "03.2021")),
        *((text, MARCH) for text in ("mars-21", "Mars 21", "mars/21", "01/03/2021", "1.3.2021", "2021-03-01")),
        *((text, (dt.date(2021, 2, 1), dt.date(2021, 2, 28))) for text in ("févr. 2021", "févr-21")),
        *((text, (dt.date(2021, 8, 1), dt.date(2021, 8, 31))) for text in ("AOUT 2021", "août-21")),
        *((text, FIRST_QUARTER) for text in ("T1 2021", "t1-2021", "2021-T1", "1er trimestre 2021", "Trim. 1 2021")),
        ("4e trimestre 2021", (dt.date(2021, 10, 1), YEAR[1])),
        *((text, (dt.date(2021, 7, 1), YEAR[1])) for text in ("S2 2021", "2nd semestre 2021", "2ème semestre 2021")),
        *((text, YEAR) for text in ("2021", "année 2021")),
        ("du 05/03/2021 au 12/03/2021", (dt.date(2021, 3, 5), dt.date(2021, 3, 12))),
    ],
)
def test_a_written_period_is_read(text, period):
    assert periods.written(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "mars", "mars 1", "mars 021", "21 mars", "jui-21", "02/03/2021", "2021-03-02", "1/13/2021",
     "jui 2021", "13/2021", "0/2021", "T5 2021", "S3 2021", "T1", "1999", "2021-3-1", "٢٠٢١",
     "du 31/02/2021 au 12/03/2021", "mars 2021 ou avril 2021"],
)  # fmt: skip
def test_what_could_be_something_else_is_not(text):
    assert periods.written(text) is None


@pytest.mark.parametrize("period", [MARCH, FIRST_QUARTER, YEAR, (dt.date(2021, 3, 5), dt.date(2021, 4, 12))])
def test_every_label_is_read_back(period):
    assert periods.written(periods.label_of(*period)) == period


def test_a_period_takes_its_article_in_a_sentence():
    assert [periods.with_article(label) for label in ("année 2022", "1er trimestre 2022", "4e trimestre 2022")] == [
        "l’année 2022",
        "le 1er trimestre 2022",
        "le 4e trimestre 2022",
    ]
    assert [periods.with_article(f"{name} 2022") for name in MONTHS] == [f"{name} 2022" for name in MONTHS]
