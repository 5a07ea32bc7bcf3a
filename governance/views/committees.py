"""Committees, who sits in them, and the local groups they lean on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import chronicle
from governance.forms.choosing import MOST, ChosenForm, WhoForm
from governance.forms.rows import CommitteeForm, LocalGroupForm, SeatForm
from governance.models import Committee, LocalGroup, Meeting, Seat
from governance.views.access import crumbs_in, do, fill, governed, page, readable
from objectives import clock
from objectives.french import WIDE
from objectives.models import Contract, Refused

MEETINGS_SHOWN, HISTORY_SHOWN = 12, 5


def committees_of(contract: Contract):
    return Committee.objects.shown().filter(contract=contract).select_related("contract", "problem__incontournable")


def crumbs_to(committee: Committee) -> list[tuple[str, str]]:
    return crumbs_in(committee.contract, (str(committee), committee.get_absolute_url()))


@require_safe
def committee(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = readable(request, contract)
    shown = get_object_or_404(committees_of(held), pk=pk)
    meetings = Meeting.objects.of_contract(held).filter(committee=shown)
    context = {
        "committee": shown,
        "seats": shown.seats.shown().select_related("actor__epci"),
        "groups": shown.local_groups.shown(),
        "upcoming": meetings.upcoming(clock.now())[:3],
        "meetings": Paginator(meetings, MEETINGS_SHOWN).get_page(request.GET.get("page")),
        "crumbs": crumbs_in(held),
    }
    context = page(request, held, **context)
    context["moments"] = chronicle.of_itself(shown)[:HISTORY_SHOWN] if context["may_govern"] else []
    return render(request, "governance/committee.html", context)


@require_http_methods(["GET", "POST"])
def committee_new(request: HttpRequest, contract: str) -> HttpResponse:
    held = governed(request, contract)
    return fill(
        request,
        held,
        CommitteeForm,
        Committee(contract=held),
        title="Nouveau comité",
        done="Le comité est créé : donnez-lui ses membres.",
        crumbs=crumbs_in(held),
    )


@require_http_methods(["GET", "POST"])
def committee_edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = get_object_or_404(committees_of(held), pk=pk)
    return fill(
        request, held, CommitteeForm, row, title=f"Modifier {row}", done="Le comité est enregistré.",
        crumbs=crumbs_to(row),
    )  # fmt: skip


@require_POST
def committee_remove(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = get_object_or_404(committees_of(held), pk=pk)
    home = reverse("governance:overview", args=[held.slug])

    def verb() -> None:
        row.remove(by=request.user, at=clock.now())

    answer = do(request, verb, f"{row} est supprimé ; son historique reste.", home)
    return answer if row.is_removed else redirect(row)


@require_http_methods(["GET", "POST"])
def seat_new(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = get_object_or_404(committees_of(held), pk=pk)
    return fill(
        request,
        held,
        SeatForm,
        Seat(committee=row),
        title=f"Nouveau membre du {row}" if row.short_name else f"Nouveau membre : {row}",
        done="Le membre est ajouté.",
        crumbs=crumbs_to(row),
        back=row.get_absolute_url,
    )


def _of_committee(model, contract: Contract, pk: int):
    rows = model.objects.shown().filter(committee__contract=contract, committee__is_removed=False)
    return get_object_or_404(rows.select_related("committee__contract"), pk=pk)


@require_http_methods(["GET", "POST"])
def seat_edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = _of_committee(Seat, held, pk)
    return fill(
        request, held, SeatForm, row, title=f"Modifier {row}", done="Le membre est enregistré.",
        crumbs=crumbs_to(row.committee), back=row.committee.get_absolute_url,
    )  # fmt: skip


@require_POST
def seat_remove(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = _of_committee(Seat, governed(request, contract), pk)
    return do(
        request, lambda: row.remove(by=request.user, at=clock.now()), f"{row} ne siège plus.", row.committee
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def group_new(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = get_object_or_404(committees_of(held), pk=pk)
    return fill(
        request, held, LocalGroupForm, LocalGroup(committee=row), title="Nouveau groupe local",
        done="Le groupe est ajouté.", crumbs=crumbs_to(row), back=row.get_absolute_url,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def group_edit(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    held = governed(request, contract)
    row = _of_committee(LocalGroup, held, pk)
    return fill(
        request, held, LocalGroupForm, row, title=f"Modifier {row}", done="Le groupe est enregistré.",
        crumbs=crumbs_to(row.committee), back=row.committee.get_absolute_url,
    )  # fmt: skip


@require_POST
def group_remove(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    row = _of_committee(LocalGroup, governed(request, contract), pk)
    return do(
        request, lambda: row.remove(by=request.user, at=clock.now()), f"{row} est ôté.", row.committee
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def seats_chosen(request: HttpRequest, contract: str, pk: int) -> HttpResponse:
    """Fill a committee with the actors of a map: everyone to engage, all funders…"""
    held = governed(request, contract)
    row = get_object_or_404(committees_of(held), pk=pk)
    seated = set(row.seats.shown().exclude(actor=None).values_list("actor", flat=True))
    chosen = ChosenForm(request.POST) if request.method == "POST" else None
    if chosen and chosen.is_valid():
        try:
            new = row.seat(chosen.cleaned_data["actors"], by=request.user, at=clock.now(), why="choisi sur une carte")
        except Refused as refusal:  # the committee has just been removed
            messages.error(request, str(refusal))
            return redirect("governance:overview", contract)
        except ValidationError as refusal:  # one of the actors has just been merged into another
            chosen.add_error("actors", refusal.messages)
        else:
            messages.success(request, said(len(new), "membre ajouté", "membres ajoutés"))
            return redirect(row)
    return choose(
        request, held, chosen, {"carte": row.problem_id} if row.problem_id else {}, seated,
        title=f"Choisir des membres : {row}", taken_said="siège déjà", crumbs=crumbs_to(row), verb="Ajouter au comité",
    )  # fmt: skip


def choose(
    request: HttpRequest, contract: Contract, chosen, start: dict, taken_by: set[int], **context
) -> HttpResponse:
    """The page to look for actors and tick them, without those who are `taken_by` what they are chosen for."""
    who = WhoForm(request.GET or start, contract=contract)
    ticked = set(chosen.data.getlist("actors")) if chosen else None
    every, group = who.found(), who.names_a_group
    found = [
        (actor, actor.pk in taken_by, group if ticked is None else str(actor.pk) in ticked) for actor in every[:MOST]
    ]
    context |= {"who": who, "found": found, "cut": len(every) > MOST, "chosen": chosen}
    context["cancel"] = context["crumbs"][-1][1]
    return render(request, "governance/choose.html", page(request, contract, **context))


def said(number: int, one: str, many: str) -> str:
    return f"{number}{WIDE}{many if number > 1 else one}."


@require_safe
def matrix(request: HttpRequest, contract: str) -> HttpResponse:
    """Who sits where: actors × committees."""
    held = readable(request, contract)
    committees = list(committees_of(held))
    rows: dict = {}
    seats = Seat.objects.of_contract(held).select_related("actor__epci").order_by("actor__name_key", "order", "pk")
    for seat in seats:
        rows.setdefault(seat.actor or seat, {})[seat.committee_id] = seat
    named = [(who, [places.get(one.pk) for one in committees]) for who, places in rows.items()]
    lines = sorted(named, key=lambda row: isinstance(row[0], Seat))
    unnamed = sum(isinstance(who, Seat) for who in rows)
    context = {"committees": committees, "lines": lines, "unnamed": unnamed, "actors": len(rows) - unnamed}
    context["crumbs"] = crumbs_in(held)
    return render(request, "governance/matrix.html", page(request, held, **context))
