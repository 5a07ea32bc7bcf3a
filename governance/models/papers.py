"""What is written for a meeting: its agenda, its minutes, the files kept with it."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from simple_history.models import HistoricalRecords

from governance.models.meeting import Meeting
from governance.models.row import Told, locked
from objectives.fields import plain_text, real_moment, whole_between
from objectives.models import Contract, Evidence, Incontournable, Refused
from objectives.models.evidence import random_name


class AgendaItem(Told):
    """A point of the agenda. `proposal` names what of the contract's state proposed it, so that it does so once;
    one that the officer set aside is kept as such.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda", verbose_name="réunion")
    order = models.SmallIntegerField("rang", default=0, editable=False)
    title = models.CharField("point", max_length=300)
    note = models.TextField("précision", max_length=4000, blank=True)
    tells_note = models.BooleanField(
        "donner la précision aux invités",
        default=True,
        help_text="Sinon elle reste entre agents : ni la convocation ni le relevé de décisions ne la donnent.",
    )
    incontournables = models.ManyToManyField(
        Incontournable, related_name="agenda_items", blank=True, verbose_name="incontournables"
    )
    proposal = models.CharField(max_length=80, blank=True, editable=False)
    is_dropped = models.BooleanField("écarté", default=False, editable=False)

    history = HistoricalRecords(m2m_fields=[incontournables])

    class Meta(Told.Meta):
        verbose_name, verbose_name_plural = "point de l’ordre du jour", "points de l’ordre du jour"
        ordering = ["meeting", "order", "pk"]
        constraints = [
            *Told.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("title", 300), ("note", 4000), ("proposal", 80)]),
            whole_between("order", -9_999, 9_999),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="governance_agendaitem_titled",
                violation_error_message="Donnez un intitulé à ce point.",
            ),
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

    def add(self, incontournables=(), *, by, at: dt.datetime, first: bool = False) -> None:
        """Store a new one, at the end of the agenda or at its head."""
        with locked(self.contract):
            self.meeting.check_open()
            if self.proposal and self.meeting.agenda.filter(proposal=self.proposal).exists():
                raise Refused(f"« {self} » est déjà à l’ordre du jour, ou en a été écarté.")
            ends = self.meeting.agenda.aggregate(last=Max("order"), first=models.Min("order"))
            self.order = (ends["first"] or 0) - 1 if first else (ends["last"] or 0) + 1
            why = "écarté" if self.is_dropped else "ajouté"
            self.store(by=by, at=at, why=why, related={"incontournables": incontournables})

    def drop(self, *, by, at: dt.datetime, dropped: bool = True) -> None:
        with locked(self.contract):
            self.meeting.check_open()
            self.refresh_from_db()
            self.is_dropped = dropped
            self.store(by=by, at=at, why="écarté" if dropped else "repris")

    def move(self, *, up: bool, by, at: dt.datetime) -> None:
        """Change places with the point before or after it; the first stays first."""
        with locked(self.contract):
            self.meeting.check_open()
            points = list(self.meeting.agenda.filter(is_dropped=False))
            here = next((place for place, other in enumerate(points) if other.pk == self.pk), None)
            if here is None:
                raise Refused(f"« {self} » vient d’être écarté : reprenez-le d’abord.")
            there = here - 1 if up else here + 1
            if not 0 <= there < len(points):
                raise Refused(f"« {self} » est déjà {'en tête' if up else 'à la fin'} de l’ordre du jour.")
            points[here], points[there] = points[there], points[here]
            for place, other in enumerate(points):
                if other.order != place:
                    other.order = place
                    other.store(by=by, at=at, why="déplacé")


class Minutes(Told):
    """What was said at a meeting, as it is written: apart from it, so that only two writers can be in each other's way.

    Autosaves of one person in a row share one line of history, or a meeting would leave hundreds.
    """

    SAME_SITTING = dt.timedelta(minutes=15)
    AUTOSAVED = "enregistré en écrivant"

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes", verbose_name="réunion")
    text = models.TextField("compte rendu", max_length=100_000, blank=True)

    history = HistoricalRecords()

    class Meta(Told.Meta):
        verbose_name, verbose_name_plural = "compte rendu", "comptes rendus"
        constraints = [*Told.Meta.constraints, plain_text("text", 100_000)]

    def __str__(self) -> str:
        return f"Compte rendu · {self.meeting}"

    @property
    def contract(self) -> Contract:
        return self.meeting.contract

    @classmethod
    def of(cls, meeting: Meeting) -> "Minutes":
        """Those of the meeting, not stored yet when nobody has written."""
        return cls.objects.filter(meeting=meeting).first() or cls(meeting=meeting, version=0)

    def write(self, text: str, *, read: int, by, at: dt.datetime, autosaved: bool = False) -> "Minutes | None":
        """Store what was written over version `read`. None, or what somebody else stored meanwhile: then nothing is."""
        with locked(self.contract):
            self.meeting.check_minutes()
            held = Minutes.of(self.meeting)
            self.version = held.version
            if held.text == text and held.pk:
                return None
            if held.version != read:
                return held
            last = held.history.first() if held.pk else None
            held.text = text
            if held._state.adding:
                held.version = 1
            together = (
                autosaved
                and last is not None
                and last.history_user_id == by.pk
                and last.history_change_reason == self.AUTOSAVED
                and at - last.history_date < self.SAME_SITTING
            )
            if together:
                held.full_clean(validate_unique=False)
                held.save_without_historical_record()
                last.text, last.version = held.text, held.version
                last.save()
            else:
                held.store(by=by, at=at, why=self.AUTOSAVED if autosaved else "enregistré")
            self.pk, self.version, self.text = held.pk, held.version, held.text
            return None


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

    @classmethod
    def attach(cls, meeting: Meeting, pieces: list[Evidence], *, by, at: dt.datetime) -> None:
        """Keep files that were checked as pieces of evidence are."""
        with locked(meeting.contract):
            meeting.check_open()
            for piece in pieces:
                kept = cls(meeting=meeting, file=piece.file, name=piece.name, content_type=piece.content_type)
                kept.size, kept.sha256, kept.added_by, kept.added_at = piece.size, piece.sha256, by, at
                kept._history_user, kept._history_date, kept._change_reason = by, at, "joint"
                kept.full_clean(validate_unique=False)
                kept.save()

    def remove(self, *, by, at: dt.datetime) -> None:
        with locked(self.contract):
            self.meeting.check_open()
            self.removed_at = at
            self._history_user, self._history_date, self._change_reason = by, at, "ôté"
            self.save()
