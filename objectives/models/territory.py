from django.db import models
from simple_history.models import HistoricalRecords

from objectives.fields import SortKeyField, plain_text, whole_between


class _Place(models.Model):
    name = models.CharField("nom", max_length=120)
    sort_key = SortKeyField("name")

    class Meta:
        abstract = True
        ordering = ["sort_key"]


class EpciManager(models.Manager):
    def get_by_natural_key(self, siren: str) -> "Epci":
        return self.get(siren=siren)


class Epci(_Place):
    siren = models.CharField("SIREN", max_length=9, unique=True)
    short_name = models.CharField("sigle", max_length=20)

    objects = EpciManager()
    history = HistoricalRecords()

    class Meta(_Place.Meta):
        verbose_name, verbose_name_plural = "EPCI", "EPCI"
        constraints = [plain_text("siren", 9), plain_text("name", 120), plain_text("short_name", 20)]

    def __str__(self) -> str:
        return self.short_name

    def natural_key(self) -> tuple[str]:
        return (self.siren,)


class CommuneManager(models.Manager):
    def get_by_natural_key(self, insee: str) -> "Commune":
        return self.get(insee=insee)


class Commune(_Place):
    insee = models.CharField("code INSEE", max_length=5, unique=True)
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="communes", verbose_name="EPCI")
    population = models.PositiveIntegerField("population")

    objects = CommuneManager()
    history = HistoricalRecords()

    class Meta(_Place.Meta):
        verbose_name, verbose_name_plural = "commune", "communes"
        constraints = [plain_text("insee", 5), plain_text("name", 120), whole_between("population", 0, 10_000_000)]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.insee,)

    natural_key.dependencies = ["objectives.epci"]
