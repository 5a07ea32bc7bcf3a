from django.db import migrations
from django.utils import timezone
from objectives.french import sort_key

LONGEST = {"name": 255, "short_name": 40}  # of a key


def fill(apps, schema_editor):
    """The keys of what is there. Of the committees of a contract that they cannot tell apart, the first keeps its name;
    then «Énergie (2)», or the next number that none of them bears, told in its history.
    """
    committees = apps.get_model("governance", "Committee").objects
    told = apps.get_model("governance", "HistoricalCommittee").objects
    for row in told.order_by("pk"):
        told.filter(pk=row.pk).update(**_keys(row))
    rows = list(committees.order_by("is_removed", "contract_id", "order", "pk"))
    known, seen = {_place(row, name) for row in rows if not row.is_removed for name in LONGEST}, set()
    for row in rows:
        before = row.name, row.short_name
        if not row.is_removed:
            for name in LONGEST:
                _tell_apart(row, name, known, seen)
        values = {"name": row.name, "short_name": row.short_name, **_keys(row)}
        if (row.name, row.short_name) != before:
            row.version = values["version"] = row.version + 1
        committees.filter(pk=row.pk).update(**values)
        if "version" in values:
            fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | values
            why = "nom déjà pris par un autre comité"
            told.create(**fields, history_type="~", history_date=timezone.now(), history_change_reason=why)


def _keys(row) -> dict[str, str]:
    return {f"{name}_key": sort_key(getattr(row, name))[:longest] for name, longest in LONGEST.items()}


def _place(row, name: str) -> tuple:
    return row.contract_id, name, sort_key(getattr(row, name))[: LONGEST[name]]


def _tell_apart(row, name: str, known: set, seen: set) -> None:
    words, number = getattr(row, name), 1
    if words and _place(row, name) in seen:
        longest = row._meta.get_field(name).max_length
        while _place(row, name) in known:
            number += 1
            mark = f" ({number})"
            setattr(row, name, words[: longest - len(mark)] + mark)
        known.add(_place(row, name))
    seen.add(_place(row, name))


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0006_committee_keys"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
