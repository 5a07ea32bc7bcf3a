"""What the lines, axes, links, milestones and actions of a sheet have in common: a name for ever, a place, verbs."""

import datetime as dt
import uuid
from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Max

from objectives.fields import plain_text, whole_between
from objectives.models.contract import Contract
from objectives.models.entry import Refused
from objectives.models.indicator import Incontournable
from objectives.models.versioned import Versioned


def new_code() -> str:
    return uuid.uuid4().hex


class SheetRowQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str, number: int, code: str):
        return self.get(incontournable__contract__slug=slug, incontournable__number=number, code=code)

    def shown(self):
        return self.filter(is_removed=False)

    def of_contract(self, contract: Contract):
        return self.shown().filter(incontournable__contract=contract)


class SheetRow(Versioned):
    """One of several on a sheet. `code` is its name for ever: a fact that somebody reworded, moved or removed is known.

    Removing keeps it, out of sight: it can be restored, and loading the facts again does not bring it back.
    """

    incontournable = models.ForeignKey(Incontournable, models.PROTECT)
    code = models.SlugField("code", max_length=40, default=new_code, editable=False)
    order = models.PositiveSmallIntegerField("rang", default=0, editable=False)
    is_removed = models.BooleanField("retiré", default=False, editable=False)

    objects = SheetRowQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        constraints = [
            *Versioned.Meta.constraints,
            plain_text("code", 40),
            whole_between("order", 0, 9_999),
            models.UniqueConstraint(
                "incontournable",
                "code",
                name="%(app_label)s_%(class)s_code_unique",
                violation_error_message="Ce code est déjà pris sur cette fiche.",
            ),
        ]

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.incontournable.natural_key(), self.code)

    natural_key.dependencies = ["objectives.incontournable"]

    @property
    def contract(self) -> Contract:
        return self.incontournable.contract

    @property
    def group(self) -> int:
        """The rank of the siblings it is shown among."""
        return 0

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def append(self, *, by, at: dt.datetime) -> None:
        """Store a new one, after its siblings."""
        with self._locked():
            last = self.siblings().aggregate(last=Max("order"))["last"]
            self.order = 0 if last is None else last + 1
            self._store(by=by, at=at, why="ajouté")

    def revise(self, *, by, at: dt.datetime) -> None:
        """Store what a form has changed; the form compares the versions, under the same lock."""
        self._store(by=by, at=at, why="modifié")

    def remove(self, *, by, at: dt.datetime) -> None:
        """Put out of sight, unless something still leans on it."""
        with self._locked():
            self.refresh_from_db()
            leaning = self.leaning()
            if leaning:
                raise Refused(f"« {self} » ne peut pas être retiré : {leaning}.")
            if not self.is_removed:
                self.is_removed = True
                self._store(by=by, at=at, why="retiré")

    def restore(self, *, by, at: dt.datetime) -> None:
        with self._locked():
            self.refresh_from_db()
            if self.is_removed:
                self.is_removed = False
                self._store(by=by, at=at, why="rétabli")

    def move(self, *, up: bool, by, at: dt.datetime) -> None:
        """Change places with the sibling before or after it."""
        with self._locked():
            row = list(self.siblings().shown())
            here = next((place for place, other in enumerate(row) if other.pk == self.pk), -1)
            there = here - 1 if up else here + 1
            if here < 0 or not 0 <= there < len(row):
                raise Refused(f"« {self} » est déjà {'en tête' if up else 'en fin'} de liste.")
            row[here], row[there] = row[there], row[here]
            for place, other in enumerate(row):
                if other.order != place:
                    other.order = place
                    other._store(by=by, at=at, why="déplacé")

    def siblings(self) -> SheetRowQuerySet:
        """Those it is shown among, itself included once stored."""
        return type(self).objects.filter(incontournable=self.incontournable_id)

    def leaning(self) -> str:
        """What still refers to this row, in words: a decision that points at an action, an action on an axis."""
        for relation in self._meta.related_objects:
            model = relation.related_model
            rows = model._default_manager.filter(**{relation.field.name: self.pk})
            if issubclass(model, SheetRow):
                rows = rows.filter(is_removed=False)
            first = rows.first()
            if first is not None:
                return f"{model._meta.verbose_name} « {first} » s’y rapporte"
        return ""

    @contextmanager
    def _locked(self):
        """One verb at a time on the sheets of a contract."""
        with transaction.atomic():
            yield Contract.objects.select_for_update().get(pk=self.contract.pk)

    def _store(self, *, by, at: dt.datetime, why: str) -> None:
        self._history_user, self._history_date, self._change_reason = by, at, why
        self.full_clean(validate_unique=False)
        self.save()
