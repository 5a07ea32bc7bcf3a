"""The directory of actors."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from actors.models import Actor
from actors.views.access import allowed_or_404, shared_page

PER_PAGE = 50


@require_safe
def actor_list(request: HttpRequest) -> HttpResponse:
    allowed_or_404(request)
    actors = Actor.objects.current().select_related("epci")
    actors = Paginator(actors, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "actors/list.html", shared_page(request, actors=actors))


@require_safe
def actor(request: HttpRequest, pk: int) -> HttpResponse:
    allowed_or_404(request)
    found = get_object_or_404(Actor.objects.select_related("epci"), pk=pk)
    if found.merged_into:
        return redirect(found.survivor)
    return render(request, "actors/actor.html", shared_page(request, actor=found))
