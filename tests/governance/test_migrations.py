"""What a migration makes of the rows that it finds, on the tables as they were before it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from governance.models import Committee
from tests.factories import make_contract

pytestmark = pytest.mark.django_db


def test_committees_of_one_name_are_told_apart_before_the_database_wants_them_to_be(contract):
    unique = [one for one in Committee._meta.constraints if one.name.startswith("governance_committee_one_")]
    other, long = make_contract(), "x" * 120
    named = [
        ("Pilotage", "COPIL"),
        ("pilotage", "copil"),
        ("Pilotage (2)", ""),
        ("PILOTAGE", ""),
        (long, ""),
        (long, ""),
        ("Énergie", "ÉNR"),
        ("energie", "enr"),
        ("Energie (2)", ""),
    ]
    with connection.cursor() as cursor:
        for constraint in unique:
            cursor.execute(f"DROP INDEX {constraint.name}")
        for rank, (name, short_name) in enumerate(named):
            Committee.objects.create(contract=contract, name=name, short_name=short_name, order=rank)
        Committee.objects.create(contract=contract, name="Pilotage", is_removed=True)
        Committee.objects.create(contract=other, name="Pilotage", short_name="COPIL")
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the rows above would keep it from making an index
        import_module("governance.migrations.0003_told_to_guests").make_distinct(apps, None)
        import_module("governance.migrations.0007_committee_keys_filled").fill(apps, None)
        for constraint in unique:
            cursor.execute(str(constraint.create_sql(Committee, connection.schema_editor())))
    shown = Committee.objects.filter(contract=contract, is_removed=False)
    assert [(one.name, one.short_name) for one in shown] == [
        ("Pilotage", "COPIL"),
        ("pilotage (3)", "copil (2)"),
        ("Pilotage (2)", ""),
        ("PILOTAGE (4)", ""),
        (long, ""),
        (f"{long[:116]} (2)", ""),
        ("Énergie", "ÉNR"),
        ("energie (3)", "enr (2)"),
        ("Energie (2)", ""),
    ]
    for named, told in ((row, row.history.first()) for row in (shown[1], shown[7])):
        assert (told.name, told.version, told.name_key) == (named.name, named.version, named.name.lower())
        assert told.history_change_reason == "nom déjà pris par un autre comité"
    assert (shown[0].history.count(), shown[8].version, shown[6].history.get().short_name_key) == (1, 1, "enr")
    assert {one.name for one in Committee.objects.exclude(pk__in=shown)} == {"Pilotage"}
