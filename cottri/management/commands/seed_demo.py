from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cottri import demo
from objectives import clock


class Command(BaseCommand):
    help = "Remplit une démonstration de comptes et de chiffres inventés ; ce qui est là reste, relancer n’ajoute rien."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError(
                "Ceci n’est pas une démonstration (COTTRI_DEMO) : aucun chiffre inventé n’entre dans une vraie base."
            )
        call_command("load_facts", at=clock.midnight(demo.BEGINS), stdout=self.stdout)
        made = demo.seed()
        self.stdout.write(f"{made} saisie(s) inventée(s)." if made else "La démonstration est déjà remplie.")
