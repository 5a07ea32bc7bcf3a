from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from actors.models import Actor
from objectives.fields import plain_text, whole_between
from objectives.models import Contract, Epci, Incontournable
from objectives.models.versioned import Versioned


class SchemeManager(models.Manager):
    def get_by_natural_key(self, slug: str, order: int) -> "Scheme":
        return self.get(contract__slug=slug, order=order)


class Scheme(Versioned):
    """Another scheme that the contract must fit in with: SRADDET, SCoT, PCAET, CRTE, projet de territoire, LEADER…"""

    class Reach(models.TextChoices):
        """From the widest to the closest, as the page draws them around the contract."""

        REGION = "region", "région"
        TERRITORY = "territory", "territoire du contrat"
        EPCI = "epci", "EPCI"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="schemes", verbose_name="contrat")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    acronym = models.CharField("sigle", max_length=40)
    name = models.CharField("nom", max_length=200)
    reach = models.CharField("périmètre", max_length=10, choices=Reach)
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="EPCI")
    carrier = models.ForeignKey(
        Actor, models.PROTECT, related_name="schemes", null=True, blank=True, verbose_name="porteur"
    )
    orientations = models.TextField("orientations", max_length=4000, blank=True)

    objects = SchemeManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "dispositif", "dispositifs"
        ordering = ["contract", "order"]
        constraints = [
            *Versioned.Meta.constraints,
            *(plain_text(name, longest) for name, longest in [("acronym", 40), ("name", 200), ("orientations", 4000)]),
            whole_between("order", 1, 999),
            models.UniqueConstraint(
                "contract",
                "order",
                name="governance_scheme_order_unique",
                violation_error_message="Ce rang est déjà pris.",
            ),
            models.CheckConstraint(
                condition=Q(reach="epci", epci__isnull=False) | Q(reach__in=["region", "territory"], epci=None),
                name="governance_scheme_reach_epci",
                violation_error_message="Un dispositif d’EPCI dit lequel, lui seul.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acronym} ({self.epci})" if self.epci else self.acronym

    def natural_key(self) -> tuple[str, int]:
        return (self.contract.slug, self.order)

    natural_key.dependencies = ["objectives.contract", "objectives.epci", "actors.actor"]


class SchemeLink(Versioned):
    """How a scheme and an incontournable meet."""

    class Nature(models.TextChoices):
        CONTRIBUTES = "contributes", "contribue"
        SAME_INDICATOR = "same", "même indicateur"
        FUNDS = "funds", "finance"
        CONSTRAINS = "constrains", "contraint"

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="links", verbose_name="dispositif")
    incontournable = models.ForeignKey(Incontournable, models.PROTECT, related_name="scheme_links")
    nature = models.CharField("nature du lien", max_length=12, choices=Nature)
    reference = models.CharField("référence", max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = "lien avec un dispositif", "liens avec les dispositifs"
        ordering = ["scheme", "incontournable__number", "nature"]
        constraints = [
            *Versioned.Meta.constraints,
            plain_text("reference", 300),
            models.UniqueConstraint(
                "scheme",
                "incontournable",
                "nature",
                name="governance_schemelink_unique",
                violation_error_message="Ce lien existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(nature__in=["contributes", "same", "funds", "constrains"]),
                name="governance_schemelink_nature_known",
                violation_error_message="Cette nature de lien n’existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.get_nature_display()} : {self.incontournable.short_title}"

    @property
    def contract(self) -> Contract:
        return self.scheme.contract
