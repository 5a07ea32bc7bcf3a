"""Several verbs at once, under one lock: those that can be are done, or none is; every refusal is told."""

from collections.abc import Callable, Hashable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from objectives.models.contract import Contract
from objectives.models.entry import Refused, Stale

Verbs = Callable[[Contract], Mapping[Hashable, Callable[[], object]]]
Refusals = dict[Hashable, ValidationError | Refused | Stale]


def each_alone(contract: Contract, verbs: Verbs) -> Refusals:
    """Call `verbs` with the contract that is locked, so that what it reads still holds, then run what it returns."""
    refusals: Refusals = {}
    with transaction.atomic():
        locked = Contract.objects.select_for_update().get(pk=contract.pk)
        for key, verb in verbs(locked).items():
            try:
                with transaction.atomic():
                    verb()
            except (ValidationError, Refused, Stale) as refusal:
                refusals[key] = refusal
    return refusals


def all_or_nothing(contract: Contract, verbs: Verbs) -> Refusals:
    with transaction.atomic():
        refusals = each_alone(contract, verbs)
        if refusals:
            transaction.set_rollback(True)
    return refusals
