"""Judging step by step: what a verifier reports is one verdict a step, not the first error alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from shouyi.ledger.errors import LedgerError

Steps = dict[str, LedgerError | None]
"""The verdict of each step that was reached, by its name: None where it holds."""
T = TypeVar("T")


def try_step(steps: Steps, name: str, judge: Callable[[], T]) -> T | None:
    """What `judge` gives, None where it raised a LedgerError; either way `steps` holds the verdict under `name`."""
    try:
        found = judge()
    except LedgerError as problem:
        steps[name] = problem
        return None
    steps[name] = None
    return found
