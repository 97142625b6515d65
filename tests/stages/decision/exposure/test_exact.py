"""The exact solution: beside a plain linear program over everything, beside brute force, and what it refuses."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from shouyi.bench.rank_sets import SHAPES, Shape, invented
from shouyi.decision.exposure.errors import FloorsInfeasible, ProblemUnsound
from shouyi.decision.exposure.exact import solve
from shouyi.decision.exposure.feasible import require_feasible, within_reach
from shouyi.decision.exposure.measures import discounts, exposures, gini, measure, ndcg, top_lists, worse_half
from shouyi.decision.exposure.prices import priced
from shouyi.decision.exposure.problem import Problem, judge


def dense(problem: Problem) -> float:
    """The same program with every candidate in it, written down another way."""
    views, n, v = problem.views, len(problem.views.score), len(problem.views)
    places = np.zeros((v, n))
    places[views.view, np.arange(n)] = 1
    needs = np.stack([-(views.owner == owner).astype(float) for owner in range(problem.owners)])
    found = linprog(-views.score, needs, -problem.floors, places, np.full(v, problem.k), (0, 1), "highs-ipm")
    return float(-found.fun)


def brute(problem: Problem) -> float | None:
    views = problem.views
    each = [list(combinations(range(views.start[v], views.start[v + 1]), problem.k)) for v in range(len(views))]
    worth = [
        float(views.score[list(sum(lists, ()))].sum())
        for lists in product(*each)
        if (exposures(views, np.array(lists), problem.owners) >= problem.floors).all()
    ]
    return max(worth, default=None)


@pytest.mark.parametrize("k", [1, 6])
def test_it_is_worth_what_the_plain_program_is_worth(k: int) -> None:
    problem = invented(Shape(120, 100, 9, 30, k, 0.7, nobody=0.2), 7)
    found = solve(problem)
    assert (exposures(problem.views, found.chosen, problem.owners) >= problem.floors).all()
    assert found.worth == pytest.approx(dense(problem), rel=1e-9)
    assert found.bound == pytest.approx(found.worth, rel=1e-9)
    assert found.columns < len(problem.views.score)


@given(seed=st.integers(0, 10**6), floor=st.integers(0, 3))
def test_it_is_the_best_of_all_lists_or_says_that_there_are_none(seed: int, floor: int) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.integers(-3, 4, size=(3, 4)).astype(float)
    problem = judge(csr_array((scores.ravel(), np.tile(np.arange(4), 3), np.arange(0, 13, 4)), shape=(3, 4)),
                    np.append(chance.integers(-1, 2, size=3), 1), floor, 2)  # fmt: skip
    best = brute(problem)
    if best is None:
        with pytest.raises(FloorsInfeasible) as refused:
            solve(problem)
        assert not refused.value.short or sum(refused.value.short.values()) > 0
        solve(within_reach(problem))
    else:
        found = solve(problem)
        assert found.worth == pytest.approx(best)
        assert len({tuple(each) for each in np.sort(found.chosen).tolist()}) == 3


def test_its_prices_alone_miss_the_floors_by_little_and_nobody_pays_who_needs_none() -> None:
    problem = invented(SHAPES["plain"], 3)
    found = solve(problem)
    alone = priced(problem.views, problem.floors, problem.k, found.prices).given
    assert np.maximum(problem.floors - alone, 0).sum() == 0, "ties counted, the prices serve every floor"
    over = exposures(problem.views, found.chosen, problem.owners) > problem.floors
    assert (found.prices[over] == 0).all()
    assert found.prices.max() > 0


def test_without_floors_it_is_relevance_alone() -> None:
    problem = judge(csr_array(np.array([[1.0, 3.0, 2.0], [5.0, 4.0, -6.0]])), np.array([0, 0, 1]), 0, 2)
    found = solve(problem)
    assert problem.views.item[found.chosen].tolist() == [[1, 2], [0, 1]]
    assert (found.chosen == top_lists(problem)).all()
    assert ndcg(problem, found.chosen) == 1.0


def test_figures_worked_by_hand() -> None:
    """One view, scores 4, 2, 1; shown 4 and 1: (4 + 1/log₂3) / (4 + 2/log₂3)."""
    problem = judge(csr_array(np.array([[4.0, 2.0, 1.0]])), np.array([0, 0, 1]), 1, 2)
    found = measure(problem, solve(problem).chosen)
    assert found.ndcg == pytest.approx((4 + 1 / np.log2(3)) / (4 + 2 / np.log2(3)))
    assert (found.least, found.below, found.shortfall) == (1, 0, 0)
    assert discounts(2).tolist() == pytest.approx([1, 1 / np.log2(3)])
    assert gini(np.array([5, 5, 5])) == 0
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(0.75)
    assert worse_half(np.array([1, 9, 2, 8])) == pytest.approx(3 / 20)


def test_whom_floors_cannot_reach_is_named_with_what_could_be_shown() -> None:
    scores = csr_array(([1.0, 1.0, 1.0, 1.0], ([0, 0, 1, 1], [0, 1, 0, 2])), shape=(2, 3))
    with pytest.raises(FloorsInfeasible, match="owner 1: 2 promised, 1 could be shown for it alone") as refused:
        require_feasible(judge(scores, np.array([0, 1, 0]), np.array([0, 2]), 2))
    assert refused.value.short == {1: 1}
    with pytest.raises(FloorsInfeasible, match="floors_beyond_slots"):
        require_feasible(judge(scores, np.array([0, 1, 0]), 3, 2))


GOOD = csr_array(np.array([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]]))
UNSOUND = {
    "nan": ((csr_array(np.array([[np.nan, 1.0]])), np.array([0, 1]), 0, 1), "score_not_finite"),
    "infinite": ((csr_array(np.array([[1.0, -np.inf]])), np.array([0, 1]), 0, 1), "score_not_finite"),
    "too few candidates": ((csr_array(([1.0, 1.0, 1.0], ([0, 0, 1], [0, 1, 0])), shape=(2, 2)), np.array([0, 1]), 0, 2),
                           "too_few_candidates"),
    "k of 0": ((GOOD, np.array([0, 1, 1]), 0, 0), "k"),
    "k beyond the items": ((GOOD, np.array([0, 1, 1]), 0, 4), "k"),
    "floor below 0": ((GOOD, np.array([0, 1, 1]), -1, 1), "floor"),
    "one floor below 0": ((GOOD, np.array([0, 1, 1]), np.array([0, -1]), 1), "floor"),
    "floors of another number": ((GOOD, np.array([0, 1, 1]), np.array([1]), 1), "floors_shape"),
    "owners of another number": ((GOOD, np.array([0, 1]), 0, 1), "owners_shape"),
    "owners no whole numbers": ((GOOD, np.array([0.0, 1.0, 1.0]), 0, 1), "owners_type"),
    "owner below −1": ((GOOD, np.array([0, -2, 1]), 0, 1), "owner_out_of_range"),
    "owner beyond a million": ((GOOD, np.array([0, 2**40, 1]), 0, 1), "owner_out_of_range"),
    "nobody owns anything": ((GOOD, np.array([-1, -1, -1]), 0, 1), "no_owner"),
    "no users": ((csr_array((0, 3)), np.array([0, 1, 1]), 0, 1), "scores_shape"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSOUND)
def test_what_does_not_fit_is_refused_by_name(name: str) -> None:
    given_, code = UNSOUND[name]
    with pytest.raises(ProblemUnsound) as refused:
        judge(*given_)
    assert refused.value.code == code
