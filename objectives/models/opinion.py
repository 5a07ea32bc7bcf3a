import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from objectives import clock
from objectives.fields import plain_text, real_moment
from objectives.judgement import Level
from objectives.models.contract import Contract
from objectives.models.entry import Refused
from objectives.models.indicator import Indicator


class OpinionQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> "OpinionQuerySet":
        """For each indicator, the last one given by the end of this day, with who gave it: one query for all."""
        until = clock.midnight(on + dt.timedelta(days=1))
        latest = Opinion.objects.filter(indicator=models.OuterRef("indicator"), given_at__lt=until)
        latest = latest.order_by("-given_at", "-pk")
        return self.filter(pk=models.Subquery(latest.values("pk")[:1])).select_related("given_by")


class Opinion(models.Model):
    """What an officer thinks of an objective on a day. Never edited: a new one takes its place, the old one stays."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="opinions", verbose_name="indicateur")
    level = models.CharField(
        "avis",
        max_length=15,
        choices={
            Level.SECURED: "sécurisé",
            Level.WITHIN_REACH: "atteignable",
            Level.NEEDS_SUPPORT: "appui nécessaire",
            Level.COMPROMISED: "compromis",
        },
    )
    note = models.TextField(
        "note", max_length=1000, help_text="Ce qui le fait dire : les pages la montrent avec la date."
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="donné par")
    given_at = models.DateTimeField("donné le")

    objects = OpinionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "avis", "avis"
        ordering = ["-given_at", "-pk"]
        indexes = [models.Index("indicator", "given_at", name="opinion_by_indicator")]
        constraints = [
            plain_text("note", 1000),
            real_moment("given_at"),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in Level]) & ~Q(note=""),
                name="objectives_opinion_says_why",
                violation_error_message="Un avis a un niveau connu et une note qui dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}, le {timezone.localdate(self.given_at):%d/%m/%Y}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise Refused("Un avis ne se modifie pas : donnez-en un nouveau.")
        super().save(*args, **kwargs)

    @property
    def contract(self) -> Contract:
        return self.indicator.contract

    def give(self, *, by, at: dt.datetime) -> None:
        self.given_by, self.given_at = by, at
        self._history_user, self._history_date, self._change_reason = by, at, "donné"
        self.full_clean(validate_unique=False)
        self.save()
