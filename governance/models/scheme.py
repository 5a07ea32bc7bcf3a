from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actors.models import Actor, Contribution
from governance.models.row import Row, RowQuerySet, unique_code
from objectives.fields import plain_text
from objectives.french import WIDE
from objectives.models import Contract, Epci, Incontournable


class SchemeQuerySet(RowQuerySet):
    def get_by_natural_key(self, slug: str, code: str) -> "Scheme":
        return self.get(contract__slug=slug, code=code)


class Scheme(Row):
    """Another scheme that the contract must fit in with: SRADDET, SCoT, PCAET, CRTE, projet de territoire, LEADER…"""

    class Reach(models.TextChoices):
        """From the widest to the closest, as the page draws them around the contract."""

        REGION = "region", "région"
        TERRITORY = "territory", "territoire du contrat"
        EPCI = "epci", "EPCI"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="schemes", verbose_name="contrat")
    acronym = models.CharField("sigle", max_length=40)
    name = models.CharField("nom", max_length=200)
    reach = models.CharField("périmètre", max_length=10, choices=Reach)
    epci = models.ForeignKey(
        Epci,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="EPCI",
        help_text="S’il est d’un EPCI.",
    )
    carrier = models.ForeignKey(
        Actor, models.PROTECT, related_name="schemes", null=True, blank=True, verbose_name="porteur"
    )
    orientations = models.TextField(
        "orientations", max_length=4000, blank=True, help_text="Celles que le contrat doit suivre ou peut rejoindre."
    )

    objects = SchemeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = "dispositif", "dispositifs"
        constraints = [
            *Row.Meta.constraints,
            unique_code("contract"),
            *(plain_text(name, longest) for name, longest in [("acronym", 40), ("name", 200), ("orientations", 4000)]),
            models.CheckConstraint(
                condition=Q(reach="epci", epci__isnull=False) | Q(reach__in=["region", "territory"], epci=None),
                name="governance_scheme_reach_epci",
                violation_error_message="Un dispositif d’EPCI dit lequel, lui seul.",
            ),
            models.CheckConstraint(
                condition=~Q(acronym="") & ~Q(name=""),
                name="governance_scheme_named",
                violation_error_message="Un dispositif a un sigle et un nom.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acronym} ({self.epci})" if self.epci else self.acronym

    def natural_key(self) -> tuple[str, str]:
        return (self.contract.slug, self.code)

    natural_key.dependencies = ["objectives.contract", "objectives.epci", "actors.actor"]

    def get_absolute_url(self) -> str:
        return reverse("governance:scheme", args=[self.contract.slug, self.pk])


class SchemeLinkQuerySet(RowQuerySet):
    def get_by_natural_key(self, slug: str, scheme: str, code: str) -> "SchemeLink":
        return self.get(scheme__contract__slug=slug, scheme__code=scheme, code=code)


class SchemeLink(Row):
    """How a scheme and an incontournable meet, as surely as the contract prints it: «future stratégie LEADER ?»."""

    within = "scheme"

    class Nature(models.TextChoices):
        CONTRIBUTES = "contributes", "contribue"
        SAME_INDICATOR = "same", "même indicateur"
        FUNDS = "funds", "finance"
        CONSTRAINS = "constrains", "contraint"

    Certainty = Contribution.Certainty

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="links", verbose_name="dispositif")
    incontournable = models.ForeignKey(
        Incontournable, models.PROTECT, related_name="scheme_links", verbose_name="incontournable"
    )
    nature = models.CharField("nature du lien", max_length=12, choices=Nature)
    certainty = models.CharField("certitude", max_length=8, choices=Certainty, default=Certainty.KNOWN)
    reference = models.CharField(
        "référence", max_length=300, blank=True, help_text="La règle, la fiche ou la page qui le dit."
    )

    objects = SchemeLinkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = "lien avec un dispositif", "liens avec les dispositifs"
        ordering = ["scheme", "incontournable__number", "nature"]
        constraints = [
            *Row.Meta.constraints,
            unique_code("scheme"),
            plain_text("reference", 300),
            models.UniqueConstraint(
                "scheme",
                "incontournable",
                "nature",
                condition=Q(is_removed=False),
                name="governance_schemelink_unique",
                violation_error_message="Ce lien existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(nature__in=["contributes", "same", "funds", "constrains"])
                & Q(certainty__in=["known", "intended", "asked"]),
                name="governance_schemelink_choices_known",
                violation_error_message="Cette nature ou cette certitude n’existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.said} : {self.incontournable.short_title}"

    @property
    def said(self) -> str:
        """«finance», «contribue (envisagé)», «finance ?»."""
        marks = {self.Certainty.INTENDED: " (envisagé)", self.Certainty.ASKED: f"{WIDE}?"}
        return f"{self.get_nature_display()}{marks.get(self.certainty, '')}"

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.scheme.natural_key(), self.code)

    natural_key.dependencies = ["governance.scheme", "objectives.incontournable"]

    @property
    def contract(self) -> Contract:
        return self.scheme.contract


class StakeQuerySet(RowQuerySet):
    def get_by_natural_key(self, slug: str, code: str) -> "Stake":
        return self.get(contract__slug=slug, code=code)


class Stake(Row):
    """What the contract has to gain among the other schemes, with its own words."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="stakes", verbose_name="contrat")
    text = models.CharField("enjeu", max_length=300)

    objects = StakeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = "enjeu", "enjeux"
        constraints = [
            *Row.Meta.constraints,
            unique_code("contract"),
            plain_text("text", 300),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="governance_stake_says_something",
                violation_error_message="Écrivez l’enjeu.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str, str]:
        return (self.contract.slug, self.code)

    natural_key.dependencies = ["objectives.contract"]
