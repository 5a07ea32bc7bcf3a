"""What each role may do: the one table, and the authentication backend that reads it."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from cottri.models import Role, User
from objectives.models import Contract


def _every(verbs: str, *models: str) -> set[str]:
    """`_every("view change", "objectives.contract")` is {"objectives.view_contract", "objectives.change_contract"}."""
    return {f"{app}.{verb}_{name}" for app, name in (model.split(".") for model in models) for verb in verbs.split()}


READ = {
    "objectives.view_contract",
    *_every("view", "actors.actor", "actors.problem", "actors.card", "actors.contribution", "actors.actioncarrier"),
}
ENTER = {
    "objectives.view_drafts",
    "objectives.add_progressentry",
    "objectives.change_progressentry",
    "objectives.validate_progressentry",
}
WRITE = {
    "objectives.edit_sheet",
    "governance.govern",
    # Contracts share actors: an officer of any of them keeps the directory up to date, and history says who did what.
    *_every("add change", "actors.actor", "actors.problem"),
    *_every("add change delete", "actors.card", "actors.contribution", "actors.actioncarrier"),
    # Personal data, which a COPIL member never sees.
    *_every("view add change delete", "actors.contact"),
}
ADMINISTER = {
    "objectives.withdraw_any_progressentry",
    *_every("delete merge", "actors.actor"),
    "actors.import_actors",
    "actors.view_actorimport",
    "actors.delete_problem",
    *_every("view add change delete", "objectives.contract", "objectives.instalment"),
    *_every(
        "view add change delete", "objectives.incontournable", "objectives.indicator", "objectives.referencenumber"
    ),
    *_every("view", "objectives.epci", "objectives.commune", "objectives.progressentry", "objectives.evidence"),
    *_every("view", "governance.committee", "governance.seat", "governance.localgroup", "governance.meeting"),
    *_every("view", "governance.invitation", "governance.agendaitem", "governance.minutes", "governance.attachment"),
    *_every("view", "governance.decision", "governance.actionscheme", "governance.recoverynote"),
    *_every("view", "governance.scheme", "governance.schemelink", "governance.stake"),
    *_every("view add change delete", "cottri.user", "cottri.membership"),
}

PERMISSIONS = {
    Role.OFFICER: READ | ENTER | WRITE,
    Role.COPIL: READ,
    Role.ADMINISTRATOR: READ | ENTER | WRITE | ADMINISTER,
}


class RoleBackend(ModelBackend):
    """Django's own backend, plus what memberships grant.

    About a contract, or anything that has one, only the membership of that contract counts. Without an object,
    any membership will do; about any other object, none.
    """

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def get_all_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        return super().get_all_permissions(user_obj, obj) | granted(user_obj, obj)

    def has_perm(self, user_obj: User, perm: str, obj: Model | None = None) -> bool:
        return perm in granted(user_obj, obj) or super().has_perm(user_obj, perm, obj)


def granted(user: User, obj: Model | None = None) -> set[str]:
    if not user.is_active or user.is_anonymous:
        return set()
    wanted = None if obj is None else contract_id(obj)
    held = (membership for membership in user.held_memberships if obj is None or membership.contract_id == wanted)
    return set().union(*(PERMISSIONS[membership.role] for membership in held))


def contract_id(obj: Model) -> int | None:
    if isinstance(obj, Contract):
        return obj.pk
    if hasattr(obj, "contract_id"):
        return obj.contract_id
    return getattr(getattr(obj, "contract", None), "pk", None)
