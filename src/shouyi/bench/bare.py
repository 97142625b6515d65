"""The bare frameworks beside which pages and proofs are measured: one constant, one SQLite read, nothing else."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette

ROW = "x" * 200
STORE = Path("bare.sqlite3")
"""In the folder in which the servers are started."""
_local = threading.local()


def make_store(folder: Path) -> None:
    """A table of a thousand rows, as `STORE` in this folder."""
    with sqlite3.connect(folder / STORE) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")
        db.executemany("INSERT INTO rows VALUES (?, ?)", ((number, ROW) for number in range(1000)))


def _read() -> str:
    if not hasattr(_local, "db"):
        _local.db = sqlite3.connect(STORE)
    return str(_local.db.execute("SELECT text FROM rows WHERE id = 7").fetchone()[0])


def starlette_app() -> Starlette:
    """`/` answers a constant."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    async def constant(request: Request) -> Response:
        return PlainTextResponse(ROW)

    return Starlette(routes=[Route("/", constant)])


def django_app() -> Callable[..., Any]:
    """`/` answers a constant, `/read` one row of SQLite: Django without middleware, sessions or templates."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    def constant(request: HttpRequest) -> HttpResponse:
        return HttpResponse(ROW, headers={"Content-Length": str(len(ROW))})

    def read(request: HttpRequest) -> HttpResponse:
        return HttpResponse(text := _read(), headers={"Content-Length": str(len(text))})

    class Urls:
        urlpatterns = (path("", constant), path("read", read))

    settings.configure(ROOT_URLCONF=Urls, MIDDLEWARE=[], ALLOWED_HOSTS=["*"], SECRET_KEY="-", USE_TZ=True)
    return get_wsgi_application()
