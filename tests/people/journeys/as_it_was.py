"""The pages' database as it was before: what a journey wrote is taken back, on either database.

The site answers in threads of its own, so a transaction that is rolled back cannot hide a journey from other tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Rows = dict[Any, tuple[Any, ...]]


@contextmanager
def as_it_was(*aside: str) -> Iterator[None]:
    """Afterwards every table of every model holds exactly the rows that it held before.

    Tables named in `aside` (labels of models) are empty meanwhile: what others left there is no part of what happens.
    """
    from django.apps import apps
    from django.core.cache import cache

    before = {model: _rows(model) for model in _models()}
    try:
        for label in aside:
            apps.get_model(label).objects.all().delete()
        yield
    finally:
        _restore(before)
        cache.clear()


def _models() -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def _columns(model: Any) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def _rows(model: Any) -> Rows:
    from django.db import connection

    quoted = ", ".join(f'"{name}"' for name in _columns(model))
    key = _columns(model).index(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {quoted} FROM "{model._meta.db_table}"')
        return {row[key]: row for row in cursor.fetchall()}


def _restore(before: dict[Any, Rows]) -> None:
    """Keys between tables are looked at when the transaction ends, so the order is free."""
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            for model, was in before.items():
                _restore_table(cursor, model, was)
        connection.check_constraints()


def _restore_table(cursor: Any, model: Any, was: Rows) -> None:
    table, columns, key = model._meta.db_table, _columns(model), model._meta.pk.column
    now = _rows(model)
    marks, quoted = ", ".join(["%s"] * len(columns)), ", ".join(f'"{name}"' for name in columns)
    for pk in [pk for pk, row in now.items() if was.get(pk) != row]:
        cursor.execute(f'DELETE FROM "{table}" WHERE "{key}" = %s', [pk])
    for row in [row for pk, row in was.items() if now.get(pk) != row]:
        cursor.execute(f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', list(row))
