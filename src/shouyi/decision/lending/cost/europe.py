"""The annual percentage rate of charge of Directive 2008/48/EC, Annex I: compounded, in years between dates.

A term of whole months counts as twelfths of a year; days beyond them count over 365, or 366 where the year that ends
with those days holds a 29 February. Months are counted back from the payment to the first drawdown, as the
Commission's guidelines do (SWD(2012) 128, annex on intervals).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from shouyi.decision.lending.cost.solver import Flow, rate_ppm
from shouyi.decision.lending.dates import is_month_end, months_after
from shouyi.decision.lending.daycount import whole_months


@dataclass(frozen=True, slots=True)
class Dated:
    """`fen` that the borrower receives (positive) or pays (negative) on a day."""

    on: int
    fen: int


def aprc_ppm(flows: Sequence[Dated]) -> int:
    """Millionths a year. Raises RateUndefined."""
    first = min(flow.on for flow in flows if flow.fen > 0)
    return rate_ppm([Flow(years(first, flow.on), flow.fen) for flow in flows])


def years(start: int, end: int) -> Fraction:
    """The interval between two days in years, as the Annex counts it; `start` not after `end`."""
    if is_month_end(start) and is_month_end(end):
        return Fraction(whole_months(start, end), 12)
    months = 0
    while months_after(end, -(months + 1)) >= start:
        months += 1
    rest_end = months_after(end, -months)
    return Fraction(months, 12) + Fraction(rest_end - start, rest_end - months_after(rest_end, -12))
