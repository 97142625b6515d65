"""The prefix test of FA*IR: does a list hold, at each length, as many of a group as chance would give?

Zehlike, Bonchi, Castillo, Hajian, Megahed and Baeza-Yates 2017, "FA*IR: A Fair Top-k Ranking Algorithm": a prefix of i
places passes with m(i) or more of the group, m(i) the least m with F(m; i, p) > a, F the binomial distribution and p
the group's part of the candidates. One list is tested at many lengths, so that a must be smaller than the significance
that is meant; here the largest a is taken under which a list drawn by chance fails with at most that probability. (The
authors' library settles for the nearest probability, which may be a little above.)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import comb

import numpy as np

SIGNIFICANCE = 0.05
_STEPS = 40


def least_counts(k: int, p: float, a: float) -> tuple[int, ...]:
    """m(1) … m(k)."""
    return tuple(_least(i, p, a) for i in range(1, k + 1))


def _least(i: int, p: float, a: float) -> int:
    total = 0.0
    for m in range(i + 1):
        total += comb(i, m) * p**m * (1 - p) ** (i - m)
        if total > a:
            return m
    return i


def failing(counts: Sequence[int], p: float) -> float:
    """The chance that a list of Bernoulli(p) draws fails at one length or more: exact, place by place."""
    alive = np.zeros(len(counts) + 1)
    alive[0] = 1.0
    for least in counts:
        alive[1:] = alive[1:] * (1 - p) + alive[:-1] * p
        alive[0] *= 1 - p
        alive[:least] = 0.0
    return float(1 - alive.sum())


@lru_cache(maxsize=4096)
def corrected_counts(k: int, p: float, significance: float = SIGNIFICANCE) -> tuple[int, ...]:
    """m(1) … m(k) such that chance fails a list with at most this probability, and as strict as that allows."""
    low, high = 0.0, significance
    if failing(whole := least_counts(k, p, significance), p) <= significance:
        return whole
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if failing(least_counts(k, p, middle), p) <= significance else (low, middle)
    return least_counts(k, p, low)


def passes(of_group: Sequence[bool], counts: Sequence[int]) -> bool:
    """Whether a list, in order, holds at each length what it must."""
    return all(held >= least for held, least in zip(np.cumsum(of_group), counts, strict=True))
