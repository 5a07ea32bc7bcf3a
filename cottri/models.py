"""People: who may sign in, and what they are in which contract."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from objectives.fields import plain_text


class User(AbstractUser):
    is_demo = models.BooleanField(
        "compte de démonstration",
        default=False,
        help_text="Son mot de passe est public : ce compte n’ouvre rien en dehors d’une démonstration.",
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
