"""What the database itself refuses, whoever writes to it: what a row may say."""

import datetime as dt
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.state import ProjectState

from objectives.models import Instalment, ProgressEntry, State
from tests.factories import (
    AFTER,
    a_link,
    make_amendment,
    make_contract,
    make_entry,
    make_indicator,
    make_ratio,
    make_reference,
    make_user,
    month,
    morning,
    new_entry,
    officer,
)
from tests.sheets import make_item, make_link

pytestmark = pytest.mark.django_db


def refused(row: models.Model, **values) -> str:
    """A script is refused; and whoever fills in a form is told, by this sentence, without anything being stored."""
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refusal:
        row.full_clean(validate_unique=False)
    assert all(sentence.endswith(".") for sentence in refusal.value.messages)
    return refusal.value.messages[0]


@pytest.mark.parametrize(
    "values",
    [
        {"period_start": dt.date(2023, 2, 1), "period_end": dt.date(2023, 1, 1)},
        {"source": ""},
        {"validated_by": None},
        {"validated_at": None},
        {"state": State.PENDING, "sent_at": None},
        {"state": State.RETURNED, "return_note": ""},
        {"state": State.RETURNED, "return_note": "Non", "sent_at": None},
        {"state": State.REPLACED, "validated_by": None},
        {"state": "approved"},
        {"quantity": Decimal(10**9) + 1},
        {"quantity": -Decimal(10**9) - 1},
    ],
    ids=str,
)
def test_an_entry_that_contradicts_itself_is_refused(values):
    refused(make_entry(make_indicator(make_contract()), 1), **values)


def test_an_entry_has_one_perimeter_and_its_author_no_say_in_its_validation_without_a_reason():
    contract = make_contract()
    entry = make_entry(make_indicator(contract), 1)
    assert "motif" in refused(entry, validated_by=entry.author)
    entry.refresh_from_db()
    assert "pas sur les deux" in refused(entry, commune=contract.epcis.first().communes.first())


def test_an_entry_is_replaced_by_one_other():
    entry = make_entry(make_indicator(make_contract()), 1)
    make_amendment(entry, 2, state=State.PENDING)
    assert "déjà une correction" in refused(make_entry(entry.indicator, 3), replaces=entry)


@pytest.mark.parametrize(
    "values",
    [
        {"target": Decimal(0)},
        {"baseline": Decimal(100)},
        {"is_contractual": False, "is_priority": True},
        {"is_ratio": True, "counted_unit": ""},
        {"is_ratio": True, "counted_unit": "écoles", "baseline": Decimal(1)},
        {"scope": "commune"},
        {"counting": "average"},
        {"decimals": 4},
        {"is_binary": True, "target": Decimal(2)},
        {"is_binary": True, "target": Decimal(1), "decimals": 1},
        {"is_binary": True, "target": Decimal(1), "counting": "level"},
        {"is_binary": True, "target": Decimal(1), "baseline": Decimal("0.5")},
    ],
    ids=str,
)
def test_an_indicator_that_could_not_be_judged_is_refused(values):
    refused(make_indicator(make_contract()), **values)


@pytest.mark.parametrize(
    "values",
    [
        {"rule": "lottery"},
        {"starts_on": dt.date(2023, 12, 31)},
        {"threshold_percent": Decimal(0)},
        {"threshold_percent": Decimal("100.001")},
        {"priority_threshold_percent": Decimal(-1)},
        {"euros_per_inhabitant": Decimal("-0.001")},
        {"reference_population": 0},
    ],
    ids=str,
)
def test_a_contract_that_could_not_be_applied_is_refused(values):
    refused(make_contract(), **values)


@pytest.mark.parametrize(
    "values", [{"kind": "project"}, {"dc_number": None}, {"kind": "other"}, {"number": 0}], ids=str
)
def test_an_incontournable_has_a_dc_number_if_and_only_if_it_is_a_domain_of_cooperation(values):
    refused(make_indicator(make_contract()).incontournable, **values)


@pytest.mark.parametrize(
    "values",
    [{"url": ""}, {"file": "x"}, {"file": "x", "url": "", "sha256": ""}, {"file": "x", "sha256": "0" * 64}],
    ids=str,
)
def test_a_piece_of_evidence_is_a_file_with_its_digest_or_a_link(values):
    entry = new_entry(make_indicator(make_contract()), 1)
    entry.record(by=officer(entry.contract), at=morning(AFTER), evidence=[a_link()])
    refused(entry.evidence.get(), **values)


def test_two_of_what_is_one_are_refused():
    contract = make_contract()
    Instalment.objects.create(contract=contract, label="Année 1", amount=Decimal(1))
    second = Instalment.objects.create(contract=contract, label="Année 2", amount=Decimal(1))
    assert refused(second, label="Année 1")
    first, other = make_indicator(contract), make_indicator(contract)
    assert refused(other.incontournable, number=first.incontournable.number)
    other.incontournable.refresh_from_db()
    assert refused(other.incontournable, dc_number=first.incontournable.dc_number)
    assert refused(other, incontournable=first.incontournable)
    ratio, epci = make_ratio(contract), contract.epcis.first()
    make_reference(ratio, epci, 50)
    later = make_reference(ratio, epci, 60, since=dt.date(2022, 1, 1))
    assert refused(later, valid_from=contract.starts_on)


def test_a_reference_number_belongs_to_a_share_and_to_an_epci_that_signed():
    contract = make_contract()
    with pytest.raises(ValidationError, match="part"):
        make_reference(make_indicator(contract), contract.epcis.first(), 50)
    with pytest.raises(ValidationError, match="signataire"):
        make_reference(make_ratio(contract), make_contract().epcis.first(), 50)


def test_a_contract_is_not_named_as_a_page_of_the_site():
    with pytest.raises(ValidationError, match="adresse du site"):
        make_contract(slug="connexion")


class TestQuantities:
    """A Decimal in Python, a whole number of thousandths in the database."""

    def test_a_quantity_comes_back_as_it_was_stored(self):
        indicator = make_indicator(make_contract(), decimals=3)
        make_entry(indicator, "12.125")
        assert ProgressEntry.objects.get().quantity == Decimal("12.125")
        assert ProgressEntry.objects.filter(quantity=Decimal("12.125"), quantity__gt=Decimal("12.124")).exists()
        assert ProgressEntry.objects.aggregate(total=models.Sum("quantity")) == {"total": Decimal("12.125")}

    @pytest.mark.parametrize("value", ["0.0001", "59.99996", "NaN", "sNaN", "Infinity", "1e400000000", "abc"])
    def test_what_is_no_number_of_three_decimals_is_refused_never_rounded(self, value):
        field = ProgressEntry._meta.get_field("quantity")
        with pytest.raises(ValidationError):
            field.clean(value, None)
        with pytest.raises(ValidationError):
            field.get_prep_value(Decimal(value) if value != "abc" else value)

    def test_a_number_too_large_for_the_column_is_refused_with_a_sentence(self):
        entry = new_entry(make_indicator(make_contract()), Decimal(10) ** 23)
        with pytest.raises(ValidationError, match="trop grand"):
            entry.record(by=make_user(contract=entry.contract), at=morning(AFTER))


def test_a_year_out_of_the_calendar_is_refused_with_a_sentence():
    indicator = make_indicator(make_contract(ends_on=dt.date(2100, 12, 31)))
    with pytest.raises(ValidationError):
        make_entry(indicator, 1, period=month(9998, 12))


def test_a_sheet_that_cited_itself_before_it_was_refused_does_so_no_more():
    here, there, other = (make_item(contract) for contract in [make_contract()] * 3)
    link, kept = make_link(here, there), make_link(here, other, alternative=there)
    migration = import_module("objectives.migrations.0005_link_alternative_leaves").Migration
    name, table = migration.operations[1].constraint.name, "ALTER TABLE objectives_link"
    asked = "SET CONSTRAINTS ALL IMMEDIATE"  # a table that waits for checks is not altered
    without = {
        "sqlite": ["PRAGMA ignore_check_constraints = ON"],
        "postgresql": [asked, f"{table} DROP CONSTRAINT {name}"],
    }
    again = {
        "sqlite": ["PRAGMA ignore_check_constraints = OFF"],
        "postgresql": [f"{table} ADD CONSTRAINT {name} CHECK (alternative_id <> incontournable_id)"],
    }
    before = ProjectState.from_apps(apps).apps
    with connection.cursor() as cursor:
        for statement in without[connection.vendor]:
            cursor.execute(statement)
        type(link).objects.filter(pk=link.pk).update(alternative=here)
        migration.operations[0].code(before, SimpleNamespace(connection=connection))
        for statement in again[connection.vendor]:
            cursor.execute(statement)
    link.refresh_from_db()
    assert (link.alternative, link.version, link.history.count()) == (None, 2, 2)
    assert link.history.latest("history_id").history_change_reason == "ne se cite pas elle-même"
    kept.refresh_from_db()
    assert (kept.alternative, kept.version) == (there, 1)
