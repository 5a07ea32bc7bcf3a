"""A card of a map: its page, where it is moved, put there and taken off."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from actors import timeline
from actors.forms.adding import AddForm, NewActorForm
from actors.forms.card import CardForm, TakeOffForm
from actors.models import Card, Problem
from actors.views.maps import map_page, problem_or_404
from objectives import clock
from objectives.models import Contract, Refused, Stale

KEPT = ("role", "epci", "quadrant")


def _card(request: HttpRequest, slug: str, map_pk: int, pk: int, permission: str = "actors.view_card") -> Card:
    problem = problem_or_404(request, slug, map_pk, permission)
    card = get_object_or_404(Card.objects.filter(problem=problem).select_related("actor__epci"), pk=pk)
    card.problem = problem
    return card


def _back(request: HttpRequest, problem: Problem, card: Card | None = None) -> HttpResponseRedirect:
    """To the board, with the filters that were in force; the browser shows the card that was moved."""
    asked = QueryDict(request.POST.get("retour", "")[:500])
    query = QueryDict(mutable=True)
    for name in KEPT:
        if asked.get(name):
            query[name] = asked[name]
    mark = f"?{query.urlencode()}" if query else ""
    return redirect(f"{problem.get_absolute_url()}{mark}{f'#carte-{card.pk}' if card else ''}")


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, contract: str, map_pk: int, pk: int) -> HttpResponse:
    """Its page, or its move: dragged, stepped by the keyboard or chosen in the form, a move is posted here."""
    if request.method != "POST":
        return _card_page(request, _card(request, contract, map_pk, pk))
    with transaction.atomic():
        held = _card(request, contract, map_pk, pk, "actors.change_card")
        # Read again under the lock: what is compared with what was typed is what will be replaced.
        Contract.objects.select_for_update().get(pk=held.contract.pk)
        held = _card(request, contract, map_pk, pk, "actors.change_card")
        form = CardForm(request.POST, instance=held)
        if not form.is_valid():
            shown = _card(request, contract, map_pk, pk)
            return _card_page(request, shown, form=form, stale=form.is_stale)
        done = form.store(by=request.user, at=clock.now())
    if done:
        messages.success(request, f"{held.actor} : {held.position or 'à placer'}.")
    else:
        messages.info(request, f"{held.actor} : rien n’a changé.")
    return _back(request, held.problem, held)


def _card_page(request: HttpRequest, held: Card, *, form: CardForm | None = None, stale: bool = False) -> HttpResponse:
    may_move = request.user.has_perm("actors.change_card", held.contract)
    former = held.former_position() if may_move else False
    context = map_page(
        request,
        held.problem,
        card=held,
        form=(form or CardForm(instance=held)) if may_move else None,
        former="à placer" if former is None else former,
        timeline=list(reversed(timeline.of_card(held))),
        query=request.POST.get("retour", "") or request.GET.urlencode(),
    )
    return render(request, "actors/card.html", context, status=409 if stale else 200)


@require_POST
def undo(request: HttpRequest, contract: str, map_pk: int, pk: int) -> HttpResponse:
    held = _card(request, contract, map_pk, pk, "actors.change_card")
    form = TakeOffForm(request.POST)
    form.is_valid()
    held.version = form.cleaned_data.get("version", 0)
    try:
        held.move_back(by=request.user, at=clock.now())
    except Stale as stale:
        now = stale.current.position or "à placer"
        messages.warning(request, f"{held.actor} a changé entre-temps ({now}) : rien n’a été annulé.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Déplacement annulé. {held.actor} : {held.position or 'à placer'}.")
    return _back(request, held.problem, held)


@require_http_methods(["GET", "POST"])
def take_off(request: HttpRequest, contract: str, map_pk: int, pk: int) -> HttpResponse:
    held = _card(request, contract, map_pk, pk, "actors.delete_card")
    form = TakeOffForm(request.POST if request.method == "POST" else None, initial={"version": held.version})
    if request.method == "POST" and form.is_valid():
        actor, held.version = held.actor, form.cleaned_data["version"]
        try:
            held.take_off(by=request.user, at=clock.now(), why=form.cleaned_data["why"])
        except Stale as stale:
            held = stale.current
            form.data = form.data.copy()
            form.data["version"] = held.version
            now = held.position or "à placer"
            form.add_error(None, f"Cette carte a changé entre-temps ({now}) : relisez, puis confirmez à nouveau.")
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return _back(request, held.problem)
        else:
            messages.success(request, f"{actor} n’est plus sur cette carte ; son historique y reste.")
            return _back(request, held.problem)
    return render(request, "actors/card_take_off.html", map_page(request, held.problem, card=held, form=form))


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, contract: str, map_pk: int) -> HttpResponse:
    """From the directory, searched, or a new actor: «à placer», so that its place is then discussed on the board."""
    problem = problem_or_404(request, contract, map_pk, "actors.add_card")
    creating = request.method == "POST" and request.POST.get("action") == "new"
    chosen = AddForm(
        request.POST if request.method == "POST" and not creating else None, asked=request.GET, problem=problem
    )
    newcomer = NewActorForm(request.POST if creating else None, initial={"name": request.GET.get("q", "")})
    form = newcomer if creating else chosen
    if request.method == "POST" and form.is_valid():
        try:
            added = form.store(problem, by=request.user, at=clock.now())
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _told(added))
            return _back(request, problem, added[-1])
    return render(request, "actors/card_add.html", map_page(request, problem, chosen=chosen, newcomer=newcomer))


def _told(cards: list[Card]) -> str:
    names = ", ".join(str(card.actor) for card in cards)
    return f"{names} : sur la carte, à placer." if len(cards) < 4 else f"{len(cards)} acteurs sur la carte, à placer."
