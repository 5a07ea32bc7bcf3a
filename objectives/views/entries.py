"""The list of entries, as a page and as a spreadsheet, and the page of each."""

from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from objectives import clock, exports, prospect, timeline
from objectives.forms.filters import LATEST_FIRST, EntryFilter
from objectives.forms.verbs import ReturnForm, ValidateForm, WithdrawForm
from objectives.measure import Counting
from objectives.models import Contract, ProgressEntry, State
from objectives.views.access import contract_or_404, entries_seen, page

PER_PAGE = 50
WRITERS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def entry_or_404(
    request: HttpRequest, slug: str, pk: int, permission: str = "objectives.view_contract"
) -> ProgressEntry:
    entries = entries_seen(request, contract_or_404(request, slug, permission))
    return get_object_or_404(entries.select_related("replaces"), pk=pk)


def _filter(request: HttpRequest, contract: Contract) -> EntryFilter:
    drafts = request.user.has_perm("objectives.view_drafts", contract)
    return EntryFilter(request.GET, contract=contract, entries=entries_seen(request, contract), drafts=drafts)


@require_safe
def entry_list(request: HttpRequest, contract: str) -> HttpResponse:
    held = contract_or_404(request, contract)
    form = _filter(request, held)
    found = form.found()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "entries": Paginator(found.with_evidence_count(), PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "sort": (form.is_valid() and form.cleaned_data["tri"]) or LATEST_FIRST,
        "validated": _validated(form, found),
    }
    return render(request, "objectives/entry_list.html", page(request, held, "entries", **context))


def _validated(form: EntryFilter, found) -> Decimal | None:
    """What the validated ones add up to, when they are of one indicator; levels do not add up."""
    indicator = form.is_valid() and form.cleaned_data["indicateur"]
    if not indicator or indicator.counting == Counting.LEVEL:
        return None
    return found.order_by().filter(state=State.VALIDATED).aggregate(total=Sum("quantity"))["total"]


@require_safe
def export(request: HttpRequest, contract: str, kind: str) -> HttpResponse:
    held = contract_or_404(request, contract)
    if kind not in WRITERS:
        raise Http404
    form = _filter(request, held)
    if not form.is_valid():
        return redirect(f"{reverse('objectives:entry_list', args=[held.slug])}?{request.GET.urlencode()}")
    rows = exports.dataset(form.found())
    content = exports.to_csv(rows.headers, rows) if kind == "csv" else exports.to_xlsx(rows.headers, rows, "Saisies")
    name = f"saisies-{held.slug}-{clock.today().isoformat()}.{kind}"
    return HttpResponse(
        content, content_type=WRITERS[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_safe
def entry(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    return entry_page(request, entry_or_404(request, contract, pk))


def entry_page(request: HttpRequest, entry: ProgressEntry, *, refused=None, read: int | None = None) -> HttpResponse:
    """The page of an entry; again after a verb that was refused, with its form, and with what changed since the
    version that was `read`."""
    drafts = request.user.has_perm("objectives.view_drafts", entry.contract)
    context = {
        "entry": entry,
        "effect": prospect.effect(entry, on=clock.today()) if entry.is_open else None,
        "pieces": entry.current_evidence().select_related("added_by"),
        "timeline": timeline.told(entry, drafts=drafts),
        "amendment": entries_seen(request, entry.contract)
        .filter(replaces=entry)
        .exclude(state=State.WITHDRAWN)
        .first(),
        "following": _following(request, entry),
        "refused": refused,
        "stale": read is not None,
        "changed": timeline.since(entry, read) if read is not None else (),
        **actions(request, entry, refused),
    }
    shown = page(request, entry.contract, "entries", **context)
    return render(request, "objectives/entry.html", shown, status=409 if read is not None else 200)


def actions(request: HttpRequest, entry: ProgressEntry, refused=None, *, from_inbox: bool = False) -> dict:
    """What this person may do with an entry in this state; a verb that was refused keeps its form."""
    user, contract = request.user, entry.contract
    mine, waits = entry.author_id == user.pk, entry.state == State.PENDING
    decides = waits and user.has_perm("objectives.validate_progressentry", contract)
    writes = user.has_perm("objectives.change_progressentry", contract)
    withdraws = (mine and writes) or user.has_perm("objectives.withdraw_any_progressentry", contract)
    offered = {
        "validate_form": (decides and (not mine or contract.allows_self_validation), ValidateForm, {"by_author": mine}),
        "return_form": (decides and not mine, ReturnForm, {}),
        "withdraw_form": (entry.is_open and withdraws, WithdrawForm, {}),
    }
    forms = {
        name: refused if isinstance(refused, form) else form(entry=entry, from_inbox=from_inbox, **options)
        for name, (may, form, options) in offered.items()
        if may
    }
    return {
        "mine": mine,
        "may_edit": mine and entry.is_open and writes,
        "may_amend": user.has_perm("objectives.add_progressentry", contract) and entry.may_be_amended(),
        "validate_form": None,
        "return_form": None,
        "withdraw_form": None,
        **forms,
    }


def _following(request: HttpRequest, entry: ProgressEntry) -> ProgressEntry | None:
    """The next entry that this person may validate."""
    if not request.user.has_perm("objectives.validate_progressentry", entry.contract):
        return None
    waiting = ProgressEntry.objects.of_contract(entry.contract).pending().with_people()
    return waiting.exclude(author=request.user).exclude(pk=entry.pk).order_by("sent_at", "pk").first()
