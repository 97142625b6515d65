"""Other ways to give exposure, as short as they come: relevance alone, a greedy bonus, the whole program at once."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from shouyi.decision.exposure.problem import Problem
from shouyi.decision.exposure.views import NOBODY, Ints

BONUS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""In spreads of the scores."""


def greedy(problem: Problem, order: Ints, bonus: float) -> Ints:
    """CPFair's greedy idea (Naghiaei, Rahmani and Deldjoo 2022) for any owners: who lies behind an even pace to
    its floor gets one bonus, the same for all."""
    views, extra = problem.views, bonus * problem.views.spread
    given = np.zeros(problem.owners + 1)
    floors = np.append(problem.floors, 0)
    chosen = np.empty((len(views), problem.k), dtype=np.int64)
    for at, view in enumerate(order):
        mine = views.of(int(view))
        behind = given < floors * (at / len(order))
        worth = views.score[mine] + extra * behind[views.owner[mine]]
        shown = np.argpartition(-worth, problem.k - 1)[: problem.k]
        chosen[view] = mine.start + shown[np.argsort(-views.score[mine][shown])]
        given += np.bincount(views.owner[chosen[view]] % len(given), minlength=len(given))
        given[NOBODY] = 0
    return chosen


def whole_program(problem: Problem) -> float:
    """The linear program over every candidate, as one would write it down first; what its lists are worth."""
    views, n = problem.views, len(problem.views.score)
    owned = views.owner != NOBODY
    places = csr_array((np.ones(n), (views.view, np.arange(n))), shape=(len(views), n))
    needs = csr_array(
        (-np.ones(int(owned.sum())), (views.owner[owned], np.flatnonzero(owned))), shape=(problem.owners, n)
    )
    found = linprog(-views.score, needs, -problem.floors, places, np.full(len(views), problem.k), (0, 1), "highs")
    return float(-found.fun)
