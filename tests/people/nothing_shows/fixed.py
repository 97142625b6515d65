"""Chance and clock of one process, fixed, so that two houses that were told the same write the same bytes.

Nothing of an answer is masked for it: a session's key, a form's token, a request's id are drawn like the rest and
compared like the rest. `PYTHONHASHSEED` is fixed by whoever starts the process.
"""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from typing import Any

BEGINS = 1_796_097_600.0
"""2026-12-01, noon in China: a week after the hour at which a demonstration's ledger stands."""


class Chance:
    """A stream of bytes that `begin` starts again: what one step draws moves nothing in the next.

    Threads beside the main one draw from a stream of their own: when they run is not ours to say.
    """

    def __init__(self) -> None:
        self._begun: dict[bool, tuple[str, int]] = {}

    def begin(self, name: str) -> None:
        self._begun = {True: (name, 0), False: (f"{name}/beside", 0)}
        random.seed(name)

    def __call__(self, length: int) -> bytes:
        main = threading.current_thread() is threading.main_thread()
        name, drawn = self._begun[main]
        self._begun[main] = name, drawn + 1
        blocks = range(-(-length // 32))
        return b"".join(sha256(f"{name}/{drawn}/{block}".encode()).digest() for block in blocks)[:length]


class Clock:
    """Stands still until `go_on`: how often a library looks at it is nobody's business."""

    def __init__(self) -> None:
        self.unix = BEGINS

    def go_on(self, seconds: float = 1.0) -> None:
        self.unix += seconds

    def __call__(self) -> float:
        return self.unix

    def now(self, tz: tzinfo | None = UTC) -> datetime:
        return datetime.fromtimestamp(self.unix, tz)


chance, clock = Chance(), Clock()


def fix() -> None:
    """From here on, and before anything of Django is imported: who has bound a name already keeps the real thing."""
    chance.begin("start")
    replaced: dict[Any, dict[str, Any]] = {
        os: {"urandom": chance},
        random: {"_urandom": chance},
        uuid: {"uuid4": lambda: uuid.UUID(bytes=chance(16), version=4)},
        time: {
            "time": clock,
            "time_ns": lambda: int(clock()) * 1_000_000_000,
            "perf_counter": clock,
            "monotonic": clock,
        },
    }
    for module, names in replaced.items():
        for name, other in names.items():
            setattr(module, name, other)
    from django.utils import timezone

    timezone.now = clock.now  # type: ignore[assignment]
