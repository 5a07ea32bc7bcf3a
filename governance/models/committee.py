import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actors.models import Actor, Problem
from actors.models.actor import now_or_once
from governance.models.row import Row, RowQuerySet, locked, unique_code
from objectives.fields import SortKeyField, plain_text
from objectives.models import Contract, Refused


class CommitteeQuerySet(RowQuerySet):
    def get_by_natural_key(self, slug: str, code: str) -> "Committee":
        return self.get(contract__slug=slug, code=code)


class Committee(Row):
    """Who meets: the steering committee, the technical one, and the thematic working groups."""

    class Kind(models.TextChoices):
        STEERING = "steering", "comité de pilotage"
        TECHNICAL = "technical", "comité technique"
        WORKING = "working", "groupe de travail"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="committees", verbose_name="contrat")
    kind = models.CharField("genre", max_length=10, choices=Kind, default=Kind.WORKING)
    name = models.CharField("nom", max_length=120)
    short_name = models.CharField("sigle", max_length=20, blank=True, help_text="« COPIL », « COTECH »…")
    name_key = SortKeyField("name")
    short_name_key = SortKeyField("short_name", max_length=40)
    purpose = models.TextField("rôle", max_length=1000, blank=True)
    problem = models.ForeignKey(
        Problem,
        models.PROTECT,
        related_name="committees",
        null=True,
        blank=True,
        verbose_name="problématique",
        help_text="Celle dont la carte dit qui inviter ; pour un groupe de travail seulement.",
    )

    objects = CommitteeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = "comité", "comités"
        permissions = [("govern", "Tient les comités, les réunions, les décisions et les dispositifs")]
        constraints = [
            *Row.Meta.constraints,
            unique_code("contract"),
            *(plain_text(name, longest) for name, longest in [("name", 120), ("short_name", 20), ("purpose", 1000)]),
            models.CheckConstraint(
                condition=Q(kind__in=["steering", "technical", "working"]) & ~Q(name=""),
                name="governance_committee_kind_known",
                violation_error_message="Un comité a un nom et un genre connu.",
            ),
            models.CheckConstraint(
                condition=Q(problem=None) | Q(kind="working"),
                name="governance_committee_problem_of_working_group",
                violation_error_message="Seul un groupe de travail porte sur une problématique.",
            ),
            models.UniqueConstraint(
                "contract",
                "name_key",
                condition=Q(is_removed=False),
                name="governance_committee_one_a_name",
                violation_error_message="Un comité porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                "contract",
                "short_name_key",
                condition=Q(is_removed=False) & ~Q(short_name_key=""),
                name="governance_committee_one_an_acronym",
                violation_error_message="Un comité porte déjà ce sigle.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def clean(self) -> None:
        # Constraints look at the keys, which saving would set too late for them.
        for name in ("name_key", "short_name_key"):
            self._meta.get_field(name).pre_save(self, add=False)

    def natural_key(self) -> tuple[str, str]:
        return (self.contract.slug, self.code)

    natural_key.dependencies = ["objectives.contract", "actors.problem"]

    def get_absolute_url(self) -> str:
        return reverse("governance:committee", args=[self.contract.slug, self.pk])

    def check_removable(self) -> None:
        meetings = self.meetings.count()
        if meetings:
            raise Refused(
                f"{self} a {meetings} réunion{'s' if meetings > 1 else ''} : un comité qui s’est réuni ou doit se "
                "réunir ne se supprime pas."
            )

    def reword(self, changed: Iterable[str], *, by, at: dt.datetime) -> None:
        """Store what was edited; calendars show how it is called, so they are told of its meetings to come."""
        with locked(self.contract):
            self.store(by=by, at=at, why="modifié")
            if {"name", "short_name"} & set(changed):
                for meeting in self.meetings.upcoming(at):
                    meeting.tell_again(by=by, at=at, why="comité renommé")

    def seat(self, actors: Iterable[Actor], *, by, at: dt.datetime, why: str = "ajouté") -> list["Seat"]:
        """Give a seat to those of the actors who have none. Returns the new ones."""
        with locked(self.contract):
            seated = set(self.seats.shown().exclude(actor=None).values_list("actor", flat=True))
            new = [Seat(committee=self, actor=actor) for actor in actors if actor.pk not in seated]
            for seat in new:
                seat.append(by=by, at=at, why=why)
        return new


class SeatQuerySet(RowQuerySet):
    def get_by_natural_key(self, slug: str, committee: str, code: str) -> "Seat":
        """Even one that is no more, since a merge made one seat of two."""
        return now_or_once(self, committee=Committee.objects.get_by_natural_key(slug, committee), code=code)

    def of_contract(self, contract: Contract) -> "SeatQuerySet":
        return self.shown().filter(committee__contract=contract, committee__is_removed=False)


class Seat(Row):
    """A member of a committee: an actor, or what the contract prints («partenaires principaux»); who speaks for it."""

    within = "committee"

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="seats", verbose_name="comité")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="seats", null=True, blank=True, verbose_name="acteur")
    as_printed = models.CharField(
        "tel qu’écrit", max_length=120, blank=True, help_text="Ce que le contrat écrit, s’il ne nomme pas un acteur."
    )
    representative = models.CharField("représentant", max_length=120, blank=True)
    substitute = models.CharField("suppléant", max_length=120, blank=True)

    objects = SeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = "siège", "sièges"
        constraints = [
            *Row.Meta.constraints,
            unique_code("committee"),
            *(plain_text(name, 120) for name in ("as_printed", "representative", "substitute")),
            models.UniqueConstraint(
                "committee",
                "actor",
                condition=Q(actor__isnull=False, is_removed=False),
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

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.committee.natural_key(), self.code)

    natural_key.dependencies = ["governance.committee", "actors.actor"]

    def clean(self) -> None:
        if self.actor_id and not self.is_removed:
            self.actor.check_apart()

    def check_restorable(self) -> None:
        if self.actor and self.actor.merged_into_id:
            raise Refused(f"{self.actor} a été réuni à une autre fiche : ajoutez plutôt celle-ci.")

    def take_in(self, other: "Seat", *, wins: bool) -> str:
        """Two actors of one committee become one: it has one seat, and who speaks for it."""
        return self.take_in_words(other, "as_printed", "representative", "substitute")

    @property
    def contract(self) -> Contract:
        return self.committee.contract


class LocalGroupQuerySet(RowQuerySet):
    def get_by_natural_key(self, slug: str, committee: str, code: str) -> "LocalGroup":
        return self.get(committee__contract__slug=slug, committee__code=committee, code=code)


class LocalGroup(Row):
    """An existing local group that a committee leans on, with the words of the contract: «COTECH PCAET – 3 EPCI»."""

    within = "committee"

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="local_groups", verbose_name="comité")
    name = models.CharField("nom", max_length=120)
    held_by = models.CharField("porté par", max_length=120, blank=True)

    objects = LocalGroupQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = "groupe local", "groupes locaux"
        constraints = [
            *Row.Meta.constraints,
            unique_code("committee"),
            plain_text("name", 120),
            plain_text("held_by", 120),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="governance_localgroup_named",
                violation_error_message="Donnez un nom à ce groupe.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.held_by})" if self.held_by else self.name

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.committee.natural_key(), self.code)

    natural_key.dependencies = ["governance.committee"]

    @property
    def contract(self) -> Contract:
        return self.committee.contract
