from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("votes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proposal", models.CharField(max_length=64)),
                (
                    "news",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("closing", "Closing"),
                            ("passed", "Passed"),
                            ("failed", "Failed"),
                            ("guide", "Guide"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("proposal", "news"), name="votes_told_once")],
            },
        ),
    ]
