"""Noting an actor, correcting it, deleting it when nothing refers to it."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actors.forms.actor import ActorForm
from actors.models import Actor
from actors.models.actor import SAME
from actors.profile import references
from actors.views.access import allowed_or_404, contracts_read, shared_page
from objectives import clock


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    allowed_or_404(request, "actors.add_actor")
    return _fill(request, Actor(), title="Nouvel acteur")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    allowed_or_404(request, "actors.change_actor")
    actor = get_object_or_404(Actor, pk=pk)
    if actor.merged_into:
        messages.warning(request, f"« {actor.name} » a été fusionné avec celui-ci.")
        return redirect(actor.survivor)
    return _fill(request, actor, title="Modifier")


def _fill(request: HttpRequest, actor: Actor, *, title: str) -> HttpResponse:
    held = Actor(pk=actor.pk, name=actor.name, acronym=actor.acronym)  # what the page is named for, whatever is typed
    form = ActorForm(request.POST if request.method == "POST" else None, instance=actor)
    try:
        with transaction.atomic():
            if form.is_bound and form.is_valid():
                form.instance._change_reason = form.cleaned_data.get("why") or None
                form.instance._history_date = clock.now()
                form.save()
                messages.success(request, f"« {actor.name} » est enregistré.")
                return redirect(actor)
    except IntegrityError:  # somebody stored the same name in the same second
        form.add_error(None, SAME)
    return render(request, "actors/form.html", shared_page(request, form=form, actor=held, title=title))


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first; an actor that is referred to stays, and the page says by what."""
    allowed_or_404(request, "actors.delete_actor")
    actor = get_object_or_404(Actor.objects.current(), pk=pk)
    if request.method == "POST":
        try:
            with transaction.atomic():
                held = Actor.objects.current().select_for_update().filter(pk=pk).first()
                if held is None or str(held.version) != request.POST.get("read_version"):
                    messages.warning(request, f"« {actor.name} » a changé entre-temps : relisez, puis confirmez.")
                    return redirect("actors:delete", pk)
                held._history_date = clock.now()
                held.delete()
        except ProtectedError:
            messages.error(request, f"« {actor.name} » n’est pas supprimé : voici ce qui s’y rapporte.")
            return redirect("actors:delete", pk)
        messages.success(request, f"« {actor.name} » est supprimé, et ses contacts effacés.")
        return redirect("actors:list")
    context = {"actor": actor, "references": references(actor, contracts_read(request))}
    return render(request, "actors/delete.html", shared_page(request, **context))
