import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from objectives import bonus, french
from objectives.fields import QuantityField, plain_text, quantity_between, real_day, whole_between
from objectives.models.territory import Epci
from objectives.models.versioned import Versioned
from objectives.trajectory import Term


class ContractQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str) -> "Contract":
        return self.get(slug=slug)

    def with_flat_aid(self) -> "ContractQuerySet":
        total = Coalesce(models.Sum("instalments__amount"), Decimal(0), output_field=QuantityField())
        return self.annotate(flat_aid=total)


class Contract(Versioned):
    """A contract with targets. Every figure of it is here: another contract is another row."""

    slug = models.SlugField("adresse", max_length=60, unique=True, help_text="Le premier mot de l’adresse des pages.")
    name = models.CharField("nom", max_length=200)
    short_name = models.CharField("nom court", max_length=60, help_text="Celui de l’en-tête des pages.")
    carrier = models.CharField("porteur", max_length=120)
    funder = models.CharField("financeur", max_length=120)
    cofunders = models.CharField("cofinanceurs", max_length=200, blank=True)
    funds = models.TextField("ce que l’aide finance", max_length=500, blank=True)
    ambition = models.TextField("ambition", max_length=1000, blank=True)
    epcis = models.ManyToManyField(Epci, related_name="contracts", verbose_name="EPCI")
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    bonus_title = models.CharField("nom de l’aide conditionnelle", max_length=60, help_text="« Bonus de l’année 3 »")
    rule = models.CharField(
        "règle de l’aide conditionnelle",
        max_length=20,
        choices={bonus.Rule.ALL_OR_NOTHING: "tout ou rien", bonus.Rule.GRADUATED: "graduée"},
        default=bonus.Rule.ALL_OR_NOTHING,
    )
    rule_confirmed = models.BooleanField("règle confirmée par la convention", default=False)
    threshold_percent = QuantityField("seuil de chaque objectif (%)")
    priority_threshold_percent = QuantityField("seuil des objectifs prioritaires (%)")
    euros_per_inhabitant = QuantityField("euros par habitant, au plus")
    reference_population = models.PositiveIntegerField("population de référence")
    allows_self_validation = models.BooleanField(
        "un agent seul peut valider ses saisies",
        default=False,
        help_text="Avec un motif ; la saisie le montre pour toujours.",
    )

    objects = ContractQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[epcis])

    class Meta:
        verbose_name, verbose_name_plural = "contrat", "contrats"
        ordering = ["-starts_on", "slug"]
        constraints = [
            *Versioned.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("slug", 60), ("name", 200), ("short_name", 60)]),
            *(plain_text(name, longest) for name, longest in [("carrier", 120), ("funder", 120), ("cofunders", 200)]),
            *(plain_text(name, longest) for name, longest in [("funds", 500), ("ambition", 1000), ("bonus_title", 60)]),
            real_day("starts_on"),
            real_day("ends_on"),
            quantity_between("threshold_percent", Decimal("0.001"), Decimal(100)),
            quantity_between("priority_threshold_percent", Decimal("0.001"), Decimal(100)),
            quantity_between("euros_per_inhabitant", Decimal(0), Decimal(100_000)),
            whole_between("reference_population", 1, 100_000_000),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")),
                name="objectives_contract_starts_before_end",
                violation_error_message="Le contrat doit finir après son début.",
            ),
            models.CheckConstraint(
                condition=Q(rule__in=[rule.value for rule in bonus.Rule]),
                name="objectives_contract_rule_known",
                violation_error_message="Cette règle n’existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        if self.slug in settings.RESERVED_SLUGS:
            raise ValidationError({"slug": f"« {self.slug} » est une adresse du site : choisissez-en une autre."})

    def get_absolute_url(self) -> str:
        return f"/{self.slug}/"

    @property
    def maximum_bonus(self) -> Decimal:
        """Euros, truncated to the cent: euros per inhabitant × reference population (docs/regles.md, «L’argent»)."""
        return french.truncated(self.euros_per_inhabitant * self.reference_population, 2)

    @property
    def terms(self) -> bonus.Terms:
        return bonus.Terms(
            rule=bonus.Rule(self.rule),
            threshold=Fraction(self.threshold_percent) / 100,
            priority_threshold=Fraction(self.priority_threshold_percent) / 100,
            maximum=self.maximum_bonus,
        )

    @property
    def term(self) -> Term:
        return Term(self.starts_on, self.ends_on)


def nearest(contracts: Iterable[Contract], on: dt.date) -> Contract | None:
    """The contract whose period holds that day, else the one that ended or starts the fewest days away from it.

    Of two, the one that started last.
    """

    def distance(contract: Contract) -> tuple[int, int]:
        days_away = max((contract.starts_on - on).days, (on - contract.ends_on).days, 0)
        return days_away, -contract.starts_on.toordinal()

    return min(contracts, key=distance, default=None)


class InstalmentManager(models.Manager):
    def get_by_natural_key(self, slug: str, label: str) -> "Instalment":
        return self.get(contract__slug=slug, label=label)


class Instalment(models.Model):
    """A part of the aid that is paid whatever the progress."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="instalments", verbose_name="contrat")
    label = models.CharField("années", max_length=60)
    amount = QuantityField("montant (€)")

    objects = InstalmentManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "aide forfaitaire", "aides forfaitaires"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                "contract",
                "label",
                name="objectives_instalment_unique",
                violation_error_message="Ces années ont déjà leur montant.",
            ),
            plain_text("label", 60),
            quantity_between("amount", Decimal(0)),
        ]

    def __str__(self) -> str:
        return f"{self.label} : {french.euros(self.amount)}"

    def natural_key(self) -> tuple[str, str]:
        return (self.contract.slug, self.label)

    natural_key.dependencies = ["objectives.contract"]
