"""Prices for more merchants and impressions than an exact night could bear, by a stated aggregation.

**Thinning by segment.** Views are put in order by segment (a shop window, a question, a craft), and one of every `each`
is taken, which stands for that many; so each segment is thinned alike, and what is left keeps the whole spread of
scores, which a mean over like views would lose. The dual is then minimised on what is left. Floors are not thinned.
What it costs is measured, not bounded: see `shouyi bench rank`. What prices miss, serving makes up for (`pacing`).
"""

from __future__ import annotations

import numpy as np

from shouyi.decision.exposure.errors import ProblemUnsound
from shouyi.decision.exposure.prices import Priced, find_prices
from shouyi.decision.exposure.views import Floats, Ints, Views


def thinned(segment: Ints, each: int) -> tuple[Ints, Floats]:
    """Which views are taken, and how many arrivals each of them stands for: their sum is the number of views. Raises
    ProblemUnsound."""
    if each < 1 or segment.ndim != 1 or not len(segment):
        raise ProblemUnsound("thinning", f"one of {each} of {segment.shape} views")
    order = np.argsort(segment, kind="stable")
    taken = order[each // 2 :: each] if len(order) > each // 2 else order[:1]
    return taken, np.full(len(taken), len(segment) / len(taken))


def night(views: Views, floors: Ints, k: int, rounds: int = 100) -> Priced:
    """One price an owner from views that each stand for `times` arrivals."""
    return find_prices(views, floors, k, rounds=rounds)
