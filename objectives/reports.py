"""Files and answers made from the dashboard's value; none computes anything."""

from objectives.dashboard import Dashboard, Line
from objectives.french import exact


def bonus_answer(board: Dashboard) -> dict:
    """What donnees/bonus.json says. Numbers are exact, as strings that Python's Fraction reads."""
    terms = board.assessment.terms
    return {
        "as_of": board.on.isoformat(),
        "rule": str(terms.rule),
        "rule_confirmed": board.contract.rule_confirmed,
        "maximum_eur": f"{terms.maximum:.2f}",
        "amount_eur": f"{board.assessment.amount:.2f}",
        "amount_if_all_validated_eur": f"{board.if_validated.amount:.2f}",
        "acquired": board.assessment.acquired,
        "conditions": [_condition(line) for line in board.lines],
    }


def _condition(line: Line) -> dict:
    indicator, condition = line.indicator, line.condition
    progress = condition.measured.progress
    return {
        "dc": indicator.incontournable.dc_number,
        "incontournable": indicator.incontournable.number,
        "label": indicator.label,
        "unit": indicator.unit,
        "scope": indicator.scope,
        "priority": indicator.is_priority,
        "target": exact(indicator.target),
        "progress": None if progress is None else exact(progress),
        "pending": None if line.pending is None else exact(line.pending),
        "attainment": None if condition.attainment is None else str(condition.attainment),
        "required": str(condition.required),
        "met": condition.met,
        "missing": None if condition.missing is None else exact(condition.missing),
        "reason": condition.reason,
    }
