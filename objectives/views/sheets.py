"""Writing on a sheet, block by block; the sheet itself is shown by a page that sees every app."""

from collections.abc import Callable
from operator import attrgetter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from objectives import chronicle, clock
from objectives.forms.sheet import ROW_FORMS, DayForm, OpinionForm, SheetForm
from objectives.models import Incontournable, Milestone, Opinion, Refused, Sheet
from objectives.models.sheet_row import SheetRow, SheetRowQuerySet
from objectives.sheet import BLOCKS, Block
from objectives.views.access import incontournables_or_404, page

WRITE = "objectives.edit_sheet"
PER_PAGE = 100


def _item(request: HttpRequest, slug: str, number: int, permission: str = WRITE) -> Incontournable:
    return incontournables_or_404(request, slug, number, permission)[1]


def _block(slug: str) -> Block:
    if slug not in BLOCKS:
        raise Http404
    return BLOCKS[slug]


def _rows(item: Incontournable, block: Block) -> SheetRowQuerySet:
    return block.model.objects.filter(incontournable=item, **({"kind": block.kind} if block.kind else {}))


def _show(request: HttpRequest, template: str, item: Incontournable, **context) -> HttpResponse:
    return render(request, template, page(request, item.contract, "objectives", item=item, **context))


def stored(request: HttpRequest, form: ModelForm, verb: Callable) -> bool:
    """Check a form and store its row as one, so that nobody saves in between."""
    if request.method != "POST":
        return False
    try:
        with transaction.atomic():
            if form.is_valid():
                verb(by=request.user, at=clock.now())
                return True
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as refusal:  # somebody stored the same between the form's check and the verb's lock
        form.add_error(None, refusal.messages)
    return False


@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest, contract: str, number: int) -> HttpResponse:
    """What the sheet says once: its ambition, its question, what comes first, the note on what was printed."""
    item = _item(request, contract, number)
    sheet = Sheet.objects.filter(incontournable=item).first() or Sheet()
    sheet.incontournable = item
    form = SheetForm(request.POST if request.method == "POST" else None, instance=sheet)
    if stored(request, form, sheet.store):
        messages.success(request, "La fiche est enregistrée.")
        return redirect(item)
    return _show(request, "objectives/sheet_form.html", item, form=form, title="L’ambition et les textes de la fiche")


@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, contract: str, number: int, slug: str) -> HttpResponse:
    """The rows of a block, to reword, move or remove; and a form that adds one."""
    item, held = _item(request, contract, number), _block(slug)
    new = held.new(item)
    form = ROW_FORMS[held.model](request.POST if request.method == "POST" else None, instance=new)
    if stored(request, form, new.append):
        messages.success(request, f"Ajouté : « {new} ».")
        _doubt(request, new)
        return redirect("objectives:sheet_block", contract, number, slug)
    rows = sorted(_rows(item, held), key=attrgetter("group"))
    context = {
        "part": held,
        "rows": [row for row in rows if not row.is_removed],
        "removed": [row for row in rows if row.is_removed],
    }
    return _show(request, "objectives/sheet_block.html", item, form=form, **context)


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, contract: str, number: int, slug: str, pk: int) -> HttpResponse:
    item, held = _item(request, contract, number), _block(slug)
    rows = _rows(item, held)
    found = get_object_or_404(rows if request.method == "POST" else rows.shown(), pk=pk)  # what is typed is not lost
    found.incontournable = item
    form = ROW_FORMS[held.model](request.POST if request.method == "POST" else None, instance=found)
    if stored(request, form, found.revise):
        messages.success(request, f"Enregistré : « {found} ».")
        _doubt(request, found)
        return redirect(f"{item.get_absolute_url()}#{slug}")
    return _show(request, "objectives/sheet_form.html", item, form=form, title=f"Modifier {held.one}", part=held)


def _doubt(request: HttpRequest, row: SheetRow) -> None:
    """A step may well have been reached before the contract: it is asked about, not refused."""
    if isinstance(row, Milestone) and row.done_on and row.done_on < row.contract.starts_on:
        begins = f"avant le début du contrat, le {row.contract.starts_on:%d/%m/%Y}"
        messages.warning(request, f"Atteint le {row.done_on:%d/%m/%Y}, {begins} : vérifiez ce jour.")


def _reach(row: SheetRow, request: HttpRequest, **acts) -> None:
    form = DayForm(request.POST)
    if not form.is_valid():
        raise Refused("Donnez le jour où ce jalon a été atteint.")
    row.complete(on=form.cleaned_data["on"], **acts)


# What it does, and what is said once done.
VERBS: dict[str, tuple[Callable, str]] = {
    "monter": (lambda row, request, **acts: row.move(up=True, **acts), "Remonté : « {row} »."),
    "descendre": (lambda row, request, **acts: row.move(up=False, **acts), "Descendu : « {row} »."),
    "retirer": (lambda row, request, **acts: row.remove(**acts), "Retiré : « {row} ». On peut le rétablir plus bas."),
    "retablir": (lambda row, request, **acts: row.restore(**acts), "Rétabli : « {row} »."),
}
MILESTONE_VERBS: dict[str, tuple[Callable, str]] = {
    "atteindre": (_reach, "Jalon atteint le {row.done_on:%d/%m/%Y} : « {row} »."),
    "rouvrir": (lambda row, request, **acts: row.reopen(**acts), "Jalon rouvert : « {row} »."),
}


@require_POST
def row_do(request: HttpRequest, contract: str, number: int, slug: str, pk: int, verb: str) -> HttpResponse:
    """A verb on a row: done and said, or refused with a sentence."""
    item, held = _item(request, contract, number), _block(slug)
    found = get_object_or_404(_rows(item, held), pk=pk)
    on_sheet = verb in MILESTONE_VERBS and held.model is Milestone
    if not on_sheet and verb not in VERBS:
        raise Http404
    act, said = MILESTONE_VERBS[verb] if on_sheet else VERBS[verb]
    try:
        act(found, request, by=request.user, at=clock.now())
        messages.success(request, said.format(row=found))
        if verb == "atteindre":
            _doubt(request, found)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    if on_sheet:
        return redirect(f"{item.get_absolute_url()}#jalons")
    return redirect("objectives:sheet_block", contract, number, slug)


@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, contract: str, number: int, code: str) -> HttpResponse:
    """A new opinion on an indicator, and those it had."""
    item = _item(request, contract, number)
    indicator = get_object_or_404(item.indicators, code=code)
    indicator.incontournable = item
    given = Opinion(indicator=indicator)
    form = OpinionForm(request.POST if request.method == "POST" else None, instance=given)
    if stored(request, form, given.give):
        messages.success(request, f"Votre avis est noté : {given.get_level_display()}.")
        return redirect(f"{item.get_absolute_url()}#indicateur-{code}")
    earlier = indicator.opinions.select_related("given_by")
    return _show(request, "objectives/opinion_form.html", item, form=form, indicator=indicator, earlier=earlier)


@require_safe
def history(request: HttpRequest, contract: str, number: int) -> HttpResponse:
    item = _item(request, contract, number, "objectives.view_contract")
    moments = Paginator(chronicle.told(item), PER_PAGE).get_page(request.GET.get("page"))
    context = {"moments": moments, "loaded": chronicle.loaded(item)}
    return _show(request, "objectives/sheet_history.html", item, **context)
