"""What the templates of a sheet ask about its blocks and rows, and the acronyms of any text."""

import datetime as dt

from django import template
from django.utils.safestring import SafeString

from objectives.glossary import Glossary
from objectives.models import Action, Contract, Milestone
from objectives.models.sheet_row import SheetRow
from objectives.sheet import Block, Content

register = template.Library()


@register.filter
def explained(text: str, glossary: Glossary) -> SafeString:
    """{{ text|explained:glossary }}: its acronyms say what they mean."""
    return glossary.explain(text)


@register.filter
def titled(block: Block, contract: Contract) -> str:
    return block.title_for(contract)


@register.filter
def rows_of(content: Content, slug: str) -> list[SheetRow]:
    return content.rows[slug]


@register.filter
def standing(milestone: Milestone, on: dt.date) -> str:
    """«done», «late» or «to_come»."""
    if milestone.is_done(on):
        return "done"
    return "late" if milestone.is_late(on) else "to_come"


@register.filter
def late_on(action: Action, on: dt.date) -> bool:
    return action.is_overdue(on)
