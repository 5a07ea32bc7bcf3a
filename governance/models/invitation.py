from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from actors.models import Actor
from governance.models.committee import Seat
from governance.models.row import Told
from objectives.fields import plain_text
from objectives.models import Contract


class Invitation(Told):
    """An actor called to a meeting, and whether it came. Who was not invited has no attendance."""

    class Attendance(models.TextChoices):
        PRESENT = "present", "présent"
        REPRESENTED = "represented", "représenté"
        EXCUSED = "excused", "excusé"
        ABSENT = "absent", "absent"

    CAME = (Attendance.PRESENT, Attendance.REPRESENTED)

    meeting = models.ForeignKey("Meeting", models.PROTECT, related_name="invitations", verbose_name="réunion")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="invitations", verbose_name="acteur")
    person = models.CharField("personne", max_length=120, blank=True)
    attendance = models.CharField("présence", max_length=12, choices=Attendance, blank=True)
    # Who speaks for it and did not come, when it was represented: kept, since seats change hands.
    instead_of = models.CharField("à la place de", max_length=120, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta(Told.Meta):
        verbose_name, verbose_name_plural = "invitation", "invitations"
        ordering = ["meeting", "actor__name_key", "pk"]
        constraints = [
            *Told.Meta.constraints,
            plain_text("person", 120),
            plain_text("instead_of", 120),
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

    def get_absolute_url(self) -> str:
        return self.meeting.get_absolute_url()

    def clean(self) -> None:
        if self._state.adding and self.actor_id:
            self.actor.check_apart()

    def stand_in(self, seat: Seat | None) -> None:
        """When it was represented, say who came: the substitute unless another is named. Raises ValidationError."""
        titular = ""
        if self.attendance == self.Attendance.REPRESENTED:  # as it was the day it was noted, when it has been already
            titular = self.instead_of or (seat.representative if seat else "")
        if titular and self.person == titular:
            if not (seat and seat.substitute):
                raise ValidationError({"person": f"{titular} représente cet acteur : dites qui est venu à sa place."})
            self.person = seat.substitute
        self.instead_of = titular

    def take_in(self, other: "Invitation", *, wins: bool) -> str:
        """Two actors of one meeting become one: who came, came."""
        known = ["", *reversed(self.Attendance.values)]
        told = f"L’autre était noté {other.get_attendance_display()}." if other.attendance else ""
        if known.index(other.attendance) > known.index(self.attendance):
            self.attendance, self.person = other.attendance, other.person or self.person
            self.instead_of = other.instead_of
        return f"{told} {self.take_in_words(other, 'person')}".strip()

    @property
    def contract(self) -> Contract:
        return self.meeting.contract
