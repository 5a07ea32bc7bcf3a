from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from objectives.fields import plain_text


class KnownHeading(models.Model):
    """What a person once said that a heading means, when it is not what its words say: their next file is read so."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    heading = models.CharField("intitulé", max_length=255)  # without case, accents, spaces and punctuation
    means = models.CharField("colonne", max_length=20, blank=True)  # its key; none for a column that is not read

    # A heading that is forgotten may have been a person's name, told by mistake as the first row of a file.
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name, verbose_name_plural = "intitulé reconnu", "intitulés reconnus"
        constraints = [
            plain_text("heading", 255),
            plain_text("means", 20),
            models.UniqueConstraint(
                "person",
                "heading",
                name="actors_knownheading_one_meaning",
                violation_error_message="Cet intitulé a déjà un sens.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading
