"""What day it is. settings.COTTRI_TODAY moves the day (a demonstration, a test), never the hour."""

import datetime as dt

from django.conf import settings
from django.utils import timezone


def today() -> dt.date:
    return settings.COTTRI_TODAY or timezone.localdate()


def midnight(day: dt.date) -> dt.datetime:
    """When it begins, in Paris."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def now() -> dt.datetime:
    real = timezone.localtime()
    if settings.COTTRI_TODAY is None:
        return real
    return timezone.make_aware(dt.datetime.combine(settings.COTTRI_TODAY, real.time()))
