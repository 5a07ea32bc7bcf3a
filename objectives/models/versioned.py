from django.db import models

from objectives.fields import whole_between


class Versioned(models.Model):
    """Counts its saves, so that the second of two people who edited the same state can be told."""

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True
        constraints = [whole_between("version", 1, 1_000_000)]

    def save(self, *args, **kwargs):
        if not self._state.adding:
            self.version += 1
        super().save(*args, **kwargs)
