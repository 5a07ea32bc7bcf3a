"""What meetings decided, the actions that carry it out and where they stand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors.means import carriers_of
from governance.forms.decision import (
    ActionSchemeForm,
    ActionSearch,
    BoardFilter,
    CloseForm,
    DecisionForm,
    DoneForm,
    ExistingActionForm,
    NewActionForm,
)
from governance.models import ActionScheme, Decision
from governance.models.decision import carry_out, is_out_of_order
from governance.views.access import crumbs_in, do, fill, governed, page, readable
from governance.views.meetings import agenda_of, crumbs_to, meeting_of
from objectives import clock
from objectives.models import Action, ActionState
from objectives.views.access import whole_or_404

ACTIONS_PER_PAGE = 40
VERBS = {
    "commencer": (Action.start, "L’action est en cours."),
    "abandonner": (Action.abandon, "L’action est abandonnée."),
    "rouvrir": (Action.reopen, "L’action est rouverte."),
}


@require_safe
def board(request: HttpRequest, contract: str) -> HttpResponse:
    """Every action that somebody promised, the soonest due first."""
    held = readable(request, contract)
    form = BoardFilter(request.GET, contract=held)
    form.is_valid()
    on = form.cleaned_data.get("au") or clock.today()
    promised = Action.objects.of_contract(held).exclude(state=ActionState.HYPOTHESIS)
    found = form.narrow(promised, on).select_related("incontournable__contract", "in_scheme__scheme__epci")
    done_last = [] if form.cleaned_data.get("etat") else [F("done_on").asc(nulls_first=True)]
    found = found.order_by(*done_last, F("due_on").asc(nulls_last=True), "pk")
    meetings = Prefetch("decisions", Decision.objects.select_related("meeting__committee__contract"))
    shown = Paginator(found.prefetch_related(meetings), ACTIONS_PER_PAGE)
    shown = shown.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    carried = carriers_of(list(shown))
    rows = [
        (
            action,
            carried.get(action.pk) or action.carrier,
            action.is_overdue(on),
            _is_early(action),
        )
        for action in shown
    ]
    context = {
        "form": form,
        "actions": shown,
        "rows": rows,
        "query": query.urlencode(),
        "here": request.GET.urlencode(),
        "crumbs": crumbs_in(held),
    }
    return render(request, "governance/board.html", page(request, held, on=on, **context))


def _is_early(action: Action) -> bool:
    """Whether its days come before the first decision that asked for it."""
    decisions = action.decisions.all()
    return bool(decisions) and all(is_out_of_order(action, decision) for decision in decisions)


@require_POST
def action_do(request: HttpRequest, contract: str, pk: int, verb: str) -> HttpResponse:
    held = governed(request, contract)
    action = get_object_or_404(Action.objects.of_contract(held).select_related("incontournable__contract"), pk=pk)
    who, back = {"by": request.user, "at": clock.now()}, _place(request, action)
    if verb == "realiser":
        form = DoneForm(request.POST)
        if not form.is_valid():
            messages.error(request, f"Jour de réalisation : {' '.join(form.errors['on'])} Rien n’est enregistré.")
            return redirect(back)
        day = form.cleaned_data["on"]
        return do(request, lambda: carry_out(action, on=day, **who), f"L’action est réalisée le {day:%d/%m/%Y}.", back)
    if verb not in VERBS:
        raise Http404
    act, done = VERBS[verb]
    return do(request, lambda: act(action, **who), done, back)


def _place(request: HttpRequest, action: Action) -> str:
    """On the board, with the filters and at the row that a verb was asked from."""
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    return f"{reverse('governance:board', args=[action.contract.slug])}{asked}#action-{action.pk}"


@require_http_methods(["GET", "POST"])
def action_scheme(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    action = get_object_or_404(Action.objects.of_contract(held).select_related("incontournable__contract"), pk=pk)
    row = ActionScheme.objects.filter(action=action).first() or ActionScheme(action=action)
    back = _place(request, action)
    return fill(
        request, held, ActionSchemeForm, row, title="Dispositif de l’action", done="Le dispositif est enregistré.",
        crumbs=crumbs_in(held, ("Actions décidées", back)), back=lambda: back, lede=action.text,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def decision_new(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    meeting = meeting_of(held, pk)
    if not meeting.is_open:
        return do(request, meeting.check_open, "", meeting)
    return fill(
        request, held, DecisionForm, Decision(meeting=meeting), title="Nouvelle décision",
        done="La décision est notée : dites maintenant qui fait quoi.", crumbs=crumbs_to(meeting),
    )  # fmt: skip


def _decision(request: HttpRequest, slug: str, pk: int) -> Decision:
    return get_object_or_404(Decision.objects.of_contract(governed(request, slug)), pk=pk)


@require_http_methods(["GET", "POST"])
def decision_edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = _decision(request, contract, pk)
    if not row.meeting.is_open:
        return do(request, row.meeting.check_open, "", row)
    return fill(
        request, row.contract, DecisionForm, row, title="Modifier la décision", done="La décision est enregistrée.",
        crumbs=crumbs_to(row.meeting),
    )  # fmt: skip


@require_POST
def decision_withdraw(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = _decision(request, contract, pk)
    return do(
        request, lambda: row.withdraw(by=request.user, at=clock.now()), "La décision est ôtée.", row.meeting
    )  # fmt: skip


@require_POST
def decision_close(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    """Nothing else to do, or something after all; from the agenda of a meeting, back to it."""
    row = _decision(request, contract, pk)
    who = {"by": request.user, "at": clock.now()}
    back = row.get_absolute_url()
    if "reunion" in request.POST:
        back = agenda_of(meeting_of(row.contract, whole_or_404(request.POST["reunion"])))
    if request.POST.get("action") == "reopen":
        return do(request, lambda: row.reopen(**who), "La décision est rouverte : elle attend une action.", back)
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["why"]))
        return redirect(back)
    done = "La décision est close : elle n’est plus proposée à l’ordre du jour."
    return do(request, lambda: row.close(why=form.cleaned_data["why"], **who), done, back)


@require_http_methods(["GET", "POST"])
def action_new(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    """Who does what to carry out the decision: a new action, or with ?fiche=1 one that a sheet already tells."""
    row = _decision(request, contract, pk)
    if not row.meeting.is_open:
        return do(request, row.meeting.check_open, "", row)
    existing = "fiche" in request.GET
    item = row.incontournables.first()
    action = Action(framework=Action.Framework.TERRITORY, incontournable=item) if not existing else None

    first = {"domaine": item.pk} if item else {}
    search = ActionSearch(request.GET if "domaine" in request.GET else first, decision=row) if existing else None

    def form(*args, **kwargs):
        if existing:
            return ExistingActionForm(*args, decision=row, among=search, **kwargs)
        return NewActionForm(*args, decision=row, **kwargs)

    other = request.path if existing else f"{request.path}?fiche=1"
    return fill(
        request, row.contract, form, action, title="Action d’une fiche" if existing else "Nouvelle action",
        done="L’action met la décision en œuvre.", crumbs=crumbs_to(row.meeting), back=row.get_absolute_url,
        lede=row.text, search=search,
        other=(other, "Écrire une nouvelle action" if existing else "Choisir une action d’une fiche"),
    )  # fmt: skip


@require_POST
def action_release(request: HttpRequest, contract: str, pk: int, action: int) -> HttpResponse:
    row = _decision(request, contract, pk)
    held = get_object_or_404(row.actions, pk=action)
    verb = lambda: row.release(held, by=request.user, at=clock.now())  # noqa: E731
    return do(request, verb, "L’action n’est plus rattachée à la décision ; elle reste sur sa fiche.", row)
