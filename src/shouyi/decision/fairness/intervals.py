"""Intervals of 95 %: closed forms for rates, their differences and ratios; resampling of a fixed seed for the rest.

The closed forms hold near 0 and 1 and for few cases, where "± 1.96 standard errors" does not (Brown, Cai and DasGupta
2001). All are of the kind that covers 95 % of the time about a fixed population's chance, case by case independent.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from statistics import NormalDist

import numpy as np

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.records import Floats, Measured

Z = NormalDist().inv_cdf(0.975)
RESAMPLES = 2_000
MANY = 1_000
Statistic = Callable[[Floats], Floats]
"""From sums of columns, one row a resample, to one number each; NaN where a resample gives none."""


def wilson(hits: int, n: int) -> Measured:
    """The rate hits/n (Wilson 1927). Raises ValueError without cases."""
    if not 0 <= hits <= n or not n:
        raise ValueError(f"{hits} of {n} is no rate")
    p, square = hits / n, Z * Z / n
    centre, half = p + square / 2, Z * sqrt((p * (1 - p) + square / 4) / n)
    low, high = (centre - half) / (1 + square), (centre + half) / (1 + square)
    return Measured(p, 0.0 if not hits else low, 1.0 if hits == n else high, n)


def difference(one: Measured, other: Measured) -> Measured:
    """one − other of two independent rates, from their Wilson intervals (Newcombe 1998, method 10)."""
    d = one.value - other.value
    low = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Measured(d, d - low, d + high, one.count + other.count)


def ratio(one: Measured, other: Measured) -> Measured | None:
    """one / other of two independent rates, from their Wilson intervals (MOVER-R, Donner and Zou 2012), None where
    the other one is 0. The ends are written without a difference in a denominator, which may be 0."""
    if not other.value:
        return None
    p, q = one.value, other.value
    wide, narrow = other.high * (2 * q - other.high), other.low * (2 * q - other.low)
    low_part, high_part = one.low * (2 * p - one.low), one.high * (2 * p - one.high)
    below, above = max(0.0, (p * q) ** 2 - low_part * wide), max(0.0, (p * q) ** 2 - high_part * narrow)
    low = low_part / (p * q + sqrt(below)) if p else 0.0
    high = (p * q + sqrt(above)) / narrow if narrow > 0 else float("inf")
    return Measured(p / q, max(0.0, low), high, one.count + other.count)


def resampled_sums(rows: Floats, draws: Draws, resamples: int = RESAMPLES) -> Floats:
    """Column sums over as many rows again, drawn with replacement (Efron 1979): one row a resample.

    A row holds all of one person or merchant, so that what is theirs stays together.
    """
    n = len(rows)
    return np.array([np.bincount(draws.below(n, (n,)), minlength=n) @ rows for _ in range(resamples)])


def percentiles(values: Floats) -> tuple[float, float]:
    """The middle 95 % of resampled values, those that are no number left out. NaN without any."""
    good = np.sort(values[np.isfinite(values)])
    if not len(good):
        return float("nan"), float("nan")
    cut = int(0.025 * len(good))
    return float(good[cut]), float(good[len(good) - 1 - cut])


def bootstrap(rows: Floats, statistic: Statistic, draws: Draws, resamples: int = RESAMPLES) -> Measured:
    """A statistic of column sums, with its percentile interval."""
    value = float(statistic(rows.sum(axis=0)[None, :])[0])
    return Measured(value, *percentiles(statistic(resampled_sums(rows, draws, resamples))), len(rows))


def mean_of(values: Floats, draws: Draws) -> Measured:
    """A mean: resampled, or where there are more than MANY, by its standard error, which then says the same."""
    n = len(values)
    if n <= MANY:
        return bootstrap(values[:, None], lambda sums: sums[:, 0] / n, draws)
    half = Z * float(values.std(ddof=1)) / sqrt(n)
    return Measured(mean := float(values.mean()), mean - half, mean + half, n)
