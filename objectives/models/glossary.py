import datetime as dt
from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Q
from simple_history.models import HistoricalRecords

from objectives.fields import SortKeyField, plain_text
from objectives.models.contract import Contract
from objectives.models.entry import Refused
from objectives.models.versioned import Versioned


class GlossaryTermQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str, acronym: str) -> "GlossaryTerm":
        return self.get(contract__slug=slug, acronym=acronym)

    def shown(self) -> "GlossaryTermQuerySet":
        return self.filter(is_removed=False)


class GlossaryTerm(Versioned):
    """An acronym of a contract, explained wherever it appears. Its acronym never changes; removing keeps it."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="glossary", verbose_name="contrat")
    acronym = models.CharField("sigle", max_length=40)
    sort_key = SortKeyField("acronym")
    meaning = models.CharField("signification", max_length=200)
    explanation = models.TextField("explication", max_length=1000, blank=True)
    is_removed = models.BooleanField("retiré", default=False, editable=False)

    objects = GlossaryTermQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "sigle du glossaire", "sigles du glossaire"
        ordering = ["sort_key", "pk"]
        constraints = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                "contract",
                "acronym",
                name="objectives_glossaryterm_unique",
                violation_error_message="Ce sigle est déjà dans le glossaire.",
            ),
            plain_text("acronym", 40),
            plain_text("meaning", 200),
            plain_text("explanation", 1000),
            models.CheckConstraint(
                condition=~Q(acronym="") & ~Q(meaning=""),
                name="objectives_glossaryterm_says_something",
                violation_error_message="Un sigle a une signification.",
            ),
        ]

    def __str__(self) -> str:
        return self.acronym

    def natural_key(self) -> tuple[str, str]:
        return (self.contract.slug, self.acronym)

    natural_key.dependencies = ["objectives.contract"]

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def add(self, *, by, at: dt.datetime) -> None:
        with self._locked():
            self._store(by=by, at=at, why="ajouté")

    def revise(self, *, by, at: dt.datetime) -> None:
        """Store what a form has changed; the form compares the versions, under the same lock."""
        self._store(by=by, at=at, why="modifié")

    def remove(self, *, by, at: dt.datetime) -> None:
        self._show(False, by=by, at=at, why="retiré")

    def restore(self, *, by, at: dt.datetime) -> None:
        self._show(True, by=by, at=at, why="rétabli")

    def _show(self, shown: bool, *, by, at: dt.datetime, why: str) -> None:
        with self._locked():
            self.refresh_from_db()
            if self.is_removed != shown:
                raise Refused(f"« {self} » est déjà {why}.")
            self.is_removed = not shown
            self._store(by=by, at=at, why=why)

    @contextmanager
    def _locked(self):
        """One verb at a time on the glossary of a contract."""
        with transaction.atomic():
            yield Contract.objects.select_for_update().get(pk=self.contract_id)

    def _store(self, *, by, at: dt.datetime, why: str) -> None:
        self._history_user, self._history_date, self._change_reason = by, at, why
        self.full_clean(validate_unique=False)
        self.save()
