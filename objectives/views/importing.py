"""Entries from a file: choose it, look at what it would do, confirm, and perhaps withdraw all of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from objectives import clock, exports, french
from objectives.forms.imports import ConfirmForm, ImportForm
from objectives.imports import blank
from objectives.models import Contract, EntryImport, Refused
from objectives.views.access import contract_or_404, page
from objectives.views.entries import WRITERS

PER_PAGE = 100
SHOWN = {
    "refused": "Refusées",
    "doubtful": "À confirmer",
    "new": "Nouvelles",
    "known": "Déjà là",
    "left_out": "Laissées de côté",
}
WITHDRAWS_ANY = "objectives.withdraw_any_progressentry"


def _contract(request: HttpRequest, slug: str) -> Contract:
    return contract_or_404(request, slug, "objectives.add_progressentry")


def import_or_404(request: HttpRequest, slug: str, pk: int) -> EntryImport:
    """An import of this contract; a preview only for its author."""
    contract = _contract(request, slug)
    found = get_object_or_404(EntryImport.objects.select_related("author"), pk=pk, contract=contract)
    if found.waits and found.author_id != request.user.pk:
        raise Http404
    found.contract = contract
    return found


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest, contract: str) -> HttpResponse:
    held = _contract(request, contract)
    sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if sent else ImportForm()
    done = form.preview(held, by=request.user, at=clock.now()) if sent and form.is_valid() else None
    if done:
        return redirect(done)
    loaded = held.entry_imports.exclude(stage=EntryImport.Stage.PREVIEWED).defer("content").select_related("author")
    mine = held.entry_imports.filter(stage=EntryImport.Stage.PREVIEWED, author=request.user).defer("content").first()
    context = {"form": form, "loaded": Paginator(loaded, 20).get_page(request.GET.get("page")), "waiting": mine}
    return render(request, "objectives/imports.html", page(request, held, "entries", **context))


@require_safe
def import_model(request: HttpRequest, contract: str) -> HttpResponse:
    held = _contract(request, contract)
    return _file(blank.workbook(held, on=clock.today()), f"modele-saisies-{held.slug}.xlsx")


@require_safe
def one_import(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    done = import_or_404(request, contract, pk)
    return _preview_page(request, done, ConfirmForm(done=done)) if done.waits else _loaded_page(request, done)


def _preview_page(request: HttpRequest, done: EntryImport, form: ConfirmForm) -> HttpResponse:
    lines = {name: done.lines(name) for name in ("refused", "new", "known")}
    lines |= {"doubtful": done.doubtful, "left_out": done.content["left_out"]}
    shown = request.GET.get("voir")
    if shown not in SHOWN:
        shown = next((name for name in SHOWN if lines[name]), "new")
    context = {
        "done": done,
        "form": form,
        "tabs": [(name, label, len(lines[name])) for name, label in SHOWN.items() if lines[name]],
        "shown": shown,
        "lines": Paginator(lines[shown], PER_PAGE).get_page(request.GET.get("page")),
        "query": f"voir={shown}",
        "doubtful": len(lines["doubtful"]),
        "drafts": sum(line["draft"] for line in lines["new"]),
    }
    return render(request, "objectives/import_preview.html", page(request, done.contract, "entries", **context))


def _loaded_page(request: HttpRequest, done: EntryImport) -> HttpResponse:
    entries = done.entries.with_people().with_evidence_count().order_by("pk")
    kept = done.why_kept() if done.is_loaded else ""
    context = {
        "done": done,
        "entries": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
        "kept": kept,
        "may_withdraw": done.is_loaded and not kept and _may_withdraw(request, done),
    }
    return render(request, "objectives/import_loaded.html", page(request, done.contract, "entries", **context))


def _may_withdraw(request: HttpRequest, done: EntryImport) -> bool:
    return done.author_id == request.user.pk or request.user.has_perm(WITHDRAWS_ANY, done.contract)


@require_safe
def import_refusals(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    """All that must be corrected in the file, as a spreadsheet."""
    done = import_or_404(request, contract, pk)
    headings = ["Feuille", "Ligne", "Colonne", "Intitulé", "Valeur", "Ce qui ne va pas", "Attendu"]
    rows = [
        [line["sheet"], line["row"], *(told[name] for name in ("column", "heading", "value", "problem", "expected"))]
        for line in done.lines("refused")
        for told in line["problems"]
    ]
    return _file(exports.to_xlsx(headings, rows, "Lignes refusées"), f"lignes-refusees-{done.pk}.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=WRITERS["xlsx"], headers={"Content-Disposition": disposition})


@require_POST
def import_confirm(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    done = import_or_404(request, contract, pk)
    form = ConfirmForm(request.POST, done=done)
    if not form.is_valid() and done.waits:
        return _preview_page(request, done, form)
    try:
        written = done.confirm(by=request.user, at=clock.now(), reason=form.cleaned_data.get("reason", ""))
    except Refused as refusal:
        messages.error(request, f"{refusal} Choisissez à nouveau le fichier pour le relire.")
        return redirect("objectives:imports", contract)
    if written:
        drafts = sum(line["draft"] for line in done.lines("new"))
        said = render_to_string("objectives/_import_done.html", {"done": done, "drafts": drafts})
        messages.success(request, said)
    else:
        messages.info(request, "Ce fichier était déjà chargé : rien n’a été fait une seconde fois.")
    return redirect(done)


@require_POST
def import_discard(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    try:
        import_or_404(request, contract, pk).discard()
        messages.success(request, "Aperçu abandonné : rien n’a été chargé, et il n’en reste rien.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("objectives:imports", contract)


@require_POST
def import_withdraw(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    done = import_or_404(request, contract, pk)
    if not _may_withdraw(request, done):
        raise PermissionDenied
    try:
        withdrawn = done.withdraw(by=request.user, at=clock.now())
        messages.success(request, f"Import retiré, avec {french.counted(withdrawn, 'saisies')}.")
    except Refused as refusal:
        kept = done.is_loaded and done.why_kept()  # its page says why
        messages.error(request, "Rien n’est retiré." if kept else str(refusal))
    return redirect(done)
