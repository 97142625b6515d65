"""The best lists that meet every floor, proved: a linear program over the few candidates that are in doubt.

maximise Σ score · x  subject to  Σ_view x = K,  Σ_owner x ≥ floor,  0 ≤ x ≤ 1. Its matrix is that of a network, so
every corner is whole. Near good prices almost every candidate is in or out for certain; only those within `width` of a
view's K-th place enter the program. Whether that left out too much is not trusted but checked: prices of the program
must give a dual D(p) over *all* candidates that equals the lists' worth, which proves both. Else the width grows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array

from shouyi.decision.exposure.errors import SolverFailed
from shouyi.decision.exposure.feasible import require_feasible
from shouyi.decision.exposure.measures import best_first
from shouyi.decision.exposure.prices import find_prices, priced, thresholds
from shouyi.decision.exposure.problem import Problem
from shouyi.decision.exposure.views import NOBODY, Flags, Floats, Ints

WIDTH, WIDER = 0.1, 4.0
"""In spreads of the scores."""
GAP = 1e-9
"""The proof's tolerance, by the sum of the absolute worth."""


@dataclass(frozen=True, slots=True)
class Solution:
    """`chosen` [views, k] points to candidates, best first. `prices` [owners] in units of score. `worth`: Σ score;
    `bound`: the dual at the prices, never below it. `columns`: candidates that were in doubt."""

    chosen: Ints
    prices: Floats
    worth: float
    bound: float
    columns: int


def solve(problem: Problem) -> Solution:
    """The exact solution. Raises FloorsInfeasible, SolverFailed."""
    require_feasible(problem)
    prices = find_prices(problem.views, problem.floors, problem.k).prices
    width = WIDTH * problem.views.spread
    while True:
        above, _ = thresholds(problem.views, prices, problem.k)
        doubt = np.abs(above) <= width
        found = _solved(problem, doubt, above > width)
        if found is not None and found.bound - found.worth <= GAP * _size(problem, found):
            return found
        if doubt.all():
            raise SolverFailed("not_proved", "no optimum could be proved over all candidates")
        width *= WIDER
        prices = prices if found is None else found.prices


def _size(problem: Problem, found: Solution) -> float:
    return float(np.abs(problem.views.score[found.chosen]).sum()) + problem.views.spread


def _solved(problem: Problem, doubt: Flags, inside: Flags) -> Solution | None:
    """The program over what is in doubt, beside what is inside for certain; None where that has no solution."""
    views = problem.views
    at = np.flatnonzero(doubt)
    left = problem.k - np.bincount(views.view[inside], minlength=len(views))
    owned = views.owner[inside]
    floors = problem.floors - np.bincount(owned[owned != NOBODY], minlength=problem.owners)
    if (left < 0).any():
        return None
    answer = _program(views.score[at], views.view[at], views.owner[at], left, floors)
    if answer is None:
        return None
    shown = inside.copy()
    shown[at[answer.x > 0.5]] = True
    prices = np.maximum(0.0, -answer.ineqlin.marginals)
    chosen = best_first(views, np.flatnonzero(shown).reshape(len(views), problem.k))
    bound = priced(views, problem.floors, problem.k, prices).value
    return Solution(chosen, prices, float(views.score[chosen].sum()), bound, len(at))


def _program(score: Floats, view: Ints, owner: Ints, left: Ints, floors: Ints) -> OptimizeResult | None:
    column = np.arange(len(score))
    owned = owner != NOBODY
    rows = csr_array((np.ones(len(score)), (view, column)), shape=(len(left), len(score)))
    needs = csr_array((-np.ones(int(owned.sum())), (owner[owned], column[owned])), shape=(len(floors), len(score)))
    answer = linprog(-score, A_eq=rows, b_eq=left, A_ub=needs, b_ub=-floors, bounds=(0, 1), method="highs-ds")
    if answer.status == 2:
        return None
    if answer.status != 0 or np.abs(answer.x - np.round(answer.x)).max(initial=0) > 1e-6:
        raise SolverFailed("solver", f"status {answer.status}: {answer.message}")
    return answer
