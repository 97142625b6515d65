"""Due days: the same day of each month, the last one where a month is shorter, moved to a working day where agreed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum

from shouyi.canon.days import EPOCH
from shouyi.decision.workdays import is_working_day


class Roll(StrEnum):
    """Where a due day goes that is no working day: nowhere; to the next one; to the next one in the same month, else to
    the one before."""

    NONE = "none"
    FOLLOWING = "following"
    MODIFIED = "modified-following"


def as_date(day: int) -> date:
    """The date of a day."""
    return date.fromordinal(EPOCH + day)


def day_number(year: int, month: int, day: int) -> int:
    """The day of a date, its last of the month where the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1])).toordinal() - EPOCH


def is_month_end(day: int) -> bool:
    found = as_date(day)
    return found.day == monthrange(found.year, found.month)[1]


def months_after(day: int, months: int, anchor: int | None = None) -> int:
    """The day `months` calendar months later (or earlier), on the `anchor` of the month (its own day by default): 31
    January, 28 February, 31 March with anchor 31."""
    found = as_date(day)
    year, month = divmod(found.year * 12 + found.month - 1 + months, 12)
    return day_number(year, month + 1, found.day if anchor is None else anchor)


def due_days(first: int, count: int, every: int, anchor: int | None = None) -> tuple[int, ...]:
    """`count` days, `every` months apart, the first of them `first`, the others on its day of the month, or on `anchor`
    (31: on the last of each month)."""
    anchor = anchor or as_date(first).day
    return tuple(months_after(first, every * number, anchor if number else None) for number in range(count))


def rolled(day: int, roll: Roll) -> int:
    """Where a due day goes."""
    if roll is Roll.NONE:
        return day
    later = day
    while not is_working_day(later):
        later += 1
    if roll is Roll.FOLLOWING or as_date(later).month == as_date(day).month:
        return later
    while not is_working_day(day):
        day -= 1
    return day
