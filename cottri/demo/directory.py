"""Invented people to reach, one of them for too long, and an actor that somebody noted twice."""

import datetime as dt

from django.utils import timezone

from actors.models import Actor, Contact
from cottri.models import User

DOUBLE = "Région Hauts de France (HDF)"
NOTED, NOTED_TWICE = dt.datetime(2022, 3, 28, 10), dt.datetime(2023, 3, 2, 15, 20)
# Of which actor, who, as what, kept until when.
CONTACTS = [
    ("Région HdF", "Inès Exemple", "chargée de mission transition", dt.date(2025, 3, 28)),
    ("Région HdF", "", "accueil du service énergie", dt.date(2025, 3, 28)),
    ("PNRCMO", "Paul Fictif", "responsable climat", dt.date(2024, 11, 30)),
    ("ADEME", "Maya Modèle", "ingénieure territoires", dt.date(2023, 2, 28)),
]


def fill_directory(people: dict[str, User]) -> None:
    if Actor.history.filter(name=DOUBLE).exists():  # what people erased or merged since does not come back
        return
    for rank, (acronym, person, function, keep_until) in enumerate(CONTACTS, start=1):
        contact = Contact(actor=Actor.objects.current().get(acronym=acronym), person=person, function=function)
        contact.email, contact.phone, contact.keep_until = f"contact{rank}@example.org", "", keep_until
        contact._history_user, contact._history_date = people["agent"], timezone.make_aware(NOTED)
        contact.full_clean()
        contact.save()
    double = Actor(name=DOUBLE, kind=Actor.Kind.COMMUNITY)
    double._history_user, double._history_date = people["agent2"], timezone.make_aware(NOTED_TWICE)
    double.full_clean()
    double.save()
