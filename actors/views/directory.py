"""The directory of actors, as a page and as a spreadsheet."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actors.forms.filters import BY_NAME, ActorFilter
from actors.models import Contact
from actors.profile import profiles
from actors.reports import directory
from actors.views.access import allowed_or_404, contracts_read, may, shared_page
from objectives import clock, exports
from objectives.views.entries import WRITERS

PER_PAGE = 50


@require_safe
def actor_list(request: HttpRequest) -> HttpResponse:
    allowed_or_404(request)
    contracts = contracts_read(request)
    form = ActorFilter(request.GET, contracts=contracts)
    actors = Paginator(form.found().select_related("epci"), PER_PAGE).get_page(request.GET.get("page"))
    told = profiles(actors, contracts)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "actors": actors,
        "rows": [(actor, told[actor.pk]) for actor in actors],
        "query": query.urlencode(),
        "past": Contact.objects.past(clock.today()).count() if may(request, "actors.delete_contact") else 0,
        "sort": (form.is_valid() and form.cleaned_data["tri"]) or BY_NAME,
    }
    return render(request, "actors/list.html", shared_page(request, **context))


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    allowed_or_404(request)
    if kind not in WRITERS:
        raise Http404
    contracts = contracts_read(request)
    form = ActorFilter(request.GET, contracts=contracts)
    if not form.is_valid():
        return redirect(f"{reverse('actors:list')}?{request.GET.urlencode()}")
    contacts = may(request, "actors.view_contact")
    found = form.found().select_related("epci")
    headings, rows = directory(found, contracts, contacts=contacts, on=clock.today())
    content = exports.to_csv(headings, rows) if kind == "csv" else exports.to_xlsx(headings, rows, "Acteurs")
    name = f"acteurs-{clock.today().isoformat()}.{kind}"
    return HttpResponse(
        content, content_type=WRITERS[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
