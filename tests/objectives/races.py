"""The races run by crowd.py: what each of two people has on screen before the start, and what they then do at once."""

import datetime as dt
import uuid
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.forms import modelform_factory

from actors.models import Actor, Card, Problem
from actors.quadrants import Position
from cottri.models import User
from governance.models import Committee, Meeting
from objectives.admin import ContractForm
from objectives.models import (
    Action,
    Axis,
    Contract,
    Epci,
    GlossaryTerm,
    Incontournable,
    Indicator,
    Milestone,
    ProgressEntry,
    Sheet,
    State,
)
from tests.factories import (
    AFTER,
    make_actor,
    make_amendment,
    make_binary,
    make_card,
    make_contract,
    make_entry,
    make_epci,
    make_indicator,
    make_problem,
    make_user,
    month,
    morning,
    new_entry,
)
from tests.meetings import make_committee
from tests.sheets import make_axis, make_milestone

AT = morning(AFTER)


def prepare(rounds: int, many: int) -> None:
    contract = make_contract(epcis=1, communes=1)
    contract.epcis.add(*(make_epci(f"Zone {number}") for number in range(rounds)))
    ada, _ = (make_user(name, contract=contract) for name in ("ada", "grace"))
    for rank in range(many):
        make_indicator(contract, code=f"crowded-{rank}")
    for code in (
        "both-validate",
        "validate-or-revise",
        "both-amend",
        "validate-or-amend",
        "same-form",
        "two-scales",
        "gone",
    ):
        indicator = make_indicator(contract, code=code)
        for _ in range(rounds):
            if code.endswith("revise") or code == "both-validate":
                make_entry(indicator, 5, author=ada, state=State.PENDING)
            elif code.endswith("amend"):
                entry = make_entry(indicator, 5, author=ada)
                if code == "validate-or-amend":
                    make_amendment(entry, 6, author=ada, state=State.PENDING)
    problem = make_problem(contract)
    for number in range(rounds):
        make_binary(contract, code=f"one-{number}")
        make_card(problem)
        make_milestone(_items()[0], AFTER)
        make_axis(_items()[0], number + 1)
        make_actor(f"Attendu {number}")
        make_committee(contract)


def ada() -> User:
    return User.objects.get(username="ada")


def grace() -> User:
    return User.objects.get(username="grace")


def record(many: int, *, rank: int) -> None:
    indicator, author = Indicator.objects.get(code=f"crowded-{rank}"), (ada, grace)[rank % 2]()
    for _ in range(many):
        new_entry(indicator, 1, period=month(2022, 6), justification="En parallèle").record(by=author, at=AT)


def _entry(code: str, number: int, **which) -> ProgressEntry:
    return ProgressEntry.objects.filter(indicator__code=code, **which).order_by("pk")[number]


def _validate(code: str, **which):
    def ready(number: int):
        entry, by = _entry(code, number, **which), grace()
        return lambda: entry.validate(by=by, at=AT)

    return ready


def _revise(code: str):
    def ready(number: int):
        entry, by = _entry(code, number), ada()
        entry.quantity = Decimal(500)
        return lambda: entry.revise(by=by, at=AT)

    return ready


def _amend(code: str):
    def ready(number: int):
        amendment, by = _entry(code, number, replaces=None).amendment(), ada()
        amendment.justification, amendment.quantity = "Erreur", Decimal(8)
        return lambda: amendment.record(by=by, at=AT)

    return ready


def _send_form(code: str):
    def ready(number: int):
        key = uuid.uuid5(uuid.NAMESPACE_OID, f"{code} {number}")
        period = month(2022, number + 1)
        entry, by = new_entry(Indicator.objects.get(code=code), 4, submission_key=key, period=period), ada()
        return lambda: entry.record(by=by, at=AT)

    return ready


def _enter_for(scale: str):
    def ready(number: int):
        indicator = Indicator.objects.get(code="two-scales")
        epci = indicator.contract.epcis.earliest("pk")
        place = {"epci": epci} if scale == "epci" else {"commune": epci.communes.get()}
        entry, by = new_entry(indicator, 4, period=month(2022, number + 1), **place), ada()
        return lambda: entry.record(by=by, at=AT)

    return ready


def _enter_for_zone(number: int):
    zone = Epci.objects.get(name=f"Zone {number}")
    entry, by = new_entry(Indicator.objects.get(code="gone"), 4, period=month(2022, 6), epci=zone), ada()
    return lambda: entry.record(by=by, at=AT)


def _let_zone_go(number: int):
    def save() -> None:
        contract = Contract.objects.get()
        kept = contract.epcis.exclude(name=f"Zone {number}").values_list("pk", flat=True)
        sent = {"epcis": list(kept), "read_version": contract.version}
        with transaction.atomic():
            form = modelform_factory(Contract, form=ContractForm, fields=["epcis"])(sent, instance=contract)
            if not form.is_valid():
                raise ValidationError(form.errors.as_text())
            form.save()

    return save


def _enter_one(number: int):
    entry, by = new_entry(Indicator.objects.get(code=f"one-{number}"), 1), ada()
    return lambda: entry.record(by=by, at=AT)


def _move_card(interest: int):
    def ready(number: int):
        card, by = Card.objects.order_by("pk")[number], ada()
        card.position = Position(interest, 4)
        return lambda: card.move(by=by, at=AT, why="En parallèle")

    return ready


def _reach(number: int):
    milestone, by = Milestone.objects.order_by("pk")[number], ada()
    return lambda: milestone.complete(by=by, at=AT, on=AFTER)


def _write_first(number: int):
    """The same empty sheet, opened by both."""
    sheet, by = Sheet(incontournable=_items()[number], ambition="Rénover"), ada()
    return lambda: sheet.store(by=by, at=AT)


def _remove_axis(number: int):
    axis, by = Axis.objects.order_by("pk")[number], ada()
    return lambda: axis.remove(by=by, at=AT)


def _lean_on_axis(number: int):
    axis, by = Axis.objects.order_by("pk")[number], grace()
    action = Action(incontournable=axis.incontournable, axis=axis, framework="epci", text="Harmoniser")
    return lambda: action.append(by=by, at=AT)


def _number_axis(number: int):
    axis, by = Axis(incontournable=_items()[0], number=90 + number, title="En parallèle"), ada()
    return lambda: axis.append(by=by, at=AT)


def _explain(number: int):
    term, by = GlossaryTerm(contract=Contract.objects.get(), acronym=f"S{number}", meaning="En parallèle"), ada()
    return lambda: term.add(by=by, at=AT)


def _committee(number: int) -> Committee:
    return Committee.objects.order_by("pk")[number]


def _remove_committee(number: int):
    committee, by = _committee(number), ada()
    return lambda: committee.remove(by=by, at=AT)


def _plan(number: int):
    meeting, by = Meeting(committee=_committee(number), starts_at=AT, ends_at=AT + dt.timedelta(hours=2)), grace()
    return lambda: meeting.plan(by=by, at=AT)


def _items() -> list[Incontournable]:
    return list(Incontournable.objects.order_by("pk"))


def _add_card(number: int):
    card = Card(problem=Problem.objects.get(), actor=Actor.objects.get(name=f"Attendu {number}"))
    by = ada()
    return lambda: card.add(by=by, at=AT)


RACES = {
    "both-validate": [_validate("both-validate")] * 2,
    "validate-or-revise": [_validate("validate-or-revise"), _revise("validate-or-revise")],
    "both-amend": [_amend("both-amend")] * 2,
    "validate-or-amend": [_validate("validate-or-amend", replaces__isnull=False), _amend("validate-or-amend")],
    "same-form": [_send_form("same-form")] * 2,
    "two-scales": [_enter_for("epci"), _enter_for("commune")],
    "enter-or-let-go": [_enter_for_zone, _let_zone_go],
    "one-or-one": [_enter_one] * 2,
    "both-move": [_move_card(1), _move_card(4)],
    "both-add": [_add_card] * 2,
    "both-reach": [_reach] * 2,
    "both-write-first": [_write_first] * 2,
    "one-number": [_number_axis] * 2,
    "one-acronym": [_explain] * 2,
    "remove-or-lean": [_remove_axis, _lean_on_axis],
    "remove-or-plan": [_remove_committee, _plan],
}


def stored() -> dict[str, list[tuple]]:
    """What the database holds at the end: each entry and card with its version and rows of history."""
    found: dict[str, list[tuple]] = {}
    for entry in ProgressEntry.objects.select_related("indicator").order_by("pk"):
        row = (int(entry.quantity), str(entry.state), entry.version, entry.history.count())
        found.setdefault(entry.indicator.code, []).append(row)
    for card in Card.objects.order_by("pk"):
        found.setdefault("cards", []).append((card.is_placed, card.version, card.history.count()))
    outside = ProgressEntry.objects.exclude(epci=None).exclude(epci__contracts=F("indicator__incontournable__contract"))
    found["outside"] = list(outside.values_list("epci__name"))
    found["leaning"] = list(Action.objects.order_by("pk").values_list("axis__is_removed", flat=True))
    found["planned"] = list(Meeting.objects.order_by("pk").values_list("committee__is_removed", flat=True))
    return found
