"""Each request measured once: one line in the log, one count in the metrics, an id that the answer carries."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from shouyi.people.counts import count
from shouyi.people.health import PROBES
from shouyi.people.logs import events

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Queries:
    """Counts what a request asks the database."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], *details: Any) -> Any:
        self.number += 1
        return execute(*details)


class Observed:
    """The outermost middleware. What a visitor calls an id or a method does not reach the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun, queries, name = time.perf_counter(), Queries(), secrets.token_hex(8)
        request.request_id = name  # type: ignore[attr-defined]  # the page of an error says it
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        response.headers["X-Request-Id"] = name
        seconds, route = time.perf_counter() - begun, route_of(request)
        if route != "probe":
            method = request.method if request.method in METHODS else "OTHER"
            count("pages", route, str(method), response.status_code, seconds, queries.number)
            events("pages").info(
                "request", route=route, method=method, status=response.status_code, request=name,
                duration_ms=round(seconds * 1000, 1), queries=queries.number,
            )  # fmt: skip
        return response


def route_of(request: HttpRequest) -> str:
    """The route's name; `static`, `probe`, or `unmatched` where no route was found."""
    if request.path_info in PROBES:
        return "probe"
    if request.path_info.startswith(settings.STATIC_URL):
        return "static"
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "unmatched"
