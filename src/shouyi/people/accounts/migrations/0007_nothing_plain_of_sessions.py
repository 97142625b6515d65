"""Sessions stand under digests of their keys; what a library kept of devices in plain goes with its table."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import migrations

OLD = "usersessions_usersession"
SIGNS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"),
         ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip
BROWSERS = (("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
            ("OPR", "Opera"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip


def kept(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:40]


def first(signs: Any, said: str) -> str:
    return next((name for sign, name in signs if sign in said), "")


def hide(apps: Any, schema_editor: Any) -> None:
    """Nobody is signed out: the cookie stays, and its digest finds the row. The next step drops the table."""
    sessions = apps.get_model("sessions", "Session").objects
    for key in list(sessions.values_list("session_key", flat=True)):
        sessions.filter(session_key=key).update(session_key=kept(key))
    with schema_editor.connection.cursor() as cursor:
        if OLD not in schema_editor.connection.introspection.table_names(cursor):
            return
        cursor.execute("SELECT user_id, session_key, user_agent, created_at FROM usersessions_usersession")
        rows = cursor.fetchall()
    devices = apps.get_model("accounts", "Device").objects
    for account, key, said, since in rows:
        made = devices.create(
            account_id=account, session=kept(key), browser=first(BROWSERS, said), system=first(SIGNS, said)
        )
        at = datetime.fromisoformat(since).replace(tzinfo=UTC) if isinstance(since, str) else since  # SQLite's
        devices.filter(pk=made.pk).update(since=at)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_devices"), ("sessions", "0001_initial")]

    operations = [
        migrations.RunPython(hide, migrations.RunPython.noop),
        migrations.RunSQL("DROP TABLE IF EXISTS usersessions_usersession", migrations.RunSQL.noop),
    ]
