"""The rows of several tables in one query: a page of many small blocks is not as many round trips."""

import datetime as dt
from operator import attrgetter
from typing import Any

from django.db import connections, models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone


def gather(*querysets: QuerySet) -> list[list[models.Model]]:
    """The instances of each queryset; what they relate to is not fetched.

    In the order of their model, as far as columns of its own say it.
    """
    parts = [
        rows.order_by()
        .annotate(
            part=Value(number, models.SmallIntegerField()),
            row=JSONObject(**{field.attname: F(field.attname) for field in rows.model._meta.concrete_fields}),
        )
        .values_list("part", "row")
        for number, rows in enumerate(querysets)
    ]
    found: list[list[models.Model]] = [[] for _ in querysets]
    for part, row in parts[0].union(*parts[1:], all=True):
        found[part].append(_instance(querysets[part], row))
    for rows, queryset in zip(found, querysets, strict=True):
        own = {field.name for field in queryset.model._meta.concrete_fields if not field.is_relation} | {"pk"}
        for name in reversed(queryset.model._meta.ordering):
            if name.lstrip("-") in own:
                rows.sort(key=attrgetter(name.lstrip("-")), reverse=name.startswith("-"))
    return found


def _instance(queryset: QuerySet, row: dict[str, Any]) -> models.Model:
    fields = queryset.model._meta.concrete_fields
    values = [_value(field, row[field.attname], queryset.db) for field in fields]
    return queryset.model.from_db(queryset.db, [field.attname for field in fields], values)


def _value(field: models.Field, value: Any, using: str) -> Any:
    """What the column holds, as the ORM would have read it."""
    if hasattr(field, "from_db_value"):
        return field.from_db_value(value, None, connections[using])
    read = field.to_python(value)
    if isinstance(read, dt.datetime) and timezone.is_naive(read):  # SQLite keeps UTC without saying so
        return read.replace(tzinfo=dt.UTC)
    return read
