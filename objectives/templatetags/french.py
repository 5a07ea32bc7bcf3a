"""Filters for French numbers, dates and plurals; a builtin of every template."""

import datetime as dt

from django import template
from django.utils.formats import date_format

from objectives import french

register = template.Library()

register.filter("number", french.number)
register.filter("counted", french.counted)
register.filter("signed", french.signed)
register.filter("percent", french.percent)
register.filter("euros", french.euros)
register.filter("hour", french.hour)


@register.filter
def day(value: dt.date) -> str:
    return value.strftime("%d/%m/%Y")


@register.filter
def in_words(value: dt.date) -> str:
    """«1er mai 2023»."""
    return f"{'1er' if value.day == 1 else value.day} {date_format(value, 'F Y')}"


@register.filter
def count(value: int, words: str) -> str:
    """{{ 0|count:"saisie,saisies" }} → «0 saisie»: French makes plurals from two on."""
    singular, plural = words.split(",")
    return f"{french.number(value, 0)}{french.WIDE}{plural if abs(value) >= 2 else singular}"
