from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actors.models import Actor, Problem
from objectives.fields import plain_text, whole_between
from objectives.models import Contract
from objectives.models.versioned import Versioned


class CommitteeManager(models.Manager):
    def get_by_natural_key(self, slug: str, order: int) -> "Committee":
        return self.get(contract__slug=slug, order=order)


class Committee(Versioned):
    """Who meets: the steering committee, the technical one, and the thematic working groups."""

    class Kind(models.TextChoices):
        STEERING = "steering", "comité de pilotage"
        TECHNICAL = "technical", "comité technique"
        WORKING = "working", "groupe de travail"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="committees", verbose_name="contrat")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    kind = models.CharField("genre", max_length=10, choices=Kind)
    name = models.CharField("nom", max_length=120)
    short_name = models.CharField("sigle", max_length=20, blank=True)
    purpose = models.TextField("rôle", max_length=1000, blank=True)
    problem = models.ForeignKey(
        Problem, models.PROTECT, related_name="committees", null=True, blank=True, verbose_name="problématique"
    )

    objects = CommitteeManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "comité", "comités"
        ordering = ["contract", "order"]
        constraints = [
            *Versioned.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("name", 120), ("short_name", 20), ("purpose", 1000)]),
            whole_between("order", 1, 999),
            models.UniqueConstraint(
                "contract",
                "order",
                name="governance_committee_order_unique",
                violation_error_message="Ce rang est déjà pris.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["steering", "technical", "working"]),
                name="governance_committee_kind_known",
                violation_error_message="Ce genre de comité n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(problem=None) | Q(kind="working"),
                name="governance_committee_problem_of_working_group",
                violation_error_message="Seul un groupe de travail porte sur une problématique.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def natural_key(self) -> tuple[str, int]:
        return (self.contract.slug, self.order)

    natural_key.dependencies = ["objectives.contract", "actors.problem"]

    def get_absolute_url(self) -> str:
        return reverse("governance:committee", args=[self.contract.slug, self.pk])


class SeatManager(models.Manager):
    def get_by_natural_key(self, slug: str, committee: int, order: int) -> "Seat":
        return self.get(committee__contract__slug=slug, committee__order=committee, order=order)


class Seat(Versioned):
    """A member of a committee: an actor, or what the deck prints («partenaires principaux»), and who speaks for it."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="seats", verbose_name="comité")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="seats", null=True, blank=True, verbose_name="acteur")
    as_printed = models.CharField("tel qu’écrit", max_length=120, blank=True)
    representative = models.CharField("représentant", max_length=120, blank=True)
    substitute = models.CharField("suppléant", max_length=120, blank=True)

    objects = SeatManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "siège", "sièges"
        ordering = ["committee", "order"]
        constraints = [
            *Versioned.Meta.constraints,
            *(plain_text(name, 120) for name in ("as_printed", "representative", "substitute")),
            whole_between("order", 1, 999),
            models.UniqueConstraint(
                "committee",
                "order",
                name="governance_seat_order_unique",
                violation_error_message="Ce rang est déjà pris.",
            ),
            models.UniqueConstraint(
                "committee",
                "actor",
                condition=Q(actor__isnull=False),
                name="governance_seat_one_an_actor",
                violation_error_message="Cet acteur siège déjà dans ce comité.",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | ~Q(as_printed=""),
                name="governance_seat_somebody",
                violation_error_message="Choisissez un acteur, ou écrivez qui siège.",
            ),
        ]

    def __str__(self) -> str:
        return self.as_printed or str(self.actor)

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.committee.natural_key(), self.order)

    natural_key.dependencies = ["governance.committee", "actors.actor"]

    @property
    def contract(self) -> Contract:
        return self.committee.contract


class LocalGroupManager(models.Manager):
    def get_by_natural_key(self, slug: str, committee: int, order: int) -> "LocalGroup":
        return self.get(committee__contract__slug=slug, committee__order=committee, order=order)


class LocalGroup(Versioned):
    """An existing local group that a committee leans on, with the words of the deck: «COTECH PCAET – 3 EPCI»."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="local_groups", verbose_name="comité")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    name = models.CharField("nom", max_length=120)
    held_by = models.CharField("porté par", max_length=120, blank=True)

    objects = LocalGroupManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "groupe local", "groupes locaux"
        ordering = ["committee", "order"]
        constraints = [
            *Versioned.Meta.constraints,
            plain_text("name", 120),
            plain_text("held_by", 120),
            whole_between("order", 1, 999),
            models.UniqueConstraint(
                "committee",
                "order",
                name="governance_localgroup_order_unique",
                violation_error_message="Ce rang est déjà pris.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.held_by})" if self.held_by else self.name

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.committee.natural_key(), self.order)

    natural_key.dependencies = ["governance.committee"]

    @property
    def contract(self) -> Contract:
        return self.committee.contract
