from collections.abc import Collection
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from objectives import french
from objectives.fields import QuantityField, plain_text, quantity_between, whole_between
from objectives.measure import Counting, Objective, Scope
from objectives.models.contract import Contract
from objectives.models.versioned import Versioned


class IncontournableManager(models.Manager):
    def get_by_natural_key(self, slug: str, number: int) -> "Incontournable":
        return self.get(contract__slug=slug, number=number)


class Incontournable(Versioned):
    """One of the mandatory items of a contract; a domain of cooperation also has a DC number."""

    class Kind(models.TextChoices):
        PROJECT = "project", "Indicateur de projet"
        COOPERATION = "cooperation", "Domaine de coopération"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="incontournables", verbose_name="contrat")
    number = models.PositiveSmallIntegerField("numéro")
    kind = models.CharField("genre", max_length=12, choices=Kind)
    dc_number = models.PositiveSmallIntegerField("numéro de DC", null=True, blank=True)
    title = models.CharField("intitulé", max_length=200)
    short_title = models.CharField("intitulé court", max_length=60)

    objects = IncontournableManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "incontournable", "incontournables"
        ordering = ["number"]
        constraints = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                "contract",
                "number",
                name="objectives_incontournable_number_unique",
                violation_error_message="Ce numéro est déjà pris dans ce contrat.",
            ),
            models.UniqueConstraint(
                "contract",
                "dc_number",
                name="objectives_incontournable_dc_unique",
                violation_error_message="Ce numéro de DC est déjà pris dans ce contrat.",
            ),
            whole_between("number", 1, 999),
            whole_between("dc_number", 1, 999),
            plain_text("title", 200),
            plain_text("short_title", 60),
            models.CheckConstraint(
                condition=Q(kind="project", dc_number=None) | Q(kind="cooperation", dc_number__isnull=False),
                name="objectives_incontournable_kind_dc",
                violation_error_message="Un domaine de coopération a un numéro de DC, lui seul.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def natural_key(self) -> tuple[str, int]:
        return (self.contract.slug, self.number)

    natural_key.dependencies = ["objectives.contract"]

    def get_absolute_url(self) -> str:
        return reverse("sheet", args=[self.contract.slug, self.number])

    @property
    def domain(self) -> str:
        """«DC 1», or nothing for what is no domain of cooperation."""
        return f"DC{french.WIDE}{self.dc_number}" if self.dc_number else ""

    @property
    def place(self) -> str:
        """Where something is said to be: «DC 1», else by the title."""
        return self.domain or self.short_title


class IndicatorQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str, number: int, code: str) -> "Indicator":
        return self.get(incontournable__contract__slug=slug, incontournable__number=number, code=code)

    def of_contract(self, contract: Contract) -> "IndicatorQuerySet":
        return self.filter(incontournable__contract=contract).select_related("incontournable__contract")

    def contractual(self, contract: Contract) -> "IndicatorQuerySet":
        return self.of_contract(contract).filter(is_contractual=True)

    def sharing(self, contract: Contract) -> list["Indicator"]:
        """Those of a contract, with this very contract and all that entries are checked against: read once for many."""
        models.prefetch_related_objects([contract], "epcis__communes")
        found = list(self.of_contract(contract).prefetch_related("reference_numbers"))
        for indicator in found:
            indicator.incontournable.contract = contract
        return found

    def judged_with(self, contract: Contract, pks: Collection[int]) -> "IndicatorQuerySet":
        """The contractual ones, and these."""
        return self.of_contract(contract).filter(Q(is_contractual=True) | Q(pk__in=pks))


class Indicator(Versioned):
    """What an incontournable is measured by; the contractual ones enter the bonus."""

    class Frequency(models.TextChoices):
        MONTH = "month", "chaque mois"
        QUARTER = "quarter", "chaque trimestre"
        HALF_YEAR = "half_year", "chaque semestre"
        YEAR = "year", "chaque année"

    incontournable = models.ForeignKey(Incontournable, models.PROTECT, related_name="indicators")
    code = models.SlugField("code", max_length=40, help_text="Il ne change pas quand l’intitulé change.")
    label = models.TextField("intitulé, avec les mots du contrat", max_length=500)
    unit = models.CharField("unité", max_length=60)
    decimals = models.PositiveSmallIntegerField("décimales des saisies", default=0)
    baseline = QuantityField("valeur de départ", default=Decimal(0))
    target = QuantityField("cible")
    is_contractual = models.BooleanField("objectif contractuel", default=False)
    is_priority = models.BooleanField("objectif prioritaire", default=False)
    is_binary = models.BooleanField("réalisé ou non (0 ou 1)", default=False)
    is_ratio = models.BooleanField("part d’un nombre de référence", default=False)
    counted_unit = models.CharField("unité comptée d’une part", max_length=60, blank=True, help_text="« écoles »")
    scope = models.CharField(
        "périmètre des saisies",
        max_length=10,
        choices={Scope.TERRITORY: "le territoire entier", Scope.EPCI: "EPCI ou commune"},
        default=Scope.EPCI,
    )
    counting = models.CharField(
        "manière de compter",
        max_length=10,
        choices={Counting.INCREMENT: "chaque saisie s’ajoute", Counting.LEVEL: "chaque saisie donne le niveau atteint"},
        default=Counting.INCREMENT,
    )
    definition = models.TextField("ce qui est compté", max_length=2000, blank=True)
    supplier = models.CharField("qui fournit le chiffre", max_length=200, blank=True)
    frequency = models.CharField("fréquence", max_length=10, choices=Frequency, blank=True)
    evidence_required = models.BooleanField("pièce justificative exigée", default=False)

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "indicateur", "indicateurs"
        ordering = ["incontournable__number", "-is_contractual", "code"]
        constraints = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                "incontournable",
                "code",
                name="objectives_indicator_code_unique",
                violation_error_message="Ce code est déjà pris pour cet incontournable.",
            ),
            *(plain_text(name, longest) for name, longest in [("code", 40), ("label", 500), ("unit", 60)]),
            *(plain_text(name, longest) for name, longest in [("counted_unit", 60), ("supplier", 200)]),
            plain_text("definition", 2000),
            whole_between("decimals", 0, 3),
            quantity_between("baseline"),
            quantity_between("target"),
            models.CheckConstraint(
                condition=~Q(target=F("baseline")),
                name="objectives_indicator_target_moves",
                violation_error_message="La cible doit différer de la valeur de départ.",
            ),
            models.CheckConstraint(
                condition=Q(is_priority=False) | Q(is_contractual=True),
                name="objectives_indicator_priority_contractual",
                violation_error_message="Un objectif prioritaire est d’abord un objectif contractuel.",
            ),
            models.CheckConstraint(
                condition=Q(is_binary=False)
                | Q(baseline=Decimal(0), target=Decimal(1), decimals=0, is_ratio=False, counting=Counting.INCREMENT),
                name="objectives_indicator_binary_is_one",
                violation_error_message="Un objectif réalisé ou non va de 0 à 1, sans décimale.",
            ),
            models.CheckConstraint(
                condition=Q(is_ratio=False) | (Q(baseline=Decimal(0)) & ~Q(counted_unit="")),
                name="objectives_indicator_ratio_from_zero",
                violation_error_message="Une part commence à 0 et dit ce qu’elle compte.",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=[scope.value for scope in Scope])
                & Q(counting__in=[counting.value for counting in Counting])
                & Q(frequency__in=["", "month", "quarter", "half_year", "year"]),
                name="objectives_indicator_choices_known",
                violation_error_message="Ce périmètre, cette manière de compter ou cette fréquence n’existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incontournable.short_title} ({self.aim})"

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.incontournable.natural_key(), self.code)

    natural_key.dependencies = ["objectives.incontournable"]

    def clean(self) -> None:
        """What an entry meant when it was made stays what it means."""
        if self.pk and self.entries.standing().exists():
            stored = Indicator.objects.get(pk=self.pk)
            for name in ("incontournable", "scope", "counting", "is_ratio", "is_binary"):
                if getattr(self, name) != getattr(stored, name):
                    raise ValidationError({name: "Des saisies ont été faites ainsi : ceci ne change plus."})

    @property
    def contract(self) -> Contract:
        return self.incontournable.contract

    @property
    def entered_unit(self) -> str:
        """What officers count: schools, for a share of the schools."""
        return self.counted_unit if self.is_ratio else self.unit

    @property
    def aim(self) -> str:
        """The target in short: «1 500 rénovations», «50 % des écoles»."""
        return f"{french.number(self.target)}{french.WIDE}{self.unit}"

    @property
    def direction(self) -> int:
        return 1 if self.target > self.baseline else -1

    def as_objective(self, references: dict[int, Decimal]) -> Objective:
        return Objective(
            baseline=self.baseline,
            target=self.target,
            counting=Counting(self.counting),
            scope=Scope(self.scope),
            decimals=self.decimals,
            is_priority=self.is_priority,
            is_ratio=self.is_ratio,
            references=references,
        )
