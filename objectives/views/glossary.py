"""The acronyms of a contract: read by all, written by officers."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from objectives import clock
from objectives.forms.sheet import TermForm
from objectives.models import Contract, GlossaryTerm, Refused
from objectives.views.access import contract_or_404, page
from objectives.views.sheets import stored

VERBS = {"retirer": (GlossaryTerm.remove, "retiré"), "retablir": (GlossaryTerm.restore, "rétabli")}


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
    term = GlossaryTerm(contract=_contract(request, contract))
    return _fill(request, term, "Nouveau sigle", term.add)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = _contract(request, contract)
    term = get_object_or_404(held.glossary if request.method == "POST" else held.glossary.shown(), pk=pk)
    return _fill(request, term, "Modifier un sigle", term.revise)


def _fill(request: HttpRequest, term: GlossaryTerm, title: str, verb: Callable) -> HttpResponse:
    form = TermForm(request.POST if request.method == "POST" else None, instance=term)
    if stored(request, form, verb):
        messages.success(request, f"« {term} » est enregistré.")
        return redirect("objectives:glossary", term.contract.slug)
    context = page(request, term.contract, "glossary", form=form, title=title)
    return render(request, "objectives/term_form.html", context)


@require_POST
def term_do(request: HttpRequest, contract: str, pk: int, verb: str) -> HttpResponse:
    held = _contract(request, contract)
    if verb not in VERBS:
        raise Http404
    act, said = VERBS[verb]
    term = get_object_or_404(held.glossary, pk=pk)
    try:
        act(term, by=request.user, at=clock.now())
        messages.success(request, f"« {term} » est {said}.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("objectives:glossary", contract)
