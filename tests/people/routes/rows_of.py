"""The whole database as plain values, to see what a request changed."""

from __future__ import annotations

from typing import Any

VOLATILE = ("django_session", "accounts_device", "accounts_attempts")
"""Sessions and counters of attempts: every visit may write there."""
Rows = dict[str, dict[Any, dict[str, Any]]]


def database_rows() -> Rows:
    """Table → primary key → column → value, without VOLATILE."""
    from django.apps import apps
    from django.db import connection

    found: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table, key = model._meta.db_table, model._meta.pk.column
            if table in VOLATILE:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]
            found[table] = {row[key]: row for row in rows}
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def changed(before: Rows, after: Rows) -> dict[str, list[dict[str, Any]]]:
    """What came or changed, by table; a row that went stands as itself with `_gone`."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in before.keys() | after.keys():
        was, now = before.get(table, {}), after.get(table, {})
        new = [row for key, row in now.items() if was.get(key) != row]
        gone = [row | {"_gone": True} for key, row in was.items() if key not in now]
        if new or gone:
            found[table] = [*new, *gone]
    return found
