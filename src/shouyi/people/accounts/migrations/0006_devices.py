"""A device that is signed in, by its kind alone; an account can be closing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_accounts_for_everyone")]

    operations = [
        migrations.AddField("account", "closing_at", models.DateTimeField(null=True, blank=True, default=None)),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session", models.CharField(max_length=40, unique=True)),
                ("browser", models.CharField(blank=True, default="", max_length=16)),
                ("system", models.CharField(blank=True, default="", max_length=16)),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
