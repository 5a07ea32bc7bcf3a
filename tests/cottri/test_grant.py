"""manage.py grant: opens accounts, gives roles, says what it did, and changes nothing the second time."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cottri.models import Membership, Role, User
from tests.cottri.factories import a_contract, a_user

pytestmark = pytest.mark.django_db


def grant(*args, **options):
    said = StringIO()
    call_command("grant", *args, stdout=said, **options)
    return said.getvalue()


def state():
    return (
        list(User.objects.values_list("username", "email", "password")),
        list(Membership.objects.values_list("user__username", "contract__slug", "role")),
        Membership.history.count(),
        User.history.count(),
    )


def test_it_opens_an_account_whose_password_remains_to_be_chosen():
    a_contract()
    said = grant("agathe", "officer", "calaisis", email="agathe@example.org", create=True)
    user = User.objects.get()
    assert not user.has_usable_password()
    assert user.memberships.get().role == Role.OFFICER
    assert "compte ouvert" in said
    assert "Mot de passe oublié" in said
    assert "« Agent » dans COT TRI calaisis" in said


def test_said_twice_it_changes_nothing_and_says_so():
    a_contract()
    grant("agathe", "officer", "calaisis", email="agathe@example.org", create=True)
    before = state()
    assert "a déjà le rôle « Agent »" in grant("agathe", "officer", "calaisis", email="agathe@example.org", create=True)
    assert state() == before


def test_it_takes_the_password_from_the_environment(monkeypatch):
    a_contract()
    monkeypatch.setenv("COTTRI_PASSWORD", "une-phrase-assez-longue")
    said = grant("agathe", "administrator", "calaisis", create=True)
    assert User.objects.get().check_password("une-phrase-assez-longue")
    assert "une-phrase-assez-longue" not in said


def test_it_never_changes_the_password_of_an_account_that_exists(monkeypatch):
    a_contract()
    user = a_user("agathe")
    monkeypatch.setenv("COTTRI_PASSWORD", "une-phrase-assez-longue")
    grant("agathe", "officer", "calaisis", create=True)
    assert User.objects.get().password == user.password


def test_it_changes_a_role_and_says_what_it_was():
    contract = a_contract()
    user = a_user("agathe", (Role.OFFICER, contract))
    assert "« Administrateur » dans COT TRI calaisis (au lieu de « Agent »)" in grant(
        "agathe", "administrator", "calaisis"
    )
    assert [change.role for change in Membership.history.filter(user=user)] == ["administrator", "officer"]
    assert Membership.history.first().history_change_reason == "manage.py grant"


def test_it_changes_the_address_when_given_another():
    a_contract()
    a_user("agathe")
    assert "devient autre@example.org" in grant("agathe", "copil", "calaisis", email="autre@example.org")
    assert User.objects.get().email == "autre@example.org"


@pytest.mark.parametrize(
    ("args", "options", "sentence"),
    [
        (("agathe", "officer", "ailleurs"), {}, "Contrats connus : calaisis"),
        (("inconnue", "officer", "calaisis"), {}, "Ajoutez --create"),
        (("neuve", "officer", "calaisis"), {"create": True}, "Donnez --email"),
        (("neuve", "officer", "calaisis"), {"create": True, "email": "a@b.fr\nBcc: c@d.fr"}, "adresse"),
        (
            ("neuve", "officer", "calaisis"),
            {"create": True, "email": "agathe@example.org"},
            "déjà celle d’un autre compte",
        ),
        (("ne uve", "officer", "calaisis"), {"create": True, "email": "a@example.org"}, "nom d’utilisateur"),
        (("agathe", "chef", "calaisis"), {}, "chef"),
    ],
)
def test_a_refusal_is_a_sentence_and_leaves_everything_as_it_was(args, options, sentence):
    a_contract()
    a_user("agathe")
    before = state()
    with pytest.raises(CommandError, match=sentence):
        grant(*args, **options)
    assert state() == before


def test_a_weak_password_is_refused_and_no_account_is_opened(monkeypatch):
    a_contract()
    monkeypatch.setenv("COTTRI_PASSWORD", "12345")
    with pytest.raises(CommandError, match="12 caractères"):
        grant("agathe", "officer", "calaisis", create=True)
    assert not User.objects.exists()
