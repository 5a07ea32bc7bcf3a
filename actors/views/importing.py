"""Actors from a file: choose it, say what its columns are, look at what it would do, confirm, and perhaps undo."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors.forms.imports import ActorFileForm, ColumnsForm
from actors.imports import actors, blank
from actors.imports.columns import known_headings, remember
from actors.imports.reading import HEADINGS
from actors.models import Actor, ActorImport
from actors.models.actor_import import KEPT_FOR, ShownOtherwise
from actors.views.access import allowed_or_404, shared_page
from objectives import clock, exports
from objectives.french import number
from objectives.models import Contract, Epci, Refused
from objectives.models.contract import nearest
from objectives.models.file_import import GONE
from objectives.spreadsheet import SpreadsheetError
from objectives.views.entries import WRITERS

IMPORTS = "actors.import_actors"
PER_PAGE = 100
SHOWN = {
    "refused": "À corriger",
    "doubtful": "Doublons probables",
    "new": "Nouveaux",
    "changed": "Modifiés",
    "known": "Inchangés",
    "remarked": "À relire",
    "left_out": "Laissées de côté",
}
AGAIN = "Choisissez à nouveau le fichier pour le relire."


def _contracts(request: HttpRequest) -> QuerySet[Contract]:
    return Contract.objects.filter(pk__in=request.user.contracts_with(IMPORTS))


def of_import(view: Callable) -> Callable:
    """Hands it an import of a contract that one administers; a preview only to its author, and only for a while.

    One that is gone leads back to where a file is chosen: the button of another tab, or of the day before.
    """

    @wraps(view)
    def inner(request: HttpRequest, pk: int) -> HttpResponse:
        allowed_or_404(request, IMPORTS)
        found = ActorImport.objects.select_related("author", "contract").filter(pk=pk).first()
        expired = found and found.waits and found.created_at < clock.now() - KEPT_FOR
        mine = found and (not found.waits or found.author_id == request.user.pk)
        if found and not (mine and request.user.has_perm(IMPORTS, found)):
            raise Http404
        if found is None or expired:
            messages.warning(request, f"{GONE} {AGAIN}")
            return redirect("actors:imports")
        return view(request, found)

    return inner


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    allowed_or_404(request, IMPORTS)
    contracts, at = _contracts(request), clock.now()
    current = nearest(contracts, clock.today())
    if request.method == "POST":
        ActorImport.forget(at=at)
        form = ActorFileForm(request.POST, request.FILES, contracts=contracts)
        done = form.arrive(by=request.user, at=at) if form.is_valid() else None
        if done:
            return redirect("actors:import_columns", done.pk)
    else:
        form = ActorFileForm(contracts=contracts, initial={"contract": current})
    every = ActorImport.objects.filter(contract__in=contracts).defer("content", "data").select_related("author")
    loaded = every.exclude(stage=ActorImport.Stage.PREVIEWED)
    mine = every.filter(stage=ActorImport.Stage.PREVIEWED, author=request.user, created_at__gte=at - KEPT_FOR)
    context = {
        "name": "",
        "form": form,
        "loaded": Paginator(loaded, 20).get_page(request.GET.get("page")),
        "waiting": mine.first(),
    }
    return render(request, "actors/imports.html", shared_page(request, **context))


@require_safe
def import_model(request: HttpRequest) -> HttpResponse:
    allowed_or_404(request, IMPORTS)
    return _file(blank.workbook(_contracts(request)), "modele-acteurs.xlsx")


@require_http_methods(["GET", "POST"])
@of_import
def import_columns(request: HttpRequest, done: ActorImport) -> HttpResponse:
    if not done.waits:
        return _settled(request, done)
    if request.method == "POST" and "reread" in request.POST:
        rows = "&".join(f"{name}={request.POST[name]}" for name in request.POST if name.startswith("row-"))
        return redirect(f"{reverse('actors:import_columns', args=[done.pk])}?{rows}")
    sent = [request.POST] if request.method == "POST" else []
    form = ColumnsForm(*sent, done=done, known=known_headings(request.user), asked=request.GET)
    if sent and form.is_valid() and _looked_at(request, done, form):
        return redirect(done)
    return render(
        request, "actors/import_columns.html", shared_page(request, name=done.file_name, done=done, form=form)
    )


def _settled(request: HttpRequest, done: ActorImport) -> HttpResponse:
    """The way of those who come back to a step of an import that is over."""
    if request.method == "POST":
        messages.info(request, "Cet import a déjà été confirmé : ses colonnes et ses réponses ne changent plus.")
    return redirect(done)


def _looked_at(request: HttpRequest, done: ActorImport, form: ColumnsForm) -> bool:
    options = {name: form.cleaned_data[name] for name in ("erases", "creates")}
    try:
        actors.look(done, form.told, meanings=form.meanings, at=clock.now(), **options)
    except (SpreadsheetError, Refused) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_safe
@of_import
def one_import(request: HttpRequest, done: ActorImport) -> HttpResponse:
    if not done.waits:
        return _loaded_page(request, done)
    return _preview_page(request, done) if done.is_read else redirect("actors:import_columns", done.pk)


def _preview_page(request: HttpRequest, done: ActorImport) -> HttpResponse:
    lines = {name: _lines(done, name) for name in SHOWN}
    shown = request.GET.get("voir")
    if not lines.get(shown):
        shown = next((name for name, found in lines.items() if found), "new")
    page = Paginator(lines[shown], PER_PAGE).get_page(request.GET.get("page"))
    epcis = dict(Epci.objects.values_list("pk", "short_name"))
    context = {
        "name": done.file_name,
        "done": done,
        "tabs": [(name, label, len(lines[name])) for name, label in SHOWN.items() if lines[name]],
        "shown": shown,
        "lines": page,
        "rows": [line if shown == "left_out" else _row(done, line, epcis) for line in page],
        "query": f"voir={shown}",
        "remarked": len(lines["remarked"]),
        "same_file": done.loaded_already(),
        "several_sheets": len(done.content["tables"]) > 1,
        "to_load": done.lines_new + done.lines_changed,
    }
    return render(request, "actors/import_preview.html", shared_page(request, **context))


def _lines(done: ActorImport, name: str) -> list[dict]:
    if name == "left_out":
        return done.content["left_out"]
    if name == "remarked":
        return [line for line in done.content["lines"] if line["remarks"]]
    found = [line for line in done.content["lines"] if line["state"] == name]
    return list({line["key"]: line for line in reversed(found)}.values())[::-1] if name == "doubtful" else found


def _row(done: ActorImport, line: dict, epcis: dict[int, str]) -> dict:
    return {
        **{name: line[name] for name in ("sheet", "row", "changes", "remarks", "key", "state")},
        "name": line["cells"].get("name", ["", "sans nom"])[1],
        "epci": line["cells"].get("epci", ["", ""])[1],
        "problems": _told(done, line),
        "like": [{**one, "epci": epcis.get(one["epci"], "")} for one in line["like"]],
    }


def _told(done: ActorImport, line: dict) -> list[dict]:
    """All that was found wrong with a line, each with its cell."""
    columns = done.content["columns"].get(line["sheet"], {})
    found = []
    for told in line["problems"]:
        letter, value = line["cells"].get(told["key"], [columns.get(told["key"], ""), ""])
        found.append({**told, "column": letter, "heading": HEADINGS[told["key"]], "value": value})
    return found


@require_safe
@of_import
def import_refusals(request: HttpRequest, done: ActorImport) -> HttpResponse:
    """All that must be corrected in the file, as a spreadsheet."""
    headings = ["Feuille", "Ligne", "Colonne", "Intitulé", "Valeur", "Ce qui ne va pas", "Attendu"]
    rows = [
        [line["sheet"], line["row"], *(told[name] for name in ("column", "heading", "value", "problem", "expected"))]
        for line in (_lines(done, "refused") if done.waits and done.is_read else [])
        for told in _told(done, line)
    ]
    return _file(exports.to_xlsx(headings, rows, "Lignes à corriger"), f"lignes-a-corriger-{done.pk}.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=WRITERS["xlsx"], headers={"Content-Disposition": disposition})


@require_POST
@of_import
def import_choose(request: HttpRequest, done: ActorImport) -> HttpResponse:
    """Of probable duplicates, which are the same actor: those of the page, or all at once."""
    at = clock.now()
    if not done.waits:
        return _settled(request, done)
    try:
        if done.is_read:
            match request.POST.get("tous"):
                case "same" | "another" as answer:
                    done.choose_for_all(same=answer == "same", at=at)
                case "again":
                    done.choose_again(at=at)
                case _:
                    answers = zip(request.POST.getlist("key"), range(PER_PAGE), strict=False)
                    done.choose({key: request.POST.get(f"choice-{rank}", "") for key, rank in answers}, at=at)
    except Refused as refusal:
        messages.error(request, f"{refusal} {AGAIN}")
        return redirect("actors:imports")
    return redirect(done)


@require_POST
@of_import
def import_confirm(request: HttpRequest, done: ActorImport) -> HttpResponse:
    meanings = done.content.get("meanings", [])
    try:
        with transaction.atomic():
            written = done.confirm(by=request.user, at=clock.now(), judged=request.POST.get("judged", ""))
            if written:
                remember(request.user, meanings)
    except ShownOtherwise as refusal:
        messages.error(request, str(refusal))
        return redirect(done)
    except Refused as refusal:
        messages.error(request, f"{refusal} {AGAIN}")
        return redirect("actors:imports")
    if written:
        count = done.lines_new + done.lines_changed
        messages.success(request, f"{number(count)} ligne{'s' if count > 1 else ''} chargée{'s' if count > 1 else ''}.")
    else:
        messages.info(request, "Ce fichier était déjà chargé : rien n’a été fait une seconde fois.")
    return redirect(done)


@require_POST
@of_import
def import_discard(request: HttpRequest, done: ActorImport) -> HttpResponse:
    try:
        done.discard()
        messages.success(request, "Aperçu abandonné : rien n’a été chargé, et il n’en reste rien.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("actors:imports")


@require_POST
@of_import
def import_undo(request: HttpRequest, done: ActorImport) -> HttpResponse:
    try:
        done.undo(by=request.user, at=clock.now())
        messages.success(request, "Import annulé : ce qu’il avait ajouté est ôté, ce qu’il avait changé est rétabli.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(done)


def _loaded_page(request: HttpRequest, done: ActorImport) -> HttpResponse:
    page = Paginator(done.content["lines"], PER_PAGE).get_page(request.GET.get("page"))
    there = Actor.objects.in_bulk([line["actor"] for line in page])
    context = {
        "name": done.file_name,
        "done": done,
        "lines": page,
        "rows": [{**line, "there": there.get(line["actor"])} for line in page],
        "kept": done.why_kept() if done.is_loaded else "",
        "several_sheets": len(done.content["tables"]) > 1,
    }
    return render(request, "actors/import_loaded.html", shared_page(request, **context))
