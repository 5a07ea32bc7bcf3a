"""A reference number cannot contradict what is validated, and the figures a verb reads are those of the moment."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from objectives.models import Indicator, State
from tests.factories import make_contract, make_entry, make_ratio, make_reference, make_user, morning, new_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def ratio():
    contract = make_contract()
    return make_ratio(contract, references={contract.epcis.first(): 40})


def test_fewer_schools_than_are_validated_are_refused(ratio):
    make_entry(ratio, 31)
    reference = ratio.reference_numbers.get()
    reference.number = Decimal(30)
    with pytest.raises(ValidationError, match="31 écoles y sont déjà validées"):
        reference.full_clean()
    reference.number = Decimal(31)
    reference.full_clean()


def test_a_pending_entry_forbids_no_number_and_another_epci_neither(ratio):
    make_entry(ratio, 31, state=State.PENDING)
    reference = ratio.reference_numbers.get()
    reference.number = Decimal(5)
    reference.full_clean()
    make_reference(ratio, ratio.contract.epcis.last(), 5)


def test_a_number_that_a_later_one_replaced_may_be_corrected(ratio):
    make_entry(ratio, 31)
    make_reference(ratio, ratio.contract.epcis.first(), 50, since=dt.date(2022, 1, 1))
    reference = ratio.reference_numbers.earliest("valid_from")
    reference.number = Decimal(30)
    reference.full_clean()


def test_a_verb_judges_by_the_indicator_of_the_moment(ratio):
    entry = new_entry(ratio, 3)
    changed = Indicator.objects.get(pk=ratio.pk)
    changed.evidence_required = True
    changed.save()
    entry.record(by=make_user(contract=ratio.contract), at=morning(dt.date(2024, 1, 1)))
    assert entry.state == State.DRAFT
