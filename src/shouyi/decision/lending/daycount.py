"""Day counts: which part of a year lies between two days. Exact fractions; the convention stands in every agreement.

Names and rules are those of the ISDA Definitions (2006, section 4.16): Actual/365 (Fixed) (d), Actual/360 (e), 30/360
or bond basis (f), 30E/360 or Eurobond basis (g), Actual/Actual (b). `MONTHLY` is what Chinese banks quote 等额本息
by: a month is a twelfth of a year however long it is, and days beyond whole months count by 30E/360.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from shouyi.decision.lending.dates import as_date, day_number, is_month_end, months_after


class DayCount(StrEnum):
    MONTHLY = "monthly"
    ACTUAL_365 = "actual/365"
    ACTUAL_360 = "actual/360"
    ACTUAL_ACTUAL = "actual/actual"
    THIRTY_360 = "30/360"
    THIRTY_E_360 = "30E/360"


def year_part(start: int, end: int, convention: DayCount) -> Fraction:
    """The part of a year from `start` (counted) to `end` (not counted), `start` not after `end`."""
    assert start <= end
    return RULES[convention](start, end)


def whole_months(start: int, end: int) -> int:
    """How many whole months lie between: to the same day of a month, or from a month's last day to another's."""
    one, other = as_date(start), as_date(end)
    months = 12 * (other.year - one.year) + other.month - one.month
    return months - (months_after(start, months) > end)


def _monthly(start: int, end: int) -> Fraction:
    months = whole_months(start, end)
    rest = Fraction(0) if is_month_end(start) and is_month_end(end) else _eurobond(months_after(start, months), end)
    return Fraction(months, 12) + rest


def _actual(start: int, end: int, basis: int) -> Fraction:
    return Fraction(end - start, basis)


def _isda(start: int, end: int) -> Fraction:
    """Days in leap years over 366, the others over 365."""
    part, first, last = Fraction(0), as_date(start).year, as_date(end).year
    for year in range(first, last + 1):
        begins, ends = day_number(year, 1, 1), day_number(year + 1, 1, 1)
        part += Fraction(max(0, min(end, ends) - max(start, begins)), 366 if isleap(year) else 365)
    return part


def _bond(start: int, end: int) -> Fraction:
    """The 31st becomes the 30th: at the start always, at the end when the start then stands on the 30th."""
    from_day = min(as_date(start).day, 30)
    to_day = as_date(end).day
    return _thirty(start, end, from_day, 30 if to_day == 31 and from_day == 30 else to_day)


def _eurobond(start: int, end: int) -> Fraction:
    """The 31st becomes the 30th on both sides."""
    return _thirty(start, end, min(as_date(start).day, 30), min(as_date(end).day, 30))


def _thirty(start: int, end: int, from_day: int, to_day: int) -> Fraction:
    one, other = as_date(start), as_date(end)
    return Fraction(360 * (other.year - one.year) + 30 * (other.month - one.month) + to_day - from_day, 360)


RULES: Mapping[DayCount, Callable[[int, int], Fraction]] = MappingProxyType({
    DayCount.MONTHLY: _monthly,
    DayCount.ACTUAL_365: lambda start, end: _actual(start, end, 365),
    DayCount.ACTUAL_360: lambda start, end: _actual(start, end, 360),
    DayCount.ACTUAL_ACTUAL: _isda,
    DayCount.THIRTY_360: _bond,
    DayCount.THIRTY_E_360: _eurobond,
})  # fmt: skip
