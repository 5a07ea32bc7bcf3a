"""The acronyms of a contract: read by all, written by officers."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from objectives import clock
from objectives.forms.sheet import TermForm
from objectives.models import Contract, GlossaryTerm
from objectives.views.access import contract_or_404, page

VERBS = {"retirer": (True, "retiré"), "retablir": (False, "rétabli")}


def _contract(request: HttpRequest, slug: str) -> Contract:
    return contract_or_404(request, slug, "objectives.edit_sheet")


@require_safe
def glossary(request: HttpRequest, contract: str) -> HttpResponse:
    held = contract_or_404(request, contract)
    terms = list(held.glossary.all())
    context = {
        "terms": [term for term in terms if not term.is_removed],
        "removed": [term for term in terms if term.is_removed],
    }
    return render(request, "objectives/glossary.html", page(request, held, "glossary", **context))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, contract: str) -> HttpResponse:
    return _fill(request, GlossaryTerm(contract=_contract(request, contract)), "Nouveau sigle")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = _contract(request, contract)
    return _fill(request, get_object_or_404(held.glossary, pk=pk), "Modifier un sigle")


def _fill(request: HttpRequest, term: GlossaryTerm, title: str) -> HttpResponse:
    form = TermForm(request.POST if request.method == "POST" else None, instance=term)
    if request.method == "POST":
        with transaction.atomic():
            if form.is_valid():
                term.store(by=request.user, at=clock.now(), why="modifié" if term.pk else "ajouté")
                messages.success(request, f"« {term} » est enregistré.")
                return redirect("objectives:glossary", term.contract.slug)
    context = page(request, term.contract, "glossary", form=form, title=title)
    return render(request, "objectives/term_form.html", context)


@require_POST
def term_do(request: HttpRequest, contract: str, pk: int, verb: str) -> HttpResponse:
    held = _contract(request, contract)
    if verb not in VERBS:
        raise Http404
    removed, said = VERBS[verb]
    with transaction.atomic():
        term = get_object_or_404(held.glossary.select_for_update(), pk=pk)
        if term.is_removed != removed:
            term.is_removed = removed
            term.store(by=request.user, at=clock.now(), why=said)
    messages.success(request, f"« {term} » est {said}.")
    return redirect("objectives:glossary", contract)
