"""The life of a sheet: who wrote what and when, why, and what was there before."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from django.db.models import Model
from django.utils.timezone import template_localtime

from objectives import french
from objectives.models import Action, Axis, Incontournable, Link, Milestone, Opinion, Sheet, SheetLine
from objectives.timeline import Change

SILENT = {"id", "version", "code", "order", "is_removed", "incontournable"}
# What every model keeps in one gender, as an act: it follows «action» as well as «jalon».
ACTS = {
    "ajouté": "ajout",
    "écrite": "rédaction",
    "modifié": "modification",
    "modifiée": "modification",
    "déplacé": "déplacement",
    "retiré": "retrait",
    "rétabli": "rétablissement",
}
WRITTEN = (Sheet, SheetLine, Axis, Link, Milestone, Action)


@dataclass(frozen=True)
class Moment:
    """`what` is the row it is about, `how` what was done to it."""

    at: dt.datetime
    who: str
    what: str
    how: str
    changes: tuple[Change, ...] = ()


def told(item: Incontournable) -> list[Moment]:
    """The latest first; seven queries, whatever the number of moments."""
    moments = [
        replace(moment, how=ACTS.get(moment.how, moment.how))
        for model in WRITTEN
        for moment in moments_of(model, _name, incontournable=item)
    ]
    opinions = Opinion.objects.filter(indicator__incontournable=item).select_related("given_by")
    moments += [
        Moment(given.given_at, str(given.given_by), "avis", f"{given.get_level_display()} : {given.note}")
        for given in opinions
    ]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def loaded(item: Incontournable) -> int:
    """How many rows came with the facts of the contract, by nobody's hand."""
    return sum(
        model.history.filter(incontournable=item, history_type="+", history_user=None).count() for model in WRITTEN
    )


def moments_of(
    model: type[Model], named: Callable[[type[Model], Model], str], *, silent: Collection[str] = SILENT, **which
) -> Iterator[Moment]:
    """What was done to the rows of a model, as their history tells it: one query. `named` says what a row was then."""
    fields = [field for field in model._meta.concrete_fields if field.name not in silent]
    related = [field.name for field in fields if field.is_relation]
    rows = model.history.filter(**which).select_related("history_user", *related)
    before: dict[int, Model] = {}
    for row in rows.order_by("history_id"):
        old = before.get(row.id)
        before[row.id] = row
        if old is None and row.history_user_id is None:
            continue
        if old and (old.history_date, old.history_change_reason) == (row.history_date, row.history_change_reason):
            continue  # the same act, told again for each relation to many that it filled
        changes = [] if old is None else [(field, _said(old, field), _said(row, field)) for field in fields]
        yield Moment(
            at=row.history_date,
            who=str(row.history_user or "la ligne de commande"),
            what=named(model, row),
            how=row.history_change_reason or ("ajouté" if old is None else "modifié"),
            changes=tuple(Change(field.verbose_name, was, now) for field, was, now in changes if was != now),
        )


def _name(model: type[Model], row: Model) -> str:
    """«constat « Ingénierie limitée »», as it was then."""
    if model is Sheet:
        return "textes de la fiche"
    kind = row.get_kind_display() if model is SheetLine else model._meta.verbose_name
    return f"{kind} « {model.__str__(row)} »"


def _said(row: Model, field) -> str:
    value = getattr(row, field.name)
    if isinstance(value, (dt.date, dt.time)):
        return french.when(template_localtime(value))
    display = getattr(row, f"get_{field.name}_display", None)
    return str((display() if display else value) or "(vide)")
