"""One price an owner: what must be added to the scores of its works so that relevance alone would meet its floor.

The prices minimise the dual  D(p) = Σ_views times · (sum of the K largest of score + p[owner]) − Σ_m floor_m · p_m,
p ≥ 0, which is convex and piecewise linear; its slope at owner m is impressions given less floor. Each owner's step
grows while its slope keeps its sign and is halved when it turns (Rprop, Riedmiller and Braun 1993), so owners of any
size move at their own pace. D(p) bounds from above what any lists that meet the floors can be worth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shouyi.decision.exposure.views import NOBODY, Block, Floats, Ints, Views

GROW, SHRINK = 1.3, 0.5
STEP, STEP_LEAST, STEP_MOST = 0.06, 2e-4, 2.0
"""Steps in spreads of the scores."""


@dataclass(frozen=True, slots=True)
class Priced:
    """`prices` [owners] in units of score, the dual's `value` there, `given` impressions when served so. Where works
    tie for a view's last place, all of them are counted."""

    prices: Floats
    value: float
    given: Floats


def find_prices(
    views: Views, floors: Floats | Ints, k: int, *, start: Floats | None = None, rounds: int = 150
) -> Priced:
    """The best prices met in so many rounds. `floors` in impressions over all arrivals that `views` stand for."""
    prices = np.zeros(len(floors)) if start is None else start.copy()
    step, last = np.full(len(floors), STEP * views.spread), np.zeros(len(floors))
    best = priced(views, floors, k, prices)
    found = best
    for _ in range(rounds):
        slope = floors - found.given
        sign = np.where((prices <= 0) & (slope < 0) | (np.abs(slope) < 0.5), 0, np.sign(slope))
        turn = sign * last
        step = np.where(turn > 0, step * GROW, np.where(turn < 0, step * SHRINK, step))
        step = np.clip(step, STEP_LEAST * views.spread, STEP_MOST * views.spread)
        last = sign
        if not sign.any():
            break
        prices = np.maximum(0, prices + step * sign)
        found = priced(views, floors, k, prices)
        if found.value < best.value:
            best = found
    return best


def priced(views: Views, floors: Floats | Ints, k: int, prices: Floats) -> Priced:
    """The dual at these prices."""
    lifted, total = np.append(prices, 0.0), 0.0
    given = np.zeros(len(prices) + 1)
    for block in views.blocks:
        value, many = _served(block, views.times[block.rows], lifted, k)
        total += value
        given += many
    return Priced(prices, total - float(prices @ floors), given[:-1])


def _served(block: Block, times: Floats, lifted: Floats, k: int) -> tuple[float, Floats]:
    worth = block.score + lifted[block.owner]
    most = np.partition(worth, worth.shape[1] - k, axis=1)[:, -k:]
    shown = worth >= most[:, :1]
    weight = np.repeat(times, shown.sum(axis=1))
    many = np.bincount(block.owner[shown] % len(lifted), weights=weight, minlength=len(lifted))
    return float(times @ most.sum(axis=1)), many.astype(np.float64)


def thresholds(views: Views, prices: Floats, k: int) -> tuple[Floats, Floats]:
    """For each candidate how far its score + price lies above (or below) the K-th of its view; and for each view the
    sum of its K largest."""
    worth = views.score + np.append(prices, 0.0)[views.owner]
    kth, total = np.empty(len(views)), np.empty(len(views))
    for block in views.blocks:
        padded = np.where(block.there, worth[block.at], -np.inf)
        most = np.partition(padded, padded.shape[1] - k, axis=1)[:, -k:]
        kth[block.rows], total[block.rows] = most[:, 0], most.sum(axis=1)
    return worth - kth[views.view], total


assert NOBODY == -1, "prices end in a 0 that index −1 reads"
