"""The means and leads of a contract: the matrix that shows its holes, and where officers change them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors import means
from actors.forms.means import CarrierForm, ContributionForm
from actors.forms.naming import suggestions
from actors.models import ActionCarrier, Contribution
from objectives import clock
from objectives.models import Action, Contract, Incontournable, Refused
from objectives.views.access import contract_or_404, incontournables_or_404, page

WRITE = "actors.change_contribution"
VERBS = {
    "monter": (lambda contribution, **acts: contribution.move(up=True, **acts), "Remonté"),
    "descendre": (lambda contribution, **acts: contribution.move(up=False, **acts), "Descendu"),
    "retirer": (lambda contribution, **acts: contribution.remove(**acts), "Retiré, on peut le rétablir plus bas"),
    "retablir": (lambda contribution, **acts: contribution.restore(**acts), "Rétabli"),
}

CARRIER_VERBS = {"piloter": ActionCarrier.Kind.LEAD, "seconder": ActionCarrier.Kind.PARTNER, "oter": None}
CARRIES = {
    ActionCarrier.Kind.LEAD: "« {} » pilote cette action.",
    ActionCarrier.Kind.PARTNER: "« {} » est partenaire de cette action.",
}


@require_safe
def matrix(request: HttpRequest, contract: str) -> HttpResponse:
    held = contract_or_404(request, contract, "actors.view_contribution")
    context = {"rows": means.matrix(held), "kinds": Contribution.Kind, "may_write": request.user.has_perm(WRITE, held)}
    return render(request, "actors/means.html", page(request, held, "actors", **context))


def _item(request: HttpRequest, slug: str, number: int) -> Incontournable:
    return incontournables_or_404(request, slug, number, WRITE)[1]


@require_http_methods(["GET", "HEAD", "POST"])
def of_item(request: HttpRequest, contract: str, number: int) -> HttpResponse:
    """What an incontournable has, kind by kind, and a form that adds one."""
    item = _item(request, contract, number)
    kind = request.GET.get("genre", "")
    new = Contribution(incontournable=item, kind=kind if kind in Contribution.Kind else "")
    form = ContributionForm(request.POST if request.method == "POST" else None, instance=new)
    if _stored(request, form, new.append):
        messages.success(request, f"Ajouté : « {new} ».")
        return redirect("actors:means_of", contract, number)
    rows = list(Contribution.objects.filter(incontournable=item).select_related("actor"))
    context = {
        "form": form,
        "groups": [(kind, [row for row in rows if row.kind == kind and not row.is_removed]) for kind in means.KIND],
        "removed": [row for row in rows if row.is_removed],
    }
    return _show(request, "actors/means_of.html", item, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, contract: str, number: int, pk: int) -> HttpResponse:
    item = _item(request, contract, number)
    rows = Contribution.objects.filter(incontournable=item)
    found = get_object_or_404(rows if request.method == "POST" else rows.shown(), pk=pk)  # what is typed is not lost
    found.incontournable, name = item, str(found)
    form = ContributionForm(request.POST if request.method == "POST" else None, instance=found)
    if _stored(request, form, found.revise):
        messages.success(request, f"Enregistré : « {found} ».")
        return redirect(f"{item.get_absolute_url()}#moyens")
    return _show(request, "actors/contribution_form.html", item, form=form, title=f"Modifier « {name} »")


@require_POST
def do(request: HttpRequest, contract: str, number: int, pk: int, verb: str) -> HttpResponse:
    item = _item(request, contract, number)
    found = get_object_or_404(Contribution.objects.filter(incontournable=item), pk=pk)
    if verb not in VERBS:
        raise Http404
    act, done = VERBS[verb]
    try:
        act(found, by=request.user, at=clock.now())
        messages.success(request, f"{done} : « {found} ».")
    except (Refused, ValidationError) as refusal:
        messages.warning(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
    return redirect("actors:means_of", contract, number)


@require_http_methods(["GET", "HEAD", "POST"])
def carriers(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    """Who leads an action and with whom: one more, or one less."""
    held = contract_or_404(request, contract, "actors.change_actioncarrier")
    action = _action(held, pk)
    carried = ActionCarrier.objects.filter(action=action).select_related("actor").order_by("kind", "actor__name_key")
    led = carried.filter(kind=ActionCarrier.Kind.LEAD).exists()
    new = ActionCarrier(action=action, kind=ActionCarrier.Kind.PARTNER if led else ActionCarrier.Kind.LEAD)
    form = CarrierForm(request.POST if request.method == "POST" else None, instance=new)
    if form.is_bound:
        with transaction.atomic():
            Contract.objects.select_for_update().get(pk=held.pk)  # as a merge does: no carrier is left out of sight
            if form.is_valid():
                new.carry(new.kind, by=request.user, at=clock.now(), why="ajouté")
                messages.success(request, CARRIES[new.kind].format(new.actor))
                return redirect("actors:carriers", contract, pk)
    context = {"form": form, "action": action, "carriers": list(carried)}
    return _show(request, "actors/carriers.html", action.incontournable, **context)


@require_POST
def carrier_do(request: HttpRequest, contract: str, pk: int, carrier: int, verb: str) -> HttpResponse:
    """Make a carrier the lead, or a partner, or take it away."""
    if verb not in CARRIER_VERBS:
        raise Http404
    kind = CARRIER_VERBS[verb]
    held = contract_or_404(request, contract, f"actors.{'change' if kind else 'delete'}_actioncarrier")
    acts = {"by": request.user, "at": clock.now()}
    with transaction.atomic():
        Contract.objects.select_for_update().get(pk=held.pk)
        found = get_object_or_404(ActionCarrier.objects.select_related("actor"), pk=carrier, action=_action(held, pk))
        if kind:
            found.carry(kind, why=f"devient {kind.label}", **acts)
        else:
            found.drop(**acts)
    done = CARRIES[kind] if kind else "« {} » ne porte plus cette action."
    messages.success(request, done.format(found.actor))
    return redirect("actors:carriers", contract, pk)


def _action(contract: Contract, pk: int) -> Action:
    return get_object_or_404(Action.objects.of_contract(contract).select_related("incontournable__contract"), pk=pk)


def _stored(request: HttpRequest, form: ContributionForm, verb) -> bool:
    """Check a form and store its row as one, so that nobody saves in between."""
    if request.method != "POST":
        return False
    try:
        with transaction.atomic():
            if form.is_valid():
                verb(by=request.user, at=clock.now())
                return True
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
    return False


def _show(request: HttpRequest, template: str, item: Incontournable, **context) -> HttpResponse:
    shown = page(request, item.contract, "objectives", item=item, suggestions=suggestions(), **context)
    return render(request, template, shown)
