"""Quiet hours: when a message that can wait leaves. Pure arithmetic over wall-clock minutes of one zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")  # no summer time since 1991: an hour here is an hour
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `begins` to `ends`, minutes of the day, over midnight where `begins` is the later. Alike: never quiet."""

    begins: int = 21 * 60
    ends: int = 8 * 60

    def __post_init__(self) -> None:
        assert 0 <= self.begins < DAY_MINUTES
        assert 0 <= self.ends < DAY_MINUTES

    def holds(self, at: datetime) -> bool:
        """Whether it is quiet at this instant: `begins` is, `ends` no longer."""
        local = at.astimezone(ZONE)
        since = (local.hour * 60 + local.minute - self.begins) % DAY_MINUTES
        return since < (self.ends - self.begins) % DAY_MINUTES

    def next_loud(self, at: datetime) -> datetime:
        """`at` itself, or the end of the quiet in which it falls."""
        if not self.holds(at):
            return at
        local = at.astimezone(ZONE)
        ends = local.replace(hour=self.ends // 60, minute=self.ends % 60, second=0, microsecond=0)
        return ends if ends > local else ends + timedelta(days=1)


NEVER = Quiet(0, 0)
