"""A stranger's scores, owners, floors and K, judged: one typed problem, or ProblemUnsound that names what and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from shouyi.decision.exposure.errors import ProblemUnsound
from shouyi.decision.exposure.views import NOBODY, Ints, Views

OWNERS_MAX = 1_000_000
SCORE_MAX = 1e12
"""Beyond this, sums of scores lose the digits by which lists are told apart."""


@dataclass(frozen=True)
class Problem:
    """Each view is to show exactly `k` different candidates, and over all of them owner m at least `floors[m]`."""

    views: Views
    floors: Ints
    k: int

    @property
    def owners(self) -> int:
        """How many owners there are: 0 … owners − 1."""
        return len(self.floors)

    @property
    def slots(self) -> int:
        """How many impressions there are to give."""
        return len(self.views) * self.k

    @cached_property
    def equal_share(self) -> float:
        """Impressions an owner, if all had as many."""
        return self.slots / self.owners


def judge(scores: csr_array, owners: Ints, floors: int | Ints, k: int) -> Problem:
    """`scores` [views × items]: what is stored is a candidate, a stored 0 too; entries stored twice add up, as scipy
    reads them; they may be negative. `owners` [items]: −1 or 0 …. `floors`: impressions, one number for every owner or
    one each. `k`: places of a list. Raises ProblemUnsound."""
    matrix = _judged_scores(scores)
    owner = _judged_owners(owners, matrix.shape[1])
    count = int(owner.max(initial=NOBODY)) + 1
    if count == 0:
        raise ProblemUnsound("no_owner", "every item's owner is −1")
    places = _whole("k", k, 1, matrix.shape[1])
    _require_candidates(matrix, places)
    start, item = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64)
    views = Views(start, matrix.data.astype(np.float64), owner[item], item, np.ones(matrix.shape[0]))
    return Problem(views, _judged_floors(floors, count, matrix.shape[0] * places), places)


def _judged_scores(scores: csr_array) -> csr_array:
    if scores.ndim != 2 or 0 in scores.shape:
        raise ProblemUnsound("scores_shape", f"{scores.shape}: users × items is wanted, neither 0")
    if scores.dtype.kind not in "biuf":
        raise ProblemUnsound("scores_type", f"{scores.dtype}: real numbers are wanted")
    matrix = csr_array(scores, dtype=np.float64, copy=True)
    matrix.sum_duplicates()
    beyond = ~(np.abs(matrix.data) <= SCORE_MAX)
    if beyond.any():
        at = int(np.argmax(beyond))
        user = int(np.searchsorted(matrix.indptr, at, side="right")) - 1
        raise ProblemUnsound("score_not_finite", f"user {user}, item {matrix.indices[at]}: {matrix.data[at]}")
    return matrix


def _judged_owners(owners: Ints, items: int) -> Ints:
    if owners.ndim != 1 or len(owners) != items:
        raise ProblemUnsound("owners_shape", f"{owners.shape}: one owner for each of {items} items is wanted")
    if owners.dtype.kind not in "iu":
        raise ProblemUnsound("owners_type", f"{owners.dtype}: whole numbers are wanted")
    beyond = (owners < NOBODY) | (owners >= OWNERS_MAX)
    if beyond.any():
        at = int(np.argmax(beyond))
        raise ProblemUnsound("owner_out_of_range", f"item {at}: {owners[at]}, of −1 … {OWNERS_MAX - 1}")
    return owners.astype(np.int64)


def _judged_floors(floors: int | Ints, owners: int, slots: int) -> Ints:
    if isinstance(floors, int):
        return np.full(owners, _whole("floor", floors, 0, slots), dtype=np.int64)
    if floors.shape != (owners,) or floors.dtype.kind not in "iu":
        raise ProblemUnsound("floors_shape", f"{floors.dtype} {floors.shape}: {owners} whole numbers are wanted")
    if (floors < 0).any() or (floors > slots).any():
        at = int(np.argmax((floors < 0) | (floors > slots)))
        raise ProblemUnsound("floor", f"owner {at}: {floors[at]}, of 0 … {slots}")
    return floors.astype(np.int64)


def _whole(name: str, value: int, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
        raise ProblemUnsound(name, f"{value}, of {least} … {most}")
    return int(value)


def _require_candidates(matrix: csr_array, k: int) -> None:
    width = np.diff(matrix.indptr)
    if (width < k).any():
        user = int(np.argmax(width < k))
        raise ProblemUnsound(
            "too_few_candidates", f"user {user} has {width[user]}, of {k}; {int((width < k).sum())} users have too few"
        )
