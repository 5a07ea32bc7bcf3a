import datetime as dt
import uuid
from collections.abc import Iterable
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from actors.models import Actor
from governance.models.committee import Committee, Seat
from governance.models.invitation import Invitation
from governance.models.row import Told, locked
from objectives import clock
from objectives.fields import plain_text, real_moment, whole_between
from objectives.models import Contract, Refused
from objectives.models.steps import OPEN_ACTIONS


class MeetingQuerySet(models.QuerySet):
    def of_contract(self, contract: Contract) -> "MeetingQuerySet":
        return self.filter(committee__contract=contract).select_related("committee__contract")

    def upcoming(self, now: dt.datetime) -> "MeetingQuerySet":
        """Those planned that are not over, the next first."""
        return self.filter(state=Meeting.State.PLANNED, ends_at__gte=now).order_by("starts_at", "pk")

    def happened(self) -> "MeetingQuerySet":
        return self.filter(state__in=[Meeting.State.HELD, Meeting.State.APPROVED])

    def steering(self) -> "MeetingQuerySet":
        return self.filter(committee__kind=Committee.Kind.STEERING)

    def within(self, first: dt.date, last: dt.date) -> "MeetingQuerySet":
        """Those that start on one of these days, in Paris."""
        over = clock.midnight(last + dt.timedelta(days=1))
        return self.filter(starts_at__gte=clock.midnight(first), starts_at__lt=over)


class Meeting(Told):
    """A committee meets: planned, then held, then its minutes are approved and nothing of it changes any more."""

    class State(models.TextChoices):
        PLANNED = "planned", "prévue"
        HELD = "held", "tenue"
        APPROVED = "approved", "compte rendu approuvé"
        CANCELLED = "cancelled", "annulée"

    # What calendars show of it: they are told when one of these changes.
    IN_CALENDARS = ("title", "starts_at", "ends_at", "place", "link")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings", verbose_name="comité")
    title = models.CharField("objet", max_length=200, blank=True, help_text="Sinon, le nom du comité.")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200, blank=True)
    link = models.URLField("lien de la visioconférence", max_length=500, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.PLANNED, editable=False)
    cancelled_because = models.CharField("motif d’annulation", max_length=500, blank=True, editable=False)
    approved_at = models.DateTimeField("compte rendu approuvé le", null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="approuvé par",
    )  # fmt: skip
    # What calendars know it by, how many times they were told that it changed, and when last.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    told_at = models.DateTimeField("convoquée ou déplacée le", editable=False)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Told.Meta):
        verbose_name, verbose_name_plural = "réunion", "réunions"
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index("committee", "starts_at", name="governance_meeting_when"),
            models.Index("starts_at", name="governance_meeting_starts"),
        ]
        constraints = [
            *Told.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("title", 200), ("place", 200), ("link", 500)]),
            plain_text("cancelled_because", 500),
            *(real_moment(name) for name in ("starts_at", "ends_at", "approved_at", "told_at")),
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
        return f"{self.name} du {self.day:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("governance:meeting", args=[self.contract.slug, self.pk])

    @property
    def contract(self) -> Contract:
        return self.committee.contract

    @property
    def name(self) -> str:
        return self.title or str(self.committee)

    # Its day and hours where people meet: what forms show and compare.
    @property
    def day(self) -> dt.date:
        return timezone.localdate(self.starts_at)

    @property
    def starts(self) -> dt.time:
        return timezone.localtime(self.starts_at).time()

    @property
    def ends(self) -> dt.time:
        return timezone.localtime(self.ends_at).time()

    @property
    def link_host(self) -> str:
        """What a page shows of the link: that of a videoconference is too long to be read."""
        return urlsplit(self.link).hostname or ""

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_open(self) -> bool:
        """Whether anything of it may still change."""
        return self.state in (self.State.PLANNED, self.State.HELD)

    @property
    def has_happened(self) -> bool:
        return self.state in (self.State.HELD, self.State.APPROVED)

    @property
    def state_in_a_word(self) -> str:
        return "approuvée" if self.state == self.State.APPROVED else self.get_state_display()

    @property
    def is_outside_contract(self) -> bool:
        return not self.contract.starts_on <= self.day <= self.contract.ends_on

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def plan(self, *, by, at: dt.datetime) -> None:
        """Store a new one, with the actors who have a seat already invited."""
        with locked(self.contract):
            self.committee.check_there()
            self.told_at = at
            self.store(by=by, at=at, why="prévue")
            self.invite([seat.actor for seat in self.left_out() if seat.actor], by=by, at=at)

    def left_out(self) -> list[Seat]:
        """The seats of its committee that nobody is invited for: without an actor, or given since."""
        seats = self.committee.seats.shown().filter(Q(actor=None) | Q(actor__merged_into=None))
        return list(seats.exclude(actor__in=self.invitations.values("actor")).select_related("actor"))

    def reschedule(self, changed: Iterable[str], *, by, at: dt.datetime) -> None:
        """Store what was edited; calendars are told when what they show has changed."""
        with locked(self.contract):
            self.check_open()
            held = Meeting.objects.get(pk=self.pk)
            if held.has_happened and held.day != self.day:
                self._check_moved(at)
            if set(changed) & set(self.IN_CALENDARS):
                self.sequence, self.told_at = self.sequence + 1, at
            self.store(by=by, at=at, why="modifiée")

    def tell_again(self, *, by, at: dt.datetime, why: str) -> None:
        """What calendars show of it has changed elsewhere."""
        with locked(self.contract):
            self.sequence, self.told_at = self.sequence + 1, at
            self.store(by=by, at=at, why=why)

    def hold(self, *, by, at: dt.datetime) -> None:
        with self._changing() as held:
            if held.state != self.State.PLANNED:
                raise Refused(f"Cette réunion est déjà {held.state_in_a_word}.")
            if timezone.localdate(at) < held.day:
                raise Refused(f"Cette réunion n’a lieu que le {held.day:%d/%m/%Y} : elle ne peut pas s’être tenue.")
            self.state = self.State.HELD
            self.store(by=by, at=at, why="tenue")

    def take_back(self, *, by, at: dt.datetime) -> None:
        """It was said to be held by mistake: planned again, so that it may be moved or cancelled."""
        with self._changing() as held:
            if held.state != self.State.HELD:
                raise Refused(f"Cette réunion est {held.state_in_a_word} : il n’y a rien à reprendre.")
            noted = held.invitations.exclude(attendance__in=["", Invitation.Attendance.EXCUSED])
            if noted.exists() or held.decisions.exists() or held.minutes_text.strip():
                raise Refused("Des présences, des décisions ou un compte rendu sont notés : elle s’est donc tenue.")
            self.state = self.State.PLANNED
            self.store(by=by, at=at, why="notée tenue par erreur")

    def approve(self, *, by, at: dt.datetime, read: int | None = None) -> None:
        """Lock everything of it: its minutes say what the committee said, in the version that was `read`."""
        with self._changing() as held:
            if held.state == self.State.APPROVED:
                raise Refused(
                    f"Ce compte rendu est déjà approuvé, par {held.approved_by} "
                    f"le {timezone.localtime(held.approved_at):%d/%m/%Y}."
                )
            if held.state != self.State.HELD:
                raise Refused("Seul le compte rendu d’une réunion tenue s’approuve.")
            if not held.minutes_text.strip():
                raise Refused("Le compte rendu est vide : écrivez-le avant de l’approuver.")
            if read not in (None, held.minutes.version):
                raise Refused("Le compte rendu a changé depuis que vous l’avez lu : relisez-le avant de l’approuver.")
            self.state, self.approved_at, self.approved_by = self.State.APPROVED, at, by
            self.store(by=by, at=at, why="compte rendu approuvé")

    def cancel(self, *, by, at: dt.datetime, because: str) -> None:
        with self._changing() as held:
            if held.state != self.State.PLANNED:
                raise Refused(f"Cette réunion est {held.state_in_a_word} : elle ne s’annule pas.")
            self.state, self.cancelled_because = self.State.CANCELLED, because
            self.sequence, self.told_at = self.sequence + 1, at
            self.store(by=by, at=at, why=f"annulée : {because}")

    def invite(self, actors: Iterable[Actor], *, by, at: dt.datetime) -> list[Invitation]:
        """Invite those of the actors who are not yet. Returns the new invitations."""
        with locked(self.contract):
            self.check_open()
            known = set(self.invitations.values_list("actor", flat=True))
            speaks = dict(self.committee.seats.shown().values_list("actor", "representative"))
            return [
                self._invite(actor, speaks.get(actor.pk, ""), by=by, at=at) for actor in actors if actor.pk not in known
            ]

    def _invite(self, actor: Actor, person: str, *, by, at: dt.datetime) -> Invitation:
        invitation = Invitation(meeting=self, actor=actor, person=person)
        invitation.store(by=by, at=at, why="invité")
        return invitation

    def uninvite(self, invitation: Invitation, *, by, at: dt.datetime) -> None:
        with locked(self.contract):
            self.check_open()
            try:
                invitation.refresh_from_db()  # somebody may have noted meanwhile that it came
            except Invitation.DoesNotExist:
                raise Refused("Cette invitation vient d’être ôtée.") from None
            if invitation.attendance:
                raise Refused(
                    f"{invitation.actor} est noté {invitation.get_attendance_display()} : effacez d’abord sa présence."
                )
            invitation.erase(by=by, at=at, why="invitation ôtée")

    def check_open(self) -> None:
        """Raise Refused when the database says that nothing of it may change any more."""
        held = Meeting.objects.get(pk=self.pk)
        if held.state == self.State.APPROVED:
            raise Refused("Le compte rendu est approuvé : plus rien de cette réunion ne se modifie.")
        if held.state == self.State.CANCELLED:
            raise Refused("Cette réunion est annulée : plus rien d’elle ne se modifie.")

    def check_minutes(self) -> None:
        """Raise Refused unless its minutes may be written: it was held, and they are not approved."""
        self.check_open()
        if not Meeting.objects.get(pk=self.pk).has_happened:
            raise Refused("Cette réunion ne s’est pas encore tenue : son compte rendu s’écrit ensuite.")

    def _check_has_come(self, at: dt.datetime) -> None:
        if timezone.localdate(at) < self.day:
            raise Refused(f"Cette réunion n’a lieu que le {self.day:%d/%m/%Y} : elle ne peut pas s’être tenue.")

    def _check_moved(self, at: dt.datetime) -> None:
        """A held one goes to a day that has come, and not after that of what it decided."""
        self._check_has_come(at)
        for decision in self.decisions.prefetch_related("actions"):
            for action in decision.actions.all():
                due, done = action.due_on if action.state in OPEN_ACTIONS else None, action.done_on
                day = due or done
                if not action.is_removed and day and day < self.day:
                    raise ValidationError(
                        {"day": f"« {action} », qu’elle a décidée, est {'à faire pour' if due else 'réalisée'} "
                                f"le {day:%d/%m/%Y}."}
                    )  # fmt: skip

    @contextmanager
    def _changing(self):
        """The lock of the contract, and the meeting as the database holds it, for a verb to change."""
        with locked(self.contract):
            self.refresh_from_db()
            yield self

    @property
    def minutes_text(self) -> str:
        minutes = getattr(self, "minutes", None)
        return minutes.text if minutes else ""
