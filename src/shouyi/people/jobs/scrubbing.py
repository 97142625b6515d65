"""What is kept of an exception: its class and the lines of our own code. No message and no value, so no secret."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = "shouyi."
LINES_MAX = 5
CHARS_MAX = 400


def scrubbed(error: BaseException) -> str:
    """`ValueError at shouyi.people.cases.jobs:41 shouyi.people.cases.deadlines:17`, the line that raised last."""
    lines = list(_own_lines(error))[-LINES_MAX:]
    return " ".join((_class_name(type(error)), "at", *lines))[:CHARS_MAX] if lines else _class_name(type(error))


def _class_name(cls: type[BaseException]) -> str:
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


def _own_lines(error: BaseException) -> Iterator[str]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = frame.f_globals.get("__name__", "")
        if module.startswith(OURS) and not module.startswith("shouyi.people.jobs."):
            yield f"{module}:{line}"
