"""Actors that are probably one: looked at two by two, merged, or said to be two."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors.duplicates import probable_pairs
from actors.forms.actor import MergeForm
from actors.models import Actor, Card, Distinct
from actors.models.merging import merge as merge_into
from actors.profile import moving
from actors.views.access import allowed_or_404, contracts_read, shared_page
from objectives import clock
from objectives.models import Contract, Refused, Stale
from objectives.views.access import whole_or_404

PER_PAGE = 50


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    allowed_or_404(request, "actors.change_actor")
    pairs = Paginator(probable_pairs(), PER_PAGE).get_page(request.GET.get("page"))
    apart = Distinct.objects.filter(one__merged_into=None, other__merged_into=None)
    context = {"pairs": pairs, "apart": apart.select_related("one", "other").order_by("one__name_key", "pk")}
    return render(request, "actors/duplicates.html", shared_page(request, **context))


@require_POST
def distinct(request: HttpRequest) -> HttpResponse:
    """Two that look alike are two: they are no longer proposed, until somebody wants them looked at again."""
    allowed_or_404(request, "actors.change_actor")
    one, other = (_actor(whole_or_404(request.POST.get(name, ""))) for name in ("one", "other"))
    if one == other:
        raise Http404
    again = "revoir" in request.POST
    try:
        with transaction.atomic():
            _look_again(one, other) if again else _keep_apart(one, other, request.POST.get("reason", "").strip())
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        done = "sont de nouveau à comparer" if again else "restent deux acteurs"
        messages.success(request, f"« {one.name} » et « {other.name} » {done}.")
    return redirect("actors:duplicates")


def _keep_apart(one: Actor, other: Actor, reason: str) -> None:
    list(Actor.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk"))
    key = Distinct.key(one.pk, other.pk)
    if not Distinct.objects.filter(pair=key).exists():
        pair = Distinct(one=one, other=other, pair=key, reason=reason)
        pair._history_date = clock.now()
        pair.full_clean()
        pair.save()


def _look_again(one: Actor, other: Actor) -> None:
    for pair in Distinct.objects.filter(pair=Distinct.key(one.pk, other.pk)):
        pair._history_date = clock.now()
        pair.delete()


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What would become one actor, field by field and map by map, then does it: `pk` stays, `other` joins it."""
    allowed_or_404(request, "actors.merge_actor")
    kept, absorbed = get_object_or_404(Actor, pk=pk), get_object_or_404(Actor, pk=other)
    if kept == absorbed or kept.merged_into or absorbed.merged_into:
        messages.info(request, f"« {absorbed.name} » et « {kept.name} » ne sont plus à fusionner.")
        return redirect(kept.survivor)
    contracts = contracts_read(request)
    form = _merge_form(request.POST if request.method == "POST" else None, kept, absorbed, contracts)
    if form.is_bound and form.is_valid() and _merged(request, form):
        messages.success(request, f"« {absorbed.name} » a rejoint cet acteur.")
        return redirect(kept)
    context = {
        "form": form,
        "kept": kept,
        "absorbed": absorbed,
        "moving": moving(absorbed, contracts),
        "elsewhere": _shared_maps(kept, absorbed).count() - len(form.shared),
    }
    return render(request, "actors/merge.html", shared_page(request, **context))


def _merged(request: HttpRequest, form: MergeForm) -> bool:
    """Done, or why not beside the form."""
    kept, absorbed = form.kept, form.absorbed
    kept.version, absorbed.version = form.cleaned_data["kept_version"], form.cleaned_data["absorbed_version"]
    try:
        merge_into(
            kept,
            absorbed,
            by=request.user,
            at=clock.now(),
            why=form.cleaned_data["why"],
            choices=form.choices,
            winners=form.winners,
        )
    except Stale:
        form.show_again()
        return False
    except (Refused, ValidationError) as refusal:
        form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
        return False
    return True


def _merge_form(data, kept: Actor, absorbed: Actor, contracts: list[Contract]) -> MergeForm:
    """Asks about the maps that this person may open; on those of other contracts, what is there stays."""
    ours = _shared_maps(kept, absorbed).filter(problem__incontournable__contract__in=contracts)
    theirs = {card.problem_id: card for card in Card.objects.filter(actor=absorbed)}
    return MergeForm(data, kept=kept, absorbed=absorbed, shared=[(card, theirs[card.problem_id]) for card in ours])


def _shared_maps(kept: Actor, absorbed: Actor) -> QuerySet[Card]:
    """The cards of `kept` on the maps that have both."""
    cards = Card.objects.select_related("problem__incontournable__contract").order_by("pk")
    return cards.filter(actor=kept, problem__in=Card.objects.filter(actor=absorbed).values("problem"))


def _actor(pk: int) -> Actor:
    return get_object_or_404(Actor.objects.current(), pk=pk)
