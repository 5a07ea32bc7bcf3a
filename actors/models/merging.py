"""Two rows that are one: everything that refers to the second follows the first, whatever the app, now or later."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from simple_history.models import HistoricalChanges, HistoricalRecords

from actors.models.actor import Actor
from actors.models.map import Card
from objectives.fields import plain_text
from objectives.models import Contract, Refused, Stale

CHOSEN = {
    "name": ("name",),
    "acronym": ("acronym",),
    "kind": ("kind",),
    "place": ("epci", "perimeter"),
    "notes": ("notes",),
}
KEPT, ABSORBED, BOTH = "kept", "absorbed", "both"


def pointing_at(model: type[models.Model]) -> list[models.ForeignKey]:
    """Every column that refers to a model: hidden ones and links of many to many too, but not those of histories."""
    relations = model._meta.get_fields(include_hidden=True)
    return [
        relation.field
        for relation in relations
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and not relation.concrete
        and not issubclass(relation.related_model, HistoricalChanges)
    ]


def merge(
    kept: Actor,
    absorbed: Actor,
    *,
    by,
    at: dt.datetime,
    why: str = "",
    choices: Mapping[str, str] | None = None,
    winners: Collection[int] = (),
) -> None:
    """Everything of `absorbed` goes to `kept`; it stays out of sight, and its address leads there.

    Both are as somebody compared them. `choices` says for each of CHOSEN whose value stays; `winners` are the cards of
    the absorbed whose position stays where both are on one map. Raises Stale when somebody saved one of them since, or
    Refused with a sentence.
    """
    with transaction.atomic():
        list(Contract.objects.select_for_update().order_by("pk"))  # no verb of any contract in the meantime
        held = {one.pk: one for one in Actor.objects.select_for_update().filter(pk__in=[kept.pk, absorbed.pk])}
        if kept.pk == absorbed.pk or len(held) != 2:
            raise Refused("Il faut deux acteurs pour une fusion.")
        for current in held.values():
            if current.merged_into_id:
                raise Refused(f"« {current.name} » a déjà été fusionné avec « {current.survivor.name} ».")
        for read in (kept, absorbed):
            if held[read.pk].version != read.version:
                raise Stale(held[read.pk])
        kept, absorbed = held[kept.pk], held[absorbed.pk]
        names = f"« {absorbed.name} » rejoint « {kept.name} »"
        note = f"fusion : {names}. {why}".strip()
        mark = {"_history_user": by, "_history_date": at, "_change_reason": note}
        values = _values(kept, absorbed, choices or {})
        absorbed.merged_into = kept
        _store(absorbed, mark)
        _follow(absorbed, kept, mark, winners)
        for name, value in values.items():
            setattr(kept, name, value)
        kept.full_clean()
        _store(kept, mark)


def _values(kept: Actor, absorbed: Actor, choices: Mapping[str, str]) -> dict:
    values = {}
    for choice, names in CHOSEN.items():
        if choices.get(choice) == ABSORBED:
            values |= {name: getattr(absorbed, name) for name in names}
        elif choices.get(choice) == BOTH:
            values |= {name: f"{getattr(kept, name)}\n\n{getattr(absorbed, name)}".strip() for name in names}
    return values


def _store(row: models.Model, mark: Mapping) -> None:
    vars(row).update(mark)
    row.save()


def _follow(gone: models.Model, kept: models.Model, mark: Mapping, winners: Collection[int]) -> None:
    for field in pointing_at(type(gone)):
        if field.model is Actor:
            continue  # those that were merged into it: their addresses lead to it, then further
        for row in field.model._base_manager.filter(**{field.name: gone}).order_by("pk"):
            setattr(row, field.attname, kept.pk)
            try:
                with transaction.atomic():
                    _store(row, mark)
            except IntegrityError:
                double = _double(row)
                if double is None and not _ties_itself(row, kept):
                    raise Refused(f"« {row} » ne peut pas suivre la fusion.") from None
                _fold(field.model._base_manager.get(pk=row.pk), double, mark, winners)


def _fold(row: models.Model, double: models.Model | None, mark: Mapping, winners: Collection[int]) -> None:
    """A row that cannot follow: what refers to it goes to the one that is there, and its history says what it was.

    Without such a one, the row tied both together, which says nothing any more.
    """
    if double is not None:
        told = None
        if hasattr(double, "take_in"):
            told = double.take_in(row, wins=isinstance(row, Card) and row.pk in winners)
        elif _own(row) != _own(double):
            raise Refused(f"« {row} » dit autre chose que « {double} » : accordez-les d’abord.")
        _follow(row, double, mark, winners)
    vars(row).update(mark)
    row.delete()
    if double is not None and told is not None:  # once the other is gone: what only one row may be, it may now be
        _store(double, {**mark, "_change_reason": f"{mark['_change_reason']} {told}".strip()})


def _own(row: models.Model) -> dict:
    """What people wrote in it, and what it refers to besides actors."""
    return {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.editable and not field.primary_key and field.related_model is not Actor
    }


def _ties_itself(row: models.Model, kept: models.Model) -> bool:
    ends = [field for field in row._meta.concrete_fields if field.related_model is type(kept)]
    return sum(getattr(row, field.attname) == kept.pk for field in ends) > 1


def _double(row: models.Model) -> models.Model | None:
    """The row that already holds what this one would become unique with."""
    ways = [([field.name], Q()) for field in row._meta.concrete_fields if field.unique and not field.primary_key]
    ways += [(names, Q()) for names in row._meta.unique_together]
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            names = constraint.fields or [part.name for part in constraint.expressions if isinstance(part, F)]
            ways.append((names, constraint.condition or Q()))
    for names, condition in ways:
        alike = {name: getattr(row, row._meta.get_field(name).attname) for name in names}
        found = row.__class__._base_manager.filter(condition, **alike).exclude(pk=row.pk).first()
        if found:
            return found
    return None


class Distinct(models.Model):
    """Two actors that look alike and are not the same: somebody said so, and nobody is asked again."""

    one = models.ForeignKey(Actor, models.CASCADE, related_name="+", verbose_name="acteur")
    other = models.ForeignKey(Actor, models.CASCADE, related_name="+", verbose_name="autre acteur")
    pair = models.CharField(max_length=41, unique=True, editable=False)
    reason = models.CharField("pourquoi", max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "paire d’acteurs distincts", "paires d’acteurs distincts"
        constraints = [
            plain_text("pair", 41),
            plain_text("reason", 300),
            models.CheckConstraint(
                condition=~Q(one=F("other")),
                name="actors_distinct_two",
                violation_error_message="Il faut deux acteurs.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"

    def save(self, *args, **kwargs) -> None:
        self.pair = self.key(self.one_id, self.other_id)
        super().save(*args, **kwargs)

    def take_in(self, other: "Distinct", *, wins: bool) -> str:
        """Both said why: both reasons stay."""
        reasons = dict.fromkeys(filter(None, (self.reason, other.reason)))
        self.reason = " ; ".join(reasons)[:300]
        return ""

    @staticmethod
    def key(one: int, other: int) -> str:
        return "-".join(map(str, sorted((one, other))))
