"""An actor's page: what contracts, their maps and their meetings say of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from actors.models import Actor
from actors.profile import history, profiles
from actors.views.access import allowed_or_404, contracts_read, may, shared_page
from governance import participation
from objectives import clock


@require_safe
def actor(request: HttpRequest, pk: int) -> HttpResponse:
    allowed_or_404(request)
    found = get_object_or_404(Actor.objects.select_related("epci"), pk=pk)
    if found.merged_into:
        return redirect(found.survivor)
    contracts = contracts_read(request)
    profile = profiles([found], contracts)[found.pk]
    met = [contract for contract in contracts if request.user.has_perm("objectives.view_contract", contract)]
    actions = [one.action for one in profile.carried if one.contract in met]
    known = participation.of_actor(found, met, actions=actions, now=clock.now())
    for action in actions:
        action.decided_in = known.decisions.get(action.pk, [])
    context = {
        "actor": found,
        "profile": profile,
        "participation": known,
        "contacts": list(found.contacts.all()) if may(request, "actors.view_contact") else [],
        "timeline": history(found),
        "absorbed": list(found.absorbed.all()),
    }
    return render(request, "cottri/actor.html", shared_page(request, **context))
