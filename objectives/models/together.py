"""Several verbs at once, under one lock: those that can be are done, or none is; every refusal is told."""

from collections.abc import Callable, Hashable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from objectives.models.contract import Contract
from objectives.models.entry import Refused, Stale

Refusals = dict[Hashable, ValidationError | Refused | Stale]


def each_alone(contract: Contract, verbs: Callable[[], Mapping[Hashable, Callable[[], object]]]) -> Refusals:
    """Call `verbs` under the lock of the contract, so that what it reads still holds, then run what it returns."""
    refusals: Refusals = {}
    with transaction.atomic():
        Contract.objects.select_for_update().get(pk=contract.pk)
        for key, verb in verbs().items():
            try:
                with transaction.atomic():
                    verb()
            except (ValidationError, Refused, Stale) as refusal:
                refusals[key] = refusal
    return refusals


def all_or_nothing(contract: Contract, verbs: Callable[[], Mapping[Hashable, Callable[[], object]]]) -> Refusals:
    with transaction.atomic():
        refusals = each_alone(contract, verbs)
        if refusals:
            transaction.set_rollback(True)
    return refusals
