"""The plain columns go, once nothing stands in them alone (apart: PostgreSQL alters no table with pending changes)."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sealed")]

    operations = [
        migrations.RemoveField("account", "name"),
        migrations.RemoveField("account", "person"),
        migrations.AlterField("account", "uid", models.UUIDField(default=uuid.uuid4, unique=True, editable=False)),
    ]
