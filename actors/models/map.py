from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actors.models.actor import Actor
from actors.quadrants import HIGHEST, LOWEST, Quadrant, quadrant
from objectives.fields import plain_text, whole_between
from objectives.models import Contract, Incontournable
from objectives.models.versioned import Versioned


class CardRole(models.TextChoices):
    """What an actor is for a problem; a card has a column `is_…` for each."""

    PRESCRIBER = "prescriber", "prescripteur"
    FUNDER = "funder", "financeur"
    SUPPORTER = "supporter", "accompagnateur, partenaire-ressource"
    TARGET = "target", "cible"
    RELAY = "relay", "relais"


class ProblemManager(models.Manager):
    def get_by_natural_key(self, slug: str, number: int, order: int) -> "Problem":
        return self.get(incontournable__contract__slug=slug, incontournable__number=number, order=order)


class Problem(Versioned):
    """What an actor map is drawn about: «Massifier les rénovations énergétiques». Its map is its cards."""

    incontournable = models.ForeignKey(Incontournable, models.PROTECT, related_name="problems")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    title = models.CharField("problématique", max_length=200)

    objects = ProblemManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "problématique", "problématiques"
        ordering = ["incontournable__number", "order"]
        constraints = [
            *Versioned.Meta.constraints,
            plain_text("title", 200),
            whole_between("order", 1, 999),
            models.UniqueConstraint(
                "incontournable",
                "order",
                name="actors_problem_order_unique",
                violation_error_message="Ce rang est déjà pris pour cet incontournable.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.incontournable.natural_key(), self.order)

    natural_key.dependencies = ["objectives.incontournable"]

    def get_absolute_url(self) -> str:
        return reverse("actors:map", args=[self.contract.slug, self.pk])

    @property
    def contract(self) -> Contract:
        return self.incontournable.contract


class CardManager(models.Manager):
    def get_by_natural_key(self, slug: str, number: int, order: int, name: str, siren: str | None = None) -> "Card":
        problem = Problem.objects.get_by_natural_key(slug, number, order)
        return self.get(problem=problem, actor=Actor.objects.get_by_natural_key(name, siren))


class Card(Versioned):
    """An actor on the map of a problem: its roles, and its two levels once it has been placed."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="cards", verbose_name="problématique")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="cards", verbose_name="acteur")
    interest = models.PositiveSmallIntegerField("niveau d’intérêt", null=True, blank=True)
    influence = models.PositiveSmallIntegerField("niveau d’influence", null=True, blank=True)
    is_confirmed = models.BooleanField("position confirmée", default=False)
    is_prescriber = models.BooleanField(CardRole.PRESCRIBER.label, default=False)
    is_funder = models.BooleanField(CardRole.FUNDER.label, default=False)
    is_supporter = models.BooleanField(CardRole.SUPPORTER.label, default=False)
    is_target = models.BooleanField(CardRole.TARGET.label, default=False)
    is_relay = models.BooleanField(CardRole.RELAY.label, default=False)

    objects = CardManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "carte d’acteur", "cartes d’acteurs"
        ordering = ["problem", "actor__name_key"]
        constraints = [
            *Versioned.Meta.constraints,
            whole_between("interest", LOWEST, HIGHEST),
            whole_between("influence", LOWEST, HIGHEST),
            models.UniqueConstraint(
                "problem",
                "actor",
                name="actors_card_one_an_actor",
                violation_error_message="Cet acteur est déjà sur cette carte.",
            ),
            models.CheckConstraint(
                condition=Q(interest=None, influence=None, is_confirmed=False)
                | Q(interest__isnull=False, influence__isnull=False),
                name="actors_card_both_levels",
                violation_error_message="Une position a deux niveaux, et seule une position se confirme.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} · {self.problem}"

    def natural_key(self) -> tuple:
        return (*self.problem.natural_key(), *self.actor.natural_key())

    natural_key.dependencies = ["actors.problem", "actors.actor"]

    @property
    def contract(self) -> Contract:
        return self.problem.contract

    @property
    def roles(self) -> list[CardRole]:
        return [role for role in CardRole if getattr(self, f"is_{role.value}")]

    @property
    def is_placed(self) -> bool:
        return self.interest is not None

    @property
    def quadrant(self) -> Quadrant | None:
        return quadrant(self.interest, self.influence) if self.is_placed else None
