"""Days: whole numbers since 1970-01-01. A day on the ledger is a day in China (UTC+8), whatever the machine's zone."""

from __future__ import annotations

from datetime import date

from shouyi.canon.errors import CanonError

EPOCH = date(1970, 1, 1).toordinal()
DAY_MAX = 2_932_896
"""9999-12-31, the last day that has a date."""


def day_of(unix: int) -> int:
    """⌊(unix + 28,800) / 86,400⌋: the day in UTC+8 of an instant in seconds since 1970-01-01T00:00Z."""
    return (unix + 28_800) // 86_400


def to_iso(day: int) -> str:
    """2026-11-24 for 20781."""
    return date.fromordinal(EPOCH + day).isoformat()


def from_iso(text: str) -> int:
    """20781 for 2026-11-24. Raises CanonError."""
    try:
        return date.fromisoformat(text).toordinal() - EPOCH
    except ValueError:
        raise CanonError(f"{text[:20]!r} is not a day like 2026-11-24") from None


def month_of(day: int) -> int:
    """Calendar months since year 0, so that two days of one month share a number."""
    found = date.fromordinal(EPOCH + day)
    return found.year * 12 + found.month - 1
