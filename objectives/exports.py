"""The list of entries as a spreadsheet: numbers are numbers, dates are dates, and text is never a formula."""

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from decimal import Decimal

import tablib
import xlsxwriter
from django.utils import timezone
from import_export import fields, resources, widgets

from objectives.models import ProgressEntry
from objectives.models.querysets import ProgressEntryQuerySet

DAY, MOMENT = "%d/%m/%Y", "%d/%m/%Y %H:%M"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STARTS_A_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
_WIDTHS = {
    "Nom": 45,
    "Problématique": 40,
    "Notes": 40,
    "Intitulé": 45,
    "Source": 35,
    "Commentaire": 35,
    "Motif": 25,
    "Indicateur": 22,
    "Unité": 14,
}


class _AsIs(widgets.Widget):
    """Decimals, dates and text as Python holds them; times in local time, without a zone, as spreadsheets have them."""

    def render(self, value, obj=None, **kwargs):
        return timezone.make_naive(value) if isinstance(value, dt.datetime) else value


def _column(heading: str, attribute: str) -> fields.Field:
    return fields.Field(attribute=attribute, column_name=heading, widget=_AsIs())


class EntryResource(resources.Resource):
    reference = _column("Référence", "reference")
    number = _column("N°", "indicator__incontournable__number")
    code = _column("Indicateur", "indicator__code")
    label = _column("Intitulé", "indicator__label")
    unit = _column("Unité", "indicator__entered_unit")
    place_epci = _column("EPCI", "epci__short_name")
    place = _column("Commune", "commune__name")
    insee = _column("Code INSEE", "commune__insee")
    start = _column("Début", "period_start")
    end = _column("Fin", "period_end")
    amount = _column("Quantité", "quantity")
    status = _column("État", "get_state_display")
    origin = _column("Source", "source")
    remark = _column("Commentaire", "comment")
    why = _column("Motif", "justification")
    pieces = _column("Pièces", "evidence_count")
    by = _column("Auteur", "author")
    sent = _column("Envoyée le", "sent_at")
    validator = _column("Validée par", "validated_by")
    validated = _column("Validée le", "validated_at")
    alone = _column("Motif de validation par l’auteur", "self_validation_reason")
    replaced = _column("Remplace", "replaces__reference")

    def dehydrate_place_epci(self, entry: ProgressEntry) -> str:
        epci = entry.commune.epci if entry.commune_id else entry.epci
        return epci.short_name if epci else "Territoire entier"


def dataset(entries: ProgressEntryQuerySet) -> tablib.Dataset:
    return EntryResource().export(entries.with_evidence_count().select_related("replaces"))


def to_xlsx(headings: Sequence[str], rows: Sequence[Sequence], title: str) -> bytes:
    """A workbook of one sheet. Text is written as text whatever it starts with; control characters are left out."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", _clean(title))[:31])
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for column, words in enumerate(headings):
        sheet.write_string(0, column, _clean(words), heading)
        sheet.set_column(column, column, _WIDTHS.get(words, 16))
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            match value:
                case None | "":
                    pass
                case dt.datetime():
                    sheet.write_datetime(line, column, value, moment)
                case dt.date():
                    sheet.write_datetime(line, column, value, day)
                case Decimal() | int():
                    sheet.write_number(line, column, value)
                case _:
                    sheet.write_string(line, column, _clean(str(value)))
    sheet.freeze_panes(1, 1)
    if rows and headings:
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    book.close()
    return stream.getvalue()


def to_csv(headings: Sequence[str], rows: Sequence[Sequence]) -> bytes:
    """As a French spreadsheet opens it: UTF-8 with its mark, semicolons, decimal commas, days first."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([_in_csv(value) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def _in_csv(value) -> str:
    match value:
        case None:
            return ""
        case dt.datetime():
            return f"{value:{MOMENT}}"
        case dt.date():
            return f"{value:{DAY}}"
        case Decimal() | int():
            return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)
    text = _clean(str(value))
    return f"'{text}" if _STARTS_A_FORMULA.match(text) else text


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
