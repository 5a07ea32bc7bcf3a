import django.db.models.deletion
import governance.models.row
import objectives.fields
import objectives.models.evidence
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0002_directory"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("objectives", "0004_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("order", models.SmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("title", models.CharField(max_length=300, verbose_name="point")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="précision")),
                ("proposal", models.CharField(blank=True, editable=False, max_length=80)),
                ("is_dropped", models.BooleanField(default=False, editable=False, verbose_name="écarté")),
                (
                    "incontournables",
                    models.ManyToManyField(
                        blank=True,
                        related_name="agenda_items",
                        to="objectives.incontournable",
                        verbose_name="incontournables",
                    ),
                ),
            ],
            options={
                "verbose_name": "point de l’ordre du jour",
                "verbose_name_plural": "points de l’ordre du jour",
                "ordering": ["meeting", "order", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_agendaitem_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("title"), longest=300),
                        name="governance_agendaitem_title_text",
                        violation_error_message="Ce texte dépasse 300 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("note"), longest=4000),
                        name="governance_agendaitem_note_text",
                        violation_error_message="Ce texte dépasse 4000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("proposal"), longest=80),
                        name="governance_agendaitem_proposal_text",
                        violation_error_message="Ce texte dépasse 80 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=-9999),
                        name="governance_agendaitem_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre -9999 et 9999.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="governance_agendaitem_titled",
                        violation_error_message="Donnez un intitulé à ce point.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Committee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("steering", "comité de pilotage"),
                            ("technical", "comité technique"),
                            ("working", "groupe de travail"),
                        ],
                        default="working",
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "short_name",
                    models.CharField(
                        blank=True, help_text="«\xa0COPIL\xa0», «\xa0COTECH\xa0»…", max_length=20, verbose_name="sigle"
                    ),
                ),
                ("purpose", models.TextField(blank=True, max_length=1000, verbose_name="rôle")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committees",
                        to="objectives.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        help_text="Celle dont la carte dit qui inviter\xa0; pour un groupe de travail seulement.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committees",
                        to="actors.problem",
                        verbose_name="problématique",
                    ),
                ),
            ],
            options={
                "verbose_name": "comité",
                "verbose_name_plural": "comités",
                "ordering": ["order", "pk"],
                "permissions": [("govern", "Tient les comités, les réunions, les décisions et les dispositifs")],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_committee_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="governance_committee_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="governance_committee_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("contract"),
                        models.F("code"),
                        name="governance_committee_code_unique",
                        violation_error_message="Ce code est déjà pris.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("name"), longest=120),
                        name="governance_committee_name_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("short_name"), longest=20),
                        name="governance_committee_short_name_text",
                        violation_error_message="Ce texte dépasse 20 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("purpose"), longest=1000),
                        name="governance_committee_purpose_text",
                        violation_error_message="Ce texte dépasse 1000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["steering", "technical", "working"]), models.Q(("name", ""), _negated=True)
                        ),
                        name="governance_committee_kind_known",
                        violation_error_message="Un comité a un nom et un genre connu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("problem", None), ("kind", "working"), _connector="OR"),
                        name="governance_committee_problem_of_working_group",
                        violation_error_message="Seul un groupe de travail porte sur une problématique.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("order", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="rang")),
                ("text", models.TextField(max_length=2000, verbose_name="décision")),
                (
                    "is_closed",
                    models.BooleanField(
                        default=False,
                        help_text="Elle vaut par elle-même\xa0: aucune action ne la met en œuvre.",
                        verbose_name="rien d’autre à faire",
                    ),
                ),
                (
                    "actions",
                    models.ManyToManyField(
                        blank=True, editable=False, related_name="decisions", to="objectives.action"
                    ),
                ),
                (
                    "incontournables",
                    models.ManyToManyField(
                        blank=True,
                        related_name="decisions",
                        to="objectives.incontournable",
                        verbose_name="incontournables",
                    ),
                ),
            ],
            options={
                "verbose_name": "décision",
                "verbose_name_plural": "décisions",
                "ordering": ["meeting", "order", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_decision_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("text"), longest=2000),
                        name="governance_decision_text_text",
                        violation_error_message="Ce texte dépasse 2000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="governance_decision_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="governance_decision_says_something",
                        violation_error_message="Écrivez ce qui est décidé.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgendaItem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("order", models.SmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("title", models.CharField(max_length=300, verbose_name="point")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="précision")),
                ("proposal", models.CharField(blank=True, editable=False, max_length=80)),
                ("is_dropped", models.BooleanField(default=False, editable=False, verbose_name="écarté")),
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
                "verbose_name": "historical point de l’ordre du jour",
                "verbose_name_plural": "historical points de l’ordre du jour",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAgendaItem_incontournables",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "agendaitem",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.agendaitem",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="governance.historicalagendaitem",
                    ),
                ),
                (
                    "incontournable",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.incontournable",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalAgendaItem_incontournables",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCommittee",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("steering", "comité de pilotage"),
                            ("technical", "comité technique"),
                            ("working", "groupe de travail"),
                        ],
                        default="working",
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "short_name",
                    models.CharField(
                        blank=True, help_text="«\xa0COPIL\xa0», «\xa0COTECH\xa0»…", max_length=20, verbose_name="sigle"
                    ),
                ),
                ("purpose", models.TextField(blank=True, max_length=1000, verbose_name="rôle")),
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
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Celle dont la carte dit qui inviter\xa0; pour un groupe de travail seulement.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.problem",
                        verbose_name="problématique",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical comité",
                "verbose_name_plural": "historical comités",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDecision",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("order", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="rang")),
                ("text", models.TextField(max_length=2000, verbose_name="décision")),
                (
                    "is_closed",
                    models.BooleanField(
                        default=False,
                        help_text="Elle vaut par elle-même\xa0: aucune action ne la met en œuvre.",
                        verbose_name="rien d’autre à faire",
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
                "verbose_name": "historical décision",
                "verbose_name_plural": "historical décisions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDecision_actions",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.action",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.decision",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="governance.historicaldecision",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalDecision_actions",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDecision_incontournables",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.decision",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="governance.historicaldecision",
                    ),
                ),
                (
                    "incontournable",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.incontournable",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalDecision_incontournables",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLocalGroup",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("held_by", models.CharField(blank=True, max_length=120, verbose_name="porté par")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.committee",
                        verbose_name="comité",
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
                "verbose_name": "historical groupe local",
                "verbose_name_plural": "historical groupes locaux",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMeeting",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="Sinon, le nom du comité.", max_length=200, verbose_name="objet"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("ends_at", models.DateTimeField(verbose_name="fin")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="lieu")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="lien de la visioconférence")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "prévue"),
                            ("held", "tenue"),
                            ("approved", "compte rendu approuvé"),
                            ("cancelled", "annulée"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "cancelled_because",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="motif d’annulation"),
                ),
                (
                    "approved_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="compte rendu approuvé le"),
                ),
                ("uid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("told_at", models.DateTimeField(editable=False, verbose_name="convoquée ou déplacée le")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approuvé par",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.committee",
                        verbose_name="comité",
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
                "verbose_name": "historical réunion",
                "verbose_name_plural": "historical réunions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRecoveryNote",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("finding", models.TextField(max_length=2000, verbose_name="constat")),
                ("cause", models.TextField(max_length=2000, verbose_name="cause")),
                ("remedy", models.TextField(max_length=2000, verbose_name="action de redressement")),
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.indicator",
                        verbose_name="objectif",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical note de redressement",
                "verbose_name_plural": "historical notes de redressement",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalScheme",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("acronym", models.CharField(max_length=40, verbose_name="sigle")),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "reach",
                    models.CharField(
                        choices=[("region", "région"), ("territory", "territoire du contrat"), ("epci", "EPCI")],
                        max_length=10,
                        verbose_name="périmètre",
                    ),
                ),
                (
                    "orientations",
                    models.TextField(
                        blank=True,
                        help_text="Celles que le contrat doit suivre ou peut rejoindre.",
                        max_length=4000,
                        verbose_name="orientations",
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
                    "carrier",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.actor",
                        verbose_name="porteur",
                    ),
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
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="S’il est d’un EPCI.",
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
            ],
            options={
                "verbose_name": "historical dispositif",
                "verbose_name_plural": "historical dispositifs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSeat",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "as_printed",
                    models.CharField(
                        blank=True,
                        help_text="Ce que le contrat écrit, s’il ne nomme pas un acteur.",
                        max_length=120,
                        verbose_name="tel qu’écrit",
                    ),
                ),
                ("representative", models.CharField(blank=True, max_length=120, verbose_name="représentant")),
                ("substitute", models.CharField(blank=True, max_length=120, verbose_name="suppléant")),
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
                    "committee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.committee",
                        verbose_name="comité",
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
                "verbose_name": "historical siège",
                "verbose_name_plural": "historical sièges",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStake",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("text", models.CharField(max_length=300, verbose_name="enjeu")),
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
                "verbose_name": "historical enjeu",
                "verbose_name_plural": "historical enjeux",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LocalGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("held_by", models.CharField(blank=True, max_length=120, verbose_name="porté par")),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="local_groups",
                        to="governance.committee",
                        verbose_name="comité",
                    ),
                ),
            ],
            options={
                "verbose_name": "groupe local",
                "verbose_name_plural": "groupes locaux",
                "ordering": ["order", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_localgroup_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="governance_localgroup_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="governance_localgroup_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("committee"),
                        models.F("code"),
                        name="governance_localgroup_code_unique",
                        violation_error_message="Ce code est déjà pris.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("name"), longest=120),
                        name="governance_localgroup_name_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("held_by"), longest=120),
                        name="governance_localgroup_held_by_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="governance_localgroup_named",
                        violation_error_message="Donnez un nom à ce groupe.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="Sinon, le nom du comité.", max_length=200, verbose_name="objet"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("ends_at", models.DateTimeField(verbose_name="fin")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="lieu")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="lien de la visioconférence")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "prévue"),
                            ("held", "tenue"),
                            ("approved", "compte rendu approuvé"),
                            ("cancelled", "annulée"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "cancelled_because",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="motif d’annulation"),
                ),
                (
                    "approved_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="compte rendu approuvé le"),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("told_at", models.DateTimeField(editable=False, verbose_name="convoquée ou déplacée le")),
                (
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approuvé par",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="governance.committee",
                        verbose_name="comité",
                    ),
                ),
            ],
            options={
                "verbose_name": "réunion",
                "verbose_name_plural": "réunions",
                "ordering": ["-starts_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_meeting_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("title"), longest=200),
                        name="governance_meeting_title_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("place"), longest=200),
                        name="governance_meeting_place_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("link"), longest=500),
                        name="governance_meeting_link_text",
                        violation_error_message="Ce texte dépasse 500 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("cancelled_because"), longest=500),
                        name="governance_meeting_cancelled_because_text",
                        violation_error_message="Ce texte dépasse 500 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("starts_at")),
                        name="governance_meeting_starts_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("ends_at")),
                        name="governance_meeting_ends_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("approved_at")),
                        name="governance_meeting_approved_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("told_at")),
                        name="governance_meeting_told_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("sequence"), high=1000000, low=0),
                        name="governance_meeting_sequence_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="governance_meeting_ends_after_start",
                        violation_error_message="Une réunion finit après son début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at", None),
                                ("approved_by", None),
                                ("cancelled_because", ""),
                                ("state__in", ["planned", "held"]),
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("cancelled_because", ""),
                                ("state", "approved"),
                            ),
                            models.Q(
                                ("approved_at", None),
                                ("approved_by", None),
                                ("state", "cancelled"),
                                models.Q(("cancelled_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="governance_meeting_state_has_its_facts",
                        violation_error_message="Une approbation a son auteur et sa date, une annulation son motif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("person", models.CharField(blank=True, max_length=120, verbose_name="personne")),
                (
                    "attendance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("present", "présent"),
                            ("represented", "représenté"),
                            ("excused", "excusé"),
                            ("absent", "absent"),
                        ],
                        max_length=12,
                        verbose_name="présence",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="actors.actor",
                        verbose_name="acteur",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="governance.meeting",
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["meeting", "actor__name_key", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_invitation_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("person"), longest=120),
                        name="governance_invitation_person_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.UniqueConstraint(
                        models.F("meeting"),
                        models.F("actor"),
                        name="governance_invitation_one_an_actor",
                        violation_error_message="Cet acteur est déjà invité.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attendance__in", ["", "present", "represented", "excused", "absent"])),
                        name="governance_invitation_attendance_known",
                        violation_error_message="Cette présence n’existe pas.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalMinutes",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("text", models.TextField(blank=True, max_length=100000, verbose_name="compte rendu")),
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.meeting",
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical compte rendu",
                "verbose_name_plural": "historical comptes rendus",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInvitation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("person", models.CharField(blank=True, max_length=120, verbose_name="personne")),
                (
                    "attendance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("present", "présent"),
                            ("represented", "représenté"),
                            ("excused", "excusé"),
                            ("absent", "absent"),
                        ],
                        max_length=12,
                        verbose_name="présence",
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.meeting",
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical invitation",
                "verbose_name_plural": "historical invitations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicaldecision",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="governance.meeting",
                verbose_name="réunion",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalAttachment",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("file", models.TextField(max_length=100, verbose_name="fichier")),
                ("name", models.CharField(max_length=200, verbose_name="nom du fichier")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="taille (octets)")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("added_at", models.DateTimeField(verbose_name="ajouté le")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="ôté le")),
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
                        verbose_name="ajouté par",
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.meeting",
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical pièce jointe",
                "verbose_name_plural": "historical pièces jointes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalagendaitem",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="governance.meeting",
                verbose_name="réunion",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="governance.meeting",
                verbose_name="réunion",
            ),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file", models.FileField(upload_to=objectives.models.evidence.random_name, verbose_name="fichier")),
                ("name", models.CharField(max_length=200, verbose_name="nom du fichier")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="taille (octets)")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("added_at", models.DateTimeField(verbose_name="ajouté le")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="ôté le")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ajouté par",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="governance.meeting",
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce jointe",
                "verbose_name_plural": "pièces jointes",
                "ordering": ["added_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("name"), longest=200),
                        name="governance_attachment_name_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("content_type"), longest=100),
                        name="governance_attachment_content_type_text",
                        violation_error_message="Ce texte dépasse 100 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("sha256"), longest=64),
                        name="governance_attachment_sha256_text",
                        violation_error_message="Ce texte dépasse 64 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("size"), high=2000000000, low=0),
                        name="governance_attachment_size_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 2000000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("added_at")),
                        name="governance_attachment_added_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._RealMoment(models.F("removed_at")),
                        name="governance_attachment_removed_at_moment",
                        violation_error_message="Ce moment doit exister, entre 2000 et 2100.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agenda",
                to="governance.meeting",
                verbose_name="réunion",
            ),
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("text", models.TextField(blank=True, max_length=100000, verbose_name="compte rendu")),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="governance.meeting",
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "compte rendu",
                "verbose_name_plural": "comptes rendus",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_minutes_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("text"), longest=100000),
                        name="governance_minutes_text_text",
                        violation_error_message="Ce texte dépasse 100000 caractères ou contient un caractère interdit.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("finding", models.TextField(max_length=2000, verbose_name="constat")),
                ("cause", models.TextField(max_length=2000, verbose_name="cause")),
                ("remedy", models.TextField(max_length=2000, verbose_name="action de redressement")),
                (
                    "indicator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery",
                        to="objectives.indicator",
                        verbose_name="objectif",
                    ),
                ),
            ],
            options={
                "verbose_name": "note de redressement",
                "verbose_name_plural": "notes de redressement",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_recoverynote_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("finding"), longest=2000),
                        name="governance_recoverynote_finding_text",
                        violation_error_message="Ce texte dépasse 2000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("cause"), longest=2000),
                        name="governance_recoverynote_cause_text",
                        violation_error_message="Ce texte dépasse 2000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("remedy"), longest=2000),
                        name="governance_recoverynote_remedy_text",
                        violation_error_message="Ce texte dépasse 2000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding", ""), _negated=True),
                            models.Q(("cause", ""), _negated=True),
                            models.Q(("remedy", ""), _negated=True),
                        ),
                        name="governance_recoverynote_whole",
                        violation_error_message="Une note dit le constat, la cause et l’action.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("acronym", models.CharField(max_length=40, verbose_name="sigle")),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "reach",
                    models.CharField(
                        choices=[("region", "région"), ("territory", "territoire du contrat"), ("epci", "EPCI")],
                        max_length=10,
                        verbose_name="périmètre",
                    ),
                ),
                (
                    "orientations",
                    models.TextField(
                        blank=True,
                        help_text="Celles que le contrat doit suivre ou peut rejoindre.",
                        max_length=4000,
                        verbose_name="orientations",
                    ),
                ),
                (
                    "carrier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemes",
                        to="actors.actor",
                        verbose_name="porteur",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemes",
                        to="objectives.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        help_text="S’il est d’un EPCI.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.epci",
                        verbose_name="EPCI",
                    ),
                ),
            ],
            options={
                "verbose_name": "dispositif",
                "verbose_name_plural": "dispositifs",
                "ordering": ["order", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_scheme_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="governance_scheme_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="governance_scheme_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("contract"),
                        models.F("code"),
                        name="governance_scheme_code_unique",
                        violation_error_message="Ce code est déjà pris.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("acronym"), longest=40),
                        name="governance_scheme_acronym_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("name"), longest=200),
                        name="governance_scheme_name_text",
                        violation_error_message="Ce texte dépasse 200 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("orientations"), longest=4000),
                        name="governance_scheme_orientations_text",
                        violation_error_message="Ce texte dépasse 4000 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("epci__isnull", False), ("reach", "epci")),
                            models.Q(("epci", None), ("reach__in", ["region", "territory"])),
                            _connector="OR",
                        ),
                        name="governance_scheme_reach_epci",
                        violation_error_message="Un dispositif d’EPCI dit lequel, lui seul.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acronym", ""), _negated=True), models.Q(("name", ""), _negated=True)
                        ),
                        name="governance_scheme_named",
                        violation_error_message="Un dispositif a un sigle et un nom.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSchemeLink",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("contributes", "contribue"),
                            ("same", "même indicateur"),
                            ("funds", "finance"),
                            ("constrains", "contraint"),
                        ],
                        max_length=12,
                        verbose_name="nature du lien",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="La règle, la fiche ou la page qui le dit.",
                        max_length=300,
                        verbose_name="référence",
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
                        verbose_name="incontournable",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.scheme",
                        verbose_name="dispositif",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical lien avec un dispositif",
                "verbose_name_plural": "historical liens avec les dispositifs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalActionScheme",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="objectives.action",
                        verbose_name="action",
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
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="governance.scheme",
                        verbose_name="dispositif",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical dispositif d’une action",
                "verbose_name_plural": "historical dispositifs des actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ActionScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_scheme",
                        to="objectives.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="governance.scheme",
                        verbose_name="dispositif",
                    ),
                ),
            ],
            options={
                "verbose_name": "dispositif d’une action",
                "verbose_name_plural": "dispositifs des actions",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_actionscheme_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SchemeLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("contributes", "contribue"),
                            ("same", "même indicateur"),
                            ("funds", "finance"),
                            ("constrains", "contraint"),
                        ],
                        max_length=12,
                        verbose_name="nature du lien",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="La règle, la fiche ou la page qui le dit.",
                        max_length=300,
                        verbose_name="référence",
                    ),
                ),
                (
                    "incontournable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scheme_links",
                        to="objectives.incontournable",
                        verbose_name="incontournable",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="governance.scheme",
                        verbose_name="dispositif",
                    ),
                ),
            ],
            options={
                "verbose_name": "lien avec un dispositif",
                "verbose_name_plural": "liens avec les dispositifs",
                "ordering": ["scheme", "incontournable__number", "nature"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_schemelink_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="governance_schemelink_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="governance_schemelink_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("scheme"),
                        models.F("code"),
                        name="governance_schemelink_code_unique",
                        violation_error_message="Ce code est déjà pris.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("reference"), longest=300),
                        name="governance_schemelink_reference_text",
                        violation_error_message="Ce texte dépasse 300 caractères ou contient un caractère interdit.",
                    ),
                    models.UniqueConstraint(
                        models.F("scheme"),
                        models.F("incontournable"),
                        models.F("nature"),
                        condition=models.Q(("is_removed", False)),
                        name="governance_schemelink_unique",
                        violation_error_message="Ce lien existe déjà.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nature__in", ["contributes", "same", "funds", "constrains"])),
                        name="governance_schemelink_nature_known",
                        violation_error_message="Cette nature de lien n’existe pas.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                (
                    "as_printed",
                    models.CharField(
                        blank=True,
                        help_text="Ce que le contrat écrit, s’il ne nomme pas un acteur.",
                        max_length=120,
                        verbose_name="tel qu’écrit",
                    ),
                ),
                ("representative", models.CharField(blank=True, max_length=120, verbose_name="représentant")),
                ("substitute", models.CharField(blank=True, max_length=120, verbose_name="suppléant")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="actors.actor",
                        verbose_name="acteur",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="governance.committee",
                        verbose_name="comité",
                    ),
                ),
            ],
            options={
                "verbose_name": "siège",
                "verbose_name_plural": "sièges",
                "ordering": ["order", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_seat_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="governance_seat_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="governance_seat_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("committee"),
                        models.F("code"),
                        name="governance_seat_code_unique",
                        violation_error_message="Ce code est déjà pris.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("as_printed"), longest=120),
                        name="governance_seat_as_printed_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("representative"), longest=120),
                        name="governance_seat_representative_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("substitute"), longest=120),
                        name="governance_seat_substitute_text",
                        violation_error_message="Ce texte dépasse 120 caractères ou contient un caractère interdit.",
                    ),
                    models.UniqueConstraint(
                        models.F("committee"),
                        models.F("actor"),
                        condition=models.Q(("actor__isnull", False), ("is_removed", False)),
                        name="governance_seat_one_an_actor",
                        violation_error_message="Cet acteur siège déjà dans ce comité.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actor__isnull", False), models.Q(("as_printed", ""), _negated=True), _connector="OR"
                        ),
                        name="governance_seat_somebody",
                        violation_error_message="Choisissez un acteur, ou écrivez qui siège.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.SlugField(
                        default=governance.models.row.new_code, editable=False, max_length=40, verbose_name="code"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="rang")),
                ("is_removed", models.BooleanField(default=False, editable=False, verbose_name="retiré")),
                ("text", models.CharField(max_length=300, verbose_name="enjeu")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakes",
                        to="objectives.contract",
                        verbose_name="contrat",
                    ),
                ),
            ],
            options={
                "verbose_name": "enjeu",
                "verbose_name_plural": "enjeux",
                "ordering": ["order", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("version"), high=1000000, low=1),
                        name="governance_stake_version_bounds",
                        violation_error_message="Ce nombre doit être compris entre 1 et 1000000.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("code"), longest=40),
                        name="governance_stake_code_text",
                        violation_error_message="Ce texte dépasse 40 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._WholeNumber(models.F("order"), high=9999, low=0),
                        name="governance_stake_order_bounds",
                        violation_error_message="Ce nombre doit être compris entre 0 et 9999.",
                    ),
                    models.UniqueConstraint(
                        models.F("contract"),
                        models.F("code"),
                        name="governance_stake_code_unique",
                        violation_error_message="Ce code est déjà pris.",
                    ),
                    models.CheckConstraint(
                        condition=objectives.fields._PlainText(models.F("text"), longest=300),
                        name="governance_stake_text_text",
                        violation_error_message="Ce texte dépasse 300 caractères ou contient un caractère interdit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="governance_stake_says_something",
                        violation_error_message="Écrivez l’enjeu.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(models.F("committee"), models.F("starts_at"), name="governance_meeting_when"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(models.F("starts_at"), name="governance_meeting_starts"),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                models.F("meeting"),
                models.F("proposal"),
                condition=models.Q(("proposal", ""), _negated=True),
                name="governance_agendaitem_proposed_once",
                violation_error_message="Ce point est déjà à l’ordre du jour.",
            ),
        ),
    ]
