from django.db import migrations


def lead(apps, schema_editor):
    """Of the carriers of an action, the one noted first leads; that is no change that somebody made, so its history
    says the same of it from the start.
    """
    carriers = apps.get_model("actors", "ActionCarrier").objects
    told = apps.get_model("actors", "HistoricalActionCarrier").objects
    led = set()
    for pk, action in carriers.order_by("pk").values_list("pk", "action_id"):
        if action not in led:
            led.add(action)
            carriers.filter(pk=pk).update(kind="lead")
            told.filter(id=pk).update(kind="lead")


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0006_carrier_kind"),
    ]

    operations = [
        migrations.RunPython(lead, migrations.RunPython.noop, elidable=True),
    ]
