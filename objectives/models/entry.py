import datetime as dt
import uuid
from collections.abc import Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from objectives import french, periods
from objectives.fields import QuantityField, check_columns, plain_text, quantity_between, real_day, real_moment
from objectives.models import acceptance
from objectives.models.acceptance import Others
from objectives.models.contract import Contract
from objectives.models.evidence import Evidence
from objectives.models.indicator import Indicator
from objectives.models.querysets import ProgressEntryQuerySet
from objectives.models.states import OPEN, State
from objectives.models.territory import Commune, Epci
from objectives.models.versioned import Versioned


class Refused(Exception):
    """A verb that the entry's state does not allow; says why in French."""


class Stale(Exception):
    """Somebody saved first. `current` is what the database holds."""

    def __init__(self, current: "ProgressEntry"):
        super().__init__("La saisie a changé entre-temps.")
        self.current = current


class ProgressEntry(Versioned):
    """A dated quantity that an officer records; it counts once somebody else has validated it.

    A validated entry is never edited: an amendment is a new entry that replaces it once validated. Every verb takes
    who acts and when, locks the contract's row and leaves one row of history.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="entries", verbose_name="indicateur")
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="EPCI")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", null=True, blank=True)
    period_start = models.DateField("début de la période")
    period_end = models.DateField("fin de la période")
    quantity = QuantityField("quantité")
    source = models.CharField("source", max_length=300)
    comment = models.TextField("commentaire", max_length=2000, blank=True)
    justification = models.TextField("motif", max_length=1000, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.DRAFT, editable=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, related_name="amendments", null=True, blank=True, verbose_name="remplace"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="auteur")
    created_at = models.DateTimeField("créée le")
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="validée par"
    )
    validated_at = models.DateTimeField("validée le", null=True, blank=True)
    self_validation_reason = models.CharField("motif de validation par l’auteur", max_length=500, blank=True)
    return_note = models.TextField("note de retour", max_length=1000, blank=True)
    imported_in = models.ForeignKey(
        "EntryImport", models.PROTECT, related_name="entries", null=True, editable=False, verbose_name="import"
    )
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ProgressEntryQuerySet.as_manager()
    history = HistoricalRecords()

    in_file = ""  # of one read from a file and not stored yet: «ligne 12»

    class Meta:
        verbose_name, verbose_name_plural = "saisie", "saisies"
        ordering = ["-period_end", "-pk"]
        indexes = [models.Index("indicator", "state", "period_end", name="entry_by_indicator_state")]
        permissions = [
            ("view_drafts", "Voit les brouillons"),
            ("validate_progressentry", "Valide ou retourne une saisie"),
            ("withdraw_any_progressentry", "Retire la saisie d’un autre"),
        ]
        constraints = [
            *Versioned.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("source", 300), ("comment", 2000)]),
            *(plain_text(name, longest) for name, longest in [("justification", 1000), ("return_note", 1000)]),
            plain_text("self_validation_reason", 500),
            real_day("period_start"),
            real_day("period_end"),
            *(real_moment(name) for name in ("created_at", "sent_at", "validated_at")),
            quantity_between("quantity"),
            models.CheckConstraint(
                condition=Q(period_start__lte=F("period_end")),
                name="objectives_entry_period_in_order",
                violation_error_message="La période doit finir après son début.",
            ),
            models.CheckConstraint(
                condition=Q(epci=None) | Q(commune=None),
                name="objectives_entry_one_perimeter",
                violation_error_message="Une saisie porte sur un EPCI ou sur une commune, pas sur les deux.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="objectives_entry_has_source",
                violation_error_message="Dites d’où vient ce chiffre.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | Q(state=State.PENDING, sent_at__isnull=False)
                | (Q(state=State.RETURNED, sent_at__isnull=False) & ~Q(return_note=""))
                | Q(
                    state__in=[State.VALIDATED, State.REPLACED], validated_by__isnull=False, validated_at__isnull=False
                ),
                name="objectives_entry_state_has_its_facts",
                violation_error_message="Cet état demande une date, une personne ou une note qui manque.",
            ),
            models.CheckConstraint(
                condition=Q(validated_by=None) | ~Q(validated_by=F("author")) | ~Q(self_validation_reason=""),
                name="objectives_entry_second_person",
                violation_error_message="L’auteur ne valide sa saisie qu’avec un motif.",
            ),
            models.UniqueConstraint(
                "replaces",
                condition=~Q(state=State.WITHDRAWN),
                name="objectives_entry_one_amendment",
                violation_error_message="Cette saisie a déjà une correction en cours.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} : {self.amount}, {self.perimeter}"

    def get_absolute_url(self) -> str:
        return reverse("objectives:entry", args=[self.contract.slug, self.pk])

    @property
    def contract(self) -> Contract:
        return self.indicator.contract

    @property
    def reference(self) -> str:
        return f"S{self.pk:05d}"

    @property
    def perimeter(self) -> str:
        if self.commune_id:
            return f"{self.commune} ({self.commune.epci})"
        return str(self.epci) if self.epci_id else "Territoire entier"

    @property
    def period(self) -> str:
        return periods.label_of(self.period_start, self.period_end)

    @property
    def amount(self) -> str:
        return french.counted(self.quantity, self.indicator.entered_unit)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def current_evidence(self) -> models.QuerySet[Evidence]:
        return self.evidence.filter(removed_at=None)

    @property
    def lacks_evidence(self) -> bool:
        return self.indicator.evidence_required and not self.current_evidence().exists()

    def may_be_edited_by(self, user) -> bool:
        return self.is_open and self.author_id == user.pk

    def may_be_amended(self) -> bool:
        return self.state == State.VALIDATED and not self.amendments.exclude(state=State.WITHDRAWN).exists()

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def record(
        self, *, by, at: dt.datetime, evidence: Sequence[Evidence] = (), send: bool = True, others: Others | None = None
    ) -> "ProgressEntry":
        """Store a new entry, sent for validation unless it lacks evidence or `send` is false.

        The same form posted twice gives the entry of the first time. `others` are what it is held against, for a
        caller that has read them, the contract and the indicator under the lock, and tells by itself what came twice.
        """
        with self._locked(others):
            if others is None and (known := ProgressEntry.objects.filter(submission_key=self.submission_key).first()):
                if known.author_id != by.pk:
                    raise Refused("Ce formulaire a déjà servi à une autre personne : ouvrez-en un nouveau.")
                return known
            if self.replaces_id:
                self._check_amendment()
            self.author, self.created_at = by, at
            self._settle(by=by, at=at, evidence=evidence, send=send, why="", others=others)
        return self

    def revise(
        self, *, by, at: dt.datetime, evidence: Sequence[Evidence] = (), send: bool = True, others: Others | None = None
    ) -> None:
        """Store the corrections of its author; `self.version` is the version they started from."""
        with self._locked(others):
            current = self._current()
            if not current.may_be_edited_by(by):
                raise Refused(current.why_not("corrigée par vous"))
            self.state, self.sent_at = current.state, current.sent_at
            self._settle(by=by, at=at, evidence=evidence, send=send, why="corrigée", others=others)

    def remove_evidence(self, piece: Evidence, *, by, at: dt.datetime) -> None:
        with self._locked():
            if piece.entry_id != self.pk or not self._current().may_be_edited_by(by):
                raise Refused("Seul l’auteur d’une saisie ouverte ôte ses pièces.")
            piece.removed_at, piece._history_user, piece._history_date = at, by, at
            piece.save()
            if self.state == State.PENDING and self.lacks_evidence:
                self.state = State.DRAFT
            # A version more, so that nobody validates without having seen that it is gone.
            self._store(by=by, at=at, why="pièce justificative ôtée")

    def withdraw(self, *, by, at: dt.datetime) -> None:
        with self._locked():
            current = self._current()
            if not current.is_open:
                raise Refused(current.why_not("retirée"))
            self.state = State.WITHDRAWN
            self._store(by=by, at=at, why="retirée")

    def send_back(self, *, by, at: dt.datetime, note: str) -> None:
        """Return it to its author, who corrects it in place and sends it again."""
        with self._locked():
            self._check_pending("retournée")
            self.state, self.return_note = State.RETURNED, note
            self._store(by=by, at=at, why=f"retournée : {note}")

    def validate(self, *, by, at: dt.datetime, reason: str = "") -> None:
        """Let it count. Its author may do so only where the contract allows it, with a reason kept for ever.

        `self.version` is the version that the validator has read: what is validated is what was seen.
        """
        with self._locked() as contract:
            self._check_pending("validée")
            if self.author_id == by.pk and not (contract.allows_self_validation and reason.strip()):
                raise Refused("Une autre personne que son auteur doit valider cette saisie.")
            if self.lacks_evidence:
                raise Refused("Une pièce justificative est désormais exigée : retournez cette saisie à son auteur.")
            acceptance.check(self, on=timezone.localdate(at), confirmed=True)
            self.self_validation_reason = reason if self.author_id == by.pk else ""
            self.state, self.validated_by, self.validated_at = State.VALIDATED, by, at
            if self.replaces_id:
                replaced = ProgressEntry.objects.get(pk=self.replaces_id)
                replaced.state = State.REPLACED
                replaced._store(by=by, at=at, why=f"remplacée par {self.reference}")
            self._store(by=by, at=at, why="validée")

    def amendment(self) -> "ProgressEntry":
        """A copy to correct, not stored yet."""
        copied = ("indicator", "epci", "commune", "period_start", "period_end", "quantity", "source", "comment")
        return ProgressEntry(replaces=self, **{name: getattr(self, name) for name in copied})

    def why_not(self, participle: str) -> str:
        return f"Cette saisie ne peut plus être {participle} : elle est {self.get_state_display()}."

    # --- Inside the verbs -------------------------------------------------------------------------------------------
    @contextmanager
    def _locked(self, others: Others | None = None):
        """One verb at a time on the entries of a contract, whose figures are read again: they may just have changed."""
        if others is not None:  # so has a caller that holds the lock already
            yield self.contract
            return
        with transaction.atomic():
            contract = Contract.objects.select_for_update().get(pk=self.contract.pk)
            self.indicator = Indicator.objects.of_contract(contract).get(pk=self.indicator_id)
            yield contract

    def _current(self) -> "ProgressEntry":
        """The stored row, provided nobody saved it since it was read."""
        current = ProgressEntry.objects.with_people().get(pk=self.pk)
        if current.version != self.version:
            raise Stale(current)
        return current

    def _check_pending(self, participle: str) -> None:
        current = self._current()
        if current.state != State.PENDING:
            raise Refused(current.why_not(participle))

    def _check_amendment(self) -> None:
        replaced = ProgressEntry.objects.get(pk=self.replaces_id)
        if not replaced.may_be_amended():
            raise Refused("Cette saisie est déjà remplacée, ou a déjà une correction en cours.")

    def _settle(
        self, *, by, at: dt.datetime, evidence: Sequence[Evidence], send: bool, why: str, others: Others | None
    ) -> None:
        acceptance.check(self, on=timezone.localdate(at), others=others)
        has_evidence = bool(evidence) or (self.pk is not None and self.current_evidence().exists())
        if send and (has_evidence or not self.indicator.evidence_required):
            self.state, self.sent_at = State.PENDING, at
        elif self.state != State.RETURNED:
            self.state = State.DRAFT
        self._store(by=by, at=at, why=why or ("envoyée" if self.state == State.PENDING else "enregistrée en brouillon"))
        for piece in evidence:
            piece.entry, piece.added_by, piece.added_at = self, by, at
            piece._history_user, piece._history_date = by, at
            piece.save()

    def _store(self, *, by, at: dt.datetime, why: str) -> None:
        self._history_user, self._history_date, self._change_reason = by, at, why
        check_columns(self)
        version = self.version
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            # The database has refused what spans columns; validating first would ask it the same, once a constraint.
            self.version = version
            self.full_clean(validate_unique=False)
            raise
