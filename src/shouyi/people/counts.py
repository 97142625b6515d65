"""What every process counts of its requests. Labels are names from our own code, never a path or a visitor's words."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

COUNTED = CollectorRegistry()
REQUESTS = Counter("shouyi_requests", "Requests answered", ("server", "route", "method", "status"), registry=COUNTED)
SECONDS = Histogram(
    "shouyi_request_seconds",
    "How long they took",
    ("server", "route"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=COUNTED,
)
QUERIES = Histogram(
    "shouyi_page_queries", "Queries a page made", ("route",), buckets=(0, 1, 2, 4, 8, 16, 32, 64), registry=COUNTED
)


def count(server: str, route: str, method: str, status: int, seconds: float, queries: int | None = None) -> None:
    """One request."""
    REQUESTS.labels(server, route, method, str(status)).inc()
    SECONDS.labels(server, route).observe(seconds)
    if queries is not None:
        QUERIES.labels(route).observe(queries)
