import datetime as dt
from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actors.models.actor import Actor, now_or_once
from actors.quadrants import HIGH, HIGHEST, LAST_LOW, LOWEST, Position, Quadrant, quadrant
from objectives import french
from objectives.fields import SortKeyField, plain_text, whole_between
from objectives.models import Contract, Incontournable, Refused, Stale
from objectives.models.versioned import Versioned


class CardRole(models.TextChoices):
    """What an actor is for a problem; a card has a column `is_…` for each."""

    PRESCRIBER = "prescriber", "prescripteur"
    FUNDER = "funder", "financeur"
    SUPPORTER = "supporter", "accompagnateur, partenaire-ressource"
    TARGET = "target", "cible"
    RELAY = "relay", "relais"


def inside(zone: Quadrant, cards: str = "") -> Q:
    """The cards of a quadrant, as the database is asked; `cards` leads to them."""
    sides = zip(("interest", "influence"), HIGH[zone], strict=True)
    return Q(**{f"{cards}{name}__{'gt' if high else 'lte'}": LAST_LOW for name, high in sides})


class ProblemQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str, number: int, order: int) -> "Problem":
        item = Incontournable.objects.get_by_natural_key(slug, number)
        return now_or_once(self, incontournable=item, order=order)

    def of_contract(self, contract: Contract) -> "ProblemQuerySet":
        return self.filter(incontournable__contract=contract).select_related("incontournable__contract")


class Problem(Versioned):
    """What an actor map is drawn about: «Massifier les rénovations énergétiques». Its map is its cards."""

    incontournable = models.ForeignKey(Incontournable, models.PROTECT, related_name="problems", verbose_name="domaine")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    title = models.CharField("problématique", max_length=200)
    title_key = SortKeyField("title")

    objects = ProblemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "problématique", "problématiques"
        ordering = ["incontournable__number", "order"]
        constraints = [
            *Versioned.Meta.constraints,
            plain_text("title", 200),
            whole_between("order", 1, 999),
            models.UniqueConstraint(
                "incontournable",
                "order",
                name="actors_problem_order_unique",
                violation_error_message="Ce rang est déjà pris pour cet incontournable.",
            ),
            models.UniqueConstraint(
                "incontournable",
                "title_key",
                name="actors_problem_title_unique",
                violation_error_message="Cette problématique a déjà sa carte dans ce domaine.",
            ),
            models.CheckConstraint(
                condition=~Q(title_key=""),
                name="actors_problem_titled",
                violation_error_message="Une problématique a un intitulé.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        self.title_key = french.sort_key(self.title)[:255]  # the constraints are asked before it is saved

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.incontournable.natural_key(), self.order)

    natural_key.dependencies = ["objectives.incontournable"]

    def get_absolute_url(self) -> str:
        return reverse("actors:map", args=[self.contract.slug, self.pk])

    @property
    def contract(self) -> Contract:
        return self.incontournable.contract

    @staticmethod
    def next_order(incontournable: Incontournable) -> int:
        return (incontournable.problems.aggregate(last=models.Max("order"))["last"] or 0) + 1

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def name(self, *, by, at: dt.datetime) -> None:
        """Store a new problem, the last of its incontournable, or the new title of one."""
        with transaction.atomic():
            Contract.objects.select_for_update().get(pk=self.contract.pk)
            if self._state.adding:
                self.order = self.next_order(self.incontournable)
            why = "carte ouverte" if self._state.adding else "intitulé changé"
            self._history_user, self._history_date, self._change_reason = by, at, why
            self.full_clean()
            self.save()

    def discard(self, *, by, at: dt.datetime) -> None:
        """Only an empty map: the cards of another are taken off one by one, each with its reason."""
        with transaction.atomic():
            Contract.objects.select_for_update().get(pk=self.contract.pk)
            if self.cards.exists():
                raise Refused("Cette carte porte des acteurs : retirez-les d’abord.")
            self._history_user, self._history_date, self._change_reason = by, at, "carte supprimée"
            try:
                self.delete()
            except models.ProtectedError as held:
                first = sorted(map(str, held.protected_objects))[0]
                raise Refused(f"Cette carte sert encore à « {first} » : détachez-la d’abord.") from None


class CardQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str, number: int, order: int, name: str, siren: str | None = None) -> "Card":
        problem = Problem.objects.get_by_natural_key(slug, number, order)
        actor = Actor.objects.get_by_natural_key(name, siren)
        return now_or_once(self, problem=problem, actor__in=actor.lineage())

    def of_contract(self, contract: Contract) -> "CardQuerySet":
        return self.filter(problem__incontournable__contract=contract).select_related(
            "problem__incontournable__contract", "actor__epci"
        )


class Card(Versioned):
    """An actor on the map of a problem: its roles, and its two levels once it has been placed.

    Every verb takes who acts, when and why, locks the contract's row and leaves one row of history.
    """

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="cards", verbose_name="problématique")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="cards", verbose_name="acteur")
    interest = models.PositiveSmallIntegerField("niveau d’intérêt", null=True, blank=True)
    influence = models.PositiveSmallIntegerField("niveau d’influence", null=True, blank=True)
    is_confirmed = models.BooleanField("position confirmée", default=False)
    is_prescriber = models.BooleanField(CardRole.PRESCRIBER.label, default=False)
    is_funder = models.BooleanField(CardRole.FUNDER.label, default=False)
    is_supporter = models.BooleanField(CardRole.SUPPORTER.label, default=False)
    is_target = models.BooleanField(CardRole.TARGET.label, default=False)
    is_relay = models.BooleanField(CardRole.RELAY.label, default=False)

    objects = CardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "carte d’acteur", "cartes d’acteurs"
        ordering = ["problem", "actor__name_key"]
        constraints = [
            *Versioned.Meta.constraints,
            whole_between("interest", LOWEST, HIGHEST),
            whole_between("influence", LOWEST, HIGHEST),
            models.UniqueConstraint(
                "problem",
                "actor",
                name="actors_card_one_an_actor",
                violation_error_message="Cet acteur est déjà sur cette carte.",
            ),
            models.CheckConstraint(
                condition=Q(interest=None, influence=None, is_confirmed=False)
                | Q(interest__isnull=False, influence__isnull=False),
                name="actors_card_both_levels",
                violation_error_message="Une position a deux niveaux, et seule une position se confirme.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} · {self.problem}"

    def natural_key(self) -> tuple:
        return (*self.problem.natural_key(), *self.actor.natural_key())

    natural_key.dependencies = ["actors.problem", "actors.actor"]

    def get_absolute_url(self) -> str:
        return reverse("actors:card", args=[self.contract.slug, self.problem_id, self.pk])

    @property
    def contract(self) -> Contract:
        return self.problem.contract

    def clean(self) -> None:
        if self._state.adding and self.actor_id:
            self.actor.check_apart()

    def take_in(self, other: "Card", *, wins: bool) -> str:
        """When their actors become one: the roles of both, and one position. Says what the other card was."""
        was = [f"intérêt {other.interest}, influence {other.influence}"] if other.is_placed else ["à placer"]
        was += [role.label for role in other.roles]
        for role in other.roles:
            setattr(self, f"is_{role.value}", True)
        if other.is_placed and (wins or not self.is_placed):
            self.interest, self.influence, self.is_confirmed = other.interest, other.influence, other.is_confirmed
        return f"La carte de l’autre disait : {', '.join(was)}."

    @property
    def roles(self) -> list[CardRole]:
        return [role for role in CardRole if getattr(self, f"is_{role.value}")]

    @property
    def is_placed(self) -> bool:
        return self.interest is not None

    @property
    def position(self) -> Position | None:
        return Position(self.interest, self.influence, self.is_confirmed) if self.is_placed else None

    @position.setter
    def position(self, position: Position | None) -> None:
        self.interest, self.influence, self.is_confirmed = position or (None, None, False)

    @property
    def quadrant(self) -> Quadrant | None:
        return quadrant(self.interest, self.influence) if self.is_placed else None

    def former_position(self) -> Position | bool | None:
        """Where the card was before its last move, None for «à placer»; False when it never moved."""
        now = self.position
        rows = self.history.order_by("-history_id").values_list("interest", "influence", "is_confirmed")
        former = (Position(*row) if row[0] is not None else None for row in rows)
        return next((position for position in former if position != now), False)

    # --- Verbs ------------------------------------------------------------------------------------------------------
    def add(self, *, by, at: dt.datetime, why: str = "") -> None:
        """Put an actor on a map, «à placer» unless levels were set."""
        with self._locked():
            self._store(by=by, at=at, why=why)

    def move(self, *, by, at: dt.datetime, why: str) -> None:
        """Store the position and the roles set here; `self.version` is the version they started from."""
        with self._locked():
            self._check_read()
            self._store(by=by, at=at, why=why)

    def move_back(self, *, by, at: dt.datetime) -> None:
        """Undo the last move; the roles stay as they are."""
        with self._locked():
            self._check_read()
            former = self.former_position()
            if former is False:
                raise Refused("Cette carte n’a pas encore été déplacée.")
            self.position = former
            self._store(by=by, at=at, why="déplacement annulé")

    def take_off(self, *, by, at: dt.datetime, why: str) -> None:
        """The actor stays in the directory, and the history of the card with its map."""
        with self._locked():
            self._check_read()
            self._history_user, self._history_date, self._change_reason = by, at, why
            self.delete()

    @contextmanager
    def _locked(self):
        with transaction.atomic():
            Contract.objects.select_for_update().get(pk=self.contract.pk)
            yield

    def _check_read(self) -> None:
        current = Card.objects.of_contract(self.contract).filter(pk=self.pk).first()
        if current is None:
            raise Refused("Cet acteur a été retiré de la carte entre-temps.")
        if current.version != self.version:
            raise Stale(current)

    def _store(self, *, by, at: dt.datetime, why: str) -> None:
        self._history_user, self._history_date, self._change_reason = by, at, why
        self.full_clean()
        self.save()
