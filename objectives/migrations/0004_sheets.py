import django.db.models.deletion
import objectives.fields
import objectives.judgement
import objectives.models.sheet_row
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("objectives", "0003_place_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="Axis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="texte")),
                (
                    "incontournable",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="objectives.incontournable"),
                ),
            ],
            options={
                "verbose_name": "axe",
                "verbose_name_plural": "axes",
                "ordering": ["number", "pk"],
                "abstract": False,
                "default_related_name": "axes",
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_axis_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="objectives_axis_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="objectives_axis_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("code"),
                        name="objectives_axis_code_unique",
                        violation_error_message="Ce code est déjà pris sur cette fiche.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("number"),
                        condition=models.Q(("is_removed", False)),
                        name="objectives_axis_number_unique",
                        violation_error_message="Cette fiche a déjà un axe de ce numéro.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("number"), high=99, low=1),
                        name="objectives_axis_number_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 99.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("title"), longest=200),
                        name="objectives_axis_title_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("text"), longest=1000),
                        name="objectives_axis_text_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="objectives_axis_has_title",
                        violation_error_message="Donnez un intitulé à cet axe.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "framework",
                    models.CharField(
                        choices=[("territory", "territoire"), ("epci", "EPCI"), ("rev3", "démarche REV 3")],
                        max_length=10,
                        verbose_name="cadre",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="texte")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("hypothesis", "hypothèse"),
                            ("decided", "décidée"),
                            ("ongoing", "en cours"),
                            ("done", "réalisée"),
                            ("abandoned", "abandonnée"),
                        ],
                        default="hypothesis",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "carrier",
                    models.CharField(
                        blank=True, help_text="Tel qu’imprimé ou convenu.", max_length=200, verbose_name="portée par"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="échéance")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="réalisée le")),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        help_text="Document, délibération, date.",
                        max_length=300,
                        verbose_name="ce qui le montre",
                    ),
                ),
                ("evidence_url", models.URLField(blank=True, max_length=500, verbose_name="lien")),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        help_text="S’il n’y en a qu’un.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.epci",
                        verbose_name="EPCI",
                    ),
                ),
                (
                    "incontournable",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="objectives.incontournable"),
                ),
                (
                    "axis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="objectives.axis",
                        verbose_name="axe",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
                "ordering": ["order", "pk"],
                "abstract": False,
                "default_related_name": "actions",
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_action_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="objectives_action_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="objectives_action_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("code"),
                        name="objectives_action_code_unique",
                        violation_error_message="Ce code est déjà pris sur cette fiche.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("text"), longest=1000),
                        name="objectives_action_text_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("carrier"), longest=200),
                        name="objectives_action_carrier_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("evidence"), longest=300),
                        name="objectives_action_evidence_text",
                        violation_error_message="Ce texte dépasse 300 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("evidence_url"), longest=500),
                        name="objectives_action_evidence_url_text",
                        violation_error_message="Ce texte dépasse 500 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("due_on")),
                        name="objectives_action_due_on_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("done_on")),
                        name="objectives_action_done_on_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("framework__in", ["territory", "epci", "rev3"]),
                            ("state__in", ["hypothesis", "decided", "ongoing", "done", "abandoned"]),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="objectives_action_choices_known",
                        violation_error_message="Une action a un texte, un cadre et un état connus.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("epci", None), ("framework__in", ["epci", "rev3"]), _connector="OR"),
                        name="objectives_action_epci_framework",
                        violation_error_message="Une action du territoire ne porte pas sur un EPCI.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_on", None), ("state", "done"), _connector="OR"),
                        name="objectives_action_done_day",
                        violation_error_message="Seule une action réalisée a un jour de réalisation.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GlossaryTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("acronym", models.CharField(max_length=40, verbose_name="sigle")),
                ("sort_key", objectives.fields.SortKeyField("acronym", editable=False, max_length=255)),
                ("meaning", models.CharField(max_length=200, verbose_name="signification")),
                ("explanation", models.TextField(blank=True, max_length=1000, verbose_name="explication")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="glossary",
                        to="objectives.contract",
                        verbose_name="contrat",
                    ),
                ),
            ],
            options={
                "verbose_name": "sigle du glossaire",
                "verbose_name_plural": "sigles du glossaire",
                "ordering": ["sort_key", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_glossaryterm_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.UniqueConstraint(
                        models.F("contract"),
                        models.F("acronym"),
                        name="objectives_glossaryterm_unique",
                        violation_error_message="Ce sigle est déjà dans le glossaire.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("acronym"), longest=40),
                        name="objectives_glossaryterm_acronym_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("meaning"), longest=200),
                        name="objectives_glossaryterm_meaning_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("explanation"), longest=1000),
                        name="objectives_glossaryterm_explanation_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acronym", ""), _negated=True), models.Q(("meaning", ""), _negated=True)
                        ),
                        name="objectives_glossaryterm_says_something",
                        violation_error_message="Un sigle a une signification.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAction",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "framework",
                    models.CharField(
                        choices=[("territory", "territoire"), ("epci", "EPCI"), ("rev3", "démarche REV 3")],
                        max_length=10,
                        verbose_name="cadre",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="texte")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("hypothesis", "hypothèse"),
                            ("decided", "décidée"),
                            ("ongoing", "en cours"),
                            ("done", "réalisée"),
                            ("abandoned", "abandonnée"),
                        ],
                        default="hypothesis",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "carrier",
                    models.CharField(
                        blank=True, help_text="Tel qu’imprimé ou convenu.", max_length=200, verbose_name="portée par"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="échéance")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="réalisée le")),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        help_text="Document, délibération, date.",
                        max_length=300,
                        verbose_name="ce qui le montre",
                    ),
                ),
                ("evidence_url", models.URLField(blank=True, max_length=500, verbose_name="lien")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "axis",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.axis",
                        verbose_name="axe",
                    ),
                ),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="S’il n’y en a qu’un.",
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
                "verbose_name": "historical action",
                "verbose_name_plural": "historical actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAxis",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="texte")),
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
                "verbose_name": "historical axe",
                "verbose_name_plural": "historical axes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalGlossaryTerm",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("acronym", models.CharField(max_length=40, verbose_name="sigle")),
                ("sort_key", objectives.fields.SortKeyField("acronym", editable=False, max_length=255)),
                ("meaning", models.CharField(max_length=200, verbose_name="signification")),
                ("explanation", models.TextField(blank=True, max_length=1000, verbose_name="explication")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
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
                "verbose_name": "historical sigle du glossaire",
                "verbose_name_plural": "historical sigles du glossaire",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLink",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("as_printed", models.CharField(help_text="« DC 3 »", max_length=60, verbose_name="tel qu’imprimé")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "alternative",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.incontournable",
                        verbose_name="ou peut-être vers",
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
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.incontournable",
                        verbose_name="vers",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical lien",
                "verbose_name_plural": "historical liens",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMilestone",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("due_on", models.DateField(verbose_name="prévu le")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="atteint le")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
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
                "verbose_name": "historical jalon",
                "verbose_name_plural": "historical jalons",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOpinion",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            (objectives.judgement.Level["SECURED"], "sécurisé"),
                            (objectives.judgement.Level["WITHIN_REACH"], "atteignable"),
                            (objectives.judgement.Level["NEEDS_SUPPORT"], "appui nécessaire"),
                            (objectives.judgement.Level["COMPROMISED"], "compromis"),
                        ],
                        max_length=15,
                        verbose_name="avis",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        help_text="Ce qui le fait dire : les pages la montrent avec la date.",
                        max_length=1000,
                        verbose_name="note",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="donné le")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="donné par",
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
                "verbose_name": "historical avis",
                "verbose_name_plural": "historical avis",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSheet",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "printed_title",
                    models.CharField(
                        blank=True,
                        help_text="S’il diffère de l’intitulé du contrat.",
                        max_length=200,
                        verbose_name="titre de la fiche, tel qu’imprimé",
                    ),
                ),
                (
                    "ambition",
                    models.TextField(
                        blank=True, help_text="Avec les mots du contrat.", max_length=1000, verbose_name="ambition"
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        blank=True,
                        help_text="« Qui mobilise-t-on pour… ? »",
                        max_length=300,
                        verbose_name="question posée",
                    ),
                ),
                (
                    "prerequisite",
                    models.CharField(
                        blank=True,
                        help_text="Ce qui doit venir d’abord, et qui s’en charge.",
                        max_length=300,
                        verbose_name="au préalable",
                    ),
                ),
                (
                    "printed_note",
                    models.TextField(
                        blank=True,
                        help_text="Une erreur ou une ambiguïté du document, gardée telle quelle et expliquée.",
                        max_length=500,
                        verbose_name="note sur le document d’origine",
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
                "verbose_name": "historical fiche",
                "verbose_name_plural": "historical fiches",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSheetLine",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("finding", "constat"),
                            ("carrier", "ce que fait le porteur à son échelle"),
                            ("question", "question ouverte"),
                            ("agenda", "point à discuter"),
                        ],
                        max_length=10,
                        verbose_name="bloc",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="texte")),
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
                "verbose_name": "historical ligne de fiche",
                "verbose_name_plural": "historical lignes de fiche",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("as_printed", models.CharField(help_text="« DC 3 »", max_length=60, verbose_name="tel qu’imprimé")),
                (
                    "alternative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="perhaps_cited_by",
                        to="objectives.incontournable",
                        verbose_name="ou peut-être vers",
                    ),
                ),
                (
                    "incontournable",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="objectives.incontournable"),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cited_by",
                        to="objectives.incontournable",
                        verbose_name="vers",
                    ),
                ),
            ],
            options={
                "verbose_name": "lien",
                "verbose_name_plural": "liens",
                "ordering": ["order", "pk"],
                "abstract": False,
                "default_related_name": "links",
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_link_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="objectives_link_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="objectives_link_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("code"),
                        name="objectives_link_code_unique",
                        violation_error_message="Ce code est déjà pris sur cette fiche.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("target"),
                        condition=models.Q(("is_removed", False)),
                        name="objectives_link_unique",
                        violation_error_message="Cette fiche cite déjà celle-là.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("as_printed"), longest=60),
                        name="objectives_link_as_printed_text",
                        violation_error_message="Ce texte dépasse 60 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("as_printed", ""), _negated=True),
                        name="objectives_link_is_printed",
                        violation_error_message="Dites comment le document l’écrit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target", models.F("incontournable")), _negated=True),
                        name="objectives_link_leaves",
                        violation_error_message="Une fiche ne se cite pas elle-même.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("alternative", None),
                            models.Q(("alternative", models.F("target")), _negated=True),
                            _connector="OR",
                        ),
                        name="objectives_link_alternative_differs",
                        violation_error_message="L’autre fiche possible est une autre fiche.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("due_on", models.DateField(verbose_name="prévu le")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="atteint le")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                (
                    "incontournable",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="objectives.incontournable"),
                ),
            ],
            options={
                "verbose_name": "jalon",
                "verbose_name_plural": "jalons",
                "ordering": ["due_on", "pk"],
                "abstract": False,
                "default_related_name": "milestones",
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_milestone_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="objectives_milestone_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="objectives_milestone_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("code"),
                        name="objectives_milestone_code_unique",
                        violation_error_message="Ce code est déjà pris sur cette fiche.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("title"), longest=200),
                        name="objectives_milestone_title_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("note"), longest=1000),
                        name="objectives_milestone_note_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("due_on")),
                        name="objectives_milestone_due_on_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealDay(models.F("done_on")),
                        name="objectives_milestone_done_on_day",
                        violation_error_message="Cette date doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="objectives_milestone_has_title",
                        violation_error_message="Dites en quoi consiste ce jalon.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            (objectives.judgement.Level["SECURED"], "sécurisé"),
                            (objectives.judgement.Level["WITHIN_REACH"], "atteignable"),
                            (objectives.judgement.Level["NEEDS_SUPPORT"], "appui nécessaire"),
                            (objectives.judgement.Level["COMPROMISED"], "compromis"),
                        ],
                        max_length=15,
                        verbose_name="avis",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        help_text="Ce qui le fait dire : les pages la montrent avec la date.",
                        max_length=1000,
                        verbose_name="note",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="donné le")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="donné par",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="objectives.indicator",
                        verbose_name="indicateur",
                    ),
                ),
            ],
            options={
                "verbose_name": "avis",
                "verbose_name_plural": "avis",
                "ordering": ["-given_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("note"), longest=1000),
                        name="objectives_opinion_note_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("given_at")),
                        name="objectives_opinion_given_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ["secured", "within_reach", "needs_support", "compromised"]),
                            models.Q(("note", ""), _negated=True),
                        ),
                        name="objectives_opinion_says_why",
                        violation_error_message="Un avis a un niveau connu et une note qui dit pourquoi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "printed_title",
                    models.CharField(
                        blank=True,
                        help_text="S’il diffère de l’intitulé du contrat.",
                        max_length=200,
                        verbose_name="titre de la fiche, tel qu’imprimé",
                    ),
                ),
                (
                    "ambition",
                    models.TextField(
                        blank=True, help_text="Avec les mots du contrat.", max_length=1000, verbose_name="ambition"
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        blank=True,
                        help_text="« Qui mobilise-t-on pour… ? »",
                        max_length=300,
                        verbose_name="question posée",
                    ),
                ),
                (
                    "prerequisite",
                    models.CharField(
                        blank=True,
                        help_text="Ce qui doit venir d’abord, et qui s’en charge.",
                        max_length=300,
                        verbose_name="au préalable",
                    ),
                ),
                (
                    "printed_note",
                    models.TextField(
                        blank=True,
                        help_text="Une erreur ou une ambiguïté du document, gardée telle quelle et expliquée.",
                        max_length=500,
                        verbose_name="note sur le document d’origine",
                    ),
                ),
                (
                    "incontournable",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet",
                        to="objectives.incontournable",
                    ),
                ),
            ],
            options={
                "verbose_name": "fiche",
                "verbose_name_plural": "fiches",
                "permissions": [("edit_sheet", "Modifie les fiches, le glossaire et les avis")],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_sheet_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("printed_title"), longest=200),
                        name="objectives_sheet_printed_title_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("ambition"), longest=1000),
                        name="objectives_sheet_ambition_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("question"), longest=300),
                        name="objectives_sheet_question_text",
                        violation_error_message="Ce texte dépasse 300 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("prerequisite"), longest=300),
                        name="objectives_sheet_prerequisite_text",
                        violation_error_message="Ce texte dépasse 300 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("printed_note"), longest=500),
                        name="objectives_sheet_printed_note_text",
                        violation_error_message="Ce texte dépasse 500 caractères ou contient un caractère interdit.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=objectives.models.sheet_row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("finding", "constat"),
                            ("carrier", "ce que fait le porteur à son échelle"),
                            ("question", "question ouverte"),
                            ("agenda", "point à discuter"),
                        ],
                        max_length=10,
                        verbose_name="bloc",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="texte")),
                (
                    "incontournable",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="objectives.incontournable"),
                ),
            ],
            options={
                "verbose_name": "ligne de fiche",
                "verbose_name_plural": "lignes de fiche",
                "ordering": ["order", "pk"],
                "abstract": False,
                "default_related_name": "lines",
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="objectives_sheetline_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="objectives_sheetline_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="objectives_sheetline_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("incontournable"),
                        models.F("code"),
                        name="objectives_sheetline_code_unique",
                        violation_error_message="Ce code est déjà pris sur cette fiche.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("text"), longest=1000),
                        name="objectives_sheetline_text_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["finding", "carrier", "question", "agenda"]),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="objectives_sheetline_says_something",
                        violation_error_message="Une ligne a un bloc connu et un texte.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="opinion",
            index=models.Index(models.F("indicator"), models.F("given_at"), name="opinion_by_indicator"),
        ),
    ]
