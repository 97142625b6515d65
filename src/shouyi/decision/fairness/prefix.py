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

import numpy as np

from shouyi.decision.fairness.records import Floats

SIGNIFICANCE = 0.05
PLACES_MAX = 100
"""How far a list is looked at: the table of a length costs its square."""
_STEPS = 30


def least_counts(k: int, p: float, a: float) -> tuple[int, ...]:
    """m(1) … m(k)."""
    return _least(_cumulative(k, p), a)


def _least(cumulative: Floats, a: float) -> tuple[int, ...]:
    return tuple(int(least) for least in (cumulative > a).argmax(axis=1))


@lru_cache(maxsize=256)
def _cumulative(k: int, p: float) -> Floats:
    """F(m; i, p): a row for each i of 1 … k, a column for each m of 0 … k."""
    mass, rows = np.zeros(k + 1), []
    mass[0] = 1.0
    for _ in range(k):
        mass[1:] = mass[1:] * (1 - p) + mass[:-1] * p
        mass[0] *= 1 - p
        rows.append(np.minimum(np.cumsum(mass), 1.0))
    rows_of_all = np.array(rows)
    rows_of_all[:, -1] = 1.0
    return rows_of_all


def failing(counts: Sequence[int], p: float) -> float:
    """The chance that a list of Bernoulli(p) draws fails at one length or more: exact, place by place."""
    alive = np.zeros(len(counts) + 1)
    alive[0] = 1.0
    for least in counts:
        alive[1:] = alive[1:] * (1 - p) + alive[:-1] * p
        alive[0] *= 1 - p
        alive[:least] = 0.0
    return float(1 - alive.sum())


@lru_cache(maxsize=16_384)
def corrected_counts(k: int, p: float, significance: float = SIGNIFICANCE) -> tuple[int, ...]:
    """m(1) … m(k) such that chance fails a list with at most this probability, and as strict as that allows."""
    cumulative = _cumulative(k, p)
    if failing(whole := _least(cumulative, significance), p) <= significance:
        return whole
    low, high = 0.0, significance
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if failing(_least(cumulative, middle), p) <= significance else (low, middle)
    return _least(cumulative, low)


def passes(of_group: Sequence[bool], counts: Sequence[int]) -> bool:
    """Whether a list, in order, holds at each length what it must."""
    return all(held >= least for held, least in zip(np.cumsum(of_group), counts, strict=True))
