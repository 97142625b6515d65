"""A look at everybody's scores, as pages need it."""

from __future__ import annotations

from typing import Protocol


class Watcher(Protocol):
    """Safe to call from any thread; takes as long as opening everybody's file does."""

    def look(self) -> str:
        """The figures as of the last day that evidence tells of, beside thirty days before: one JSON object that names
        nobody (docs/algorithms/watch.md), "" where nobody has evidence. The view log notes it."""
