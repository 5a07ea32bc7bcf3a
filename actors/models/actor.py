import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from objectives import french
from objectives.fields import SortKeyField, plain_text, real_day
from objectives.models import Epci
from objectives.models.versioned import Versioned

SAME = "Un acteur de ce nom existe déjà pour ce périmètre."
ERASED = "un contact effacé"


def now_or_once(rows: models.QuerySet, **which) -> models.Model:
    """The row, else what it was before somebody removed it: facts loaded again do not bring it back."""
    found = rows.filter(**which).first()
    if found is None:
        once = rows.model.history.filter(**which).first()
        if once is None:
            raise rows.model.DoesNotExist
        found = once.instance
    return found


class ActorQuerySet(models.QuerySet):
    def get_by_natural_key(self, name: str, siren: str | None = None) -> "Actor":
        """The actor of that name; else the one that had it, even before a merge put another in its place.

        So facts loaded again find what people renamed, moved or merged since, and change nothing.
        """
        named = {"name_key": french.sort_key(name), "epci__siren": siren}
        found = self.current().filter(**named).first()
        if found is None:
            held = self.model.history.filter(**named).order_by("-history_date", "-history_id")
            found = self.get(pk=held.values_list("id", flat=True).first())
        return found.survivor

    def current(self) -> "ActorQuerySet":
        """Without those that a merge replaced by another."""
        return self.filter(merged_into=None)

    def matching(self, text: str) -> "ActorQuerySet":
        """Those whose name or acronym holds the text, whatever its case and accents: «region» finds «Région»."""
        key = french.sort_key(text)
        return self.filter(Q(name_key__contains=key) | Q(acronym_key__contains=key))


class Actor(Versioned):
    """Who is concerned by a problem, carries something or pays for it. Contracts share actors.

    Two are the same when name and EPCI agree without case, accents and repeated spaces. One that was merged stays,
    out of sight, so that its history and its address lead to the one that took its place.
    """

    class Kind(models.TextChoices):
        COMMUNITY = "community", "collectivité ou groupement"
        STATE = "state", "État, opérateur ou institution"
        CHAMBER = "chamber", "chambre consulaire"
        NETWORK = "network", "association ou réseau"
        HOUSING = "housing", "bailleur ou aménageur"
        BUSINESS = "business", "entreprise ou profession"
        RESEARCH = "research", "enseignement ou recherche"
        PEOPLE = "people", "habitants et usagers"
        OTHER = "other", "autre"

    name = models.CharField("nom", max_length=200)
    name_key = SortKeyField("name")
    acronym = models.CharField("sigle", max_length=40, blank=True)
    acronym_key = SortKeyField("acronym", max_length=40)
    kind = models.CharField("type", max_length=10, choices=Kind, blank=True)
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="EPCI")
    perimeter = models.CharField(
        "périmètre plus large", max_length=120, blank=True, help_text="« Région », « national », « plusieurs EPCI »…"
    )
    notes = models.TextField("notes", max_length=4000, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="absorbed", null=True, editable=False, verbose_name="fusionné avec"
    )

    objects = ActorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "acteur", "acteurs"
        ordering = ["name_key", "pk"]
        permissions = [
            ("merge_actor", "Fusionne deux acteurs"),
            ("import_actors", "Importe une liste d’acteurs"),
        ]
        constraints = [
            *Versioned.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("name", 200), ("acronym", 40), ("perimeter", 120)]),
            plain_text("notes", 4000),
            # Two constraints rather than «nulls not distinct», which SQLite does not have.
            models.UniqueConstraint(
                "name_key",
                "epci",
                condition=Q(merged_into=None, epci__isnull=False),
                name="actors_actor_unique_in_epci",
                violation_error_message=SAME,
            ),
            models.UniqueConstraint(
                "name_key",
                condition=Q(merged_into=None, epci=None),
                name="actors_actor_unique_without_epci",
                violation_error_message=SAME,
            ),
            models.CheckConstraint(
                condition=Q(epci=None) | Q(perimeter=""),
                name="actors_actor_one_perimeter",
                violation_error_message="Un acteur est d’un EPCI ou d’un périmètre plus large, pas des deux.",
            ),
            models.CheckConstraint(
                condition=~Q(name_key=""),
                name="actors_actor_named",
                violation_error_message="Un acteur a un nom.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "",
                        "community",
                        "state",
                        "chamber",
                        "network",
                        "housing",
                        "business",
                        "research",
                        "people",
                        "other",
                    ]
                ),
                name="actors_actor_kind_known",
                violation_error_message="Ce type n’existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return self.acronym or self.name

    def natural_key(self) -> tuple[str, str | None]:
        return (self.name, self.epci.siren if self.epci else None)

    natural_key.dependencies = ["objectives.epci"]

    def clean(self) -> None:
        # Constraints look at the keys, which saving would set too late for them.
        for name in ("name_key", "acronym_key"):
            self._meta.get_field(name).pre_save(self, add=False)

    def get_absolute_url(self) -> str:
        return reverse("actor", args=[self.pk])

    @property
    def survivor(self) -> "Actor":
        """Itself, or the one that merges put in its place."""
        return self.merged_into.survivor if self.merged_into else self

    def lineage(self) -> set[int]:
        """The keys of all that this actor is: its own, and those that merges made part of it."""
        keys, found = set(), {self.pk}
        while found:
            keys |= found
            found = set(Actor.objects.filter(merged_into__in=found).values_list("pk", flat=True))
        return keys

    def joined(self) -> "Actor | None":
        """The one that a merge put in its place, as the database says now."""
        merged = Actor.objects.filter(pk=self.pk).exclude(merged_into=None).first()
        return merged.survivor if merged else None

    def check_apart(self) -> None:
        """Raise a ValidationError when a merge has put another in its place. Asked under the lock of a contract, which
        a merge also takes: nothing new is left to one that is out of sight.
        """
        if joined := self.joined():
            raise ValidationError({"actor": f"« {self.name} » a été fusionné avec « {joined.name} »."})

    @property
    def place(self) -> str:
        """Its EPCI or its wider perimeter, in words."""
        return str(self.epci) if self.epci else self.perimeter


class ContactQuerySet(models.QuerySet):
    def past(self, on: dt.date) -> "ContactQuerySet":
        """Those that should no longer be kept on that day."""
        return self.filter(keep_until__lt=on)


class Contact(Versioned):
    """A person or a desk to reach at an actor. Personal data: kept until a day, then erased, history included."""

    KEPT_YEARS = 3  # what is offered: the usual time without news, after which a contact is asked for again

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="contacts", verbose_name="acteur")
    person = models.CharField("nom de la personne", max_length=120, blank=True)
    function = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    keep_until = models.DateField("à conserver jusqu’au")

    objects = ContactQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name, verbose_name_plural = "contact", "contacts"
        ordering = ["person", "pk"]
        constraints = [
            *Versioned.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("person", 120), ("function", 120), ("email", 254)]),
            plain_text("phone", 40),
            real_day("keep_until"),
            models.CheckConstraint(
                condition=~Q(person="", email="", phone=""),
                name="actors_contact_somebody",
                violation_error_message="Donnez au moins un nom, un courriel ou un téléphone.",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.person, self.function) if part) or self.email or self.phone

    def erase(self, *, by, at: dt.datetime) -> None:
        """With every row of its history. The actor's own history says that it happened, not to whom."""
        self.delete()
        told = {"default_user": by, "default_date": at, "default_change_reason": ERASED}
        Actor.history.bulk_history_create([self.actor], update=True, **told)

    @classmethod
    def kept_until(cls, on: dt.date) -> dt.date:
        """The last day that a contact noted on that day is kept, unless somebody says otherwise."""
        return dt.date(on.year + cls.KEPT_YEARS, on.month, min(on.day, 28))
