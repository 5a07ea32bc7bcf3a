"""Sentences about the state of a contract that several templates need as one text."""

from fractions import Fraction

from django import template

from objectives import periods
from objectives.bonus import Condition, Rule
from objectives.dashboard import Dashboard, Line, Steps
from objectives.french import MONTHS, WIDE, counted, exact, listed, months_to_report, number, percent, rates
from objectives.measure import Reason
from objectives.models import Contract
from objectives.way import distance

register = template.Library()
register.filter("months_to_report", months_to_report)
RULES = dict(Contract._meta.get_field("rule").flatchoices)


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
def since(line: Line) -> str:
    """«depuis le 14/11/2022»."""
    day = line.outlook.condition.since
    return f"depuis le {day:%d/%m/%Y}" if day else ""


@register.filter
def paces(line: Line) -> tuple[str, str]:
    """The recent pace and that to the condition, to be read together; "" for what is not known or has no time left."""
    needed, recent = line.outlook.condition.needed, line.outlook.recent
    if not needed:
        return "", ""
    observed, enough = rates(recent and recent.per_month, needed)
    return observed or "", enough


@register.filter
def pace(line: Line) -> str:
    """«40 par mois, il en faut 45»."""
    observed, enough = paces(line)
    if observed:
        return f"{observed} par mois, il en faut {enough}"
    return f"il en faut {enough} par mois" if enough else ""


@register.filter
def advice(line: Line) -> str:
    """What would meet a condition that is not met, or when it would be as things go."""
    outlook, ends_on = line.outlook, line.indicator.contract.ends_on
    if line.decided_by_pending:
        return "Valider ce qui attend suffit."
    if line.indicator.is_binary:
        if not line.steps.milestones:
            return "Aucun jalon ne dit comment y arriver : sa fiche en attend."
        return f"{milestones(line)}."
    if not outlook.left:
        return ""
    if outlook.condition.projected:
        seldom = "" if outlook.condition.projected <= ends_on else ", après la fin du contrat"
        return f"Au rythme observé, condition remplie le {outlook.condition.projected:%d/%m/%Y}{seldom}."
    if outlook.too_early:
        return "Trop tôt pour un rythme : aucun mois du contrat n’est fini."
    if outlook.recent is None:
        return "Pas de rythme : un niveau manquait au début ou à la fin des mois comptés."
    if outlook.recent.per_month > 0:
        return f"Au rythme observé, pas avant {periods.LAST_DAY.year}."
    if outlook.recent.per_month < 0:
        return "Au rythme observé, jamais : l’avancement recule."
    return "Au rythme observé, jamais : rien n’avance vers la cible."


@register.filter
def way_done(line: Line) -> str:
    """How much of the way to the condition is behind."""
    return f"{percent(max(Fraction(0), 1 - distance(line)))} du chemin"


@register.filter
def unmet(board: Dashboard) -> int:
    return len(board.lines) - board.assessment.met


@register.filter
def rule_name(rule: Rule) -> str:
    return RULES[rule]


@register.filter
def milestones(line: Line) -> str:
    return reached(line.steps)


@register.filter
def reached(steps: Steps) -> str:
    """«3 jalons sur 5 ; prochain : Signature du COT EnR (mai 2023)»."""
    total = len(steps.milestones)
    if not total:
        return "aucun jalon"
    done, following = steps.done, steps.next
    said = f"{done} jalon{'s' if done > 1 else ''} sur {total}"
    if following is None:
        return said
    month = f"{MONTHS[following.due_on.month - 1]}{WIDE}{following.due_on.year}"
    label = "en retard" if following.is_late(steps.on) else "prochain"
    return f"{said} ; {label} : {following} ({month})"


@register.filter
def gauge_words(line: Line) -> str:
    """What the gauge draws."""
    attainment, then = line.condition.attainment, line.if_validated.attainment
    asked = f" ; {percent(line.condition.required)} exigés" if line.indicator.is_contractual else ""
    if attainment is None:
        return f"Non calculable{asked}"
    waiting = f", {percent(then)} avec ce qui attend" if line.pending and then is not None else ""
    return f"{percent(attainment)} de la cible{waiting}{asked}"


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
    return listed(titles)
