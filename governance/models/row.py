"""What committees, seats, local groups and schemes have in common: a name for ever, a place, verbs."""

import datetime as dt
import uuid
from collections.abc import Iterable
from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Max

from objectives.fields import plain_text, whole_between
from objectives.models import Contract, Refused
from objectives.models.versioned import Versioned


def new_code() -> str:
    return uuid.uuid4().hex


@contextmanager
def locked(contract: Contract):
    """One verb at a time on the governance of a contract."""
    with transaction.atomic():
        yield Contract.objects.select_for_update().get(pk=contract.pk)


class Told(Versioned):
    """Saved and deleted by verbs that say who acts, when and why: one row of history each."""

    class Meta(Versioned.Meta):
        abstract = True

    def tell(self, *, by, at: dt.datetime, why: str) -> None:
        """Who, when and why: for the row of history of what follows, a relation that changes as well as a save."""
        self._history_user, self._history_date, self._change_reason = by, at, why

    def store(self, *, by, at: dt.datetime, why: str, related: dict[str, Iterable] | None = None) -> None:
        """Save it and what it is related to, by the name of the relation: one row of history, that tells both."""
        self.tell(by=by, at=at, why=why)
        self.full_clean(validate_unique=False)
        related = {name: list(rows) for name, rows in (related or {}).items()}
        if not self._state.adding:
            with self._untold():
                self._relate(related)
            self.save()
        elif any(related.values()):
            with self._untold():
                self.save()
            self._relate(related)  # whose row of history is that of the beginning
            self.history.filter(history_type="~").update(history_type="+")
        else:
            self.save()

    def _relate(self, related: dict[str, list]) -> None:
        for name, rows in related.items():
            getattr(self, name).set(rows)

    @contextmanager
    def _untold(self):
        """What simple-history does not see."""
        self.skip_history_when_saving = True
        try:
            yield
        finally:
            del self.skip_history_when_saving

    def take_in_words(self, other: "Told", *names: str) -> str:
        """When their actors become one: what this one lacks. Says which words, not the words: they name people."""
        taken, left = [], []
        for name in names:
            ours, theirs = getattr(self, name), getattr(other, name)
            if theirs and theirs != ours:
                (left if ours else taken).append(str(self._meta.get_field(name).verbose_name))
                setattr(self, name, ours or theirs)
        said = [f"repris de l’autre : {', '.join(taken)}."] if taken else []
        said += [f"l’autre avait aussi : {', '.join(left)}."] if left else []
        return " ".join(said)

    def erase(self, *, by, at: dt.datetime, why: str) -> None:
        """Gone from the table; its history stays."""
        self.tell(by=by, at=at, why=why)
        self.delete()


class RowQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(is_removed=False)


class Row(Told):
    """A fact of the contract, or one that officers added. `code` is its name for ever: one reworded, moved or removed
    is known when the facts are loaded again, and does not come back.
    """

    within = "contract"  # the field of what it belongs to

    code = models.SlugField("code", max_length=40, default=new_code, editable=False)
    order = models.PositiveSmallIntegerField("rang", default=0, editable=False)
    is_removed = models.BooleanField("retiré", default=False, editable=False)

    class Meta(Told.Meta):
        abstract = True
        ordering = ["order", "pk"]
        constraints = [
            *Told.Meta.constraints,
            plain_text("code", 40),
            whole_between("order", 0, 9_999),
        ]

    def siblings(self) -> RowQuerySet:
        return type(self).objects.filter(**{self.within: getattr(self, f"{self.within}_id")})

    def append(self, *, by, at: dt.datetime, why: str = "ajouté") -> None:
        """Store a new one, after its siblings, in what still is."""
        with locked(self.contract):
            self._check_within()
            last = self.siblings().aggregate(last=Max("order"))["last"]
            self.order = 0 if last is None else last + 1
            self.store(by=by, at=at, why=why)

    def remove(self, *, by, at: dt.datetime) -> None:
        """Put out of sight; nothing that leaned on it is lost."""
        with locked(self.contract):
            self.refresh_from_db()
            self.check_removable()
            if not self.is_removed:
                self.is_removed = True
                self.store(by=by, at=at, why="retiré")

    def _check_within(self) -> None:
        within = getattr(self, self.within)
        if isinstance(within, Row):
            within.check_there()

    def check_there(self) -> None:
        """Raise Refused when somebody has just removed it: the lock is held, and the database asked."""
        if not type(self).objects.shown().filter(pk=self.pk).exists():
            raise Refused(f"{self} vient d’être supprimé : plus rien ne s’y ajoute.")

    def restore(self, *, by, at: dt.datetime) -> None:
        """Put back, where it was; what stands for it now refuses with its constraint's sentence."""
        with locked(self.contract):
            self.refresh_from_db()
            self._check_within()
            self.check_restorable()
            if self.is_removed:
                self.is_removed = False
                self.store(by=by, at=at, why="remis")

    def check_removable(self) -> None:
        """Raise Refused with a sentence when something still needs it."""

    def check_restorable(self) -> None:
        """Raise Refused with a sentence when what it spoke of is no more."""


def unique_code(within: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        within,
        "code",
        name="%(app_label)s_%(class)s_code_unique",
        violation_error_message="Ce code est déjà pris.",
    )
