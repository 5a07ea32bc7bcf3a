import datetime as dt
from contextlib import contextmanager

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from objectives.fields import plain_text, real_moment, whole_between
from objectives.models.contract import Contract
from objectives.models.entry import Refused

MOST_LINES = 20_000
NAMED = 5
GONE = "Cet aperçu n’existe plus : un autre l’a remplacé, ou il a été effacé."


class FileImport(models.Model):
    """A file of lines: previewed, then loaded whole, then perhaps withdrawn.

    `content` is what was previewed, and all that is ever written. A preview belongs to its author and leaves nothing
    when it is dropped. A concrete one has a contract, counts of its own, and a history that excludes the content.
    """

    class Stage(models.TextChoices):
        PREVIEWED = "previewed", "à confirmer"
        CONFIRMED = "confirmed", "chargé"
        WITHDRAWN = "withdrawn", "retiré"

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="auteur")
    created_at = models.DateTimeField("lu le")
    settled_at = models.DateTimeField("chargé ou retiré le", null=True, blank=True)
    file_name = models.CharField("fichier", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    stage = models.CharField("étape", max_length=10, choices=Stage, default=Stage.PREVIEWED)
    lines_read = models.PositiveIntegerField("lignes lues")
    lines_new = models.PositiveIntegerField("nouvelles")
    lines_known = models.PositiveIntegerField("déjà là")
    lines_refused = models.PositiveIntegerField("refusées")
    lines_left_out = models.PositiveIntegerField("laissées de côté")
    content = models.JSONField("aperçu", default=dict)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]
        constraints = [
            plain_text("file_name", 255),
            plain_text("sha256", 64),
            *(real_moment(name) for name in ("created_at", "settled_at")),
            *(
                whole_between(f"lines_{name}", 0, MOST_LINES)
                for name in ("read", "new", "known", "refused", "left_out")
            ),
            models.CheckConstraint(
                condition=Q(stage="previewed", settled_at=None)
                | Q(stage__in=["confirmed", "withdrawn"], settled_at__isnull=False),
                name="%(app_label)s_%(class)s_stage_has_its_facts",
                violation_error_message="Cette étape demande une date.",
            ),
        ]

    def __str__(self) -> str:
        return f"Import de {self.file_name}"

    @property
    def waits(self) -> bool:
        return self.stage == self.Stage.PREVIEWED

    @property
    def is_loaded(self) -> bool:
        return self.stage == self.Stage.CONFIRMED

    def preview(self) -> None:
        """Store what was read, in the place of the person's earlier previews."""
        with transaction.atomic():
            for earlier in type(self).objects.filter(author=self.author, stage=self.Stage.PREVIEWED):
                earlier._drop()
            self.full_clean(exclude={"contract", "author", "content", "data"})
            self.save_without_historical_record()

    def discard(self) -> None:
        with self._locked() as current:
            if current is None:
                raise Refused(GONE)
            if current.is_loaded:
                raise Refused("Cet import est déjà chargé : retirez-le depuis sa page.")
            if not current.waits:
                raise Refused("Cet import a déjà été retiré : il n’y a plus rien à abandonner.")
            current._drop()

    # --- Inside the verbs -------------------------------------------------------------------------------------------
    @contextmanager
    def _locked(self):
        """The stored row, or None, while nobody else acts on what hangs from its contract."""
        with transaction.atomic():
            contract = self._lock()
            current = type(self).objects.filter(pk=self.pk).first()
            if current:
                current.contract = contract
            yield current

    def _lock(self) -> Contract:
        return Contract.objects.select_for_update().get(pk=self.contract_id)

    def _settle(self, stage: str, *, by, at: dt.datetime, why: str) -> None:
        self.stage, self.settled_at = stage, at
        self._history_user, self._history_date, self._change_reason = by, at, why
        self.full_clean(exclude={"contract", "author", "content"})
        self.save(update_fields=["stage", "settled_at"])

    def _drop(self) -> None:
        pk = self.pk
        self.delete()
        type(self).history.filter(id=pk).delete()


def some(sentences: list[str], between: str = " ; ") -> str:
    rest = len(sentences) - NAMED
    shown = between.join(sentences[:NAMED])
    return f"{shown}{between}et {rest} de plus" if rest > 0 else shown
