"""What is possible but would surprise: told once, all together, confirmed with a reason (docs/regles.md, «Saisir»)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from objectives import french
from objectives.measure import Counting
from objectives.models.acceptance import Others, to_confirm

USUAL = 24  # how many earlier entries make the usual pace
FEW = 3  # fewer than this make no habit
OUTBURST = 10  # times the usual pace


def surprises(entry, others: Others) -> list[str]:
    """All that its author must give a reason for. `others` are those it is held against, the latest first."""
    earlier = [other for other in others.here(entry) if other.period_end < entry.period_start]
    return [*to_confirm(entry, others), *doubts(entry, earlier[:USUAL])]


def doubts(entry, earlier: Sequence | None = None) -> list[str]:
    """What no verb refuses and the interface asks about; nothing of an objective that is done or not.

    `earlier` are the standing entries of its perimeter that end before it starts, the latest first and USUAL of them
    at most; they are read unless they are given.
    """
    indicator = entry.indicator
    if indicator.is_binary:
        return []
    if earlier is None:
        others = indicator.entries.standing().exclude(pk=entry.pk).on_perimeter(entry)
        earlier = list(others.filter(period_end__lt=entry.period_start).order_by("-period_end", "-pk")[:USUAL])
    if not earlier:
        return []
    ask, last = "confirmez en donnant le motif.", earlier[0].reference if earlier[0].pk else earlier[0].in_file
    found = []
    if (
        entry.quantity
        and entry.quantity == earlier[0].quantity
        and _days(entry) in range(_days(earlier[0]) - 3, _days(earlier[0]) + 4)
    ):
        found.append(f"C’est le même chiffre que la période précédente ({last}) : {ask}")
    if indicator.counting == Counting.LEVEL:
        if (entry.quantity - earlier[0].quantity) * indicator.direction < 0:
            found.append(f"Le niveau recule : il était de {french.number(earlier[0].quantity)} ({last}) ; {ask}")
        usual = Fraction(earlier[0].quantity)
        pace = Fraction(entry.quantity)
    else:
        usual = Fraction(sum((other.quantity for other in earlier), Decimal(0))) / sum(map(_days, earlier))
        pace = Fraction(entry.quantity) / _days(entry)
    if len(earlier) >= FEW and usual and pace / usual > OUTBURST:
        found.append(f"C’est plus de {OUTBURST} fois le rythme habituel sur ce périmètre : {ask}")
    return found


def _days(entry) -> int:
    return (entry.period_end - entry.period_start).days + 1
