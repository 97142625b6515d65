"""When a scheduled job is due, in Asia/Shanghai, which has no summer time. Pure: the instant comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Occasions:
    """Every `every_minutes` of a day, beginning `from_minute` after midnight; once a day when that is 1440."""

    from_minute: int
    every_minutes: int

    def latest(self, now: datetime) -> str:
        """The newest occasion that is not in the future: `2026-11-24`, or `2026-11-24T0310`.

        It alone is caught up after an outage; those before it are left out, because each run looks at everything due.
        """
        start = timedelta(minutes=self.from_minute)
        here = now.astimezone(SHANGHAI) - start
        slot = (here.hour * 60 + here.minute) // self.every_minutes * self.every_minutes
        day = here.replace(hour=0, minute=0, second=0, microsecond=0)
        at = day + timedelta(minutes=slot) + start
        return at.strftime("%Y-%m-%d") if self.every_minutes == DAY_MINUTES else at.strftime("%Y-%m-%dT%H%M")


def occasions(daily_at: str, every_minutes: int) -> Occasions:
    """From `03:10`, or from minutes that divide a day. One of the two must be given."""
    assert bool(daily_at) != bool(every_minutes), "say either a time of day or minutes"
    if every_minutes:
        assert DAY_MINUTES % every_minutes == 0, "minutes divide a day"
        return Occasions(0, every_minutes)
    hour, minute = map(int, daily_at.split(":"))
    assert hour in range(24), "an hour of the day"
    assert minute in range(60), "a minute of the hour"
    return Occasions(hour * 60 + minute, DAY_MINUTES)
