"""What moves an incontournable forward: its milestones and its actions. They inform; neither ever counts."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from objectives.fields import plain_text, real_day
from objectives.models.entry import Refused
from objectives.models.sheet import Axis
from objectives.models.sheet_row import SheetRow, SheetRowQuerySet
from objectives.models.territory import Epci


class Milestone(SheetRow):
    """A dated step toward a deliverable; it informs, it never counts toward attainment.

    At a day, it is done if it was reached by then, late if it was due before then and is not done.
    """

    title = models.CharField("intitulé", max_length=200)
    due_on = models.DateField("prévu le")
    done_on = models.DateField("atteint le", null=True, blank=True)
    note = models.TextField("note", max_length=1000, blank=True)

    history = HistoricalRecords()

    class Meta(SheetRow.Meta):
        verbose_name, verbose_name_plural = "jalon", "jalons"
        default_related_name = "milestones"
        ordering = ["due_on", "pk"]
        constraints = [
            *SheetRow.Meta.constraints,
            plain_text("title", 200),
            plain_text("note", 1000),
            real_day("due_on"),
            real_day("done_on"),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="objectives_milestone_has_title",
                violation_error_message="Dites en quoi consiste ce jalon.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_done(self, on: dt.date) -> bool:
        return self.done_on is not None and self.done_on <= on

    def is_late(self, on: dt.date) -> bool:
        return self.due_on < on and not self.is_done(on)

    def complete(self, *, by, at: dt.datetime, on: dt.date) -> None:
        """Reached on a day that has come."""
        with self._locked():
            self.refresh_from_db()
            if self.done_on:
                raise Refused(f"« {self} » est déjà atteint, le {self.done_on:%d/%m/%Y}.")
            if on > timezone.localdate(at):
                raise Refused("Un jalon n’est pas atteint un jour qui n’est pas encore venu.")
            self.done_on = on
            self._store(by=by, at=at, why="atteint")

    def reopen(self, *, by, at: dt.datetime) -> None:
        with self._locked():
            self.refresh_from_db()
            if not self.done_on:
                raise Refused(f"« {self} » n’est pas atteint.")
            self.done_on = None
            self._store(by=by, at=at, why="rouvert")


class ActionState(models.TextChoices):
    HYPOTHESIS = "hypothesis", "hypothèse"
    DECIDED = "decided", "décidée"
    ONGOING = "ongoing", "en cours"
    DONE = "done", "réalisée"
    ABANDONED = "abandoned", "abandonnée"


OPEN_ACTIONS = (ActionState.DECIDED, ActionState.ONGOING)  # somebody has promised them
COMES_FROM = {
    ActionState.DECIDED: (ActionState.HYPOTHESIS,),
    ActionState.ONGOING: (ActionState.HYPOTHESIS, ActionState.DECIDED),
    ActionState.DONE: OPEN_ACTIONS,
    ActionState.ABANDONED: (ActionState.HYPOTHESIS, *OPEN_ACTIONS),
}


class ActionQuerySet(SheetRowQuerySet):
    def overdue(self, on: dt.date) -> "ActionQuerySet":
        """Promised for a day before this one, and not done by then nor abandoned. An hypothesis promises nothing."""
        return self.shown().filter(Q(state__in=OPEN_ACTIONS) | Q(done_on__gt=on), due_on__lt=on)


class Action(SheetRow):
    """What somebody does or thinks of doing, as told: the framework, the state, and the carrier as printed.

    What shows that it was done is a sentence and a link, not a file: no sum of money hangs on an action, unlike on an
    entry, and its deliverable lives where its carrier keeps it.
    """

    class Framework(models.TextChoices):
        TERRITORY = "territory", "territoire"
        EPCI = "epci", "EPCI"
        REV3 = "rev3", "démarche REV 3"

    axis = models.ForeignKey(Axis, models.PROTECT, null=True, blank=True, verbose_name="axe")
    framework = models.CharField("cadre", max_length=10, choices=Framework)
    epci = models.ForeignKey(
        Epci,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="EPCI",
        help_text="S’il n’y en a qu’un.",
    )
    text = models.TextField("texte", max_length=1000)
    state = models.CharField("état", max_length=10, choices=ActionState, default=ActionState.HYPOTHESIS)
    carrier = models.CharField("portée par", max_length=200, blank=True, help_text="Tel qu’imprimé ou convenu.")
    due_on = models.DateField("échéance", null=True, blank=True)
    done_on = models.DateField("réalisée le", null=True, blank=True)
    evidence = models.CharField(
        "ce qui le montre", max_length=300, blank=True, help_text="Document, délibération, date."
    )
    evidence_url = models.URLField("lien", max_length=500, blank=True)

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(SheetRow.Meta):
        verbose_name, verbose_name_plural = "action", "actions"
        default_related_name = "actions"
        constraints = [
            *SheetRow.Meta.constraints,
            plain_text("text", 1000),
            plain_text("carrier", 200),
            plain_text("evidence", 300),
            plain_text("evidence_url", 500),
            real_day("due_on"),
            real_day("done_on"),
            models.CheckConstraint(
                condition=Q(framework__in=["territory", "epci", "rev3"])
                & Q(state__in=["hypothesis", "decided", "ongoing", "done", "abandoned"])
                & ~Q(text=""),
                name="objectives_action_choices_known",
                violation_error_message="Une action a un texte, un cadre et un état connus.",
            ),
            models.CheckConstraint(
                condition=Q(epci=None) | Q(framework__in=["epci", "rev3"]),
                name="objectives_action_epci_framework",
                violation_error_message="Une action du territoire ne porte pas sur un EPCI.",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(state="done"),
                name="objectives_action_done_day",
                violation_error_message="Seule une action réalisée a un jour de réalisation.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def group(self) -> int:
        return list(self.Framework).index(self.framework)

    def clean(self) -> None:
        axes = Axis.objects.shown().filter(incontournable=self.incontournable_id)
        if self.axis_id and not axes.filter(pk=self.axis_id).exists():
            raise ValidationError({"axis": "Cet axe n’est pas, ou n’est plus, sur cette fiche."})
        if self.epci_id and not self.contract.epcis.filter(pk=self.epci_id).exists():
            raise ValidationError({"epci": "Cet EPCI n’est pas signataire du contrat."})

    def check_days(self) -> None:
        """Raise a ValidationError when what points at it, whatever the app, comes after its days."""
        for relation in self._meta.related_objects:
            if check := getattr(relation.related_model, "check_days_of", None):
                check(self)

    def siblings(self) -> ActionQuerySet:
        return super().siblings().filter(framework=self.framework)

    def is_overdue(self, on: dt.date) -> bool:
        promised = self.state in OPEN_ACTIONS or (self.done_on is not None and self.done_on > on)
        return self.due_on is not None and self.due_on < on and promised

    def decide(self, *, by, at: dt.datetime) -> None:
        self._become(ActionState.DECIDED, by=by, at=at)

    def start(self, *, by, at: dt.datetime) -> None:
        self._become(ActionState.ONGOING, by=by, at=at)

    def complete(self, *, by, at: dt.datetime, on: dt.date) -> None:
        if on > timezone.localdate(at):
            raise Refused("Une action n’est pas réalisée un jour qui n’est pas encore venu.")
        self._become(ActionState.DONE, by=by, at=at, done_on=on)

    def abandon(self, *, by, at: dt.datetime, why: str = "") -> None:
        self._become(ActionState.ABANDONED, by=by, at=at, note=why)

    def postpone(self, due_on: dt.date, *, by, at: dt.datetime) -> None:
        """Due on another day; of the rest, what is stored stays, whatever was read before."""
        with self._locked():
            self.refresh_from_db()
            if self.state in (ActionState.DONE, ActionState.ABANDONED):
                raise Refused(self._standing())
            if self.due_on != due_on:
                self.due_on = due_on
                self._store(by=by, at=at, why="échéance décidée")

    def reopen(self, *, by, at: dt.datetime) -> None:
        """Back to what it was before: promised, or a mere hypothesis."""
        with self._locked():
            self.refresh_from_db()
            if self.state not in (ActionState.DONE, ActionState.ABANDONED):
                raise Refused(f"« {self} » est {self.get_state_display()} : il n’y a rien à rouvrir.")
            before = self.history.exclude(state__in=(ActionState.DONE, ActionState.ABANDONED))
            last = before.order_by("-history_id").first()  # the acts in their order, whatever day they are told of
            self.state, self.done_on = last.state if last else ActionState.DECIDED, None
            self._store(by=by, at=at, why=f"rouverte : {self.get_state_display()}")

    def _become(
        self, state: ActionState, *, by, at: dt.datetime, done_on: dt.date | None = None, note: str = ""
    ) -> None:
        """A page that is not fresh any more undoes nothing: what is done or abandoned is reopened, by its own verb."""
        with self._locked():
            self.refresh_from_db()
            if self.state not in COMES_FROM[state]:
                raise Refused(self._standing())
            self.state, self.done_on = state, done_on
            self._store(by=by, at=at, why=f"{self.get_state_display()} : {note}" if note else self.get_state_display())

    def _standing(self) -> str:
        if self.state == ActionState.HYPOTHESIS:
            return f"« {self} » n’est qu’une hypothèse : elle se décide d’abord."
        return (
            f"« {self} » est déjà {self.get_state_display()}{f', le {self.done_on:%d/%m/%Y}' if self.done_on else ''}."
        )
