"""Scores for the Amazon Toy set, by a stated model with a fixed seed: implicit-feedback matrix factorisation.

Alternating least squares (Hu, Koren and Volinsky 2008) on the training interactions: confidence 1 + 10, 16 factors,
ridge .1, 12 rounds, seed 1. A user's candidates are all items but those in training. Owners: head 0, tail 1.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from shouyi.decision.exposure.problem import Problem, judge
from shouyi.decision.exposure.views import Floats, Ints

FACTORS, ALPHA, RIDGE, ROUNDS, SEED = 16, 10.0, 0.1, 12, 1


def factors(seen: csr_array, seed: int = SEED) -> tuple[Floats, Floats]:
    """Users' and items' factors of a 0/1 matrix of interactions."""
    chance = np.random.default_rng(seed)
    users, items = (chance.normal(scale=0.1, size=(side, FACTORS)) for side in seen.shape)
    by_item = csr_array(seen.T)
    for _ in range(ROUNDS):
        users = _half(seen, items)
        items = _half(by_item, users)
    return users, items


def _half(seen: csr_array, other: Floats) -> Floats:
    """Σ over what was seen weighs 1 + α, all the rest 1."""
    base = other.T @ other + RIDGE * np.eye(FACTORS)
    found = np.zeros((seen.shape[0], FACTORS))
    for row in np.flatnonzero(np.diff(seen.indptr)):
        mine = other[seen.indices[seen.indptr[row] : seen.indptr[row + 1]]]
        found[row] = np.linalg.solve(base + ALPHA * mine.T @ mine, (1 + ALPHA) * mine.sum(axis=0))
    return found


def read_amazon(folder: Path, k: int = 10) -> tuple[Problem, csr_array]:
    """The problem with a floor of half the equal share for head and tail, and the interactions that were held back."""
    train, test = (_pairs(folder / f"AmazonToy_{name}.txt") for name in ("train", "test"))
    tail = np.loadtxt(folder / "groups/items/020/longtail_items.txt", dtype=np.int64)
    head = np.loadtxt(folder / "groups/items/020/shorthead_items.txt", dtype=np.int64)
    items = int(max(tail.max(), head.max())) + 1
    users = int(train[:, 0].max()) + 1
    seen = csr_array((np.ones(len(train)), (train[:, 0], train[:, 1])), shape=(users, items))
    seen.data[:] = 1
    of_user, of_item = factors(seen)
    open_ = np.ones((users, items), dtype=bool)
    open_[train[:, 0], train[:, 1]] = False
    row, item = np.nonzero(open_)
    owner = np.zeros(items, dtype=np.int64)
    owner[tail] = 1
    score = (of_user @ of_item.T)[row, item]
    problem = judge(csr_array((score, (row, item)), shape=(users, items)), owner, users * k // 4, k)
    kept = test[test[:, 0] < users]
    return problem, csr_array((np.ones(len(kept)), (kept[:, 0], kept[:, 1])), shape=(users, items))


def _pairs(file: Path) -> Ints:
    return np.loadtxt(file, dtype=np.float64, usecols=(0, 1)).astype(np.int64)
