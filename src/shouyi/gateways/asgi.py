"""What the two small HTTP applications share: headers on every answer, and bodies of bounded length."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Observe = Callable[[str, str, int, float], None]
"""Told of (path, method, status, seconds)."""
PLAIN = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing that is served here is a page."""


class Headers:
    """Middleware: sets these headers on every answer, refusals included, and lets no cookie out."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                del found["Set-Cookie"]
                for name, value in self._headers.items():
                    found[name] = value
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class Observing:
    """Middleware: tells `observe` of each answer. Nothing here changes it, and nothing of a visitor is told."""

    def __init__(self, app: ASGIApp, observe: Observe) -> None:
        self._app, self._observe = app, observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status = time.perf_counter(), [500]

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting if scope["type"] == "http" else send)
        finally:
            if scope["type"] == "http":
                self._observe(scope["path"], scope["method"], status[0], time.perf_counter() - begun)


async def read_body(request: Request, limit: int) -> bytes | None:
    """The request's body, None when it is longer than `limit` bytes or never ends."""
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > limit:
                return None
    except ClientDisconnect:
        return None
    return bytes(data)
