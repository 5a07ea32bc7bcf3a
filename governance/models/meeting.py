import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actors.models import Actor
from governance.models.committee import Committee
from objectives.fields import plain_text, real_moment, whole_between
from objectives.models import Contract, Incontournable
from objectives.models.evidence import random_name
from objectives.models.versioned import Versioned


class Meeting(Versioned):
    """A committee meets: planned, then held, then its minutes are approved and nothing of it changes any more."""

    class State(models.TextChoices):
        PLANNED = "planned", "prévue"
        HELD = "held", "tenue"
        APPROVED = "approved", "compte rendu approuvé"
        CANCELLED = "cancelled", "annulée"

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings", verbose_name="comité")
    title = models.CharField("objet", max_length=200, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200, blank=True)
    link = models.URLField("lien de la visioconférence", max_length=500, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.PLANNED, editable=False)
    minutes = models.TextField("compte rendu", max_length=100_000, blank=True)
    cancelled_because = models.CharField("motif d’annulation", max_length=500, blank=True, editable=False)
    approved_at = models.DateTimeField("compte rendu approuvé le", null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="approuvé par",
    )  # fmt: skip
    # What calendars know it by, and how many times they were told that it changed.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "réunion", "réunions"
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index("committee", "starts_at", name="governance_meeting_when")]
        constraints = [
            *Versioned.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("title", 200), ("place", 200), ("link", 500)]),
            plain_text("minutes", 100_000),
            plain_text("cancelled_because", 500),
            *(real_moment(name) for name in ("starts_at", "ends_at", "approved_at")),
            whole_between("sequence", 0, 1_000_000),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="governance_meeting_ends_after_start",
                violation_error_message="Une réunion finit après son début.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "held"], approved_at=None, approved_by=None, cancelled_because="")
                | Q(state="approved", approved_at__isnull=False, approved_by__isnull=False, cancelled_because="")
                | (Q(state="cancelled", approved_at=None, approved_by=None) & ~Q(cancelled_because="")),
                name="governance_meeting_state_has_its_facts",
                violation_error_message="Une approbation a son auteur et sa date, une annulation son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.committee} du {self.starts_at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("governance:meeting", args=[self.contract.slug, self.pk])

    @property
    def contract(self) -> Contract:
        return self.committee.contract


class Invitation(Versioned):
    """An actor called to a meeting, and whether it came. Who was not invited has no attendance."""

    class Attendance(models.TextChoices):
        PRESENT = "present", "présent"
        REPRESENTED = "represented", "représenté"
        EXCUSED = "excused", "excusé"
        ABSENT = "absent", "absent"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations", verbose_name="réunion")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="invitations", verbose_name="acteur")
    person = models.CharField("personne", max_length=120, blank=True)
    attendance = models.CharField("présence", max_length=12, choices=Attendance, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "invitation", "invitations"
        ordering = ["meeting", "actor__name_key"]
        constraints = [
            *Versioned.Meta.constraints,
            plain_text("person", 120),
            models.UniqueConstraint(
                "meeting",
                "actor",
                name="governance_invitation_one_an_actor",
                violation_error_message="Cet acteur est déjà invité.",
            ),
            models.CheckConstraint(
                condition=Q(attendance__in=["", "present", "represented", "excused", "absent"]),
                name="governance_invitation_attendance_known",
                violation_error_message="Cette présence n’existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} · {self.meeting}"

    @property
    def contract(self) -> Contract:
        return self.meeting.contract


class AgendaItem(Versioned):
    """A point of the agenda. `proposal` names what of the contract's state proposed it, so that it does so once."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name="réunion")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    title = models.CharField("point", max_length=300)
    note = models.TextField("précision", max_length=2000, blank=True)
    incontournables = models.ManyToManyField(Incontournable, related_name="+", blank=True)
    proposal = models.CharField(max_length=80, blank=True, editable=False)

    history = HistoricalRecords(m2m_fields=[incontournables])

    class Meta:
        verbose_name, verbose_name_plural = "point de l’ordre du jour", "points de l’ordre du jour"
        ordering = ["meeting", "order", "pk"]
        constraints = [
            *Versioned.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("title", 300), ("note", 2000), ("proposal", 80)]),
            whole_between("order", 1, 999),
            models.UniqueConstraint(
                "meeting",
                "proposal",
                condition=~Q(proposal=""),
                name="governance_agendaitem_proposed_once",
                violation_error_message="Ce point est déjà à l’ordre du jour.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def contract(self) -> Contract:
        return self.meeting.contract


class Attachment(models.Model):
    """A file kept with a meeting. Removing one keeps it, out of sight."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attachments", verbose_name="réunion")
    file = models.FileField("fichier", upload_to=random_name, max_length=100)
    name = models.CharField("nom du fichier", max_length=200)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("taille (octets)")
    sha256 = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ajouté par")
    added_at = models.DateTimeField("ajouté le")
    removed_at = models.DateTimeField("ôté le", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "pièce jointe", "pièces jointes"
        ordering = ["added_at", "pk"]
        constraints = [
            *(plain_text(name, longest) for name, longest in [("name", 200), ("content_type", 100), ("sha256", 64)]),
            whole_between("size", 0, 2_000_000_000),
            real_moment("added_at"),
            real_moment("removed_at"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def contract(self) -> Contract:
        return self.meeting.contract
