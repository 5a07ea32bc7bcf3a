from django.db import migrations
from objectives.fields import SortKeyField

KEYS = [("name_key", "name", 255), ("short_name_key", "short_name", 40)]


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0005_note_is_closed"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="committee", name="governance_committee_one_a_name"),
        migrations.RemoveConstraint(model_name="committee", name="governance_committee_one_an_acronym"),
        *(
            migrations.AddField(
                model_name=model,
                name=key,
                field=SortKeyField(source, default="", editable=False, max_length=longest),
                preserve_default=False,
            )
            for model in ("committee", "historicalcommittee")
            for key, source, longest in KEYS
        ),
    ]
