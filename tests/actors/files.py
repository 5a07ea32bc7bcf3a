"""Files of actors, read by the steps of the import."""

from django.db import connection

from actors.imports import actors
from actors.imports.columns import known_headings, meanings
from actors.imports.reading import COLUMNS
from actors.models import ActorImport
from objectives import exports
from tests.factories import AFTER, morning

AT = morning(AFTER)
HEADINGS = [column.label for column in COLUMNS]


def row(name="", **said) -> list:
    """The cells of a line, by the keys of the columns."""
    return [{"name": name, **said}.get(column.key, "") for column in COLUMNS]


def sheet(*rows, headings=HEADINGS) -> bytes:
    return exports.to_xlsx(headings, rows, "Acteurs")


def told(done: ActorImport) -> list[dict]:
    """What the page of columns proposes for each sheet that it would read."""
    known = known_headings(done.author)
    return [
        {
            "name": one["name"],
            "heading_row": one["heading_row"],
            "columns": {key: letter for letter, key in meanings(one["rows"][str(one["heading_row"])], known).items()},
        }
        for one in done.content["sheets"]
        if one["is_read"]
    ]


def previewed(contract, who, *rows, data=None, name="liste.xlsx", erases=False, creates=False) -> ActorImport:
    done = actors.arrive(contract, by=who, at=AT, data=data or sheet(*rows), name=name)
    actors.look(done, told(done), erases=erases, creates=creates, at=AT)
    return ActorImport.objects.get(pk=done.pk)


def confirmed(contract, who, *rows, **options) -> ActorImport:
    done = previewed(contract, who, *rows, **options)
    assert done.confirm(by=who, at=AT) is True
    return ActorImport.objects.get(pk=done.pk)


def everything_stored() -> str:
    """Every value of every table, to look for what should have gone."""
    with connection.cursor() as cursor:
        told = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [
                bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                for found in cursor.fetchall()
                for value in found
            ]
    return "\n".join(told)
