"""Logs without anybody in them: one JSON line an event, in which only known fields with values of a known shape stand.

Nothing is searched for secrets; whatever is not on the list is left out. A request is its route's name, method, status,
duration and a random id: no path, no query, no account, no address of a visitor. Of a foreign library's message only
the place that wrote it is kept, of an exception its class and our own lines. Our own messages are literals, and their
arguments pass only as ids, codes and small numbers.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from types import TracebackType

    Exception_ = tuple[type[BaseException], BaseException, TracebackType | None]

FRAMES_MAX = 12
GONE = "…"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SHAPES = {
    "event": re.compile(r"request|message|library"),
    "route": re.compile(r"[a-z][a-z0-9_:.-]{0,79}"),
    "method": re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|OTHER"),
    "status": re.compile(r"[1-5][0-9]{2}"),
    "duration_ms": re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,3})?"),
    "queries": re.compile(r"[0-9]{1,5}"),
    "request": re.compile(r"[0-9a-f]{16}"),
    "server": re.compile(r"pages|proofs|worker|supervisor"),
    "level": re.compile(r"debug|info|warning|error|critical"),
    "logger": re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}"),
    "where": re.compile(r"[A-Za-z_<][A-Za-z0-9_.>]{0,120}:[0-9]{1,6}"),
    "error": re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}"),
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
}
"""What may stand in a line, by field."""
ARGUMENT = re.compile(rf"{_UUID}|[0-9]{{1,5}}|[a-z_]{{1,30}}(?:\.[a-z_]{{1,30}}){{1,3}}|done|lost|cancelled|given back")
"""A random id, a number too short for a one-time code, a dotted name, how a job ends. A lone word may be a name."""


def logging_settings(level: str, server: str = "pages") -> dict[str, Any]:
    """Django's LOGGING: everything of every library through the one formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "shouyi.people.logs.Lines", "server": server}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level.upper()},
        "loggers": {
            name: {"handlers": [], "level": level.upper() if name == "shouyi" else "WARNING", "propagate": True}
            for name in ("django", "django.request", "django.server", "gunicorn.error", "uvicorn.error", "shouyi")
        },
    }


@cache
def events(server: str) -> structlog.typing.FilteringBoundLogger:
    """Where our own events go: `events("pages").info("request", route="home", …)`."""
    return structlog.wrap_logger(
        logging.getLogger(f"shouyi.{server}"),
        processors=[structlog.stdlib.filter_by_level, _handed_on],
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _handed_on(logger: Any, method: str, event: MutableMapping[str, Any]) -> tuple[tuple[str], dict[str, Any]]:
    name = str(event.pop("event"))
    return (name,), {"extra": {"fields": dict(event)}}


class Lines(logging.Formatter):
    """A record as one line of JSON; see the module for what is left of it."""

    def __init__(self, server: str = "pages") -> None:
        super().__init__()
        self._server = server
        self._render = structlog.processors.JSONRenderer(sort_keys=True)

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "server": self._server}
        said |= _own(record) if record.name.startswith("shouyi.") else _foreign(record)
        line = scrub(said)
        if line["event"] == "message":
            line["text"] = _told(record)
        if record.exc_info and record.exc_info[1] is not None:
            line |= where_raised(record.exc_info[1])
        return str(self._render(None, "", line))


def scrub(said: Mapping[str, object]) -> dict[str, Any]:
    """Known fields whose values have their shape; of others a sign that something stood there."""
    line: dict[str, Any] = {}
    for name, value in said.items():
        if name in SHAPES:
            line[name] = value if SHAPES[name].fullmatch(str(value)) else GONE
        else:
            line["left_out"] = line.get("left_out", 0) + 1
    return line


def where_raised(error: BaseException) -> dict[str, Any]:
    """Class and places, never a message or a value: `{"error": "KeyError", "raised": ["shouyi.people.x:12"]}`."""
    frames = [(frame.f_globals.get("__name__", "?"), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    cls = type(error)
    name = cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
    shape = SHAPES["error"]
    return {"error": name if shape.fullmatch(name) else GONE, "raised": [f"{m}:{n}" for m, n in frames[-FRAMES_MAX:]]}


def _own(record: logging.LogRecord) -> dict[str, Any]:
    fields = getattr(record, "fields", None)
    if fields is not None:
        return {"event": record.msg, **fields}
    return {"event": "message", "logger": record.name, "where": _place(record)}


def _told(record: logging.LogRecord) -> str:
    """Our own template with those arguments that are ids, codes or small numbers. Without arguments, the place only:
    then somebody may have put a value into the text."""
    args = record.args if isinstance(record.args, tuple) else ()
    if not args or not isinstance(record.msg, str):
        return GONE
    kept = tuple(each if ARGUMENT.fullmatch(str(each)) else GONE for each in args)
    try:
        return record.msg % tuple(str(each) for each in kept)
    except (TypeError, ValueError):
        return GONE


def _foreign(record: logging.LogRecord) -> dict[str, Any]:
    return {"event": "library", "logger": record.name, "where": _place(record)}


def _place(record: logging.LogRecord) -> str:
    return f"{record.module}:{record.lineno}"


def log_to_lines(level: str, server: str) -> None:
    """For processes that are not Django's: everything that is logged goes through the one formatter."""
    import logging.config

    logging.config.dictConfig(logging_settings(level, server))
    sys.excepthook = lambda cls, error, trace: logging.getLogger(f"shouyi.{server}").critical(
        "ended", exc_info=(cls, error, trace)
    )
