"""The annual percentage rate of Regulation Z, Appendix J (12 CFR 1026): the actuarial method's general equation (b)(8).

It is nominal: the unit-period's rate times the unit-periods of a year. A payment is t whole unit-periods and a
fraction f after the first advance and counts for P ÷ ((1 + f·i)(1 + i)^t): simple interest within the fraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from shouyi.decision.lending.cost.europe import Dated
from shouyi.decision.lending.cost.solver import Flow, decimal, require_one_root, solved
from shouyi.decision.lending.dates import months_after


class Unit(StrEnum):
    """What a unit-period is a multiple of."""

    DAY = "day"
    WEEK = "week"
    SEMIMONTH = "semimonth"
    MONTH = "month"


PER_YEAR = {Unit.DAY: 365, Unit.WEEK: 52, Unit.SEMIMONTH: 24, Unit.MONTH: 12}
"""Appendix J (b)(5): units of a year."""


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """`length` units: the interval between advances and payments that occurs most often, (b)(4)."""

    unit: Unit
    length: int = 1

    @property
    def per_year(self) -> Fraction:
        return Fraction(PER_YEAR[self.unit], self.length)


def apr_ppm(flows: Sequence[Dated], period: UnitPeriod) -> int:
    """Millionths a year, nominal. Raises RateUndefined."""
    first = min(flow.on for flow in flows if flow.fen > 0)
    spans = [(*counted(first, flow.on, period), flow.fen) for flow in flows]
    require_one_root([Flow(whole + fraction, fen) for whole, fraction, fen in spans])
    return solved(lambda apr: _value(spans, apr / decimal(period.per_year)))


def _value(spans: Sequence[tuple[int, Fraction, int]], rate: Decimal) -> Decimal:
    return sum((fen / ((1 + decimal(f) * rate) * (1 + rate) ** t) for t, f, fen in spans), Decimal(0))


def counted(start: int, end: int, period: UnitPeriod) -> tuple[int, Fraction]:
    """Whole unit-periods and the fraction of one between two days, counted back from the later, (b)(5)."""
    match period.unit:
        case Unit.DAY:
            whole, rest = divmod(end - start, period.length)
            return whole, Fraction(rest, period.length)
        case Unit.WEEK:
            whole, rest = divmod(end - start, 7 * period.length)
            return whole, Fraction(rest, 7 * period.length)
        case Unit.SEMIMONTH:
            months, days = _months_back(start, end)
            whole, rest = 2 * months + (days >= 15), days % 15 if days < 30 else 15
            return whole, Fraction(rest, 15)
        case Unit.MONTH:
            months, days = _months_back(start, end)
            whole, rest = divmod(months, period.length)
            return whole, Fraction(30 * rest + days, 30 * period.length)


def _months_back(start: int, end: int) -> tuple[int, int]:
    """Whole months back from the end, and the days that are left."""
    months = 0
    while months_after(end, -(months + 1)) >= start:
        months += 1
    return months, months_after(end, -months) - start
