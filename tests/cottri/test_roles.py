"""Who may do what: the table, the objects it is asked about, and what it costs to ask."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission

from cottri.models import Membership, Role, User
from cottri.roles import PERMISSIONS
from tests.cottri.factories import a_contract, a_user, an_administrator

pytestmark = pytest.mark.django_db

VIEW, DRAFTS = "objectives.view_contract", "objectives.view_drafts"
ENTER, VALIDATE = "objectives.add_progressentry", "objectives.validate_progressentry"
WITHDRAW, CONFIGURE = "objectives.withdraw_any_progressentry", "objectives.change_contract"


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.COPIL, {VIEW}),
        (Role.OFFICER, {VIEW, DRAFTS, ENTER, VALIDATE}),
        (Role.ADMINISTRATOR, {VIEW, DRAFTS, ENTER, VALIDATE, WITHDRAW, CONFIGURE}),
    ],
)
def test_a_role_allows_what_the_table_says_and_nothing_else(role, allowed):
    contract = a_contract()
    user = a_user("someone", (role, contract))
    asked = {VIEW, DRAFTS, ENTER, VALIDATE, WITHDRAW, CONFIGURE}
    assert {permission for permission in asked if user.has_perm(permission, contract)} == allowed


def test_every_role_has_its_line_in_the_table():
    assert set(PERMISSIONS) == set(Role)


def test_every_permission_of_a_model_that_exists_is_spelled_as_django_spells_it(django_db_setup):
    known = {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}
    own = {DRAFTS, VALIDATE, WITHDRAW}
    assert set().union(*PERMISSIONS.values()) - own - known == set()


def test_a_role_in_one_contract_grants_nothing_in_another():
    here, there = a_contract("ici"), a_contract("ailleurs")
    user = a_user("agent", (Role.OFFICER, here))
    assert user.has_perm(ENTER, here)
    assert not user.has_perm(ENTER, there)
    assert not user.has_perm(VIEW, there)


def test_two_roles_in_two_contracts_do_not_mix():
    here, there = a_contract("ici"), a_contract("ailleurs")
    user = a_user("agent", (Role.OFFICER, here), (Role.COPIL, there))
    assert user.has_perm(ENTER, here)
    assert user.has_perm(VIEW, there)
    assert not user.has_perm(ENTER, there)


def test_asked_without_object_any_membership_will_do():
    here, there = a_contract("ici"), a_contract("ailleurs")
    assert a_user("agent", (Role.COPIL, here), (Role.OFFICER, there)).has_perm(ENTER)
    assert not a_user("copil", (Role.COPIL, here)).has_perm(ENTER)
    assert not a_user("personne").has_perm(VIEW)


def test_anything_that_has_a_contract_is_judged_by_it():
    here, there = a_contract("ici"), a_contract("ailleurs")
    user = a_user("agent", (Role.OFFICER, here))
    assert user.has_perm(ENTER, SimpleNamespace(contract=here))
    assert user.has_perm(ENTER, SimpleNamespace(contract_id=here.pk))
    assert not user.has_perm(ENTER, SimpleNamespace(contract=there))
    assert not user.has_perm(ENTER, SimpleNamespace(contract=None))


def test_an_object_without_contract_is_never_taken_for_the_contract_of_the_same_number():
    contract = a_contract()
    user = a_user("admin", (Role.ADMINISTRATOR, contract))
    stranger = User(pk=contract.pk, username="même numéro")
    assert not user.has_perm("cottri.change_user", stranger)
    assert not user.has_perm(VIEW, stranger)


def test_an_unsaved_contract_grants_nothing():
    contract = a_contract()
    user = a_user("agent", (Role.OFFICER, contract))
    assert not user.has_perm(VIEW, type(contract)(slug="neuf"))


def test_nobody_and_the_inactive_may_do_nothing():
    contract = a_contract()
    gone = a_user("parti", (Role.ADMINISTRATOR, contract), is_active=False)
    assert not gone.has_perm(VIEW, contract)
    assert not gone.is_administrator
    assert gone.contracts_with(VIEW) == set()
    assert not AnonymousUser().has_perm(VIEW, contract)


def test_a_superuser_may_do_everything_everywhere_without_membership():
    contract = a_contract()
    root = a_user("root", is_superuser=True)
    assert root.has_perm(CONFIGURE, contract)
    assert root.is_administrator
    assert root.contracts_with(CONFIGURE) == {contract.pk}


def test_permissions_given_by_django_groups_count_without_object_only():
    contract = a_contract()
    user = a_user("stagiaire", (Role.COPIL, contract))
    group = Group.objects.create(name="relecture")
    group.permissions.add(Permission.objects.get(codename="add_progressentry"))
    user.groups.add(group)
    assert user.has_perm(ENTER)
    assert not user.has_perm(ENTER, contract)


def test_all_permissions_include_those_of_roles_so_that_the_admin_lists_its_sections():
    contract = a_contract()
    user = an_administrator(contract)
    assert CONFIGURE in user.get_all_permissions()
    assert CONFIGURE in user.get_all_permissions(contract)
    assert user.has_module_perms("objectives")
    assert not a_user("copil", (Role.COPIL, contract)).has_module_perms("cottri")


@pytest.mark.parametrize("count", [1, 3])
def test_memberships_are_fetched_once_whatever_their_number(count, django_assert_num_queries):
    contracts = [a_contract(f"contrat-{n}") for n in range(count)]
    user = a_user("admin", *((Role.ADMINISTRATOR, contract) for contract in contracts))
    user = User.objects.get(pk=user.pk)
    with django_assert_num_queries(1):
        assert all(user.has_perm(ENTER, contract) for contract in contracts)
        assert user.contracts_with(CONFIGURE) == {contract.pk for contract in contracts}
        assert user.is_administrator
        assert [contract.name for contract in user.contracts()]
        assert not user.has_perm("objectives.nonsense", contracts[0])


def test_contracts_with_a_permission_leaves_out_the_roles_that_lack_it():
    here, there = a_contract("ici"), a_contract("ailleurs")
    user = a_user("admin", (Role.ADMINISTRATOR, here), (Role.OFFICER, there))
    assert user.contracts_with(CONFIGURE) == {here.pk}
    assert user.contracts_with(VIEW) == {here.pk, there.pk}


def test_a_change_of_role_is_recorded_with_what_it_was():
    contract = a_contract()
    user = a_user("agent", (Role.OFFICER, contract))
    membership = user.memberships.get()
    membership.role = Role.COPIL
    membership.save()
    membership.delete()
    told = Membership.history.filter(user=user).order_by("history_id").values_list("history_type", "role")
    assert list(told) == [("+", "officer"), ("~", "copil"), ("-", "copil")]


def test_one_role_only_in_one_contract():
    contract = a_contract()
    user = a_user("agent", (Role.OFFICER, contract))
    with pytest.raises(Exception, match=r"déjà un rôle dans ce contrat"):
        Membership(user=user, contract=contract, role=Role.COPIL).full_clean()


def test_an_account_is_managed_only_by_whoever_administers_all_it_belongs_to():
    here, there = a_contract("ici"), a_contract("ailleurs")
    admin = an_administrator(here)
    assert admin.may_manage(a_user("agent", (Role.OFFICER, here)))
    assert admin.may_manage(admin)
    assert not admin.may_manage(a_user("partagé", (Role.OFFICER, here), (Role.COPIL, there)))
    assert not admin.may_manage(a_user("voisin", (Role.OFFICER, there)))
    assert not admin.may_manage(a_user("sans-rôle"))
    assert not admin.may_manage(a_user("root", (Role.OFFICER, here), is_superuser=True))


def test_an_account_that_holds_more_than_roles_is_out_of_an_administrators_reach():
    here = a_contract()
    admin, grouped, granted = (
        an_administrator(here),
        a_user("g", (Role.OFFICER, here)),
        a_user("p", (Role.OFFICER, here)),
    )
    grouped.groups.add(Group.objects.create(name="relecture"))
    granted.user_permissions.add(Permission.objects.get(codename="change_user"))
    assert not admin.may_manage(grouped)
    assert not admin.may_manage(granted)
