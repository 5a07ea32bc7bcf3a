"""People: who may sign in, and what they are in which contract."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from objectives.fields import plain_text
from objectives.models import Contract


class Role(models.TextChoices):
    OFFICER = "officer", "Agent"
    COPIL = "copil", "Membre du COPIL"
    ADMINISTRATOR = "administrator", "Administrateur"


class User(AbstractUser):
    is_demo = models.BooleanField(
        "compte de démonstration",
        default=False,
        help_text="Son mot de passe est public : ce compte n’ouvre rien en dehors d’une démonstration.",
    )

    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta(AbstractUser.Meta):
        verbose_name = "utilisateur"
        verbose_name_plural = "utilisateurs"
        constraints = [
            plain_text("username", 150),
            plain_text("first_name", 150),
            plain_text("last_name", 150),
            plain_text("email", 254),
            models.CheckConstraint(
                condition=~models.Q(email__contains="\n") & ~models.Q(email__contains="\r"),
                name="%(app_label)s_%(class)s_email_one_line",
                violation_error_message="Une adresse électronique tient sur une ligne.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="%(app_label)s_%(class)s_email_unique",
                violation_error_message="Cette adresse électronique est déjà celle d’un autre compte.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def save(self, *args, **kwargs) -> None:
        # Signing in moves `last_login`, which history leaves out: without this each sign-in would add an empty row.
        if kwargs.get("update_fields") == ["last_login"] and not hasattr(self, "skip_history_when_saving"):
            return self.save_without_historical_record(*args, **kwargs)
        return super().save(*args, **kwargs)

    @cached_property
    def held_memberships(self) -> list["Membership"]:
        """What this user is, and where: fetched once, so once per request. Also what every permission is read from."""
        return list(self.memberships.select_related("contract"))

    @property
    def is_administrator(self) -> bool:
        if not self.is_active:
            return False
        return self.is_superuser or any(held.role == Role.ADMINISTRATOR for held in self.held_memberships)

    def contracts(self) -> list[Contract]:
        """The contracts this user may open."""
        if self.is_superuser:
            return list(Contract.objects.all())
        return [held.contract for held in self.held_memberships]

    def contracts_with(self, permission: str) -> set[int]:
        """Ids of the contracts on which this user holds a permission, for the lists of any app."""
        return {contract.pk for contract in self.contracts() if self.has_perm(permission, contract)}

    def may_manage(self, other: "User") -> bool:
        """Whether this user may change the account of another, which comes down to being able to sign in as them.

        So it takes being administrator wherever the other is anything, and the other to hold nothing else.
        """
        if self.is_superuser:
            return True
        if other.is_superuser or other.groups.exists() or other.user_permissions.exists():
            return False
        theirs = set(other.memberships.values_list("contract_id", flat=True))
        return bool(theirs) and theirs <= self.contracts_with("cottri.change_user")


class Membership(models.Model):
    """What a user is in a contract. What each role may do is in roles.py."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="utilisateur")
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="memberships", verbose_name="contrat")
    role = models.CharField("rôle", max_length=20, choices=Role)

    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "rôle dans un contrat", "rôles dans les contrats"
        ordering = ["contract", "user__username"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "contract"],
                name="cottri_membership_one_role",
                violation_error_message="Cette personne a déjà un rôle dans ce contrat : changez-le.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]),
                name="cottri_membership_role_known",
                violation_error_message="Ce rôle n’existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} — {self.contract.short_name}"
