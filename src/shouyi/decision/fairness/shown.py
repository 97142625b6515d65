"""What a platform showed: lists of candidates in order, as columns; and the weight of a position.

One row is one candidate of one list. Nobody looks at all positions alike, so a position counts by how often it is
looked at. Two published curves stand in for that: `log2`, 1/log2(1 + position), the discount of DCG (Järvelin and
Kekäläinen 2002; Singh and Joachims 2018 use it as exposure), and `inverse`, 1/position (Joachims, Swaminathan and
Schnabel 2017). Which one fits a page, only experiments on that page can say; a report gives its main figure under both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from shouyi.decision.fairness.records import Floats, Ints

Curve = Literal["log2", "inverse"]
CURVES: tuple[Curve, ...] = ("log2", "inverse")


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows ordered by list, then as they came. `listing` counts from 0 without gaps; `position` from 1, 0 for a
    candidate that was not shown; `relevance` as the platform gave it, larger is better; `merchant` indexes
    `merchants`. `day`: the day of the list (days since 1970-01-01), of each row."""

    listing: Ints
    position: Ints
    relevance: Floats
    merchant: Ints
    merchants: tuple[str, ...]
    day: Ints

    @property
    def listings(self) -> int:
        """How many lists."""
        return int(self.listing[-1]) + 1 if len(self.listing) else 0


def exposure(shown: Shown, curve: Curve) -> Floats:
    """How much of a look each row got: 1 in the first position, 0 for what was not shown."""
    weight = place_weight(np.maximum(shown.position, 1).astype(np.float64), curve)
    return np.where(shown.position > 0, weight, 0.0)


def place_weight(place: Floats, curve: Curve) -> Floats:
    """How often a place from 1 on is looked at, of the first."""
    return np.asarray(1 / np.log2(1 + place) if curve == "log2" else 1 / place)


def deserved(shown: Shown, got: Floats) -> Floats:
    """What each row would have got, had the same list been ordered by the platform's own relevance: the places of the
    list handed out again in that order, and shared among those of equal relevance. Sums to the same in each list."""
    by_relevance = np.lexsort((-shown.relevance, shown.listing))
    by_exposure = np.lexsort((-got, shown.listing))
    ideal = np.empty(len(got))
    ideal[by_relevance] = got[by_exposure]
    return _shared_by_ties(shown, ideal, by_relevance)


def _shared_by_ties(shown: Shown, ideal: Floats, order: Ints) -> Floats:
    lists, relevance = shown.listing[order], shown.relevance[order]
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = (lists[1:] != lists[:-1]) | (relevance[1:] != relevance[:-1])
    run = np.cumsum(starts) - 1
    shared = np.empty(len(order))
    shared[order] = (np.bincount(run, ideal[order]) / np.bincount(run))[run]
    return shared


def per_listing(shown: Shown, values: Floats) -> Floats:
    """The sum of each list, in order."""
    return np.bincount(shown.listing, values, minlength=shown.listings).astype(np.float64)


def per_merchant(shown: Shown, values: Floats) -> Floats:
    """The sum of each merchant, in order."""
    return np.bincount(shown.merchant, values, minlength=len(shown.merchants)).astype(np.float64)
