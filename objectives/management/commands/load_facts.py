from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.core.management.base import BaseCommand
from django.db import transaction

from objectives import clock


class Command(BaseCommand):
    help = (
        "Charge les faits des contrats (fixtures/*.json). Ce qui existe déjà reste tel quel : relancer ne change rien."
    )

    stealth_options = ("at",)  # when it is told that they were loaded; now, without it

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, help="par défaut, tous ceux du dossier fixtures")

    @transaction.atomic
    def handle(self, *args, files, at=None, **options):
        at = at or clock.now()
        files = files or sorted((settings.BASE_DIR / "fixtures").glob("*.json"))
        created = 0
        for file in files:
            for fact in serializers.deserialize("json", file.read_text("utf-8")):
                if fact.object.pk is None:  # the natural key found no row
                    fact.object._history_date, fact.object._change_reason = at, "fait du contrat"
                    fact.object.full_clean(validate_unique=False)
                    fact.object.save()
                    for name, related in fact.m2m_data.items():
                        getattr(fact.object, name).set(related)
                    created += 1
        self.stdout.write(f"{created} fait(s) chargé(s) de {len(files)} fichier(s).")
