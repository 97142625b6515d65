"""Declared leave stops the clock: ages are counted in days outside leave, so that whoever rested finds the score where
it stood. No reason is asked, and none can be stored.

Only so many days of leave count within so many days (180 in 730), the earliest first. Whether a day counts depends on
earlier days alone, so that a score as of a past day never looks ahead.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """One person's clock. `stopped`: the days on which it stood still, ascending."""

    stopped: tuple[int, ...] = ()

    def at(self, day: int) -> int:
        """What the clock shows at the end of `day`: the day less all days, up to it, on which the clock stood still."""
        return day - bisect_right(self.stopped, day)

    def age(self, on: int, as_of: int) -> int:
        """Days outside leave from `on` to `as_of`; never negative for on ≤ as_of, never more than calendar days."""
        return self.at(as_of) - self.at(on)


RUNNING = Clock()
"""The clock of somebody who never was on leave: it shows the day."""


def clock_of(leaves: Iterable[tuple[int, int]], most: int, window: int) -> Clock:
    """The clock of somebody with these leaves, each a first day and a number of days; leaves may overlap.

    A day of leave stops the clock unless `most` of the `window` days that end with it did so already.
    """
    counted: list[int] = []
    recent: deque[int] = deque()
    for day in sorted({day for first, days in leaves for day in range(first, first + days)}):
        while recent and recent[0] <= day - window:
            recent.popleft()
        if len(recent) < most:
            recent.append(day)
            counted.append(day)
    return Clock(tuple(counted))


def covers(leaves: Iterable[tuple[int, int]], day: int) -> bool:
    """Whether one of these stretches holds the day: what was due on it is no promise that somebody broke."""
    return any(first <= day < first + days for first, days in leaves)
