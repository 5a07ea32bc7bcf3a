"""Filters for French numbers, dates and plurals; a builtin of every template."""

import datetime as dt

from django import template

from objectives import french

register = template.Library()

register.filter("number", french.number)
register.filter("counted", french.counted)
register.filter("signed", french.signed)
register.filter("percent", french.percent)
register.filter("euros", french.euros)
register.filter("in_words", french.in_words)
register.filter("hour", french.hour, expects_localtime=True)
register.filter("moment", french.moment, expects_localtime=True)


@register.filter
def day(value: dt.date) -> str:
    return value.strftime("%d/%m/%Y")


@register.filter
def count(value: int, words: str) -> str:
    """{{ 0|count:"saisie,saisies" }} → «0 saisie»: French makes plurals from two on."""
    singular, plural = words.split(",")
    return f"{french.number(value, 0)}{french.WIDE}{plural if abs(value) >= 2 else singular}"
