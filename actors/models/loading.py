"""Writing what a batch made ready, and taking it away again: in bulk, with a history like that of single acts."""

import datetime as dt
from collections.abc import Collection, Iterator

from django.db import models
from simple_history.utils import bulk_create_with_history

from actors.models.actor import Actor, Contact
from actors.models.batch import OF_CONTACT, Batch
from actors.models.changes import Held, domain, put
from actors.models.map import Card, Problem
from actors.models.merging import pointing_at
from objectives.french import sort_key
from objectives.models import Contract
from objectives.models.file_import import NAMED

MODELS = {"problems": Problem, "actors": Actor, "contacts": Contact, "cards": Card}
AT_ONCE = 500
# What is written of a row: its key, its version then, what it was before (None for one that is new).
Written = dict[str, list[list]]


def write(batch: Batch, *, by, at: dt.datetime, why: str) -> Written:
    told = {"batch_size": AT_ONCE, "default_user": by, "default_date": at, "default_change_reason": why}
    problems = [Held(problem) for problem in batch.new_problems()]
    contacts = [held for several in batch.contacts.values() for held in several]
    written = {}
    actors, cards = batch.actors.values(), batch.cards.values()
    for name, held in {"problems": problems, "actors": actors, "contacts": contacts, "cards": cards}.items():
        new = [one for one in held if not one.is_stored]
        changed = [one for one in held if one.before]
        if new:
            bulk_create_with_history([one.row for one in new], MODELS[name], **told)
        _update([one.row for one in changed], MODELS[name], {field for one in changed for field in one.before}, told)
        # What a contact was before is in its history, which erasing it erases.
        written[name] = [[one.row.pk, one.row.version, None] for one in new] + [
            [one.row.pk, one.row.version, {} if name == "contacts" else one.before] for one in changed
        ]
    return written


def _update(rows: list[models.Model], model: type[models.Model], fields: set[str], told: dict) -> None:
    if not rows:
        return
    fields |= {"version"}
    if "roles" in fields:
        fields = (fields - {"roles"}) | {field.name for field in Card._meta.fields if field.name.startswith("is_")}
    if "acronym" in fields:
        fields |= {"acronym_key"}
    for row in rows:
        row.version += 1
        if "acronym" in fields:  # bulk updates leave to the caller what save would have done
            row.acronym_key = sort_key(row.acronym)[:40]
    # Ten times as fast as bulk_update, which writes a CASE of every row for every field.
    model._base_manager.bulk_create(
        rows, batch_size=AT_ONCE, update_conflicts=True, update_fields=sorted(fields), unique_fields=["id"]
    )
    model.history.bulk_history_create(rows, update=True, **told)


def take_away(written: Written, *, by, at: dt.datetime, why: str) -> None:
    """Delete what was new, and put back what was changed. `in_the_way` has found nothing."""
    told = {"batch_size": AT_ONCE, "default_user": by, "default_date": at, "default_change_reason": why}
    for name in ("cards", "contacts", "actors", "problems"):
        model = MODELS[name]
        rows = model.objects.in_bulk([pk for pk, _, _ in written[name]])
        if name == "contacts":
            written = written | {name: _with_what_they_were(written[name])}
        gone = [rows[pk] for pk, _, before in written[name] if before is None and pk in rows]
        back = []
        for pk, _, before in written[name]:
            if before is not None and pk in rows:
                for field, value in before.items():
                    put(rows[pk], field, value)
                back.append(rows[pk])
        _update(back, model, {field for _, _, before in written[name] for field in before or {}}, told)
        _delete(gone, model, told)


def _with_what_they_were(contacts: list[list]) -> list[list]:
    changed = {pk: version for pk, version, before in contacts if before is not None}
    past = Contact.history.filter(id__in=list(changed)).values("id", "version", *OF_CONTACT)
    before = {one["id"]: one for one in past if one["version"] == changed[one["id"]] - 1}
    return [
        [
            pk,
            version,
            {name: before[pk][name] for name in OF_CONTACT} if pk in before else None if pk not in changed else {},
        ]
        for pk, version, _ in contacts
    ]


def _delete(rows: list[models.Model], model: type[models.Model], told: dict) -> None:
    history = model.history.model
    keys = [row.pk for row in rows]
    if model is Contact:  # personal data that was loaded by mistake: nothing of it stays
        history.objects.filter(id__in=keys).delete()
    else:
        history.objects.bulk_create(
            [
                history(
                    history_date=told["default_date"],
                    history_user=told["default_user"],
                    history_change_reason=told["default_change_reason"],
                    history_type="-",
                    **{field.attname: getattr(row, field.attname) for field in history.tracked_fields},
                )
                for row in rows
            ],
            batch_size=AT_ONCE,
        )
    found = model._base_manager.filter(pk__in=keys)
    found._raw_delete(found.db)  # the history above is all that signals would have done


def lock(written: Written) -> None:
    for name, rows in written.items():
        list(MODELS[name].objects.select_for_update().filter(pk__in=[pk for pk, _, _ in rows]).values_list("pk"))


# --- What stands in the way ------------------------------------------------------------------------------------------
def in_the_way(written: Written, contract: Contract) -> Iterator[str]:
    """By name, what has changed since, or refers to what would go; not what it is called in other contracts."""
    own = {MODELS[name]: {pk for pk, _, _ in rows} for name, rows in written.items()}
    for name, entries in written.items():
        model = MODELS[name]
        stored = dict(model._base_manager.filter(pk__in=own[model]).values_list("pk", "version"))
        touched = {pk: version for pk, version, _ in entries if pk in stored and stored[pk] != version}
        yield from _missing(model, own[model] - stored.keys())
        yield from (f"{_called(row)} a changé" for row in _changed(model, touched))
        yield from _references(model, [pk for pk, _, before in entries if before is None], own, contract)


_SHOWN_WITH = {
    Problem: ("incontournable",),
    Actor: (),
    Contact: ("actor",),
    Card: ("actor", "problem__incontournable"),
}


def _rows(model: type[models.Model], keys: Collection[int]) -> dict[int, models.Model]:
    return model._base_manager.select_related(*_SHOWN_WITH[model]).in_bulk(list(keys))


def _changed(model: type[models.Model], versions: dict[int, int]) -> Iterator[models.Model]:
    """Without those that changed and changed back, as another import does that was undone."""
    rows, back = _rows(model, versions), set()
    fields = [field.attname for field in model.history.model.tracked_fields if field.name != "version"]
    for then in model.history.filter(id__in=list(rows)):
        row = rows[then.id]
        if then.version == versions[then.id] and all(getattr(row, name) == getattr(then, name) for name in fields):
            back.add(then.id)
    return (rows[pk] for pk in versions if pk not in back)


def _called(row: models.Model) -> str:
    match row:
        case Card():
            return f"la carte de « {row.actor} » ({domain(row.problem.incontournable)} · {row.problem.title})"
        case Contact():
            return f"un contact de « {row.actor} »"
        case Problem():
            return f"la problématique « {row} » ({domain(row.incontournable)})"
    return f"« {row} »"


def _missing(model: type[models.Model], keys: Collection[int]) -> Iterator[str]:
    """A contact that was erased is no obstacle: there is nothing to put back."""
    if model is Actor:
        yield from (f"« {past.name} » a été supprimé" for past in _last(Actor, keys).values())
    elif model is Card:
        cards = _last(Card, keys).values()
        actors = _last(Actor, {card.actor_id for card in cards})
        for card in cards:
            named = actors[card.actor_id].name if card.actor_id in actors else card.actor_id
            yield f"la carte de « {named} » a été retirée"


def _last(model: type[models.Model], keys: Collection[int]) -> dict[int, models.Model]:
    """What each row was last."""
    history = model.history.filter(id__in=list(keys)) if keys else model.history.none()
    return {past.id: past for past in history.order_by("id", "history_date", "history_id")}


def _references(model: type[models.Model], keys: list[int], own: dict, contract: Contract) -> Iterator[str]:
    """Each is told of, and as many are named as are ever shown: the others are only counted."""
    for column in pointing_at(model) if keys else ():
        other = column.model
        found = other._base_manager.filter(**{f"{column.name}__in": keys}).exclude(pk__in=own.get(other, ()))
        found = list(found.order_by("pk").values_list("pk", column.attname))
        shown = other._base_manager.select_related(*_ways(other)).in_bulk([pk for pk, _ in found[:NAMED]])
        named = _rows(model, {key for pk, key in found if pk in shown})
        for pk, key in found:
            yield _reference(_called(named[key]), shown[pk], contract) if pk in shown else ""


def _reference(what: str, row: models.Model, contract: Contract) -> str:
    kind, of = row._meta.verbose_name, getattr(row, "contract", None)
    name = "dans un autre contrat" if of and of != contract else f"« {row} »"
    return f"{what} sert ailleurs : {kind} {name}"


def _ways(model: type[models.Model], depth: int = 4) -> Iterator[str]:
    """To all that naming a row, or its contract, may ask for: whatever the app, in one query."""
    for column in model._meta.concrete_fields:
        if column.is_relation:
            yield column.name
            if depth > 1 and not column.null:
                yield from (f"{column.name}__{way}" for way in _ways(column.related_model, depth - 1))
