"""When a schedule is due, in Shanghai."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shouyi.people.jobs.occasions import occasions

TIMES = {
    "before the time: yesterday's": ("03:10", 0, "2026-11-23T19:09", "2026-11-23"),
    "at the time: today's": ("03:10", 0, "2026-11-23T19:10", "2026-11-24"),
    "the day is Shanghai's": ("00:00", 0, "2026-11-23T16:00", "2026-11-24"),
    "a minute before midnight": ("00:00", 0, "2026-11-23T15:59", "2026-11-23"),
    "over a new year": ("03:10", 0, "2026-12-31T18:00", "2026-12-31"),
    "every quarter": ("", 15, "2026-11-23T16:44", "2026-11-24T0030"),
    "on the minute": ("", 15, "2026-11-23T16:45", "2026-11-24T0045"),
}


@pytest.mark.parametrize(("daily_at", "every", "now", "due"), TIMES.values(), ids=TIMES.keys())
def test_the_latest_occasion(daily_at: str, every: int, now: str, due: str) -> None:
    assert occasions(daily_at, every).latest(datetime.fromisoformat(now).replace(tzinfo=UTC)) == due


@pytest.mark.parametrize(("daily_at", "every"), [("", 0), ("03:10", 5), ("", 7), ("24:00", 0), ("03:60", 0)])
def test_what_is_no_schedule_is_our_mistake(daily_at: str, every: int) -> None:
    with pytest.raises(AssertionError):
        occasions(daily_at, every)
