"""What most tests of governance start from: a contract, and an officer of it who is signed in."""

import pytest

from tests.factories import make_contract, make_user


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def agent(client, contract):
    user = make_user(contract=contract)
    client.force_login(user)
    return user
