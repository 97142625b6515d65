import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0005_accounts_for_everyone")]

    operations = [
        migrations.CreateModel(
            name="Remembered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("holder", models.CharField(blank=True, db_index=True, default="", max_length=32)),
                ("sealed", models.BinaryField(default=b"")),
                ("account", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="remembered",
                                                 to=settings.AUTH_USER_MODEL)),
            ],
            options={"abstract": False},
        ),
    ]  # fmt: skip
