"""Who makes an incontournable possible: its leads and its means, and who carries its actions."""

import datetime as dt

from django.db import models, transaction
from django.db.models import Q
from simple_history.models import HistoricalRecords

from actors.models.actor import Actor, now_or_once
from objectives.fields import plain_text
from objectives.models import Action, Contract
from objectives.models.sheet_row import SheetRow, SheetRowQuerySet
from objectives.models.versioned import Versioned


class Contribution(SheetRow):
    """A means or lead of an incontournable, as printed: «SEVADEC ?» is a candidate and stays one until it is known."""

    class Kind(models.TextChoices):
        LEAD = "lead", "chef de file"
        ENGINEERING = "engineering", "ingénierie"
        SUPPORT = "support", "accompagnement"
        FUNDING = "funding", "financeur"

    class Certainty(models.TextChoices):
        KNOWN = "known", "acquis"
        INTENDED = "intended", "envisagé"
        ASKED = "asked", "question"

    kind = models.CharField("genre", max_length=12, choices=Kind)
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, verbose_name="acteur")
    as_printed = models.CharField("tel qu’écrit", max_length=200, blank=True)
    precision = models.CharField(
        "précision", max_length=200, blank=True, help_text="Le dispositif, l’étude, l’appel à projets…"
    )
    certainty = models.CharField("certitude", max_length=8, choices=Certainty, default=Certainty.KNOWN)

    history = HistoricalRecords()

    class Meta(SheetRow.Meta):
        verbose_name, verbose_name_plural = "moyen ou chef de file", "moyens et chefs de file"
        default_related_name = "contributions"
        constraints = [
            *SheetRow.Meta.constraints,
            plain_text("as_printed", 200),
            plain_text("precision", 200),
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
        return f"{self.said} ({self.precision})" if self.precision else self.said

    @property
    def said(self) -> str:
        """As printed when it was, else by the name of the actor."""
        return self.as_printed or str(self.actor)

    def clean(self) -> None:
        if self.actor_id and not self.is_removed:
            self.actor.check_apart()

    def siblings(self) -> SheetRowQuerySet:
        return super().siblings().filter(kind=self.kind)


class ActionCarrierQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str, number: int, code: str, name: str, siren: str | None) -> "ActionCarrier":
        which = {
            "action": Action.objects.get_by_natural_key(slug, number, code),
            "actor__in": Actor.objects.get_by_natural_key(name, siren).lineage(),
        }
        return now_or_once(self, **which)


class ActionCarrier(Versioned):
    """An actor that leads an action, which one at most does, or is a partner in it.

    What was printed or agreed in words stays on the action itself.
    """

    class Kind(models.TextChoices):
        LEAD = "lead", "pilote"
        PARTNER = "partner", "partenaire"

    # No accessor on the action: one that somebody carries can still be removed from its sheet.
    action = models.ForeignKey(Action, models.CASCADE, related_name="+", verbose_name="action")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="carried", verbose_name="acteur")
    kind = models.CharField("rôle", max_length=7, choices=Kind, default=Kind.PARTNER)

    objects = ActionCarrierQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "porteur d’action", "porteurs d’actions"
        ordering = ["action", "actor__name_key"]
        constraints = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                "action",
                "actor",
                name="actors_actioncarrier_once",
                violation_error_message="Cet acteur porte déjà cette action.",
            ),
            models.UniqueConstraint(
                "action",
                condition=Q(kind="lead"),
                name="actors_actioncarrier_one_lead",
                violation_error_message="Cette action a déjà un pilote.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["lead", "partner"]),
                name="actors_actioncarrier_kind_known",
                violation_error_message="On pilote une action, ou on en est partenaire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} · {self.action}"

    def natural_key(self) -> tuple:
        return (*self.action.natural_key(), *self.actor.natural_key())

    natural_key.dependencies = ["objectives.action", "actors.actor"]

    def clean(self) -> None:
        if self.actor_id:
            self.actor.check_apart()

    @property
    def contract(self) -> Contract:
        return self.action.contract

    def take_in(self, other: "ActionCarrier", *, wins: bool) -> str:
        """Two carriers of one action become one: it leads if either did."""
        if other.kind != self.Kind.LEAD:
            return ""
        self.kind = self.Kind.LEAD
        return "L’autre était pilote."

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def carry(self, kind: "ActionCarrier.Kind", *, by, at: dt.datetime, why: str) -> None:
        """Lead the action, of which the former lead becomes a partner, or be a partner. Stores a new one too."""
        with transaction.atomic():
            Contract.objects.select_for_update().get(pk=self.contract.pk)
            if kind == self.Kind.LEAD:
                for former in ActionCarrier.objects.filter(action=self.action, kind=kind).exclude(pk=self.pk):
                    former._store(self.Kind.PARTNER, by=by, at=at, why=f"« {self.actor} » devient pilote")
            self._store(kind, by=by, at=at, why=why)

    def drop(self, *, by, at: dt.datetime) -> None:
        self._history_user, self._history_date, self._change_reason = by, at, "ôté"
        self.delete()

    def _store(self, kind: "ActionCarrier.Kind", *, by, at: dt.datetime, why: str) -> None:
        self.kind = kind
        self._history_user, self._history_date, self._change_reason = by, at, why
        self.full_clean()
        self.save()
