"""What challengers may see: a case's own history, nothing of who rated or where. One row a case."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np

from shouyi.score.backtest.records import Case, Floats, Happening

SUMS = ("n", "bad", "share", "bad_30", "all_30", "bad_180", "all_180")
ORDER = ("last_bad", "last_five", "days_since_last", "days_since_first", "days_since_bad")
NAMES = SUMS + ORDER


def features(cases: Sequence[Case]) -> Floats:
    """Numbers by `NAMES`: first what the guide's sums hold, then what only the order of events tells. NaN: nothing."""
    return np.array([_row(case.history, case.on) for case in cases], dtype=np.float64).reshape(-1, len(NAMES))


def _row(history: Sequence[Happening], on: int) -> list[float]:
    if not history:
        return [0.0, 0.0] + [nan] * (len(NAMES) - 2)
    bad = sum(each.bad for each in history)
    last = history[-5:]
    worst = next((on - each.on for each in reversed(history) if each.bad), nan)
    decayed = [sum(part) for half_life in (30, 180) for part in _decayed(history, on, half_life)]
    shape = [
        float(history[-1].bad),
        sum(each.bad for each in last) / len(last),
        on - history[-1].on,
        on - history[0].on,
    ]
    return [len(history), bad, bad / len(history), *decayed, *shape, worst]


def _decayed(history: Sequence[Happening], on: int, half_life: int) -> tuple[list[float], list[float]]:
    weights = [2.0 ** (-(on - each.on) / half_life) for each in history]
    return [w for w, each in zip(weights, history, strict=True) if each.bad], weights
