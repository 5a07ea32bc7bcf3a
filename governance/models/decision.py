"""What a meeting decided, the actions it points at, and what is said of an objective that is behind."""

import datetime as dt
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from governance.models.meeting import Meeting
from governance.models.row import Told, locked
from governance.models.scheme import Scheme
from objectives.fields import plain_text, whole_between
from objectives.models import Action, Contract, Incontournable, Indicator, Refused
from objectives.models.steps import OPEN_ACTIONS, ActionState

ENDED = (ActionState.DONE, ActionState.ABANDONED)


class DecisionQuerySet(models.QuerySet):
    def of_contract(self, contract: Contract) -> "DecisionQuerySet":
        return self.filter(meeting__committee__contract=contract).select_related("meeting__committee__contract")

    def not_carried_out(self) -> "DecisionQuerySet":
        """Those that an action, decided or under way, still has to carry out, closed or not: it may have been reopened
        since; and those that are not closed and point at no action yet.
        """
        actions = Action.objects.shown().filter(decisions=OuterRef("pk"))
        return self.filter(Exists(actions.filter(state__in=OPEN_ACTIONS)) | (~Exists(actions) & Q(is_closed=False)))


class Decision(Told):
    """What a meeting decided, about some incontournables. Its actions carry it out."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions", verbose_name="réunion")
    order = models.PositiveSmallIntegerField("rang", default=1, editable=False)
    text = models.TextField("décision", max_length=2000)
    incontournables = models.ManyToManyField(
        Incontournable, related_name="decisions", blank=True, verbose_name="incontournables"
    )
    actions = models.ManyToManyField(Action, related_name="decisions", blank=True, editable=False)
    is_closed = models.BooleanField(
        "rien d’autre à faire", default=False, help_text="Elle vaut par elle-même : aucune action ne la met en œuvre."
    )

    objects = DecisionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[incontournables, actions])

    class Meta(Told.Meta):
        verbose_name, verbose_name_plural = "décision", "décisions"
        ordering = ["meeting", "order", "pk"]
        constraints = [
            *Told.Meta.constraints,
            plain_text("text", 2000),
            whole_between("order", 0, 9_999),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="governance_decision_says_something",
                violation_error_message="Écrivez ce qui est décidé.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#decision-{self.pk}"

    @property
    def contract(self) -> Contract:
        return self.meeting.contract

    @property
    def is_settled(self) -> bool:
        """Asked of the prefetched ones: closed, and none of its actions has been reopened since."""
        shown = [action for action in self.actions.all() if not action.is_removed] if self.is_closed else []
        return self.is_closed and not any(action.state in OPEN_ACTIONS for action in shown)

    @property
    def has_no_action(self) -> bool:
        """Asked of the prefetched ones: nobody carries it out."""
        return all(action.is_removed for action in self.actions.all())

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def take(self, incontournables=(), *, by, at: dt.datetime) -> None:
        """Store a new one, of a meeting that was held."""
        with locked(self.contract):
            self.meeting.check_open()
            if not Meeting.objects.get(pk=self.meeting_id).has_happened:
                raise Refused("Une réunion qui ne s’est pas tenue n’a rien décidé.")
            last = self.meeting.decisions.aggregate(last=models.Max("order"))["last"] or 0
            self.order = last + 1
            self.store(by=by, at=at, why="prise", related={"incontournables": incontournables})

    def withdraw(self, *, by, at: dt.datetime) -> None:
        with self._changing():
            self.meeting.check_open()
            if self.actions.shown().exists():
                raise Refused("Des actions mettent cette décision en œuvre : détachez-les d’abord.")
            self.erase(by=by, at=at, why="ôtée")

    def entrust(self, action: Action, *, by, at: dt.datetime, append: bool = False) -> None:
        """Point at an action, a new one with `append`. An hypothesis becomes decided: somebody has promised it; and a
        decision that was closed has something to do again.

        Once the minutes are approved their relevé says who does what: what follows is decided by another meeting.
        """
        with self._changing():
            self.meeting.check_open()
            if action.contract != self.contract:
                raise Refused("Cette action est celle d’un autre contrat.")
            if not append:
                action.refresh_from_db()
            check_due(action, self)
            if append:
                action.append(by=by, at=at)
            elif action.state == ActionState.HYPOTHESIS:
                action.decide(by=by, at=at)
            acts = {"by": by, "at": at, "why": f"action rattachée : {action}"}
            if self.is_closed:
                self.is_closed = False
                self.store(**acts, related={"actions": [*self.actions.all(), action]})
            else:
                self.tell(**acts)
                self.actions.add(action)

    def release(self, action: Action, *, by, at: dt.datetime) -> None:
        with self._changing():
            self.meeting.check_open()
            self.tell(by=by, at=at, why=f"action détachée : {action}")
            self.actions.remove(action)

    def close(self, *, by, at: dt.datetime, why: str = "") -> None:
        """Nothing else is to be done. None of its words changes: it may be said once the minutes are approved."""
        with self._changing():
            if self.is_closed:
                raise Refused("Cette décision est déjà close.")
            self.check_closable()
            self.is_closed = True
            self.store(by=by, at=at, why=f"close : {why}" if why else "close")

    def check_closable(self) -> None:
        """Raise Refused with a sentence while one of its actions is to be done."""
        under_way = self.actions.shown().filter(state__in=OPEN_ACTIONS).first()
        if under_way:
            raise Refused(f"« {under_way} » met encore cette décision en œuvre : elle n’est pas close.")

    @classmethod
    def first_of(cls, action: Action) -> "Decision | None":
        decisions = cls.objects.filter(actions=action).select_related("meeting")
        return decisions.order_by("meeting__starts_at").first()

    @classmethod
    def check_days_of(cls, action: Action) -> None:
        """Nothing is done, nor due, before it was first decided. Raises a ValidationError."""
        first = cls.first_of(action)
        if first and action.done_on and action.done_on < first.meeting.day:
            raise ValidationError({"done_on": f"Cette action a été décidée après, le {first.meeting.day:%d/%m/%Y}."})
        if first:
            check_due(action, first)

    def reopen(self, *, by, at: dt.datetime) -> None:
        with self._changing():
            if not self.is_closed:
                raise Refused("Cette décision n’est pas close.")
            self.is_closed = False
            self.store(by=by, at=at, why="rouverte")

    @contextmanager
    def _changing(self):
        """The lock of the contract, and the decision as the database holds it, for a verb to change."""
        with locked(self.contract):
            try:
                self.refresh_from_db()
            except Decision.DoesNotExist:
                raise Refused("Cette décision vient d’être ôtée.") from None
            yield


def is_due_before(action: Action, decision: Decision) -> bool:
    """Whether it is still to be done, and for a day that precedes the decision."""
    return action.state not in ENDED and action.due_on is not None and action.due_on < decision.meeting.day


def is_out_of_order(action: Action, decision: Decision) -> bool:
    """Whether its sheet says it done, or still to be done, on a day that precedes the decision."""
    done_before = action.done_on is not None and action.done_on < decision.meeting.day
    return done_before or is_due_before(action, decision)


def check_due(action: Action, decision: Decision) -> None:
    """Raise a ValidationError when the action was due before it was decided."""
    if is_due_before(action, decision):
        day = decision.meeting.day
        raise ValidationError(
            {"due_on": f"L’échéance ({action.due_on:%d/%m/%Y}) précède la décision, prise le {day:%d/%m/%Y}."}
        )


def carry_out(action: Action, *, by, at: dt.datetime, on: dt.date) -> None:
    """Done on a day that has come, and not before a meeting decided it."""
    with locked(action.contract):
        first = Decision.first_of(action)
        if first and on < (day := first.meeting.day):
            raise Refused(f"« {action} » n’est pas réalisée le {on:%d/%m/%Y} : elle a été décidée le {day:%d/%m/%Y}.")
        action.complete(by=by, at=at, on=on)


class ActionScheme(Told):
    """The scheme in which an action is carried."""

    action = models.OneToOneField(Action, models.PROTECT, related_name="in_scheme", verbose_name="action")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="actions", verbose_name="dispositif")

    history = HistoricalRecords()

    class Meta(Told.Meta):
        verbose_name, verbose_name_plural = "dispositif d’une action", "dispositifs des actions"
        constraints = [*Told.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.scheme} · {self.action}"

    @property
    def contract(self) -> Contract:
        return self.action.contract

    @classmethod
    def choose(cls, action: Action, scheme: Scheme | None, *, by, at: dt.datetime) -> None:
        """The one in which it is carried from now on; with None, in none."""
        with locked(action.contract):
            held = cls.objects.filter(action=action).first() or cls(action=action)
            if scheme is None and held.pk:
                held.erase(by=by, at=at, why="ôté")
            elif scheme and held.scheme_id != scheme.pk:
                why = "changé" if held.pk else "rattachée"
                held.scheme = scheme
                held.store(by=by, at=at, why=why)


class RecoveryNoteQuerySet(models.QuerySet):
    def open(self, contract: Contract) -> "RecoveryNoteQuerySet":
        """In the order of the objectives, with them."""
        notes = self.filter(indicator__incontournable__contract=contract, is_closed=False)
        return notes.select_related("indicator__incontournable__contract").order_by("indicator__incontournable__number")


class RecoveryNote(Told):
    """For an objective that is behind: what is seen, why, what is done about it. Its history tells the former ones."""

    indicator = models.OneToOneField(Indicator, models.PROTECT, related_name="recovery", verbose_name="objectif")
    finding = models.TextField("constat", max_length=2000)
    cause = models.TextField("cause", max_length=2000)
    remedy = models.TextField("action de redressement", max_length=2000)
    is_closed = models.BooleanField("close", default=False, editable=False)

    objects = RecoveryNoteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Told.Meta):
        verbose_name, verbose_name_plural = "note de redressement", "notes de redressement"
        constraints = [
            *Told.Meta.constraints,
            *(plain_text(name, 2000) for name in ("finding", "cause", "remedy")),
            models.CheckConstraint(
                condition=~Q(finding="") & ~Q(cause="") & ~Q(remedy=""),
                name="governance_recoverynote_whole",
                violation_error_message="Une note dit le constat, la cause et l’action.",
            ),
        ]

    def __str__(self) -> str:
        return f"Note de redressement · {self.indicator}"

    @property
    def contract(self) -> Contract:
        return self.indicator.contract

    def get_absolute_url(self) -> str:
        return reverse("governance:recovery", args=[self.contract.slug, self.indicator_id])

    def close(self, *, by, at: dt.datetime) -> None:
        """The objective has caught up: no longer shown, and kept by its history. Writing it again opens it again."""
        with locked(self.contract):
            self.refresh_from_db()
            if self.is_closed:
                raise Refused("Cette note est déjà close.")
            self.is_closed = True
            self.store(by=by, at=at, why="close")
