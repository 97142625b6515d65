"""贷款年化利率: the yearly rate that every lender in China must show (中国人民银行公告〔2021〕第3号).

All that the borrower pays for the loan, over the principal that is really held. The announcement lets it be stated
compounded, which it calls the internal rate of return, or simple, which must then be called so. Its example shows what
both mean: 100,000 yuan, 1,000 up front, twelve payments of 8,833.3: simple about 12.80 %, IRR about 13.58 %. So simple
is twelve times the month's rate of return, and IRR is that month's rate compounded twelve times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shouyi.decision.lending.cost.solver import Flow, present_value, rate_ppm, require_one_root, solved


@dataclass(frozen=True, slots=True)
class Annualised:
    """Both ways of stating it, millionths a year."""

    simple_ppm: int
    irr_ppm: int


def by_months(flows: Sequence[Flow]) -> Annualised:
    """Of flows at whole months after the first. Raises RateUndefined."""
    return _both([Flow(flow.at / 12, flow.fen) for flow in flows])


def by_days(flows: Sequence[Flow]) -> Annualised:
    """Of flows at days after the first, a year having 365: where periods are not alike. Raises RateUndefined."""
    return _both([Flow(flow.at / 365, flow.fen) for flow in flows])


def _both(years: Sequence[Flow]) -> Annualised:
    """Each solved on its own grid, so that neither inherits a rounding from the other."""
    require_one_root(years)
    months = [Flow(12 * flow.at, flow.fen) for flow in years]
    value = present_value(months)
    return Annualised(solved(lambda rate: value(rate / Decimal(12))), rate_ppm(years))
