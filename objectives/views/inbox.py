"""What waits for a decision: each entry with what it would do, and several decided with one gesture."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from objectives import clock
from objectives.forms.selection import Outcome, SelectionForm
from objectives.models import Contract, ProgressEntry, State
from objectives.prospect import Prospect
from objectives.views.access import contract_or_404, page
from objectives.views.entries import actions

PER_PAGE = 50
EVERYTHING = "tout"


@require_http_methods(["GET", "POST"])
def inbox(request: HttpRequest, contract: str) -> HttpResponse:
    """The entries of others first, then one's own, the oldest first. ?choix= chooses entries, or all of the page."""
    held = contract_or_404(request, contract, "objectives.validate_progressentry")
    if request.method == "GET":
        form = SelectionForm()
        return _shown(request, held, form, chosen=set(request.GET.getlist("choix")))
    if request.POST.get("verbe") == "voir":
        query = {name: request.POST.getlist(name) for name in ("page", "choix") if name in request.POST}
        return redirect(f"{request.path}?{urlencode(query, doseq=True)}")
    form = SelectionForm(request.POST)
    chosen = set(request.POST.getlist("choix"))
    if not form.is_valid():
        return _shown(request, held, form, chosen=chosen)
    outcome = form.decide(held, by=request.user, at=clock.now(), on=clock.today())
    _say(request, form, outcome)
    if not outcome.refused:
        return redirect("objectives:inbox", held.slug)
    return _shown(request, held, form, chosen=chosen, refused=outcome.refused, status=409)


def _shown(
    request: HttpRequest, contract: Contract, form: SelectionForm, *, chosen: set[str], refused=(), status: int = 200
) -> HttpResponse:
    entries = ProgressEntry.objects.of_contract(contract).with_people()
    mine = Case(When(author=request.user, then=Value(True)), default=Value(False), output_field=BooleanField())
    waiting = entries.pending().select_related("replaces").annotate(is_mine=mine).order_by("is_mine", "sent_at", "pk")
    asked = request.GET.get("page", request.POST.get("page"))
    shown = Paginator(waiting.with_evidence_count(), PER_PAGE).get_page(asked)
    prospect = Prospect(contract, shown.object_list, on=clock.today())
    rows = [_row(request, entry, prospect, chosen) for entry in shown]
    picked = [row["entry"] for row in rows if row["is_chosen"]]
    choosable = [row["entry"] for row in rows if row["code"]]
    context = {
        "waiting": shown,
        "rows": rows,
        "picked": picked,
        "choosable": choosable,
        "own_too": any(row["mine"] and row["code"] for row in rows),
        "combined": prospect.together(picked or choosable),
        "form": form,
        "refused": refused,
    }
    if request.htmx:
        return render(request, "objectives/_combined.html", context | {"contract": contract})
    context["unfinished"] = entries.filter(author=request.user, state__in=[State.RETURNED, State.DRAFT]).count()
    return render(request, "objectives/inbox.html", page(request, contract, "entries", **context), status=status)


def _row(request: HttpRequest, entry: ProgressEntry, prospect: Prospect, chosen: set[str]) -> dict:
    """`code` chooses the version that is read here; a gesture for several leaves out one's own, unless allowed."""
    may = not entry.is_mine or entry.contract.allows_self_validation
    code = f"{entry.pk}-{entry.version}" if may else ""
    return {
        "entry": entry,
        "effect": prospect.alone(entry),
        "code": code,
        "is_chosen": may and (code in chosen or EVERYTHING in chosen),
        **actions(request, entry, from_inbox=True),
    }


def _say(request: HttpRequest, form: SelectionForm, outcome: Outcome) -> None:
    context = {"outcome": outcome, "returns": form.returns}
    if outcome.done:
        messages.success(request, render_to_string("objectives/_decided.html", context))
    if outcome.already:
        messages.info(request, render_to_string("objectives/_already.html", context))
