"""What the database itself refuses in each column of each table, whoever writes to it."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from model_bakery import baker

from objectives.fields import SortKeyField
from objectives.models import Instalment
from tests.factories import (
    AFTER,
    a_link,
    make_contract,
    make_indicator,
    make_ratio,
    make_reference,
    morning,
    new_entry,
    officer,
)
from tests.sheets import make_everything

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_app_config("objectives").get_models() if "Historical" not in model.__name__]
NUMBERS = ["'abc'", "'NaN'", "'Infinity'", "1e400", "-1e15", "100000000000000000000", "''"]
DAYS = ["'2023-02-31'", "'9999-12-31'", "'0001-01-01'", "'infinity'", "'abc'", "''", "'2023-13-01'"]
MOMENTS = [f"{day[:-1]} 10:00:00'" for day in DAYS if day != "'infinity'"] + ["'infinity'", "'2023-01-01 25:00:00'"]
TEXTS = ["'a' || {nul} || 'b'", "{nul}", "'{long}'"]


def columns():
    """Each column with what it must refuse, as a script or a restore would write it."""
    kinds = {
        models.IntegerField: NUMBERS,
        models.DateTimeField: MOMENTS,
        models.DateField: DAYS,
        models.CharField: TEXTS,
        models.TextField: TEXTS,
    }
    for model in MODELS:
        for field in model._meta.concrete_fields:
            values = next((values for kind, values in kinds.items() if isinstance(field, kind)), None)
            if values and not isinstance(field, SortKeyField | models.AutoField):
                yield pytest.param(model, field.column, values, id=f"{model.__name__}.{field.name}")


@pytest.fixture(scope="module")
def rows(for_a_file):
    """One row at least in each table."""
    with for_a_file():
        _fill_all()
        yield


def _fill_all():
    contract = make_contract()
    Instalment.objects.create(contract=contract, label="Années 1 et 2", amount=Decimal(270_000))
    make_reference(make_ratio(contract), contract.epcis.first(), 50)
    new_entry(make_indicator(contract), 1).record(by=officer(contract), at=morning(AFTER), evidence=[a_link()])
    make_everything(contract.incontournables.last().indicators.get())
    for model in MODELS:
        if not model.objects.exists():
            _fill(model)


def _fill(model: type[models.Model]) -> None:
    """One row of a table that the lines above do not know: what already exists, and zeros."""
    fields = [field for field in model._meta.concrete_fields if not field.null and not field.has_default()]
    known = {field.name: field.related_model.objects.first() for field in fields if field.is_relation}
    zeros = {field.name: 0 for field in fields if isinstance(field, models.IntegerField) and not field.primary_key}
    baker.make(model, **known, **zeros)


@pytest.mark.parametrize(("model", "column", "values"), list(columns()))
def test_no_column_takes_what_it_should_not(rows, model, column, values):
    nul, table, taken = "chr(0)", model._meta.db_table, []
    if connection.vendor == "sqlite":
        nul = "char(0)"
        values = [*values, "0.5"] if values is NUMBERS else values  # PostgreSQL rounds it to a whole number
    for value in values:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {column} = {value.format(nul=nul, long='x' * 10_000)}")
            taken.append(value)
        except DatabaseError:
            pass
    assert taken == []
