import django.db.models.deletion
import objectives.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("objectives", "0003_place_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="Actor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                ("name_key", objectives.fields.SortKeyField("name", editable=False, max_length=255)),
                ("acronym", models.CharField(blank=True, max_length=40, verbose_name="sigle")),
                ("acronym_key", objectives.fields.SortKeyField("acronym", editable=False, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("community", "collectivité ou groupement"),
                            ("state", "État, opérateur ou institution"),
                            ("chamber", "chambre consulaire"),
                            ("network", "association ou réseau"),
                            ("housing", "bailleur ou aménageur"),
                            ("business", "entreprise ou profession"),
                            ("research", "enseignement ou recherche"),
                            ("people", "habitants et usagers"),
                            ("other", "autre"),
                        ],
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                (
                    "perimeter",
                    models.CharField(
                        blank=True,
                        help_text="« Région », « national », « plusieurs EPCI »…",
                        max_length=120,
                        verbose_name="périmètre plus large",
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
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
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="actors.actor",
                        verbose_name="fusionné avec",
                    ),
                ),
            ],
            options={
                "verbose_name": "acteur",
                "verbose_name_plural": "acteurs",
                "ordering": ["name_key", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="actors_actor_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("name"), longest=200),
                        name="actors_actor_name_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("acronym"), longest=40),
                        name="actors_actor_acronym_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("perimeter"), longest=120),
                        name="actors_actor_perimeter_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("notes"), longest=4000),
                        name="actors_actor_notes_text",
                        violation_error_message="Ce texte dépasse 4000 caractères ou contient un caractère interdit.",
                    ),
                    models.UniqueConstraint(
                        models.F("name_key"),
                        models.F("epci"),
                        condition=models.Q(("epci__isnull", False), ("merged_into", None)),
                        name="actors_actor_unique_in_epci",
                        violation_error_message="Un acteur de ce nom existe déjà pour ce périmètre.",
                    ),
                    models.UniqueConstraint(
                        models.F("name_key"),
                        condition=models.Q(("epci", None), ("merged_into", None)),
                        name="actors_actor_unique_without_epci",
                        violation_error_message="Un acteur de ce nom existe déjà pour ce périmètre.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("epci", None), ("perimeter", ""), _connector="OR"),
                        name="actors_actor_one_perimeter",
                        violation_error_message="Un acteur est d’un EPCI ou d’un périmètre plus large, pas des deux.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_key", ""), _negated=True),
                        name="actors_actor_named",
                        violation_error_message="Un acteur a un nom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "",
                                    "community",
                                    "state",
                                    "chamber",
                                    "network",
                                    "housing",
                                    "business",
                                    "research",
                                    "people",
                                    "other",
                                ],
                            )
                        ),
                        name="actors_actor_kind_known",
                        violation_error_message="Ce type n’existe pas.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("person", models.CharField(max_length=120, verbose_name="nom de la personne")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="fonction")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="téléphone")),
                ("keep_until", models.DateField(verbose_name="à conserver jusqu’au")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="actors.actor",
                        verbose_name="acteur",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["person", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="actors_contact_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("person"), longest=120),
                        name="actors_contact_person_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("function"), longest=120),
                        name="actors_contact_function_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("email"), longest=254),
                        name="actors_contact_email_text",
                        violation_error_message="Ce texte dépasse 254 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("phone"), longest=40),
                        name="actors_contact_phone_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("keep_until")),
                        name="actors_contact_keep_until_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lead", "chef de file"),
                            ("engineering", "ingénierie"),
                            ("support", "accompagnement"),
                            ("funding", "financeur"),
                        ],
                        max_length=12,
                        verbose_name="genre",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                ("as_printed", models.CharField(blank=True, max_length=200, verbose_name="tel qu’écrit")),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        help_text="Le dispositif, l’étude, l’appel à projets…",
                        max_length=200,
                        verbose_name="précision",
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[("known", "acquis"), ("intended", "envisagé"), ("asked", "question")],
                        default="known",
                        max_length=8,
                        verbose_name="certitude",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="actors.actor",
                        verbose_name="acteur",
                    ),
                ),
                (
                    "incontournable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="objectives.incontournable",
                    ),
                ),
            ],
            options={
                "verbose_name": "moyen ou chef de file",
                "verbose_name_plural": "moyens et chefs de file",
                "ordering": ["incontournable", "kind", "order"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="actors_contribution_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("as_printed"), longest=200),
                        name="actors_contribution_as_printed_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("precision"), longest=200),
                        name="actors_contribution_precision_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=999, low=1),
                        name="actors_contribution_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 999.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("kind"),
                        models.F("order"),
                        name="actors_contribution_order_unique",
                        violation_error_message="Ce rang est déjà pris.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actor__isnull", False), models.Q(("as_printed", ""), _negated=True), _connector="OR"
                        ),
                        name="actors_contribution_somebody",
                        violation_error_message="Choisissez un acteur, ou écrivez qui c’est.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["lead", "engineering", "support", "funding"]),
                            ("certainty__in", ["known", "intended", "asked"]),
                        ),
                        name="actors_contribution_choices_known",
                        violation_error_message="Ce genre ou cette certitude n’existe pas.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalActor",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                ("name_key", objectives.fields.SortKeyField("name", editable=False, max_length=255)),
                ("acronym", models.CharField(blank=True, max_length=40, verbose_name="sigle")),
                ("acronym_key", objectives.fields.SortKeyField("acronym", editable=False, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("community", "collectivité ou groupement"),
                            ("state", "État, opérateur ou institution"),
                            ("chamber", "chambre consulaire"),
                            ("network", "association ou réseau"),
                            ("housing", "bailleur ou aménageur"),
                            ("business", "entreprise ou profession"),
                            ("research", "enseignement ou recherche"),
                            ("people", "habitants et usagers"),
                            ("other", "autre"),
                        ],
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                (
                    "perimeter",
                    models.CharField(
                        blank=True,
                        help_text="« Région », « national », « plusieurs EPCI »…",
                        max_length=120,
                        verbose_name="périmètre plus large",
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
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
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.actor",
                        verbose_name="fusionné avec",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical acteur",
                "verbose_name_plural": "historical acteurs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("person", models.CharField(max_length=120, verbose_name="nom de la personne")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="fonction")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="téléphone")),
                ("keep_until", models.DateField(verbose_name="à conserver jusqu’au")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.actor",
                        verbose_name="acteur",
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
                "verbose_name": "historical contact",
                "verbose_name_plural": "historical contacts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContribution",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lead", "chef de file"),
                            ("engineering", "ingénierie"),
                            ("support", "accompagnement"),
                            ("funding", "financeur"),
                        ],
                        max_length=12,
                        verbose_name="genre",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                ("as_printed", models.CharField(blank=True, max_length=200, verbose_name="tel qu’écrit")),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        help_text="Le dispositif, l’étude, l’appel à projets…",
                        max_length=200,
                        verbose_name="précision",
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[("known", "acquis"), ("intended", "envisagé"), ("asked", "question")],
                        default="known",
                        max_length=8,
                        verbose_name="certitude",
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
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.actor",
                        verbose_name="acteur",
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
                "verbose_name": "historical moyen ou chef de file",
                "verbose_name_plural": "historical moyens et chefs de file",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProblem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                ("title", models.CharField(max_length=200, verbose_name="problématique")),
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
                "verbose_name": "historical problématique",
                "verbose_name_plural": "historical problématiques",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                ("title", models.CharField(max_length=200, verbose_name="problématique")),
                (
                    "incontournable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="objectives.incontournable",
                    ),
                ),
            ],
            options={
                "verbose_name": "problématique",
                "verbose_name_plural": "problématiques",
                "ordering": ["incontournable__number", "order"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="actors_problem_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("title"), longest=200),
                        name="actors_problem_title_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=999, low=1),
                        name="actors_problem_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 999.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("order"),
                        name="actors_problem_order_unique",
                        violation_error_message="Ce rang est déjà pris pour cet incontournable.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCard",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("interest", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="niveau d’intérêt")),
                (
                    "influence",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="niveau d’influence"),
                ),
                ("is_confirmed", models.BooleanField(default=False, verbose_name="position confirmée")),
                ("is_prescriber", models.BooleanField(default=False, verbose_name="prescripteur")),
                ("is_funder", models.BooleanField(default=False, verbose_name="financeur")),
                (
                    "is_supporter",
                    models.BooleanField(default=False, verbose_name="accompagnateur, partenaire-ressource"),
                ),
                ("is_target", models.BooleanField(default=False, verbose_name="cible")),
                ("is_relay", models.BooleanField(default=False, verbose_name="relais")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.actor",
                        verbose_name="acteur",
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
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.problem",
                        verbose_name="problématique",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical carte d’acteur",
                "verbose_name_plural": "historical cartes d’acteurs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("interest", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="niveau d’intérêt")),
                (
                    "influence",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="niveau d’influence"),
                ),
                ("is_confirmed", models.BooleanField(default=False, verbose_name="position confirmée")),
                ("is_prescriber", models.BooleanField(default=False, verbose_name="prescripteur")),
                ("is_funder", models.BooleanField(default=False, verbose_name="financeur")),
                (
                    "is_supporter",
                    models.BooleanField(default=False, verbose_name="accompagnateur, partenaire-ressource"),
                ),
                ("is_target", models.BooleanField(default=False, verbose_name="cible")),
                ("is_relay", models.BooleanField(default=False, verbose_name="relais")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="actors.actor",
                        verbose_name="acteur",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to="actors.problem",
                        verbose_name="problématique",
                    ),
                ),
            ],
            options={
                "verbose_name": "carte d’acteur",
                "verbose_name_plural": "cartes d’acteurs",
                "ordering": ["problem", "actor__name_key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="actors_card_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("interest"), high=4, low=1),
                        name="actors_card_interest_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 4.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("influence"), high=4, low=1),
                        name="actors_card_influence_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 4.",
                    ),
                    models.UniqueConstraint(
                        models.F("problem"),
                        models.F("actor"),
                        name="actors_card_one_an_actor",
                        violation_error_message="Cet acteur est déjà sur cette carte.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("influence", None), ("interest", None), ("is_confirmed", False)),
                            models.Q(("influence__isnull", False), ("interest__isnull", False)),
                            _connector="OR",
                        ),
                        name="actors_card_both_levels",
                        violation_error_message="Une position a deux niveaux, et seule une position se confirme.",
                    ),
                ],
            },
        ),
    ]
