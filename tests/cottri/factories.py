"""Contracts without EPCI and people who can sign in: all that the tests of accounts need."""

import datetime as dt

from cottri.models import Role
from tests.factories import END, make_contract, make_user

PASSWORD = "quatre-mots-de-passe-corrects"


def a_contract(slug="calaisis", starts_on=dt.date(2021, 1, 1), ends_on=END):
    names = {"name": f"COT TRI {slug}", "short_name": slug.title()}
    return make_contract(epcis=0, slug=slug, starts_on=starts_on, ends_on=ends_on, **names)


def a_user(username, *roles, **fields):
    """`a_user("agent", (Role.OFFICER, contract))`."""
    user = make_user(username, **{"email": f"{username}@example.org", "password": PASSWORD, **fields})
    for role, contract in roles:
        user.memberships.create(contract=contract, role=role)
    return user


def an_administrator(contract, username="admin"):
    return a_user(username, (Role.ADMINISTRATOR, contract))
