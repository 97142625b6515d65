"""The rate at which flows are equal: bisection on whole steps, in decimals of a fixed precision, never in floats.

A loan's flows change sign once (money comes, then goes back), so that the present value falls as the rate grows and the
root is the only one (Norstrøm 1972). Flows for which that is not so are refused rather than given some rate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

from shouyi.decision.lending.errors import RateUndefined

STEPS = 10**8
"""The rate is found as a whole number of 10^-8, then rounded to millionths: the halves lie on that grid."""
RATE_MAX = 10**6
"""A hundred million per cent a year: above that something else is wrong."""
CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Flow:
    """`fen` that the borrower receives (positive) or pays (negative), `at` periods or years after the first."""

    at: Fraction
    fen: int


def rate_ppm(flows: Sequence[Flow]) -> int:
    """The rate a period (or year), compounded, that makes the flows equal, in millionths. Raises RateUndefined."""
    require_one_root(flows)
    return solved(lambda rate: present_value(flows, rate))


def present_value(flows: Sequence[Flow], rate: Decimal) -> Decimal:
    """Σ fen · (1 + rate)^−at, seen from the borrower: it grows with the rate."""
    log = (1 + rate).ln()
    return sum((flow.fen * (-log * decimal(flow.at)).exp() for flow in flows), Decimal(0))


def solved(value: Callable[[Decimal], Decimal]) -> int:
    """Millionths of the rate at which an ascending `value` is zero; 0 where it is not negative at zero already."""
    with localcontext(CONTEXT):
        step = Decimal(1) / STEPS
        low, high = 0, STEPS
        while value(high * step) < 0:
            low, high = high, 2 * high
            if high > RATE_MAX * STEPS:
                raise RateUndefined("rate_too_high")
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if value(middle * step) <= 0 else (low, middle)
    return (low + STEPS // 10**6 // 2) // (STEPS // 10**6)


def require_one_root(flows: Sequence[Flow]) -> None:
    """Raises RateUndefined unless the running total is positive first, then negative or zero, and ends so."""
    total, fell = 0, False
    for flow in sorted(flows, key=lambda each: each.at):
        total += flow.fen
        if fell and total > 0:
            raise RateUndefined("rate_not_unique")
        fell = fell or total < 0
    if total > 0:
        raise RateUndefined("less_paid_than_lent")
    if not any(flow.fen > 0 for flow in flows):
        raise RateUndefined("nothing_lent")


def decimal(value: Fraction) -> Decimal:
    """A fraction in the precision of the context."""
    return Decimal(value.numerator) / Decimal(value.denominator)
