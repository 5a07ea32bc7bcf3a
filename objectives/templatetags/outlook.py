"""Sentences about where an indicator stands and is heading."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django import template

from objectives.dashboard import Line
from objectives.french import counted, number, percent, rates
from objectives.measure import Reason
from objectives.models import Indicator
from objectives.periods import LAST_DAY
from objectives.trajectory import Aim, Outlook

register = template.Library()


@register.filter
def quantity(value: Fraction | Decimal, unit: str) -> str:
    """With two decimals at most: «1 137,5 rénovations»."""
    return counted(value, unit, 2)


@register.filter
def months_left(left: Fraction) -> str:
    return f"{number(left, 1)} mois" if left else "zéro mois"


@register.filter
def needed(aim: Aim, indicator: Indicator) -> str:
    if aim.since:
        return f"atteinte depuis le {aim.since:%d/%m/%Y}"
    if aim.missing is None:
        return "non calculable"
    if aim.needed is None:
        return f"il manque {counted(aim.missing, indicator.entered_unit)}, et plus aucun mois"
    return f"{rates(None, aim.needed)[1]} par mois"


@register.filter
def crossing(aim: Aim, outlook: Outlook) -> str:
    if aim.since:
        return f"atteinte depuis le {aim.since:%d/%m/%Y}"
    if aim.projected:
        return f"le {aim.projected:%d/%m/%Y}"
    if not outlook.left:
        return "plus aucun mois"
    if outlook.rate is None:
        return "pas encore de rythme" if outlook.too_early else "non calculable"
    return "pas à ce rythme"


@register.filter
def told(line: Line, today: dt.date) -> list[str]:
    """What the chart shows, for those who do not see it. A day that is to come is not told as if it were over."""
    return [*_standing(line, line.outlook.on > today), *_heading(line, today)]


def _standing(line: Line, coming: bool) -> Iterator[str]:
    indicator, measured, outlook = line.indicator, line.condition.measured, line.outlook
    term, on = indicator.contract.term, f"{outlook.on:%d/%m/%Y}{', d’après ce qui est déjà saisi' if coming else ''}"
    lacking = ", ".join(epci.short_name for epci in line.lacking)
    if outlook.on < term.starts_on:
        yield f"Le contrat commence le {term.starts_on:%d/%m/%Y} : rien ne compte encore."
    elif measured.reason is Reason.MISSING_DENOMINATOR:
        entered = counted(measured.counted, indicator.entered_unit)
        yield (
            f"Au {on}, {entered} : la part ne se calcule pas tant qu’un nombre de référence manque ({lacking}). "
            "Le graphique montre ce qui est compté, sans cible."
        )
    elif measured.reason is Reason.MISSING_LEVEL:
        yield f"Au {on}, le total ne se calcule pas tant qu’un niveau manque ({lacking}) : la courbe s’interrompt."
    elif measured.reason is Reason.NO_ENTRY:
        start = counted(indicator.baseline, indicator.unit)
        yield f"Au {on}, aucune saisie ne compte : la courbe reste au départ, {start}."
    elif indicator.is_binary:
        yield f"Au {on}, {'c’est réalisé' if line.condition.attainment >= 1 else 'ce n’est pas encore réalisé'}."
    else:
        entered = counted(measured.counted, indicator.entered_unit) if indicator.is_ratio else ""
        reached = f"{number(measured.progress, 2 if indicator.is_ratio else 3)} {indicator.unit}"
        share = percent(line.condition.attainment)
        yield f"Au {on}, {f'{entered}, soit {reached}' if entered else reached} : {share} du chemin vers la cible."
    if line.pending:
        sign = "+" if line.pending > 0 else ""
        yield f"En attente de validation : {sign}{counted(line.pending, indicator.entered_unit)}."


def _heading(line: Line, today: dt.date) -> Iterator[str]:
    """Toward the condition; toward the target outside the contract."""
    indicator, outlook, coming = line.indicator, line.outlook, line.outlook.on > today
    aim = outlook.condition if indicator.is_contractual else outlook.target
    name = "la condition" if indicator.is_contractual else "la cible"
    done = "remplie" if indicator.is_contractual else "atteinte"
    term, yet = indicator.contract.term, "n’est pas encore" if coming else "n’est pas"
    if aim.since:
        yield f"{name.capitalize()} est {done} depuis le {aim.since:%d/%m/%Y}."
        return
    if outlook.on > term.ends_on:
        is_over = "aura pris fin" if coming else "est terminé depuis"
        yield f"Le contrat {is_over} le {term.ends_on:%d/%m/%Y}, et {name} {yet} {done}."
        return
    if line.condition.attainment is None or outlook.on < term.starts_on:
        return
    if outlook.on == term.ends_on:
        yield f"{'Ce sera' if coming else 'C’est'} le dernier jour du contrat, et {name} {yet} {done}."
        return
    if indicator.is_binary:
        return
    expected = quantity(aim.expected, indicator.unit)
    passed = "passera" if outlook.closed_on > today else "passait"
    yield f"La droite qui mène à {name} {passed} par {expected} au {outlook.closed_on:%d/%m/%Y}."
    recent = outlook.recent
    if recent is None:
        yield "Il n’y a pas encore de rythme à prolonger."
    elif recent.per_month <= 0:
        back = f"L’avancement a reculé de {quantity(-recent.per_month, indicator.entered_unit)} par mois"
        said = back if recent.per_month < 0 else "Rien n’avance vers elle"
        over = f"{recent.window} mois" if recent.over == recent.window else "le début du contrat"
        yield f"{said} depuis {over} : il n’y a pas de rythme à prolonger."
    else:
        pace = f"Au rythme récent, {quantity(recent.per_month, indicator.entered_unit)} par mois"
        if aim.projected is None:
            yield f"{pace}, {name} ne serait pas {done} avant {LAST_DAY.year}."
        else:
            late = ", après la fin du contrat" if aim.projected > term.ends_on else ""
            yield f"{pace}, {name} serait {done} le {aim.projected:%d/%m/%Y}{late}."
