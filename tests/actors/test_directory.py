"""The directory that contracts share: who finds whom, from where, and in how many queries."""

import pytest
from django.urls import reverse

from cottri.models import Membership, Role
from tests.factories import make_actor, make_contract, make_user

pytestmark = pytest.mark.django_db


def test_the_directory_has_the_layout_of_the_readers_only_contract(client):
    contract = make_contract(short_name="Calaisis")
    client.force_login(make_user(contract=contract, role=Role.COPIL))
    page = client.get(reverse("actors:list"))
    assert page.context["contract"] == contract
    assert f'href="/{contract.slug}/objectifs/"' in page.text and "Calaisis" in page.text


def test_with_two_contracts_the_directory_leads_to_both(client):
    here, there = (make_contract(short_name=name) for name in ("Ici", "Ailleurs"))
    user = make_user(contract=here)
    Membership.objects.create(user=user, contract=there, role=Role.COPIL)
    client.force_login(user)
    page = client.get(reverse("actors:list"))
    assert page.context["contract"] is None
    for contract in (here, there):
        assert f'<a href="/{contract.slug}/">{contract.short_name}</a>' in page.text


def test_an_actor_that_was_merged_leads_to_the_one_that_took_its_place(client):
    kept = make_actor("Région Hauts-de-France")
    between = make_actor("Région", merged_into=kept)
    absorbed = make_actor("La Région", merged_into=between)
    client.force_login(make_user(contract=make_contract()))
    response = client.get(absorbed.get_absolute_url())
    assert (response.status_code, response.url) == (302, kept.get_absolute_url())
    assert "La Région" not in client.get(reverse("actors:list")).text
