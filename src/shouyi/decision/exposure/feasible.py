"""Whether floors can be met at all, by maximum flow: owner → view → place, in whole numbers (Dinic 1970, by scipy)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from shouyi.decision.exposure.errors import FloorsInfeasible
from shouyi.decision.exposure.problem import Problem
from shouyi.decision.exposure.views import NOBODY, Ints

NAMED_MAX = 8


@dataclass(frozen=True, slots=True)
class Reach:
    """`most` [owners]: what each could receive if it alone had a floor. `met` [owners]: what a plan that meets as much
    of all floors together as can be gives each of them towards its floor."""

    most: Ints
    met: Ints


def reach(problem: Problem) -> Reach:
    """How far the floors can be met. One flow over owners × views; candidates of one owner in one view are counted."""
    views, count, k = problem.views, problem.owners, problem.k
    owned = views.owner != NOBODY
    pairs, many = np.unique(views.view[owned] * count + views.owner[owned], return_counts=True)
    view, owner, room = pairs // count, pairs % count, np.minimum(many, k)
    most = np.bincount(owner, weights=room, minlength=count).astype(np.int64)
    source, sink, first = 0, 1 + count + len(views), 1 + count
    heads = np.concatenate((np.full(count, source), 1 + owner, first + np.arange(len(views))))
    tails = np.concatenate((1 + np.arange(count), first + view, np.full(len(views), sink)))
    rooms = np.concatenate((problem.floors, room, np.full(len(views), k))).astype(np.int32)
    graph = csr_array((rooms, (heads, tails)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, source, sink).flow
    met = flow[[source], 1 : 1 + count].toarray().ravel().astype(np.int64)
    return Reach(most, met)


def require_feasible(problem: Problem) -> None:
    """Raises FloorsInfeasible and names the owners who cannot have theirs."""
    if int(problem.floors.sum()) > problem.slots:
        raise FloorsInfeasible(
            "floors_beyond_slots", f"{int(problem.floors.sum())} impressions promised, {problem.slots} there", {}
        )
    found = reach(problem)
    missing = problem.floors - found.met
    if missing.any():
        short = {int(owner): int(missing[owner]) for owner in np.flatnonzero(missing)}
        raise FloorsInfeasible("floors_infeasible", _told(problem, found, short), short)


def _told(problem: Problem, found: Reach, short: dict[int, int]) -> str:
    named = [
        f"owner {owner}: {problem.floors[owner]} promised, {found.most[owner]} could be shown for it alone, "
        f"{found.met[owner]} beside all the others"
        for owner in list(short)[:NAMED_MAX]
    ]
    more = f"; {len(short) - NAMED_MAX} more owners" if len(short) > NAMED_MAX else ""
    return "; ".join(named) + more


def within_reach(problem: Problem) -> Problem:
    """The same problem with floors lowered to what can be met beside all the others; what that leaves out is named by
    the shortfall."""
    room = np.minimum(problem.floors, problem.slots)
    met = reach(Problem(problem.views, room, problem.k)).met
    return problem if (met == problem.floors).all() else Problem(problem.views, met, problem.k)
