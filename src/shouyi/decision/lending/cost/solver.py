"""The rate at which flows are equal: bisection on whole steps, in decimals of a fixed precision, never in floats.

A loan's flows change sign once (money comes, then goes back), so that the present value falls as the rate grows and the
root is the only one (Norstrøm 1972). Flows for which that is not so are refused rather than given some rate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from math import lcm

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
    return solved(present_value(flows))


def present_value(flows: Sequence[Flow]) -> Callable[[Decimal], Decimal]:
    """Rate → Σ fen · (1 + rate)^−at, seen from the borrower: it grows with the rate. Times are whole multiples of one
    part of a period; from one flow to the next a factor is multiplied on, and equal steps share it."""
    parts = lcm(*(flow.at.denominator for flow in flows))
    times = [(int(flow.at * parts), flow.fen) for flow in sorted(flows, key=lambda flow: flow.at)]

    def value(rate: Decimal) -> Decimal:
        log, factors = -(1 + rate).ln() / parts, {0: Decimal(1)}
        total, factor, before = Decimal(0), Decimal(1), 0
        for at, fen in times:
            if (gap := at - before) not in factors:
                factors[gap] = (log * gap).exp()
            factor, before = factor * factors[gap], at
            total += fen * factor
        return total

    return value


def solved(value: Callable[[Decimal], Decimal]) -> int:
    """Millionths of the rate at which an ascending `value` is zero; 0 where it is not negative at zero already."""
    with localcontext(CONTEXT):
        step = Decimal(1) / STEPS
        low, high = _bracket(lambda at: value(at * step))
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if value(middle * step) <= 0 else (low, middle)
    return (low + STEPS // 10**6 // 2) // (STEPS // 10**6)


def _bracket(value: Callable[[int], Decimal]) -> tuple[int, int]:
    """Whole steps between which the sign changes: by doubling, then drawn together by secants, which only guess; the
    signs at both ends decide."""
    low, high = 0, STEPS
    at_low, at_high = value(low), value(high)
    while at_high < 0:
        low, at_low, high = high, at_high, 2 * high
        if high > RATE_MAX * STEPS:
            raise RateUndefined("rate_too_high")
        at_high = value(high)
    while high - low > 64 and at_low < 0 < at_high:
        guess = low + int((high - low) * at_low / (at_low - at_high))
        reach = max(16, (high - low) >> 12)
        for middle in (guess - reach, guess + reach):
            if low < middle < high:
                found = value(middle)
                low, at_low, high, at_high = (
                    (middle, found, high, at_high) if found <= 0 else (low, at_low, middle, found)
                )
        middle = (low + high) // 2
        found = value(middle)
        low, at_low, high, at_high = (middle, found, high, at_high) if found <= 0 else (low, at_low, middle, found)
    return low, high


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
