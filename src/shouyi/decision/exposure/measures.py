"""What lists give: impressions an owner, relevance kept, how unequal. Each is one idea; none says "fair"."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from shouyi.decision.exposure.problem import Problem
from shouyi.decision.exposure.views import NOBODY, Floats, Ints, Views


def discounts(k: int) -> Floats:
    """1 / log₂(1 + place): how much a place counts (Järvelin and Kekäläinen 2002)."""
    return np.asarray(1 / np.log2(np.arange(2, k + 2)), dtype=np.float64)


def best_first(views: Views, chosen: Ints) -> Ints:
    """The same lists, each ordered by relevance, then by item: no order of the same works keeps more of it. `chosen`
    [views, k] points to candidates."""
    order = np.lexsort((views.item[chosen], -views.score[chosen]), axis=1)
    return np.take_along_axis(chosen, order, axis=1)


def top_lists(problem: Problem) -> Ints:
    """What relevance alone would show, best first."""
    chosen = np.empty((len(problem.views), problem.k), dtype=np.int64)
    for block in problem.views.blocks:
        order = np.lexsort((problem.views.item[block.at], -block.score), axis=1)[:, : problem.k]
        chosen[block.rows] = np.take_along_axis(block.at, order, axis=1)
    return chosen


def exposures(views: Views, chosen: Ints, owners: int) -> Ints:
    """Impressions each owner receives."""
    shown = views.owner[chosen].ravel()
    return np.bincount(shown[shown != NOBODY], minlength=owners)


def ndcg(problem: Problem, chosen: Ints, gain: Floats | None = None) -> float:
    """Mean over views of the lists' discounted gain by that of relevance alone: 1 = nothing lost (ideal). The gain is
    the score itself, or `gain` [candidates] where it is to be judged by another relevance than it was made with. A
    view whose best lists gain nothing counts as 1."""
    views, weight = problem.views, discounts(problem.k)
    of = views.score if gain is None else gain
    best = top_lists(Problem(replace(views, score=of), problem.floors, problem.k))
    ideal, found = of[best] @ weight, of[chosen] @ weight
    return float(np.mean(np.divide(found, ideal, out=np.ones_like(found), where=ideal != 0)))


@dataclass(frozen=True, slots=True)
class Measured:
    """`ndcg`: 1 is ideal. `least`, `below`: impressions of the owner with fewest, owners under their floor (ideal 0).
    `shortfall`: impressions missing in all. `max_min`: share of all owners' exposure that the worse half holds (ideal
    .5). `gini`: 0 = all alike; alike is not what a floor asks for."""

    ndcg: float
    least: int
    below: int
    shortfall: int
    max_min: float
    gini: float


def measure(problem: Problem, chosen: Ints) -> Measured:
    """All of them at once. Max-min share and Gini as in FairDiverse (SIGIR 2025), over all owners."""
    given = exposures(problem.views, chosen, problem.owners)
    missing = np.maximum(problem.floors - given, 0)
    return Measured(
        ndcg(problem, chosen),
        int(given.min()),
        int((missing > 0).sum()),
        int(missing.sum()),
        worse_half(given),
        gini(given),
    )


def worse_half(given: Ints) -> float:
    """What the half of owners with fewest impressions holds of all."""
    total = int(given.sum())
    return float(np.sort(given)[: len(given) // 2].sum() / total) if total else 0.0


def gini(given: Ints) -> float:
    """The Gini coefficient of impressions: 0 where all have as many, towards 1 where one has all."""
    total, count = int(given.sum()), len(given)
    ranks = 2 * np.arange(1, count + 1) - count - 1
    return float((ranks * np.sort(given)).sum() / (count * total)) if total else 0.0
