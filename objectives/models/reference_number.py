"""What a share is a share of, EPCI by EPCI, from a day on."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from objectives import french
from objectives.fields import QuantityField, plain_text, quantity_between, real_day
from objectives.measure import Counting
from objectives.models.contract import Contract
from objectives.models.indicator import Indicator
from objectives.models.territory import Epci
from objectives.models.versioned import Versioned


class ReferenceNumberQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str, number: int, code: str, siren: str, day: str) -> "ReferenceNumber":
        indicator = Indicator.objects.get_by_natural_key(slug, number, code)
        return self.get(indicator=indicator, epci__siren=siren, valid_from=day)

    def known(self, on: dt.date) -> "ReferenceNumberQuerySet":
        """Those that hold or held by this day; for each indicator and EPCI, the last of them is in force."""
        return self.filter(valid_from__lte=on).order_by("valid_from")


class ReferenceNumber(Versioned):
    """What a share is a share of: how many schools an EPCI has, from a day on."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="reference_numbers", verbose_name="indicateur"
    )
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="+", verbose_name="EPCI")
    number = QuantityField("nombre")
    valid_from = models.DateField("à partir du")
    source = models.CharField("source", max_length=200)

    objects = ReferenceNumberQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name, verbose_name_plural = ("nombre de référence", "nombres de référence")
        ordering = ["indicator", "epci", "valid_from"]
        constraints = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                "indicator",
                "epci",
                "valid_from",
                name="objectives_referencenumber_unique",
                violation_error_message="Cet EPCI a déjà un nombre de référence à cette date.",
            ),
            quantity_between("number", Decimal("0.001")),
            real_day("valid_from"),
            plain_text("source", 200),
        ]

    def __str__(self) -> str:
        return f"{self.epci} : {french.number(self.number)} à partir du {self.valid_from:%d/%m/%Y}"

    def natural_key(self) -> tuple[str, int, str, str, str]:
        return (*self.indicator.natural_key(), self.epci.siren, self.valid_from.isoformat())

    natural_key.dependencies = ["objectives.indicator", "objectives.epci"]

    @property
    def contract(self) -> Contract:
        return self.indicator.contract

    def clean(self) -> None:
        if self.indicator_id and not self.indicator.is_ratio:
            raise ValidationError({"indicator": "Seule une part a un nombre de référence."})
        if self.indicator_id and self.epci_id and not self.contract.epcis.filter(pk=self.epci_id).exists():
            raise ValidationError({"epci": "Cet EPCI n’est pas signataire du contrat."})
        if self.indicator_id and self.epci_id and self.number is not None and self.valid_from:
            self._check_counted()

    def _check_counted(self) -> None:
        """No number that holds to this day may be less than what is already validated; levels do not add up."""
        if self.indicator.counting != Counting.INCREMENT:
            return
        numbers = self.indicator.reference_numbers.filter(epci=self.epci_id).exclude(pk=self.pk)
        entries = self.indicator.entries.filter(state="validated").with_perimeter().filter(place_epci=self.epci_id)
        counted = entries.order_by().aggregate(total=models.Sum("quantity"))["total"] or 0
        if counted > self.number and not numbers.filter(valid_from__gt=self.valid_from).exists():
            raise ValidationError(
                {
                    "number": f"{french.number(counted)} {self.indicator.counted_unit} y sont déjà validées : "
                    "il ne peut pas y en avoir moins en tout."
                }
            )
