"""How many requests in a minute, counted in the database so that all processes count together."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection

from shouyi.people.api.clients import digest
from shouyi.people.api.models import Count
from shouyi.people.api.problems import Problem

WINDOW_S = 60
POLICIES = {"client": 600, "token": 60, "public": 300, "rank": 30}
"""Requests a minute: of one client, of one address at the token endpoint, of one address without a good token, of one
client for lists with floors, which take seconds."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Where somebody stands in the window that ends in `reset_s` seconds."""

    policy: str
    limit: int
    used: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """The two fields of draft-ietf-httpapi-ratelimit-headers."""
        left = max(0, self.limit - self.used)
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={WINDOW_S}',
            "RateLimit": f'"{self.policy}";r={left};t={self.reset_s}',
        }


def count_one(policy: str, whom: str, now_s: float | None = None) -> Rate:
    """Counts one request. Raises Problem(too_many) beyond the limit."""
    now = int(time.time() if now_s is None else now_s)
    window, limit = now // WINDOW_S, POLICIES[policy]
    rate = Rate(policy, limit, _increment(digest("rate", f"{policy}/{whom}"), window), WINDOW_S - now % WINDOW_S)
    if rate.used > limit:
        raise Problem("too_many", headers=rate.headers() | {"Retry-After": str(rate.reset_s)})
    return rate


def _increment(name: str, window: int) -> int:
    """One statement, so that of two at once each is counted."""
    table = connection.ops.quote_name(Count._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (digest, minute, number) VALUES (%s, %s, 1) "
            "ON CONFLICT (digest, minute) DO UPDATE SET number = "
            f"{table}.number + 1 RETURNING number",
            [name, window],
        )
        return int(cursor.fetchone()[0])
