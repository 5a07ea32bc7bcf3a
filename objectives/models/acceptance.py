"""What makes an entry impossible, or unlikely without a reason, given the others (docs/regles.md, «Saisir»).

Called inside the verbs, which hold the lock on the contract: what spans rows cannot be a constraint of the database.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum

from objectives import french
from objectives.measure import Counting, Scope

Refusal = tuple[str, str]  # the field it stands beside, the sentence


def check(entry, *, on: dt.date, confirmed: bool = False) -> None:
    """Raise ValidationError with a sentence for each field that cannot be accepted.

    `on` is the day of the verb; what only needs a reason is not asked again once it is `confirmed`.
    """
    errors: dict[str, list[str]] = {}
    for field, sentence in (*_period(entry, on), *_perimeter(entry), *_quantity(entry)):
        errors.setdefault(field, []).append(sentence)
    if not errors:
        others = entry.indicator.entries.standing().exclude(pk=entry.pk).exclude(pk=entry.replaces_id)
        for field, sentence in (*_overlaps(entry, others), *_totals(entry, others)):
            errors.setdefault(field, []).append(sentence)
        for field, sentence in () if confirmed or entry.justification else _unlikely(entry, others):
            errors.setdefault(field, []).append(sentence)
    if errors:
        raise ValidationError(errors)


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def _period(entry, on: dt.date) -> Iterator[Refusal]:
    contract = entry.contract
    if entry.period_start > entry.period_end:
        yield "period_end", "La période doit finir après son début."
    if entry.period_start < contract.starts_on:
        yield "period_start", f"Le contrat commence le {_day(contract.starts_on)}."
    if entry.period_end > contract.ends_on:
        yield "period_end", f"Le contrat finit le {_day(contract.ends_on)}."
    elif entry.period_end > on:
        yield ("period_end", f"Cette période n’est pas finie : nous sommes le {_day(on)}.")


def _perimeter(entry) -> Iterator[Refusal]:
    if entry.indicator.scope == Scope.TERRITORY:
        if entry.epci_id or entry.commune_id:
            yield ("perimeter", "Cet objectif porte sur le territoire entier, pas sur un EPCI ou une commune.")
        return
    epci = _epci(entry)
    if not epci:
        yield "perimeter", "Choisissez un EPCI ou une commune."
    elif not entry.contract.epcis.filter(pk=epci.pk).exists():
        yield "perimeter", f"{epci} n’est pas signataire du contrat."


def _quantity(entry) -> Iterator[Refusal]:
    indicator = entry.indicator
    if entry.quantity != french.truncated(entry.quantity, indicator.decimals):
        yield "quantity", french.too_many_decimals(indicator.decimals)
    if indicator.is_binary and entry.quantity not in (0, 1):
        yield "quantity", "Cet objectif est réalisé (1) ou ne l’est pas (0)."


def _overlaps(entry, others) -> Iterator[Refusal]:
    """The same work must not count for an EPCI and again for one of its communes."""
    if entry.commune_id:
        other_scale = others.filter(epci=entry.commune.epci_id)
    else:
        other_scale = others.filter(commune__epci=entry.epci_id, commune__isnull=False)
    if entry.indicator.counting == Counting.INCREMENT:
        other_scale = other_scale.crossing(entry.period_start, entry.period_end)
    clash = entry.indicator.scope == Scope.EPCI and other_scale.with_people().first()
    if clash:
        yield (
            "perimeter",
            f"{clash.perimeter} a déjà une saisie du {_day(clash.period_start)} au {_day(clash.period_end)} "
            f"({clash.reference}, {clash.get_state_display()}) : le même travail compterait deux fois. "
            "Saisissez au même échelon, ou corrigez cette saisie.",
        )


def _totals(entry, others) -> Iterator[Refusal]:
    indicator = entry.indicator
    if indicator.is_binary and entry.quantity and others.exclude(quantity=0).exists():
        yield ("quantity", "Cet objectif a déjà une saisie de 1 : il est réalisé une fois, pas deux.")
    if indicator.is_ratio:
        ceiling, total = _reference(entry), entry.quantity + _beside(entry, others)
        if ceiling is not None and total > ceiling:
            yield (
                "quantity",
                f"Il y a {french.number(ceiling)} {indicator.entered_unit} en tout, et le total serait de "
                f"{french.number(total)} : c’est impossible. Corrigez la quantité, ou le nombre de référence.",
            )
    if entry.quantity < 0 and min(indicator.baseline, indicator.target) >= 0:
        rest = Decimal(0)
        if indicator.counting == Counting.INCREMENT:
            rest = indicator.baseline + (others.aggregate(total=Sum("quantity"))["total"] or 0)
        if rest + entry.quantity < 0:
            yield ("quantity", f"Le total deviendrait négatif : il est de {french.number(rest)}.")


def _beside(entry, others) -> Decimal:
    """What the other entries of the same EPCI come to, whichever of the open amendments are validated."""
    epci = _epci(entry)
    rows = others.with_perimeter().filter(place_epci=epci.pk if epci else None).order_by("period_end", "pk")
    highest: dict[object, Decimal] = {}
    for other in rows:
        if entry.indicator.counting == Counting.LEVEL:
            if other.commune_id != entry.commune_id:
                highest[other.commune_id] = other.quantity
        else:
            root = other.replaces_id or other.pk
            highest[root] = max(other.quantity, highest.get(root, other.quantity))
    return sum(highest.values(), Decimal(0))


def _epci(entry):
    return entry.commune.epci if entry.commune_id else entry.epci


def _reference(entry) -> Decimal | None:
    """How many there are in all at the end of the entry's period; None when it is not known."""
    numbers = entry.indicator.reference_numbers.in_force(entry.period_end)
    epci = _epci(entry)
    found = [reference.number for reference in (numbers.filter(epci=epci) if epci else numbers)]
    return sum(found, Decimal(0)) if found else None


def _unlikely(entry, others) -> Iterator[Refusal]:
    """What is possible but must be confirmed with a reason."""
    indicator = entry.indicator
    if entry.replaces_id:
        yield "justification", "Dites pourquoi la saisie est corrigée."
        return
    if indicator.counting == Counting.INCREMENT and entry.quantity * indicator.direction < 0:
        yield ("justification", "Cette saisie fait reculer le total : confirmez-la en donnant le motif.")
    same = others.on_perimeter(entry).crossing(entry.period_start, entry.period_end).first()
    if same:
        yield (
            "justification",
            f"{entry.perimeter} a déjà une saisie sur cette période ({same.reference}, {same.amount}, "
            f"{same.get_state_display()}) : confirmez celle-ci en donnant le motif.",
        )
