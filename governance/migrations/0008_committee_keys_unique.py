from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0007_committee_keys_filled"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="committee",
            constraint=models.UniqueConstraint(
                models.F("contract"),
                models.F("name_key"),
                condition=models.Q(("is_removed", False)),
                name="governance_committee_one_a_name",
                violation_error_message="Un comité porte déjà ce nom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="committee",
            constraint=models.UniqueConstraint(
                models.F("contract"),
                models.F("short_name_key"),
                condition=models.Q(("is_removed", False), models.Q(("short_name_key", ""), _negated=True)),
                name="governance_committee_one_an_acronym",
                violation_error_message="Un comité porte déjà ce sigle.",
            ),
        ),
    ]
