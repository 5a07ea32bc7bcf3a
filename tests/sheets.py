"""A sheet with one of everything that can stand on it, written through the verbs of the interface."""

import datetime as dt

from objectives.judgement import Level
from objectives.models import (
    Action,
    Axis,
    Contract,
    GlossaryTerm,
    Incontournable,
    Indicator,
    Link,
    Milestone,
    Opinion,
    Sheet,
    SheetLine,
)
from objectives.models.sheet_row import SheetRow
from tests.factories import morning, officer

WRITTEN = morning(dt.date(2022, 1, 10))


def make_item(contract: Contract, **fields) -> Incontournable:
    """One without an indicator: an «indicateur de projet»."""
    number = contract.incontournables.count() + 1
    return Incontournable.objects.create(
        **{"contract": contract, "number": number, "kind": "project", "title": "Projet", "short_title": "Projet"}
        | fields
    )


def written(row: SheetRow, at: dt.datetime = WRITTEN) -> SheetRow:
    row.append(by=officer(row.contract), at=at)
    return row


def make_sheet(item: Incontournable, **fields) -> Sheet:
    return Sheet.objects.create(incontournable=item, **{"ambition": "Construire un plan d’actions"} | fields)


def make_line(item: Incontournable, text: str = "Ingénierie limitée", **fields) -> SheetLine:
    return written(SheetLine(incontournable=item, text=text, **{"kind": SheetLine.Kind.FINDING} | fields))


def make_axis(item: Incontournable, number: int = 1, **fields) -> Axis:
    return written(Axis(incontournable=item, number=number, **{"title": "Les bâtiments publics"} | fields))


def make_link(item: Incontournable, target: Incontournable, **fields) -> Link:
    return written(Link(incontournable=item, target=target, **{"as_printed": f"DC {target.dc_number}"} | fields))


def make_milestone(item: Incontournable, due_on: dt.date, done_on: dt.date | None = None, **fields) -> Milestone:
    milestone = written(Milestone(incontournable=item, due_on=due_on, **{"title": "Convention signée"} | fields))
    if done_on:
        milestone.complete(by=officer(item.contract), at=morning(done_on), on=done_on)
    return milestone


def make_action(item: Incontournable, text: str = "Harmoniser l’information", **fields) -> Action:
    return written(Action(incontournable=item, text=text, **{"framework": Action.Framework.TERRITORY} | fields))


def make_opinion(indicator: Indicator, level: str = Level.SECURED, *, day: dt.date, **fields) -> Opinion:
    opinion = Opinion(indicator=indicator, level=level, **{"note": "Le rythme tient."} | fields)
    opinion.give(by=officer(indicator.contract), at=morning(day))
    return opinion


def make_term(contract: Contract, acronym: str = "GUH", **fields) -> GlossaryTerm:
    return GlossaryTerm.objects.create(
        contract=contract, acronym=acronym, **{"meaning": "Guichet unique de l’habitat"} | fields
    )


def make_everything(indicator: Indicator) -> None:
    """One row of each kind on the sheet of this indicator, and a second sheet that it cites."""
    item = indicator.incontournable
    make_sheet(item)
    make_line(item)
    make_action(item, axis=make_axis(item), due_on=dt.date(2022, 6, 30))
    make_link(item, make_item(item.contract))
    make_milestone(item, dt.date(2022, 3, 31), dt.date(2022, 3, 15))
    make_opinion(indicator, day=dt.date(2022, 2, 1))
    make_term(item.contract)
