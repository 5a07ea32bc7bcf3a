"""The month's grid in a test client: its address, the page as its fields have it, what is typed, what is refused."""

import re

from django.urls import reverse

from tests.factories import month

MARCH = month(2023, 3)


def url(contract, **query) -> str:
    return reverse("objectives:grid", args=[contract.slug]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


def opened(client, contract, **query):
    return client.get(url(contract, **query)).context["grid"]


def posted(grid, **cells) -> dict:
    """Every field as the page has it, then what is typed: a figure, or the fields of a cell."""
    data = {"source": "Courriel du GUH"}
    for form in grid.forms.values():
        kept = {f"{form.prefix}-{name}": form[name].value() for name in ("shown", "lost")}
        data |= {name: value for name, value in kept.items() if value}
        if form.cell.meaning != "nothing":
            figure = form["quantity"].value()
            data |= {f"{form.prefix}-quantity": figure or "", f"{form.prefix}-token": form.cell.token}
    for code, typed in cells.items():
        fields = typed if isinstance(typed, dict) else {"quantity": typed}
        data |= {f"{code}-{name}": value for name, value in fields.items()}
    return data


def code(indicator, epci=None) -> str:
    return f"{indicator.pk}-e{epci.pk}" if epci else f"{indicator.pk}-t"


def errors(response) -> dict[str, list[str]]:
    return {form.cell.code: form.shown_errors for form in response.context["grid"].refused}


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text)).replace("&nbsp;", " ")
