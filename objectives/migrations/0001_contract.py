import django.db.models.deletion
import objectives.bonus
import objectives.fields
import objectives.measure
import objectives.models.evidence
import simple_history.models
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Epci",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("sort_key", objectives.fields.SortKeyField("name", editable=False, max_length=255)),
                ("siren", models.CharField(max_length=9, unique=True, verbose_name="SIREN")),
                ("short_name", models.CharField(max_length=20, verbose_name="sigle")),
            ],
            options={
                "verbose_name": "EPCI",
                "verbose_name_plural": "EPCI",
                "ordering": ["sort_key"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("siren"), longest=9),
                        name="objectives_epci_siren_text",
                        violation_error_message="Ce texte dépasse 9 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("name"), longest=120),
                        name="objectives_epci_name_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("short_name"), longest=20),
                        name="objectives_epci_short_name_text",
                        violation_error_message="Ce texte dépasse 20 caractères ou contient un caractère interdit.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Le premier mot de l’adresse des pages.",
                        max_length=60,
                        unique=True,
                        verbose_name="adresse",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "short_name",
                    models.CharField(
                        help_text="Celui de l’en-tête des pages.", max_length=60, verbose_name="nom court"
                    ),
                ),
                ("carrier", models.CharField(max_length=120, verbose_name="porteur")),
                ("funder", models.CharField(max_length=120, verbose_name="financeur")),
                ("cofunders", models.CharField(blank=True, max_length=200, verbose_name="cofinanceurs")),
                ("funds", models.TextField(blank=True, max_length=500, verbose_name="ce que l’aide finance")),
                ("ambition", models.TextField(blank=True, max_length=1000, verbose_name="ambition")),
                ("starts_on", models.DateField(verbose_name="début")),
                ("ends_on", models.DateField(verbose_name="fin")),
                (
                    "bonus_title",
                    models.CharField(
                        help_text="«\xa0Bonus de l’année 3\xa0»",
                        max_length=60,
                        verbose_name="nom de l’aide conditionnelle",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            (objectives.bonus.Rule["ALL_OR_NOTHING"], "tout ou rien"),
                            (objectives.bonus.Rule["GRADUATED"], "graduée"),
                        ],
                        default=objectives.bonus.Rule["ALL_OR_NOTHING"],
                        max_length=20,
                        verbose_name="règle de l’aide conditionnelle",
                    ),
                ),
                (
                    "rule_confirmed",
                    models.BooleanField(default=False, verbose_name="règle confirmée par la convention"),
                ),
                ("threshold_percent", objectives.fields.QuantityField(verbose_name="seuil de chaque objectif (%)")),
                (
                    "priority_threshold_percent",
                    objectives.fields.QuantityField(verbose_name="seuil des objectifs prioritaires (%)"),
                ),
                ("euros_per_inhabitant", objectives.fields.QuantityField(verbose_name="euros par habitant, au plus")),
                ("reference_population", models.PositiveIntegerField(verbose_name="population de référence")),
                (
                    "allows_self_validation",
                    models.BooleanField(
                        default=False,
                        help_text="Avec un motif\xa0; la saisie le montre pour toujours.",
                        verbose_name="un agent seul peut valider ses saisies",
                    ),
                ),
                ("epcis", models.ManyToManyField(related_name="contracts", to="objectives.epci", verbose_name="EPCI")),
            ],
            options={
                "verbose_name": "contrat",
                "verbose_name_plural": "contrats",
                "ordering": ["-starts_on", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_contract_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("slug"), longest=60),
                        name="objectives_contract_slug_text",
                        violation_error_message="Ce texte dépasse 60 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("name"), longest=200),
                        name="objectives_contract_name_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("short_name"), longest=60),
                        name="objectives_contract_short_name_text",
                        violation_error_message="Ce texte dépasse 60 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("carrier"), longest=120),
                        name="objectives_contract_carrier_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("funder"), longest=120),
                        name="objectives_contract_funder_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("cofunders"), longest=200),
                        name="objectives_contract_cofunders_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("funds"), longest=500),
                        name="objectives_contract_funds_text",
                        violation_error_message="Ce texte dépasse 500 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("ambition"), longest=1000),
                        name="objectives_contract_ambition_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("bonus_title"), longest=60),
                        name="objectives_contract_bonus_title_text",
                        violation_error_message="Ce texte dépasse 60 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("starts_on")),
                        name="objectives_contract_starts_on_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("ends_on")),
                        name="objectives_contract_ends_on_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("threshold_percent"), high=100000, low=1),
                        name="objectives_contract_threshold_percent_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0,001 et 100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(
                            models.F("priority_threshold_percent"), high=100000, low=1
                        ),
                        name="objectives_contract_priority_threshold_percent_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0,001 et 100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(
                            models.F("euros_per_inhabitant"), high=100000000, low=0
                        ),
                        name="objectives_contract_euros_per_inhabitant_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 100\u202f000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(
                            models.F("reference_population"), high=100000000, low=1
                        ),
                        name="objectives_contract_reference_population_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 100000000.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lt", models.F("ends_on"))),
                        name="objectives_contract_starts_before_end",
                        violation_error_message="Le contrat doit finir après son début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rule__in", ["all_or_nothing", "graduated"])),
                        name="objectives_contract_rule_known",
                        violation_error_message="Cette règle n’existe pas.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commune",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("sort_key", objectives.fields.SortKeyField("name", editable=False, max_length=255)),
                ("insee", models.CharField(max_length=5, unique=True, verbose_name="code INSEE")),
                ("population", models.PositiveIntegerField(verbose_name="population")),
                (
                    "epci",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communes",
                        to="objectives.epci",
                        verbose_name="EPCI",
                    ),
                ),
            ],
            options={
                "verbose_name": "commune",
                "verbose_name_plural": "communes",
                "ordering": ["sort_key"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("insee"), longest=5),
                        name="objectives_commune_insee_text",
                        violation_error_message="Ce texte dépasse 5 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("name"), longest=120),
                        name="objectives_commune_name_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("population"), high=10000000, low=0),
                        name="objectives_commune_population_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 10000000.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalContract",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Le premier mot de l’adresse des pages.", max_length=60, verbose_name="adresse"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "short_name",
                    models.CharField(
                        help_text="Celui de l’en-tête des pages.", max_length=60, verbose_name="nom court"
                    ),
                ),
                ("carrier", models.CharField(max_length=120, verbose_name="porteur")),
                ("funder", models.CharField(max_length=120, verbose_name="financeur")),
                ("cofunders", models.CharField(blank=True, max_length=200, verbose_name="cofinanceurs")),
                ("funds", models.TextField(blank=True, max_length=500, verbose_name="ce que l’aide finance")),
                ("ambition", models.TextField(blank=True, max_length=1000, verbose_name="ambition")),
                ("starts_on", models.DateField(verbose_name="début")),
                ("ends_on", models.DateField(verbose_name="fin")),
                (
                    "bonus_title",
                    models.CharField(
                        help_text="«\xa0Bonus de l’année 3\xa0»",
                        max_length=60,
                        verbose_name="nom de l’aide conditionnelle",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            (objectives.bonus.Rule["ALL_OR_NOTHING"], "tout ou rien"),
                            (objectives.bonus.Rule["GRADUATED"], "graduée"),
                        ],
                        default=objectives.bonus.Rule["ALL_OR_NOTHING"],
                        max_length=20,
                        verbose_name="règle de l’aide conditionnelle",
                    ),
                ),
                (
                    "rule_confirmed",
                    models.BooleanField(default=False, verbose_name="règle confirmée par la convention"),
                ),
                ("threshold_percent", objectives.fields.QuantityField(verbose_name="seuil de chaque objectif (%)")),
                (
                    "priority_threshold_percent",
                    objectives.fields.QuantityField(verbose_name="seuil des objectifs prioritaires (%)"),
                ),
                ("euros_per_inhabitant", objectives.fields.QuantityField(verbose_name="euros par habitant, au plus")),
                ("reference_population", models.PositiveIntegerField(verbose_name="population de référence")),
                (
                    "allows_self_validation",
                    models.BooleanField(
                        default=False,
                        help_text="Avec un motif\xa0; la saisie le montre pour toujours.",
                        verbose_name="un agent seul peut valider ses saisies",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical contrat",
                "verbose_name_plural": "historical contrats",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContract_epcis",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.contract",
                    ),
                ),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.epci",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="objectives.historicalcontract",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalContract_epcis",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIncontournable",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                (
                    "kind",
                    models.CharField(
                        choices=[("project", "Indicateur de projet"), ("cooperation", "Domaine de coopération")],
                        max_length=12,
                        verbose_name="genre",
                    ),
                ),
                ("dc_number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="numéro de DC")),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("short_title", models.CharField(max_length=60, verbose_name="intitulé court")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical incontournable",
                "verbose_name_plural": "historical incontournables",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInstalment",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("label", models.CharField(max_length=60, verbose_name="années")),
                ("amount", objectives.fields.QuantityField(verbose_name="montant (€)")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical aide forfaitaire",
                "verbose_name_plural": "historical aides forfaitaires",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Incontournable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                (
                    "kind",
                    models.CharField(
                        choices=[("project", "Indicateur de projet"), ("cooperation", "Domaine de coopération")],
                        max_length=12,
                        verbose_name="genre",
                    ),
                ),
                ("dc_number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="numéro de DC")),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("short_title", models.CharField(max_length=60, verbose_name="intitulé court")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incontournables",
                        to="objectives.contract",
                        verbose_name="contrat",
                    ),
                ),
            ],
            options={
                "verbose_name": "incontournable",
                "verbose_name_plural": "incontournables",
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_incontournable_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.UniqueConstraint(
                        models.F("contract"),
                        models.F("number"),
                        name="objectives_incontournable_number_unique",
                        violation_error_message="Ce numéro est déjà pris dans ce contrat.",
                    ),
                    models.UniqueConstraint(
                        models.F("contract"),
                        models.F("dc_number"),
                        name="objectives_incontournable_dc_unique",
                        violation_error_message="Ce numéro de DC est déjà pris dans ce contrat.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("number"), high=999, low=1),
                        name="objectives_incontournable_number_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 999.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("dc_number"), high=999, low=1),
                        name="objectives_incontournable_dc_number_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 999.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("title"), longest=200),
                        name="objectives_incontournable_title_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("short_title"), longest=60),
                        name="objectives_incontournable_short_title_text",
                        violation_error_message="Ce texte dépasse 60 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dc_number", None), ("kind", "project")),
                            models.Q(("dc_number__isnull", False), ("kind", "cooperation")),
                            _connector="OR",
                        ),
                        name="objectives_incontournable_kind_dc",
                        violation_error_message="Un domaine de coopération a un numéro de DC, lui seul.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalIndicator",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        help_text="Il ne change pas quand l’intitulé change.", max_length=40, verbose_name="code"
                    ),
                ),
                ("label", models.TextField(max_length=500, verbose_name="intitulé, avec les mots du contrat")),
                ("unit", models.CharField(max_length=60, verbose_name="unité")),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="décimales des saisies")),
                ("baseline", objectives.fields.QuantityField(default=Decimal("0"), verbose_name="valeur de départ")),
                ("target", objectives.fields.QuantityField(verbose_name="cible")),
                ("is_contractual", models.BooleanField(default=False, verbose_name="objectif contractuel")),
                ("is_priority", models.BooleanField(default=False, verbose_name="objectif prioritaire")),
                ("is_binary", models.BooleanField(default=False, verbose_name="réalisé ou non (0 ou 1)")),
                ("is_ratio", models.BooleanField(default=False, verbose_name="part d’un nombre de référence")),
                (
                    "counted_unit",
                    models.CharField(
                        blank=True, help_text="«\xa0écoles\xa0»", max_length=60, verbose_name="unité comptée d’une part"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            (objectives.measure.Scope["TERRITORY"], "le territoire entier"),
                            (objectives.measure.Scope["EPCI"], "EPCI ou commune"),
                        ],
                        default=objectives.measure.Scope["EPCI"],
                        max_length=10,
                        verbose_name="périmètre des saisies",
                    ),
                ),
                (
                    "counting",
                    models.CharField(
                        choices=[
                            (objectives.measure.Counting["INCREMENT"], "chaque saisie s’ajoute"),
                            (objectives.measure.Counting["LEVEL"], "chaque saisie donne le niveau atteint"),
                        ],
                        default=objectives.measure.Counting["INCREMENT"],
                        max_length=10,
                        verbose_name="manière de compter",
                    ),
                ),
                ("definition", models.TextField(blank=True, max_length=2000, verbose_name="ce qui est compté")),
                ("supplier", models.CharField(blank=True, max_length=200, verbose_name="qui fournit le chiffre")),
                (
                    "frequency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("month", "chaque mois"),
                            ("quarter", "chaque trimestre"),
                            ("half_year", "chaque semestre"),
                            ("year", "chaque année"),
                        ],
                        max_length=10,
                        verbose_name="fréquence",
                    ),
                ),
                ("evidence_required", models.BooleanField(default=False, verbose_name="pièce justificative exigée")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incontournable",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.incontournable",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical indicateur",
                "verbose_name_plural": "historical indicateurs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        help_text="Il ne change pas quand l’intitulé change.", max_length=40, verbose_name="code"
                    ),
                ),
                ("label", models.TextField(max_length=500, verbose_name="intitulé, avec les mots du contrat")),
                ("unit", models.CharField(max_length=60, verbose_name="unité")),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="décimales des saisies")),
                ("baseline", objectives.fields.QuantityField(default=Decimal("0"), verbose_name="valeur de départ")),
                ("target", objectives.fields.QuantityField(verbose_name="cible")),
                ("is_contractual", models.BooleanField(default=False, verbose_name="objectif contractuel")),
                ("is_priority", models.BooleanField(default=False, verbose_name="objectif prioritaire")),
                ("is_binary", models.BooleanField(default=False, verbose_name="réalisé ou non (0 ou 1)")),
                ("is_ratio", models.BooleanField(default=False, verbose_name="part d’un nombre de référence")),
                (
                    "counted_unit",
                    models.CharField(
                        blank=True, help_text="«\xa0écoles\xa0»", max_length=60, verbose_name="unité comptée d’une part"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            (objectives.measure.Scope["TERRITORY"], "le territoire entier"),
                            (objectives.measure.Scope["EPCI"], "EPCI ou commune"),
                        ],
                        default=objectives.measure.Scope["EPCI"],
                        max_length=10,
                        verbose_name="périmètre des saisies",
                    ),
                ),
                (
                    "counting",
                    models.CharField(
                        choices=[
                            (objectives.measure.Counting["INCREMENT"], "chaque saisie s’ajoute"),
                            (objectives.measure.Counting["LEVEL"], "chaque saisie donne le niveau atteint"),
                        ],
                        default=objectives.measure.Counting["INCREMENT"],
                        max_length=10,
                        verbose_name="manière de compter",
                    ),
                ),
                ("definition", models.TextField(blank=True, max_length=2000, verbose_name="ce qui est compté")),
                ("supplier", models.CharField(blank=True, max_length=200, verbose_name="qui fournit le chiffre")),
                (
                    "frequency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("month", "chaque mois"),
                            ("quarter", "chaque trimestre"),
                            ("half_year", "chaque semestre"),
                            ("year", "chaque année"),
                        ],
                        max_length=10,
                        verbose_name="fréquence",
                    ),
                ),
                ("evidence_required", models.BooleanField(default=False, verbose_name="pièce justificative exigée")),
                (
                    "incontournable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="objectives.incontournable",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicateur",
                "verbose_name_plural": "indicateurs",
                "ordering": ["incontournable__number", "-is_contractual", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_indicator_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("code"),
                        name="objectives_indicator_code_unique",
                        violation_error_message="Ce code est déjà pris pour cet incontournable.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="objectives_indicator_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("label"), longest=500),
                        name="objectives_indicator_label_text",
                        violation_error_message="Ce texte dépasse 500 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("unit"), longest=60),
                        name="objectives_indicator_unit_text",
                        violation_error_message="Ce texte dépasse 60 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("counted_unit"), longest=60),
                        name="objectives_indicator_counted_unit_text",
                        violation_error_message="Ce texte dépasse 60 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("supplier"), longest=200),
                        name="objectives_indicator_supplier_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("definition"), longest=2000),
                        name="objectives_indicator_definition_text",
                        violation_error_message="Ce texte dépasse 2000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("decimals"), high=3, low=0),
                        name="objectives_indicator_decimals_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 3.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(
                            models.F("baseline"), high=1000000000000, low=-1000000000000
                        ),
                        name="objectives_indicator_baseline_bounds",
                        violation_error_message="Ce nombre doit être compris entre −1\u202f000\u202f000\u202f000 et 1\u202f000\u202f000\u202f000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(
                            models.F("target"), high=1000000000000, low=-1000000000000
                        ),
                        name="objectives_indicator_target_bounds",
                        violation_error_message="Ce nombre doit être compris entre −1\u202f000\u202f000\u202f000 et 1\u202f000\u202f000\u202f000.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target", models.F("baseline")), _negated=True),
                        name="objectives_indicator_target_moves",
                        violation_error_message="La cible doit différer de la valeur de départ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_priority", False), ("is_contractual", True), _connector="OR"),
                        name="objectives_indicator_priority_contractual",
                        violation_error_message="Un objectif prioritaire est d’abord un objectif contractuel.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_binary", False),
                            models.Q(
                                ("baseline", Decimal("0")),
                                ("counting", objectives.measure.Counting["INCREMENT"]),
                                ("decimals", 0),
                                ("is_ratio", False),
                                ("target", Decimal("1")),
                            ),
                            _connector="OR",
                        ),
                        name="objectives_indicator_binary_is_one",
                        violation_error_message="Un objectif réalisé ou non va de 0 à 1, sans décimale.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_ratio", False),
                            models.Q(("baseline", Decimal("0")), models.Q(("counted_unit", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="objectives_indicator_ratio_from_zero",
                        violation_error_message="Une part commence à 0 et dit ce qu’elle compte.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope__in", ["territory", "epci"]),
                            ("counting__in", ["increment", "level"]),
                            ("frequency__in", ["", "month", "quarter", "half_year", "year"]),
                        ),
                        name="objectives_indicator_choices_known",
                        violation_error_message="Ce périmètre, cette manière de compter ou cette fréquence n’existe pas.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReferenceNumber",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", objectives.fields.QuantityField(verbose_name="nombre")),
                ("valid_from", models.DateField(verbose_name="à partir du")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.epci",
                        verbose_name="EPCI",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.indicator",
                        verbose_name="indicateur",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical nombre de référence",
                "verbose_name_plural": "historical nombres de référence",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=60, verbose_name="années")),
                ("amount", objectives.fields.QuantityField(verbose_name="montant (€)")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="instalments",
                        to="objectives.contract",
                        verbose_name="contrat",
                    ),
                ),
            ],
            options={
                "verbose_name": "aide forfaitaire",
                "verbose_name_plural": "aides forfaitaires",
                "ordering": ["label"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("contract"),
                        models.F("label"),
                        name="objectives_instalment_unique",
                        violation_error_message="Ces années ont déjà leur montant.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("label"), longest=60),
                        name="objectives_instalment_label_text",
                        violation_error_message="Ce texte dépasse 60 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("amount"), high=1000000000000, low=0),
                        name="objectives_instalment_amount_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 1\u202f000\u202f000\u202f000.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("period_start", models.DateField(verbose_name="début de la période")),
                ("period_end", models.DateField(verbose_name="fin de la période")),
                ("quantity", objectives.fields.QuantityField(verbose_name="quantité")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="commentaire")),
                ("justification", models.TextField(blank=True, max_length=1000, verbose_name="motif")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "brouillon"),
                            ("pending", "en attente"),
                            ("returned", "retournée"),
                            ("withdrawn", "retirée"),
                            ("validated", "validée"),
                            ("replaced", "remplacée"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée le")),
                ("validated_at", models.DateTimeField(blank=True, null=True, verbose_name="validée le")),
                (
                    "self_validation_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="motif de validation par l’auteur"),
                ),
                ("return_note", models.TextField(blank=True, max_length=1000, verbose_name="note de retour")),
                ("submission_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.commune",
                    ),
                ),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.epci",
                        verbose_name="EPCI",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="objectives.indicator",
                        verbose_name="indicateur",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="objectives.progressentry",
                        verbose_name="remplace",
                    ),
                ),
                (
                    "validated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="validée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "saisie",
                "verbose_name_plural": "saisies",
                "ordering": ["-period_end", "-pk"],
                "permissions": [
                    ("view_drafts", "Voit les brouillons"),
                    ("validate_progressentry", "Valide ou retourne une saisie"),
                    ("withdraw_any_progressentry", "Retire la saisie d’un autre"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_progressentry_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("source"), longest=300),
                        name="objectives_progressentry_source_text",
                        violation_error_message="Ce texte dépasse 300 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("comment"), longest=2000),
                        name="objectives_progressentry_comment_text",
                        violation_error_message="Ce texte dépasse 2000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("justification"), longest=1000),
                        name="objectives_progressentry_justification_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("return_note"), longest=1000),
                        name="objectives_progressentry_return_note_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("self_validation_reason"), longest=500),
                        name="objectives_progressentry_self_validation_reason_text",
                        violation_error_message="Ce texte dépasse 500 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("period_start")),
                        name="objectives_progressentry_period_start_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("period_end")),
                        name="objectives_progressentry_period_end_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("created_at")),
                        name="objectives_progressentry_created_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("sent_at")),
                        name="objectives_progressentry_sent_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("validated_at")),
                        name="objectives_progressentry_validated_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(
                            models.F("quantity"), high=1000000000000, low=-1000000000000
                        ),
                        name="objectives_progressentry_quantity_bounds",
                        violation_error_message="Ce nombre doit être compris entre −1\u202f000\u202f000\u202f000 et 1\u202f000\u202f000\u202f000.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_start__lte", models.F("period_end"))),
                        name="objectives_entry_period_in_order",
                        violation_error_message="La période doit finir après son début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("epci", None), ("commune", None), _connector="OR"),
                        name="objectives_entry_one_perimeter",
                        violation_error_message="Une saisie porte sur un EPCI ou sur une commune, pas sur les deux.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="objectives_entry_has_source",
                        violation_error_message="Dites d’où vient ce chiffre.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]),
                            models.Q(("sent_at__isnull", False), ("state", "pending")),
                            models.Q(
                                ("sent_at__isnull", False),
                                ("state", "returned"),
                                models.Q(("return_note", ""), _negated=True),
                            ),
                            models.Q(
                                ("state__in", ["validated", "replaced"]),
                                ("validated_at__isnull", False),
                                ("validated_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="objectives_entry_state_has_its_facts",
                        violation_error_message="Cet état demande une date, une personne ou une note qui manque.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("validated_by", None),
                            models.Q(("validated_by", models.F("author")), _negated=True),
                            models.Q(("self_validation_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="objectives_entry_second_person",
                        violation_error_message="L’auteur ne valide sa saisie qu’avec un motif.",
                    ),
                    models.UniqueConstraint(
                        models.F("replaces"),
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        name="objectives_entry_one_amendment",
                        violation_error_message="Cette saisie a déjà une correction en cours.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProgressEntry",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("period_start", models.DateField(verbose_name="début de la période")),
                ("period_end", models.DateField(verbose_name="fin de la période")),
                ("quantity", objectives.fields.QuantityField(verbose_name="quantité")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="commentaire")),
                ("justification", models.TextField(blank=True, max_length=1000, verbose_name="motif")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "brouillon"),
                            ("pending", "en attente"),
                            ("returned", "retournée"),
                            ("withdrawn", "retirée"),
                            ("validated", "validée"),
                            ("replaced", "remplacée"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée le")),
                ("validated_at", models.DateTimeField(blank=True, null=True, verbose_name="validée le")),
                (
                    "self_validation_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="motif de validation par l’auteur"),
                ),
                ("return_note", models.TextField(blank=True, max_length=1000, verbose_name="note de retour")),
                ("submission_key", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.commune",
                    ),
                ),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.epci",
                        verbose_name="EPCI",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "validated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="validée par",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.indicator",
                        verbose_name="indicateur",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.progressentry",
                        verbose_name="remplace",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical saisie",
                "verbose_name_plural": "historical saisies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEvidence",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("file", models.TextField(blank=True, max_length=100, verbose_name="fichier")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="nom du fichier")),
                ("content_type", models.CharField(blank=True, max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="taille (octets)")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="lien")),
                ("added_at", models.DateTimeField(verbose_name="ajoutée le")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="ôtée le")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ajoutée par",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.progressentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical pièce justificative",
                "verbose_name_plural": "historical pièces justificatives",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "file",
                    models.FileField(
                        blank=True, upload_to=objectives.models.evidence.random_name, verbose_name="fichier"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="nom du fichier")),
                ("content_type", models.CharField(blank=True, max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="taille (octets)")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="lien")),
                ("added_at", models.DateTimeField(verbose_name="ajoutée le")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="ôtée le")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ajoutée par",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="objectives.progressentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce justificative",
                "verbose_name_plural": "pièces justificatives",
                "ordering": ["added_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("name"), longest=200),
                        name="objectives_evidence_name_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("content_type"), longest=100),
                        name="objectives_evidence_content_type_text",
                        violation_error_message="Ce texte dépasse 100 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("sha256"), longest=64),
                        name="objectives_evidence_sha256_text",
                        violation_error_message="Ce texte dépasse 64 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("url"), longest=500),
                        name="objectives_evidence_url_text",
                        violation_error_message="Ce texte dépasse 500 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("size"), high=2000000000, low=0),
                        name="objectives_evidence_size_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 2000000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("added_at")),
                        name="objectives_evidence_added_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("removed_at")),
                        name="objectives_evidence_removed_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", ""), models.Q(("url", ""), _negated=True)),
                            models.Q(
                                models.Q(("file", ""), _negated=True),
                                ("url", ""),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="objectives_evidence_file_or_link",
                        violation_error_message="Une pièce est un fichier ou un lien.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferenceNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", objectives.fields.QuantityField(verbose_name="nombre")),
                ("valid_from", models.DateField(verbose_name="à partir du")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "epci",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.epci",
                        verbose_name="EPCI",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reference_numbers",
                        to="objectives.indicator",
                        verbose_name="indicateur",
                    ),
                ),
            ],
            options={
                "verbose_name": "nombre de référence",
                "verbose_name_plural": "nombres de référence",
                "ordering": ["indicator", "epci", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_referencenumber_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.UniqueConstraint(
                        models.F("indicator"),
                        models.F("epci"),
                        models.F("valid_from"),
                        name="objectives_referencenumber_unique",
                        violation_error_message="Cet EPCI a déjà un nombre de référence à cette date.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("number"), high=1000000000000, low=1),
                        name="objectives_referencenumber_number_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0,001 et 1\u202f000\u202f000\u202f000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("valid_from")),
                        name="objectives_referencenumber_valid_from_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("source"), longest=200),
                        name="objectives_referencenumber_source_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="progressentry",
            index=models.Index(
                models.F("indicator"), models.F("state"), models.F("period_end"), name="entry_by_indicator_state"
            ),
        ),
    ]
