from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from actors.models.actor import Actor
from objectives.fields import plain_text, whole_between
from objectives.models import Contract, Incontournable
from objectives.models.versioned import Versioned


class ContributionManager(models.Manager):
    def get_by_natural_key(self, slug: str, number: int, kind: str, order: int) -> "Contribution":
        item = Incontournable.objects.get_by_natural_key(slug, number)
        return self.get(incontournable=item, kind=kind, order=order)


class Contribution(Versioned):
    """A mean or a lead of an incontournable, as printed: «SEVADEC ?» is a candidate and stays one until it is known."""

    class Kind(models.TextChoices):
        LEAD = "lead", "chef de file"
        ENGINEERING = "engineering", "ingénierie"
        SUPPORT = "support", "accompagnement"
        FUNDING = "funding", "financeur"

    class Certainty(models.TextChoices):
        KNOWN = "known", "acquis"
        INTENDED = "intended", "envisagé"
        ASKED = "asked", "question"

    incontournable = models.ForeignKey(Incontournable, models.PROTECT, related_name="contributions")
    kind = models.CharField("genre", max_length=12, choices=Kind)
    order = models.PositiveSmallIntegerField("ordre", default=1)
    actor = models.ForeignKey(
        Actor, models.PROTECT, related_name="contributions", null=True, blank=True, verbose_name="acteur"
    )
    as_printed = models.CharField("tel qu’écrit", max_length=200, blank=True)
    precision = models.CharField("précision", max_length=200, blank=True, help_text="« COTTRI », « AAP », « EPE »…")
    certainty = models.CharField("certitude", max_length=8, choices=Certainty, default=Certainty.KNOWN)

    objects = ContributionManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "moyen ou chef de file", "moyens et chefs de file"
        ordering = ["incontournable", "kind", "order"]
        constraints = [
            *Versioned.Meta.constraints,
            plain_text("as_printed", 200),
            plain_text("precision", 200),
            whole_between("order", 1, 999),
            models.UniqueConstraint(
                "incontournable",
                "kind",
                "order",
                name="actors_contribution_order_unique",
                violation_error_message="Ce rang est déjà pris.",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | ~Q(as_printed=""),
                name="actors_contribution_somebody",
                violation_error_message="Choisissez un acteur, ou écrivez qui c’est.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["lead", "engineering", "support", "funding"])
                & Q(certainty__in=["known", "intended", "asked"]),
                name="actors_contribution_choices_known",
                violation_error_message="Ce genre ou cette certitude n’existe pas.",
            ),
        ]

    def __str__(self) -> str:
        said = self.as_printed or str(self.actor)
        return f"{said} ({self.precision})" if self.precision else said

    def natural_key(self) -> tuple[str, int, str, int]:
        return (*self.incontournable.natural_key(), self.kind, self.order)

    natural_key.dependencies = ["objectives.incontournable", "actors.actor"]

    @property
    def contract(self) -> Contract:
        return self.incontournable.contract
