"""A column's constraint says the same in Python, where forms and imports ask it, as in the database."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from objectives.fields import LARGEST, ColumnConstraint
from objectives.models import Contract, Indicator, ProgressEntry

pytestmark = pytest.mark.django_db

ENDS = [dt.date(2000, 1, 1), dt.date(2100, 12, 31)]
A_DAY = dt.timedelta(days=1)
MOMENTS = [dt.datetime.combine(day, dt.time(), dt.UTC) for day in ENDS]
A_BLINK = dt.timedelta(microseconds=1)
CASES = [
    *(("period_start", day) for day in (None, ENDS[0] - A_DAY, *ENDS, ENDS[1] + A_DAY)),
    *(("created_at", at) for at in (MOMENTS[0] - A_BLINK, MOMENTS[0], MOMENTS[1] - A_BLINK, MOMENTS[1] + A_BLINK)),
    *(("source", text) for text in ("", "é" * 300, "é" * 301, "x")),
    *(("quantity", Decimal(number)) for number in (-LARGEST, LARGEST, "1000000000.001", "-1000000000.001", "0.001")),
    *(("version", number) for number in (0, 1, 1_000_000, 1_000_001)),
]


def constraint_of(column: str) -> ColumnConstraint:
    found = [one for one in ProgressEntry._meta.constraints if isinstance(one, ColumnConstraint)]
    return next(one for one in found if one.condition.source_expressions[0].name == column)


def refused(validate, constraint, entry) -> bool:
    try:
        validate(constraint, ProgressEntry, entry)
    except ValidationError as refusal:
        return refusal.messages == [constraint.violation_error_message]
    return False


@pytest.mark.parametrize(("column", "value"), CASES)
def test_python_and_the_database_agree_at_the_edges(column, value):
    constraint, entry = constraint_of(column), ProgressEntry(**{column: value})
    by_database = refused(models.CheckConstraint.validate, constraint, entry)
    assert refused(ColumnConstraint.validate, constraint, entry) == by_database


def test_validating_them_asks_the_database_nothing(django_assert_num_queries):
    entry = ProgressEntry(quantity=Decimal(1), source="x", period_start=ENDS[0], period_end=ENDS[1])
    with django_assert_num_queries(0):
        for constraint in ProgressEntry._meta.constraints:
            if isinstance(constraint, ColumnConstraint):
                constraint.validate(ProgressEntry, entry)


def test_a_hidden_nul_is_refused():
    assert refused(ColumnConstraint.validate, constraint_of("source"), ProgressEntry(source="a\0b"))


def test_a_column_left_aside_is_not_looked_at():
    entry = ProgressEntry(source="x" * 301)
    constraint_of("source").validate(ProgressEntry, entry, exclude={"source"})


def test_an_expression_is_left_to_the_database():
    entry = ProgressEntry(version=models.Value(0))
    with pytest.raises(ValidationError):
        constraint_of("version").validate(ProgressEntry, entry)


@pytest.mark.parametrize("model", [Contract, Indicator, ProgressEntry])
def test_migrations_see_ordinary_constraints(model):
    for constraint in model._meta.constraints:
        if isinstance(constraint, ColumnConstraint):
            path, _, kwargs = constraint.deconstruct()
            assert path == "django.db.models.CheckConstraint"
            assert models.CheckConstraint(**kwargs) == constraint
