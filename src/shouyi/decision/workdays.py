"""Working days in China, by the yearly notice of the State Council: holidays, and weekends that are worked instead.

Days are whole days since 1970-01-01, UTC+8. A year whose notice the library does not hold yet has Saturdays and Sundays
off and nothing else: a deadline computed so can only be earlier than the law's, never later, except by worked weekends.
"""

from __future__ import annotations

from datetime import date

import chinese_calendar

from shouyi.canon.days import EPOCH


def is_working_day(day: int) -> bool:
    """Whether offices work on this day."""
    found = date.fromordinal(EPOCH + day)
    try:
        return bool(chinese_calendar.is_workday(found))
    except NotImplementedError:  # how the library says that it holds no notice for this year
        return found.weekday() < 5


def after_working_days(day: int, count: int) -> int:
    """The `count`-th working day after `day`, which itself is not counted."""
    while count > 0:
        day += 1
        count -= is_working_day(day)
    return day


def working_days_between(day: int, until: int) -> int:
    """How many working days lie after `day` up to and with `until`; 0 when `until` is not later."""
    return sum(is_working_day(each) for each in range(day + 1, until + 1))
