"""Names move from plain columns into sealed ones; a file is known by its ref."""

import uuid
from typing import Any

import orjson
from django.db import migrations, models


def seal(apps: Any, schema_editor: Any) -> None:
    """Each account gets a key of its own; the old columns are removed by the next step."""
    from shouyi.people.behind import sealer

    for account in apps.get_model("accounts", "Account").objects.all():
        account.uid = uuid.uuid4()
        account.holder = sealer().begin(f"account/{account.uid}")
        texts = {name: value for name, value in (("name", account.name), ("person", account.person)) if value}
        plain = orjson.dumps(texts, option=orjson.OPT_SORT_KEYS)
        account.sealed = sealer().seal(account.holder, plain, f"accounts.account/{account.uid}")
        account.ref = sealer().ref(account.person) if account.person else None
        account.save()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField("account", "uid", models.UUIDField(null=True, editable=False)),
        migrations.AddField(
            "account", "holder", models.CharField(max_length=32, db_index=True, blank=True, default="")
        ),
        migrations.AddField("account", "sealed", models.BinaryField(default=b"", editable=False)),
        migrations.AddField(
            "account", "ref", models.CharField(max_length=32, unique=True, null=True, blank=True, default=None)
        ),
        migrations.AddField(
            "account", "reach_key", models.CharField(max_length=64, unique=True, null=True, blank=True, default=None)
        ),
        migrations.AddField("account", "reach_verified", models.BooleanField(default=False)),
        migrations.AddField("account", "language", models.CharField(max_length=8, blank=True, default="")),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
