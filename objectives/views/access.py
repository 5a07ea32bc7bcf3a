"""What every page of a contract starts with: the contract, if this person may see it, and what the layout shows."""

import datetime as dt

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest

from objectives import clock
from objectives.glossary import Glossary
from objectives.models import Contract, Incontournable, ProgressEntry
from objectives.models.querysets import ProgressEntryQuerySet
from objectives.periods import FIRST_DAY, LAST_DAY


def contract_or_404(request: HttpRequest, slug: str, permission: str = "objectives.view_contract") -> Contract:
    contract = Contract.objects.with_flat_aid().filter(slug=slug).first()
    if contract is None or not request.user.has_perm(permission, contract):
        raise Http404
    return contract


def incontournables_or_404(
    request: HttpRequest, slug: str, number: int, permission: str = "objectives.view_contract"
) -> tuple[list[Incontournable], Incontournable]:
    """All those of the contract, and the one of this number; their contract comes along: one query."""
    items = list(Incontournable.objects.filter(contract__slug=slug).select_related("contract"))
    item = next((item for item in items if item.number == number), None)
    if item is None or not request.user.has_perm(permission, item.contract):
        raise Http404
    return items, item


def entries_seen(request: HttpRequest, contract: Contract) -> ProgressEntryQuerySet:
    """The entries of a contract, without the drafts for those who may not see them."""
    entries = ProgressEntry.objects.of_contract(contract).with_people()
    return entries if request.user.has_perm("objectives.view_drafts", contract) else entries.without_drafts()


def day_asked(request: HttpRequest) -> dt.date:
    """The day of ?au=, today without it; a BadRequest with a sentence when it is no day."""
    text = request.GET.get("au", "")
    if not text:
        return clock.today()
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date() if text.isascii() and len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise BadRequest(f"« {text[:30]} » n’est pas une date entre {FIRST_DAY.year} et {LAST_DAY.year}.")
    return day


def page(request: HttpRequest, contract: Contract, section: str, on: dt.date | None = None, **context) -> dict:
    """The context of a page: what templates/contract_base.html needs, and the page's own.

    `as_of` ends the address of every page that shows the state of a day, so that the day follows the reader.
    """
    today = clock.today()
    return {
        "contract": contract,
        "glossary": Glossary(contract),
        "section": section,
        "on": on or today,
        "as_of": "" if on in (None, today) else f"?au={on.isoformat()}",
        "may_enter": request.user.has_perm("objectives.add_progressentry", contract),
        "may_validate": request.user.has_perm("objectives.validate_progressentry", contract),
        "may_write": request.user.has_perm("objectives.edit_sheet", contract),
        "may_administer": request.user.has_perm("objectives.change_contract", contract),
        "sees_drafts": request.user.has_perm("objectives.view_drafts", contract),
        **context,
    }


def whole_or_404(text: str) -> int:
    """An identifier from the address; what cannot be one finds nothing."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Http404
    return int(text)
