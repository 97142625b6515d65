"""Do more people stand just above a floor than their neighbourhood says? McCrary's test of a density's continuity
(*Journal of Econometrics* 142, 2008), with a published bin and bandwidth.

A line is fitted to the counts of bins on either side, nearer ones weighing more (triangular kernel), and carried to the
floor; θ is the logarithm of what the right line says there over what the left one says. Bins are half a point wide, ten
on a side, so the weights are 19, 17, … 1 and the distances 1, 3, … 19 quarters of a point, and everything before the
logarithm is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import erfc, exp, log, sqrt
from typing import Literal

BIN, BINS = 5, 10
"""The width of a bin in tenths of a point, and the number of bins on a side."""
LEAST_PEOPLE = 100
"""Within five points of the floor, on both sides together."""
LEVEL = 0.01
_Z = 1.959963984540054
_VARIANCE = Fraction(24, 5) / BINS
"""McCrary's asymptotic variance, 24/(5·n·h)·(1/f⁺ + 1/f⁻), in counts a bin: 24/(5·bins)·(1/above + 1/below)."""


@dataclass(frozen=True, slots=True)
class Bunching:
    """`people` within five points of the floor; `below` and `above`: people a bin that the lines say at the floor;
    `ratio` = above / below with its 95 % interval; `p` of so great a ratio or a greater one, if there were no step. No
    figures and verdict "unknown" where too few stand there; "look" when p < .01."""

    people: int
    below: float | None = None
    above: float | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    verdict: Literal["look", "none", "unknown"] = "unknown"


def bunching(scores: Iterable[int], floor: int) -> Bunching:
    """The test at `floor`; scores and floor in tenths."""
    left, right = _sides(scores, floor)
    people = sum(left) + sum(right)
    below, above = at_the_floor(left), at_the_floor(right)
    if people < LEAST_PEOPLE or below <= 0 or above <= 0:
        return Bunching(people)
    theta, error = log(above / below), sqrt(_VARIANCE * (1 / above + 1 / below))
    p = erfc(theta / error / sqrt(2)) / 2
    interval = exp(theta - _Z * error), exp(theta + _Z * error)
    verdict: Literal["look", "none"] = "look" if p < LEVEL else "none"
    return Bunching(people, float(below), float(above), exp(theta), *interval, p, verdict)


def at_the_floor(counts: Sequence[int]) -> Fraction:
    """The weighted line through counts of bins, from the floor outwards, where it meets the floor: (S₂·T₀ − S₁·T₁) /
    (S₀·S₂ − S₁²) with S = Σ w·dⁿ and T = Σ w·dⁿ·count."""
    weights = [2 * BINS - 1 - 2 * place for place in range(BINS)]
    distances = [2 * place + 1 for place in range(BINS)]
    s = [sum(w * d**n for w, d in zip(weights, distances, strict=True)) for n in range(3)]
    t = [sum(w * d**n * count for w, d, count in zip(weights, distances, counts, strict=True)) for n in range(2)]
    return Fraction(s[2] * t[0] - s[1] * t[1], s[0] * s[2] - s[1] ** 2)


def _sides(scores: Iterable[int], floor: int) -> tuple[list[int], list[int]]:
    """Counts of the bins below and above, from the floor outwards."""
    left, right = [0] * BINS, [0] * BINS
    for score in scores:
        place = (score - floor) // BIN
        if 0 <= place < BINS:
            right[place] += 1
        elif -BINS <= place < 0:
            left[-1 - place] += 1
    return left, right
