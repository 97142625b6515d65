"""Probes: `/health` says that the process answers, `/ready` whether it can work, `/health/worker` that jobs are done.

Answered before hosts, sessions and languages are looked at, so that a probe needs none of them. Codes only. What stops
the pages (database, migrations, ledger) makes `/ready` 503; a worker that is away or a disk that fills makes it
`degraded` with 200, since taking the pages away as well would help nobody. TLS in front keeps both inside.
"""

from __future__ import annotations

import time
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse

from shouyi.people.behind import behind
from shouyi.people.jobs.measures import why_not_worked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponseBase

NEEDED = ("database", "migrations", "ledger")
KEPT_S = 1.0
"""However often somebody asks, the database is asked once in this time."""


class Health:
    """Middleware that answers the probes itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._lock = Lock()
        self._found: Mapping[str, str] = {}
        self._found_at = float("-inf")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PROBES:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return _answer({"status": "method"}, 405)
        return PROBES[request.path_info](self)

    def alive(self) -> HttpResponseBase:
        return _answer({"status": "ok"}, 200)

    def ready(self) -> HttpResponseBase:
        found = self._states()
        broken = any(found[name] != "ok" for name in NEEDED)
        ailing = any(code != "ok" for code in found.values())
        status = "unready" if broken else "degraded" if ailing else "ok"
        return _answer({"status": status, **found}, 503 if broken else 200)

    def worked(self) -> HttpResponseBase:
        code = self._states()["worker"]
        return _answer({"status": code}, 200 if code == "ok" else 503)

    def _states(self) -> Mapping[str, str]:
        with self._lock:
            if time.monotonic() - self._found_at > KEPT_S:
                self._found, self._found_at = states(), time.monotonic()
            return self._found


PROBES = {"/health": Health.alive, "/ready": Health.ready, "/health/worker": Health.worked}


def states() -> dict[str, str]:
    """Each thing that the pages stand on: `ok` or a code."""
    found = {"database": _database(), **behind().vitals.why_ailing()}
    reached = not found["database"]
    found["migrations"] = _migrations() if reached else "unknown"
    found["worker"] = _worker() if reached and not found["migrations"] else "unknown"
    return {name: code or "ok" for name, code in sorted(found.items())}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return "unreachable"
    return ""


@cache
def _applied() -> set[bool]:
    """Whether all migrations were seen applied: then they are not looked for again in this process."""
    return set()


def _migrations() -> str:
    try:
        executor = None if _applied() else MigrationExecutor(connection)
        if executor and executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "pending"
    except DatabaseError:
        return "unreadable"
    _applied().add(True)
    return ""


def _worker() -> str:
    try:
        return why_not_worked()
    except DatabaseError:
        return "unreadable"


def _answer(plain: Mapping[str, str], status: int) -> HttpResponseBase:
    return JsonResponse(plain, status=status, headers={"Cache-Control": "no-store"})
