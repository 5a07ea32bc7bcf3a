"""Erases the previews of imports that nobody confirmed: run it every night, so that no personal data waits for ever."""

from django.core.management.base import BaseCommand

from actors.models import ActorImport
from objectives import clock


class Command(BaseCommand):
    help = "Efface les aperçus d’import d’acteurs que personne n’a confirmés depuis un jour."

    def handle(self, *args, **options):
        self.stdout.write(f"Aperçus effacés : {ActorImport.forget(at=clock.now())}.")
