"""Which forms were stored lately, so that one that comes twice does one thing."""

import datetime as dt

from django.db import models

from objectives.fields import plain_text, real_moment


class Submission(models.Model):
    """A form that was stored, known by the digest of all that it said, and the page that it led to."""

    KEPT_FOR = dt.timedelta(days=7)
    LONGEST = 300

    digest = models.CharField(max_length=64, unique=True)
    led_to = models.CharField(max_length=LONGEST)
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = "envoi", "envois"
        constraints = [plain_text("digest", 64), plain_text("led_to", 300), real_moment("stored_at")]

    def __str__(self) -> str:
        return self.led_to

    @classmethod
    def keep(cls, digest: str, led_to: str, *, at: dt.datetime) -> None:
        """Under the lock of the contract, in the transaction that stores the form; those of another week are let go."""
        cls.objects.filter(stored_at__lt=at - cls.KEPT_FOR).delete()
        cls.objects.create(digest=digest, led_to=led_to, stored_at=at)
