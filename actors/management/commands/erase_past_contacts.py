"""Erases the contacts whose day is past: run it every night, so that no personal data is kept longer than was said."""

from django.core.management.base import BaseCommand
from django.db import transaction

from actors.models import Contact
from objectives import clock


class Command(BaseCommand):
    help = "Efface les contacts échus, historique compris."

    @transaction.atomic
    def handle(self, *args, **options):
        past = list(Contact.objects.past(clock.today()).select_related("actor").select_for_update(of=("self",)))
        for contact in past:
            contact.erase(by=None, at=clock.now())
        self.stdout.write(f"Contacts effacés : {len(past)}.")
