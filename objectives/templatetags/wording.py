"""Sentences about the state of a contract that several templates need as one text."""

from fractions import Fraction

from django import template

from objectives.bonus import Condition
from objectives.dashboard import Dashboard, Line
from objectives.french import counted, exact, number, percent
from objectives.measure import Reason

register = template.Library()


@register.filter
def progress(condition: Condition) -> str:
    """A quantity to its last decimal, a percentage cut after two."""
    return number(condition.measured.progress, 2 if condition.objective.is_ratio else 3)


@register.filter
def in_full(share: Fraction) -> str:
    """All of a share, as French people read it: «0,6837», or «31/94» when no decimal says it."""
    return exact(share).replace(".", ",")


@register.filter
def missing(line: Line) -> str:
    """«il manque 540 rénovations», or what must be entered before anything can be said."""
    reason = line.condition.reason
    lacking = ", ".join(epci.short_name for epci in line.lacking)
    if reason is Reason.MISSING_DENOMINATOR:
        return f"nombre de référence à saisir ({line.indicator.counted_unit}) : {lacking}"
    if reason is Reason.MISSING_LEVEL:
        return f"niveau à saisir : {lacking}"
    short = counted(line.condition.missing, line.indicator.entered_unit)
    if reason is Reason.NO_ENTRY:
        return f"aucune saisie, il manque {short}"
    return f"il manque {short}{', en attente de validation' if line.decided_by_pending else ''}"


@register.filter
def in_words(line: Line) -> str:
    """What the gauge draws."""
    attainment, then = line.condition.attainment, line.if_validated.attainment
    if attainment is None:
        return f"Non calculable ; {percent(line.condition.required)} exigés"
    waiting = f", {percent(then)} avec ce qui attend" if line.pending and then is not None else ""
    return f"{percent(attainment)} de la cible{waiting} ; {percent(line.condition.required)} exigés"


@register.filter
def blocking(board: Dashboard) -> str:
    """The conditions not met, priority ones first: «Rénovation énergétique, Économie circulaire et 2 autres»."""
    titles = [
        line.indicator.incontournable.short_title
        for line in (*board.priority_lines, *board.other_lines)
        if not line.condition.met
    ]
    if len(titles) > 3:
        titles = [*titles[:2], f"{len(titles) - 2} autres"]
    return " et ".join([part for part in (", ".join(titles[:-1]), titles[-1]) if part]) if titles else ""
