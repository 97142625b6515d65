"""The demonstration's past: what happened on earlier days happens under a clock that is put back.

What enters the ledger counts from the day on which its clock stands still, so that two builds write the same bytes on
whatever day they are made; everything else counts from the real day, so that deadlines are near and links are good.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator

LEDGER_STANDS_AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
"""Noon in China, as `gateways.chance.demonstration_clock` has it; a test compares them."""
_real_now = timezone.now


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """As if it were this hour, so many days before today."""
    with _at(_real_now() - timedelta(days=days)):
        yield


@contextmanager
def days_before_the_ledger(days: int) -> Iterator[None]:
    """As if it were noon, so many days before the ledger's own; never in the future."""
    with _at(min(LEDGER_STANDS_AT, _real_now()) - timedelta(days=days)):
        yield


@contextmanager
def _at(instant: datetime) -> Iterator[None]:
    """Everything here asks `timezone.now`. The command that builds a demonstration does this, alone in its process."""
    before = timezone.now
    timezone.now = lambda: instant
    try:
        yield
    finally:
        timezone.now = before
