"""Whom the maps say to engage, and who of them is missing from the committees and their meetings."""

from itertools import groupby
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance import mobilisation
from governance.views.access import page, readable
from objectives import clock


@require_safe
def engaged(request: HttpRequest, contract: str) -> HttpResponse:
    held = readable(request, contract)
    found = mobilisation.engaged(held, on=clock.today())
    found.sort(key=lambda one: (one.problem.incontournable.number, one.problem.order, one.actor.name_key))
    groups = [(problem, list(some)) for problem, some in groupby(found, key=attrgetter("problem"))]
    context = {
        "groups": [(problem, some, sum(one.is_missing for one in some)) for problem, some in groups],
        "crumbs": [("Gouvernance", reverse("governance:overview", args=[held.slug]))],
    }
    return render(request, "governance/mobilisation.html", page(request, held, **context))
