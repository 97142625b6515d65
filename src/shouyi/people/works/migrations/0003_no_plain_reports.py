"""The plain table goes, once its rows are cases (apart: PostgreSQL alters no table with pending changes)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("works", "0002_reports_become_cases")]

    operations = [migrations.DeleteModel("Problem")]
