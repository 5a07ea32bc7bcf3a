"""Entering progress: a new entry, the corrections of its author, the amendment of a validated one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from objectives import clock, prospect
from objectives.forms.entry import EntryForm
from objectives.models import Contract, Evidence, Indicator, ProgressEntry, Refused, Stale, State
from objectives.views.access import contract_or_404, page, whole_or_404

PREFILLED = ("perimeter", "period", "period_start", "period_end", "quantity", "source", "comment")


def _contract(request: HttpRequest, slug: str) -> Contract:
    return contract_or_404(request, slug, "objectives.add_progressentry")


def _entry(request: HttpRequest, slug: str, pk: int) -> ProgressEntry:
    entries = ProgressEntry.objects.of_contract(_contract(request, slug)).with_people()
    return get_object_or_404(entries, pk=pk)


def _indicator(contract: Contract, **which) -> Indicator:
    indicator = Indicator.objects.of_contract(contract).filter(**which).first()
    if indicator is None:
        raise Http404
    return indicator


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, contract: str) -> HttpResponse:
    """Without ?indicateur=, a page to choose one."""
    held = _contract(request, contract)
    if "indicateur" in request.GET:
        return _new(request, held, _indicator(held, pk=whole_or_404(request.GET["indicateur"])))
    indicators = Indicator.objects.of_contract(held)
    return render(request, "objectives/entry_choose.html", page(request, held, "entries", indicators=indicators))


@require_http_methods(["GET", "POST"])
def new_for_objective(request: HttpRequest, contract: str, number: int) -> HttpResponse:
    """The contractual indicator of an objective, or its first."""
    held = _contract(request, contract)
    if "indicateur" in request.GET:
        return _new(request, held, _indicator(held, pk=whole_or_404(request.GET["indicateur"])))
    return _new(request, held, _indicator(held, incontournable__number=number))


def _new(request: HttpRequest, contract: Contract, indicator: Indicator) -> HttpResponse:
    return _fill(request, contract, ProgressEntry(indicator=indicator), title="Nouvelle saisie")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    entry = _entry(request, contract, pk)
    if not entry.may_be_edited_by(request.user):
        messages.warning(request, entry.why_not("modifiée") if not entry.is_open else "Seul son auteur la modifie.")
        return redirect(entry)
    return _fill(request, entry.contract, entry, title=f"Modifier {entry.reference}")


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    entry = _entry(request, contract, pk)
    if request.method == "GET" and not entry.may_be_amended():
        messages.warning(request, "Cette saisie n’est pas validée, ou a déjà une correction.")
        return redirect(entry)
    return _fill(request, entry.contract, entry.amendment(), title=f"Corriger {entry.reference}")


def _fill(request: HttpRequest, contract: Contract, entry: ProgressEntry, *, title: str) -> HttpResponse:
    """Show the form, show what the entry would do, or store it."""
    stale, shown = None, None
    if request.method == "POST":
        action = request.POST.get("action", "send")
        form = EntryForm(request.POST, request.FILES, entry=entry, preview=action == "preview")
        if known := form.already_recorded(request.user):
            messages.info(request, f"Ce formulaire était déjà enregistré : c’est {known.reference}, que voici.")
            return redirect(known)
        if form.is_valid() and action == "preview":
            shown = prospect.effect(form.entry, on=clock.today())
        elif form.is_valid():
            try:
                return _store(request, form, send=action != "draft")
            except Stale as conflict:
                stale = conflict.current
                form.data = form.data.copy()
                form.data["version"] = stale.version
            except Refused as refusal:
                form.add_error(None, str(refusal))
            except ValidationError as refusal:
                form.add_refusal(refusal)
    else:
        form = EntryForm(entry=entry, initial={name: request.GET[name] for name in PREFILLED if name in request.GET})
    context = page(request, contract, "entries", title=title, form=form, entry=entry, effect=shown, stale=stale)
    return render(
        request, "objectives/entry_form.html", context | _beside(request, form, stale), status=409 if stale else 200
    )


def _beside(request: HttpRequest, form: EntryForm, stale: ProgressEntry | None) -> dict:
    """What helps to fill the form: usual sources, pieces already there, where the reason stands, the two versions."""
    entry = form.entry
    usual = ProgressEntry.objects.filter(indicator=entry.indicator, author=request.user).order_by("-pk")
    which = ("saisie", entry.pk) if entry.pk else ("corrige", entry.replaces_id) if entry.replaces_id else None
    return {
        "sources": list(dict.fromkeys(usual.values_list("source", flat=True)[:30]))[:8],
        "picks": form.usual_periods(),
        "pieces": entry.current_evidence() if entry.pk else [],
        "needs_reason": bool(entry.replaces_id or entry.justification or form["justification"].errors),
        "preview_query": "?" + urlencode([which or ("indicateur", entry.indicator_id)]),
        "conflicts": form.differences(stale) if stale else [],
    }


def _store(request: HttpRequest, form: EntryForm, *, send: bool) -> HttpResponse:
    who_and_when = {"by": request.user, "at": clock.now(), "evidence": form.evidence(), "send": send}
    entry = form.entry
    if entry.pk:
        entry.revise(**who_and_when)
    else:
        entry = entry.record(**who_and_when)
    if entry.state == State.PENDING:
        messages.success(request, f"{entry.reference} est enregistrée et attend qu’une autre personne la valide.")
    elif send:
        messages.warning(request, "Il manque la pièce justificative exigée : la saisie reste en brouillon.")
    else:
        messages.success(request, f"{entry.reference} est enregistrée en brouillon.")
    return redirect(entry)


@require_GET
def preview(request: HttpRequest, contract: str) -> HttpResponse:
    """The fragment that follows the typing: what the entry would do, or what is wrong with it."""
    form = EntryForm(request.GET, entry=_previewed(request, _contract(request, contract)), preview=True)
    shown = prospect.effect(form.entry, on=clock.today()) if form.is_valid() else None
    context = {"effect": shown, "form": form, "typed": bool(request.GET.get("quantity"))}
    return render(request, "objectives/_effect.html", context)


def _previewed(request: HttpRequest, contract: Contract) -> ProgressEntry:
    asked, entries = request.GET, ProgressEntry.objects.of_contract(contract).with_people()
    if "corrige" in asked:
        return get_object_or_404(entries, pk=whole_or_404(asked["corrige"])).amendment()
    if "saisie" in asked:
        return get_object_or_404(entries, pk=whole_or_404(asked["saisie"]), author=request.user)
    return ProgressEntry(indicator=_indicator(contract, pk=whole_or_404(asked.get("indicateur", ""))))


@require_POST
def remove_evidence(request: HttpRequest, contract: str, pk) -> HttpResponse:
    held = _contract(request, contract)
    piece = get_object_or_404(
        Evidence.objects.filter(removed_at=None, entry__indicator__incontournable__contract=held), pk=pk
    )
    entry = piece.entry
    waited = entry.state == State.PENDING
    try:
        entry.remove_evidence(piece, by=request.user, at=clock.now())
    except (Refused, Stale) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"La pièce « {piece} » est ôtée de {entry.reference}.")
        if waited and entry.state == State.DRAFT:
            messages.warning(request, "Une pièce justificative est exigée : la saisie est de nouveau un brouillon.")
    return redirect(entry)
