"""The stock admin: who gets in, what they see, and what a forged request obtains."""

import re

import pytest
from django.contrib.auth.models import Group, Permission

from cottri.models import Membership, Role, User
from tests.cottri.factories import PASSWORD, a_contract, a_user, an_administrator

pytestmark = pytest.mark.django_db
USERS, MEMBERSHIPS = "/admin/cottri/user/", "/admin/cottri/membership/"
INLINE = "memberships"


@pytest.fixture(autouse=True)
def plain_site(settings):
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def here():
    return a_contract("ici")


@pytest.fixture
def there():
    return a_contract("ailleurs")


@pytest.fixture
def admin(client, here):
    user = an_administrator(here)
    client.force_login(user)
    return user


def account(user, **changes):
    """What the form of an account posts, without any change unless told."""
    rows = list(user.memberships.all()) if user.pk else []
    fields = {name: getattr(user, name) for name in ("username", "first_name", "last_name", "email")}
    if user.is_active:
        fields["is_active"] = "on"
    for index, row in enumerate(rows):
        fields |= membership_row(index, row.contract, row.role, id=row.pk, user=user.pk)
    fields |= {f"{INLINE}-TOTAL_FORMS": len(rows), f"{INLINE}-INITIAL_FORMS": len(rows)}
    return {**fields, **changes}


def membership_row(index, contract, role, **fields):
    return {
        f"{INLINE}-{index}-{name}": value for name, value in {"contract": contract.pk, "role": role, **fields}.items()
    }


def powers(user):
    user = User.objects.get(pk=user.pk)
    held = sorted(user.memberships.values_list("contract__slug", "role"))
    return user.is_superuser, user.is_staff, user.groups.count(), user.user_permissions.count(), held, user.password


# --- Getting in -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.OFFICER, Role.COPIL, None])
@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", USERS, "/admin/password_change/", "/admin/nonsense/"])
def test_the_admin_does_not_exist_for_those_who_administer_nothing(client, here, role, path):
    client.force_login(a_user("someone", *([(role, here)] if role else []), is_staff=True))
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_an_administrator_gets_in_without_being_staff(client, admin):
    page = client.get("/admin/").content.decode()
    assert not admin.is_staff
    assert "cottri · administration" in page
    assert USERS in page
    assert "/admin/auth/group/" not in page
    assert client.get("/admin/auth/group/").status_code == 403


def test_a_superuser_gets_in_and_sees_groups(client):
    client.force_login(a_user("root", is_superuser=True))
    assert "/admin/auth/group/" in client.get("/admin/").content.decode()


def test_the_admin_has_no_login_page_of_its_own_that_would_escape_the_lockout(client, here):
    an_administrator(here)
    response = client.post("/admin/login/?next=/admin/cottri/user/", {"username": "admin", "password": PASSWORD})
    assert response.url == "/connexion/?next=/admin/cottri/user/"
    assert client.get(response.url).context["next"] == "/admin/cottri/user/"


# --- What one sees --------------------------------------------------------------------------------------------------
def test_an_administrator_sees_the_people_of_their_contracts_only(client, admin, here, there):
    a_user("collegue", (Role.OFFICER, here))
    stranger = a_user("etranger", (Role.OFFICER, there))
    alone = a_user("solitaire")
    page = client.get(USERS).content.decode()
    assert "collegue" in page
    assert "etranger" not in page
    assert "solitaire" not in page
    for user in (stranger, alone):
        for path in ("change", "history", "delete"):
            assert user.email not in client.get(f"{USERS}{user.pk}/{path}/", follow=True).content.decode()
        assert client.get(f"{USERS}{user.pk}/password/").status_code == 404


def test_an_administrator_never_learns_of_a_role_in_another_contract(client, admin, here, there):
    shared = a_user("partage", (Role.OFFICER, here), (Role.COPIL, there))
    for path in (
        USERS,
        f"{USERS}{shared.pk}/change/",
        f"{USERS}{shared.pk}/history/",
        MEMBERSHIPS,
        f"{MEMBERSHIPS}add/",
    ):
        page = client.get(path).content.decode()
        assert "partage" in page
        assert "ailleurs" not in page.lower()


def test_an_administrator_reads_but_does_not_change_an_account_shared_with_another_contract(client, admin, here, there):
    shared = a_user("partage", (Role.OFFICER, here), (Role.ADMINISTRATOR, there))
    page = client.get(f"{USERS}{shared.pk}/change/").content.decode()
    assert 'name="email"' not in page
    assert "argon2" not in page
    assert "password" not in re.sub(r"/admin/password_change/", "", page)
    before = powers(shared)
    assert client.post(f"{USERS}{shared.pk}/change/", account(shared, email="pirate@example.org")).status_code == 403
    assert client.post(f"{USERS}{shared.pk}/password/", new_password()).status_code == 403
    shared.refresh_from_db()
    assert (powers(shared), shared.email) == (before, "partage@example.org")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_users_costs_the_same_whatever_their_number(client, admin, here, count, django_assert_num_queries):
    for number in range(count):
        a_user(f"agent-{number}", (Role.OFFICER, here))
    with django_assert_num_queries(9):
        page = client.get(USERS).content.decode()
    assert page.count("Agent (Ici)") == count


@pytest.mark.parametrize("pk", ["0", "-1", "99999999999999999999999", "abc", "%00"])
def test_an_account_that_does_not_exist_leads_back_to_the_index(client, admin, pk):
    assert client.get(f"{USERS}{pk}/change/").status_code in {302, 404}


# --- What one does --------------------------------------------------------------------------------------------------
def new_password():
    return {"usable_password": "true", "password1": "un-mot-de-passe-choisi", "password2": "un-mot-de-passe-choisi"}


def new_account(*rows, **fields):
    posted = {"username": "nouvelle", "email": "nouvelle@example.org", "first_name": "", "last_name": "", **fields}
    for index, (contract, role) in enumerate(rows):
        posted |= membership_row(index, contract, role)
    return {**posted, f"{INLINE}-TOTAL_FORMS": len(rows), f"{INLINE}-INITIAL_FORMS": 0}


def test_an_administrator_opens_an_account_with_a_role_and_no_password(client, admin, here):
    response = client.post(f"{USERS}add/", new_account((here, Role.OFFICER)))
    user = User.objects.get(username="nouvelle")
    assert response.url == f"{USERS}{user.pk}/change/"
    assert user.has_perm("objectives.add_progressentry", here)
    assert not user.has_usable_password()
    assert user.history.get().history_user == admin


def test_an_administrator_must_give_a_role_to_the_account_they_open(client, admin):
    for rows in ({"TOTAL_FORMS": 0}, {"TOTAL_FORMS": 1, "0-contract": "", "0-role": ""}):
        response = client.post(
            f"{USERS}add/", {**new_account(), **{f"{INLINE}-{key}": value for key, value in rows.items()}}
        )
        assert response.status_code == 200
    assert not User.objects.filter(username="nouvelle").exists()


def test_a_refused_account_keeps_what_was_typed(client, admin, here):
    a_user("nouvelle2", email="nouvelle@example.org")
    page = client.post(f"{USERS}add/", new_account((here, Role.OFFICER), first_name="Zoé")).content.decode()
    assert "déjà celle d’un autre compte" in page
    assert 'value="Zoé"' in page


def test_a_name_that_differs_by_its_case_only_is_taken(client, admin, here):
    response = client.post(f"{USERS}add/", new_account((here, Role.OFFICER), username="ADMIN"))
    assert response.context["errors"]
    assert not User.objects.filter(username="ADMIN").exists()


def test_the_same_contract_twice_in_one_form_is_refused_with_a_sentence(client, admin, here):
    response = client.post(f"{USERS}add/", new_account((here, Role.OFFICER), (here, Role.COPIL)))
    assert response.status_code == 200
    assert not User.objects.filter(username="nouvelle").exists()


def test_a_change_of_role_in_the_admin_says_who_did_it(client, admin, here):
    membership = a_user("agent", (Role.OFFICER, here)).memberships.get()
    client.post(f"{MEMBERSHIPS}{membership.pk}/change/", {"role": Role.COPIL})
    change = Membership.history.filter(id=membership.pk).latest()
    assert (change.role, change.history_user) == ("copil", admin)
    page = client.get(f"{USERS}{membership.user_id}/change/").content.decode()
    assert re.search(r"Membre du COPIL \(Ici\), choisi par admin", page)


def test_an_administrator_withdraws_a_role_and_history_keeps_it(client, admin, here):
    membership = a_user("agent", (Role.OFFICER, here)).memberships.get()
    client.post(f"{MEMBERSHIPS}{membership.pk}/delete/", {"post": "yes"})
    assert not Membership.objects.filter(pk=membership.pk).exists()
    assert Membership.history.filter(id=membership.pk).latest().history_type == "-"


def test_an_administrator_sets_the_password_of_their_own_people(client, admin, here):
    agent = a_user("agent", (Role.OFFICER, here))
    client.post(f"{USERS}{agent.pk}/password/", new_password())
    agent.refresh_from_db()
    assert agent.check_password("un-mot-de-passe-choisi")


def test_whoever_has_signed_in_is_deactivated_and_never_deleted(client, here):
    client.force_login(a_user("root", is_superuser=True))
    agent = a_user("agent", (Role.OFFICER, here))
    client.post(USERS, {"action": "delete_selected", "_selected_action": [agent.pk], "post": "yes"})
    assert User.objects.filter(pk=agent.pk).exists()
    User.objects.filter(pk=agent.pk).update(last_login=agent.date_joined)
    assert client.post(f"{USERS}{agent.pk}/delete/", {"post": "yes"}).status_code == 403
    User.objects.filter(pk=agent.pk).update(last_login=None)
    client.post(f"{USERS}{agent.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=agent.pk).exists()


# --- Forged requests ------------------------------------------------------------------------------------------------
def every_power():
    group, _ = Group.objects.get_or_create(name="tout")
    permission = Permission.objects.get(codename="add_user")
    return {
        "is_superuser": "on",
        "is_staff": "on",
        "is_demo": "on",
        "groups": group.pk,
        "user_permissions": permission.pk,
    }


def test_an_administrator_cannot_give_powers_to_themselves(client, admin):
    before = powers(admin)
    response = client.post(f"{USERS}{admin.pk}/change/", account(admin, **every_power()))
    assert response.status_code == 302
    assert powers(admin) == before


def test_an_administrator_cannot_give_powers_to_another(client, admin, here):
    agent = a_user("agent", (Role.OFFICER, here))
    before = powers(agent)
    client.post(f"{USERS}{agent.pk}/change/", account(agent, **every_power()))
    assert powers(agent) == before
    client.post(f"{USERS}add/", new_account((here, Role.OFFICER), **every_power()))
    assert powers(User.objects.get(username="nouvelle"))[:4] == (False, False, 0, 0)


def test_the_powers_are_on_the_form_of_a_superuser_only(client, admin, here):
    agent = a_user("agent", (Role.OFFICER, here))
    assert 'name="is_superuser"' not in client.get(f"{USERS}{agent.pk}/change/").content.decode()
    client.force_login(a_user("root", is_superuser=True))
    assert 'name="is_superuser"' in client.get(f"{USERS}{agent.pk}/change/").content.decode()
    client.post(f"{USERS}{agent.pk}/change/", account(agent, is_superuser="on"))
    assert powers(agent)[0] is True


def test_an_administrator_cannot_touch_a_superuser_even_a_member_of_their_contract(client, admin, here):
    root = a_user("root", (Role.OFFICER, here), is_superuser=True)
    before = powers(root)
    forged = account(root, email="pirate@example.org", username="pirate")
    assert client.post(f"{USERS}{root.pk}/change/", forged).status_code == 403
    assert client.post(f"{USERS}{root.pk}/password/", new_password()).status_code == 403
    assert client.post(f"{USERS}{root.pk}/delete/", {"post": "yes"}).status_code == 403
    root.refresh_from_db()
    assert (root.email, root.username, powers(root)) == ("root@example.org", "root", before)


def test_an_administrator_cannot_give_a_role_in_another_contract(client, admin, here, there):
    agent = a_user("agent", (Role.OFFICER, here))
    everyone = [admin, agent]
    before = [powers(user) for user in everyone]
    for user in everyone:
        client.post(f"{MEMBERSHIPS}add/", {"user": user.pk, "contract": there.pk, "role": Role.ADMINISTRATOR})
        added = membership_row(1, there, Role.ADMINISTRATOR, user=user.pk) | {f"{INLINE}-TOTAL_FORMS": 2}
        client.post(f"{USERS}{user.pk}/change/", account(user, **added))
        moved = membership_row(0, there, Role.ADMINISTRATOR, id=user.memberships.get().pk, user=user.pk)
        client.post(f"{USERS}{user.pk}/change/", account(user, **moved))
        client.post(
            f"{MEMBERSHIPS}{user.memberships.get().pk}/change/",
            {"contract": there.pk, "role": user.memberships.get().role},
        )
    client.post(f"{USERS}add/", new_account((there, Role.OFFICER)))
    assert [powers(user) for user in everyone] == before
    assert not User.objects.filter(username="nouvelle").exists()


def test_an_administrator_cannot_reach_a_membership_of_another_contract(client, admin, here, there):
    theirs = a_user("partage", (Role.OFFICER, here), (Role.OFFICER, there)).memberships.get(contract=there)
    client.post(f"{MEMBERSHIPS}{theirs.pk}/change/", {"role": Role.COPIL})
    client.post(f"{MEMBERSHIPS}{theirs.pk}/delete/", {"post": "yes"})
    client.post(MEMBERSHIPS, {"action": "delete_selected", "_selected_action": [theirs.pk], "post": "yes"})
    # An inline row that carries the id of another account's membership.
    agent = a_user("agent", (Role.OFFICER, here))
    forged = membership_row(0, here, Role.COPIL, id=theirs.pk, user=agent.pk)
    client.post(f"{USERS}{agent.pk}/change/", account(agent, **forged))
    assert Membership.objects.get(pk=theirs.pk).role == Role.OFFICER
    assert Membership.objects.get(pk=theirs.pk).contract == there


def test_an_administrator_cannot_bring_in_someone_they_do_not_see(client, admin, here, there):
    stranger = a_user("etranger", (Role.OFFICER, there))
    response = client.post(f"{MEMBERSHIPS}add/", {"user": stranger.pk, "contract": here.pk, "role": Role.OFFICER})
    assert response.status_code == 200
    assert powers(stranger)[4] == [("ailleurs", "officer")]


def test_an_officer_here_who_administers_there_gives_roles_there_only(client, here, there):
    user = a_user("deux", (Role.OFFICER, here), (Role.ADMINISTRATOR, there))
    client.force_login(user)
    client.post(f"{MEMBERSHIPS}{user.memberships.get(contract=here).pk}/change/", {"role": Role.ADMINISTRATOR})
    assert user.memberships.get(contract=here).role == Role.OFFICER
    assert client.post(f"{USERS}{user.pk}/change/", account(user, first_name="Autre")).status_code == 403
