"""The other schemes that the contract must fit in with: around it as the contract draws them, and one by one."""

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms.rows import SchemeForm, SchemeLinkForm, StakeForm
from governance.models import Scheme, SchemeLink, Stake
from governance.views.access import crumbs_in, do, fill, governed, page, readable
from objectives import clock
from objectives.models import Contract


def _crumbs_to(scheme: Scheme) -> list[tuple[str, str]]:
    articulation = reverse("governance:articulation", args=[scheme.contract.slug])
    return crumbs_in(scheme.contract, ("Articulation", articulation), (str(scheme), scheme.get_absolute_url()))


def _schemes(contract: Contract):
    return Scheme.objects.shown().filter(contract=contract).select_related("contract", "epci", "carrier")


@require_safe
def articulation(request: HttpRequest, contract: str) -> HttpResponse:
    """The contract in the middle of its schemes, then the matrix scheme × incontournable."""
    held = readable(request, contract)
    schemes = list(_schemes(held))
    items = list(held.incontournables.all())
    links: dict[tuple[int, int], list[SchemeLink]] = defaultdict(list)
    for link in SchemeLink.objects.shown().filter(scheme__in=schemes).order_by("nature", "pk"):
        links[link.scheme_id, link.incontournable_id].append(link)
    around: dict[str, list[Scheme]] = defaultdict(list)
    for scheme in schemes:
        around[scheme.reach].append(scheme)
    by_epci: dict = defaultdict(list)
    for scheme in around[Scheme.Reach.EPCI]:
        by_epci[scheme.epci].append(scheme)
    context = {
        "schemes": schemes,
        "items": items,
        "rows": [(scheme, [links.get((scheme.pk, item.pk), []) for item in items]) for scheme in schemes],
        "region": around[Scheme.Reach.REGION],
        "territory": around[Scheme.Reach.TERRITORY],
        "by_epci": list(by_epci.items()),
        "stakes": Stake.objects.shown().filter(contract=held),
        "crumbs": crumbs_in(held),
    }
    return render(request, "governance/articulation.html", page(request, held, **context))


@require_safe
def scheme(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = readable(request, contract)
    row = get_object_or_404(_schemes(held), pk=pk)
    links = row.links.shown().select_related("incontournable__contract", "scheme__epci")
    context = {"scheme": row, "links": links, "crumbs": _crumbs_to(row)[:-1]}
    return render(request, "governance/scheme.html", page(request, held, **context))


@require_http_methods(["GET", "POST"])
def stake_new(request: HttpRequest, contract: str) -> HttpResponse:
    held = governed(request, contract)
    home = reverse("governance:articulation", args=[held.slug])
    return fill(
        request, held, StakeForm, Stake(contract=held), title="Nouvel enjeu", done="L’enjeu est ajouté.",
        crumbs=crumbs_in(held, ("Articulation", home)), back=lambda: home,
    )  # fmt: skip


def _stake(contract: Contract, pk: int) -> Stake:
    return get_object_or_404(Stake.objects.shown().filter(contract=contract).select_related("contract"), pk=pk)


@require_http_methods(["GET", "POST"])
def stake_edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    home = reverse("governance:articulation", args=[held.slug])
    return fill(
        request, held, StakeForm, _stake(held, pk), title="Modifier l’enjeu", done="L’enjeu est enregistré.",
        crumbs=crumbs_in(held, ("Articulation", home)), back=lambda: home,
    )  # fmt: skip


@require_POST
def stake_remove(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = _stake(governed(request, contract), pk)
    back = reverse("governance:articulation", args=[row.contract.slug])
    return do(request, lambda: row.remove(by=request.user, at=clock.now()), "L’enjeu est ôté.", back)


@require_http_methods(["GET", "POST"])
def scheme_new(request: HttpRequest, contract: str) -> HttpResponse:
    held = governed(request, contract)
    crumbs = crumbs_in(held, ("Articulation", reverse("governance:articulation", args=[held.slug])))
    return fill(
        request, held, SchemeForm, Scheme(contract=held), title="Nouveau dispositif", done="Le dispositif est ajouté.",
        crumbs=crumbs,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def scheme_edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = get_object_or_404(_schemes(held), pk=pk)
    return fill(
        request, held, SchemeForm, row, title=f"Modifier {row}", done="Le dispositif est enregistré.",
        crumbs=_crumbs_to(row),
    )  # fmt: skip


@require_POST
def scheme_remove(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = get_object_or_404(_schemes(governed(request, contract)), pk=pk)
    back = reverse("governance:articulation", args=[row.contract.slug])
    return do(request, lambda: row.remove(by=request.user, at=clock.now()), f"{row} est ôté.", back)


@require_http_methods(["GET", "POST"])
def link_new(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = get_object_or_404(_schemes(held), pk=pk)
    return fill(
        request, held, SchemeLinkForm, SchemeLink(scheme=row), title=f"Nouveau lien : {row}",
        done="Le lien est ajouté.",
        crumbs=_crumbs_to(row), back=row.get_absolute_url,
    )  # fmt: skip


def _link(request: HttpRequest, slug: str, pk: int) -> SchemeLink:
    links = SchemeLink.objects.shown().filter(scheme__contract=governed(request, slug), scheme__is_removed=False)
    return get_object_or_404(links.select_related("scheme__contract", "scheme__epci", "incontournable"), pk=pk)


@require_http_methods(["GET", "POST"])
def link_edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = _link(request, contract, pk)
    return fill(
        request, row.contract, SchemeLinkForm, row, title="Modifier le lien", done="Le lien est enregistré.",
        crumbs=_crumbs_to(row.scheme), back=row.scheme.get_absolute_url,
    )  # fmt: skip


@require_POST
def link_remove(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = _link(request, contract, pk)
    return do(request, lambda: row.remove(by=request.user, at=clock.now()), "Le lien est ôté.", row.scheme)
