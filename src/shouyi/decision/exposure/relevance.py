"""Relevance as a platform's log shows it, and corrected for place and past exposure. Both are kept and both reported.

A click needs a look (place-based model, Craswell et al. 2008): clicks of item i at place k ~ shown · look_k · rel_i.
Works that were shown more, or higher, have more clicks for that alone; by looks they are compared alike. Looks and
relevance follow from the log by maximum likelihood under Poisson counts, each in turn in closed form; a work with few
looks is drawn to the mean of all, so that a newcomer stands neither at the top nor at the bottom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shouyi.decision.exposure.errors import ProblemUnsound
from shouyi.decision.exposure.views import Floats, Ints


@dataclass(frozen=True, slots=True)
class Relevance:
    """By item: `clicks` in all (what past exposure inflates), `raw` clicks an impression, `corrected` clicks a look.
    `looks` by place, the first is 1: of impressions there, how many are looked at."""

    clicks: Ints
    raw: Floats
    corrected: Floats
    looks: Floats


def corrected(shown: Ints, clicked: Ints, strength: float = 20.0, rounds: int = 200) -> Relevance:
    """`shown`, `clicked` [items, places]: impressions and clicks. `strength`: looks that the mean of all items counts
    for. Places are told apart only by items that were shown at several. Raises ProblemUnsound."""
    _require_counts(shown, clicked)
    look = _looks(shown.astype(np.float64), clicked.astype(np.float64), rounds)
    seen, clicks = shown @ look, clicked.sum(axis=1)
    mean = clicks.sum() / seen.sum() if seen.sum() else 0.0
    total = shown.sum(axis=1)
    raw = np.divide(clicks, total, out=np.zeros(len(clicks)), where=total > 0)
    return Relevance(clicks, raw, (clicks + strength * mean) / (seen + strength), look)


def _require_counts(shown: Ints, clicked: Ints) -> None:
    if shown.ndim != 2 or shown.shape != clicked.shape or 0 in shown.shape:
        raise ProblemUnsound("log_shape", f"{shown.shape} and {clicked.shape}: items × places twice")
    if shown.dtype.kind not in "iu" or clicked.dtype.kind not in "iu":
        raise ProblemUnsound("log_type", "impressions and clicks are whole numbers")
    if (clicked < 0).any() or (clicked > shown).any():
        raise ProblemUnsound("log_counts", "clicks lie between 0 and impressions")


def _looks(shown: Floats, clicked: Floats, rounds: int) -> Floats:
    """Alternating maximum likelihood; places never shown look like none."""
    look = np.ones(shown.shape[1])
    for _ in range(rounds):
        rate = _by(clicked.sum(axis=1), shown @ look)
        look = _by(clicked.sum(axis=0), rate @ shown)
        look = look / look[0] if look[0] > 0 else np.ones_like(look)
    return np.minimum(look, 1.0)


def _by(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below > 0))
