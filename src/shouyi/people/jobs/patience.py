"""Waits for a database that is restarted or locked, instead of dying with it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from django.db import InterfaceError, OperationalError, connection

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")
AWAY = (OperationalError, InterfaceError)
PATIENCE_S = 60.0
PAUSE_S = 0.5


def patiently(ask: Callable[[], Answer], patience_s: float = PATIENCE_S) -> Answer:
    """The answer, asked for again on a new connection while the database is away. Raises what it said last.

    What is asked must be a change that takes effect once, for an answer may be lost after the change was made.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            return ask()
        except AWAY:
            if time.monotonic() > until:
                raise
            connection.close()
            time.sleep(PAUSE_S)
