"""Arrivals that nobody knew: floors are met, little is lost, and nothing that comes later changes what was shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shouyi.bench.rank_sets import ORDERS, SHAPES, Shape, invented
from shouyi.decision.exposure.exact import solve
from shouyi.decision.exposure.feasible import reach
from shouyi.decision.exposure.measures import measure, ndcg, top_lists
from shouyi.decision.exposure.pacing import Pacer, serve_all
from shouyi.decision.exposure.problem import Problem

SMALL = Shape(300, 200, 12, 60, 8, 0.5)


def served(problem: Problem, order: str, seed: int, **more: object) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return serve_all(problem, ORDERS[order](problem, chance), chance, able=reach(problem).most, **more).chosen


@pytest.mark.parametrize("order", ORDERS)
def test_every_floor_is_met_in_whatever_order_they_come(order: str) -> None:
    problem = invented(SMALL, 2)
    found = measure(problem, served(problem, order, 5))
    assert (found.below, found.shortfall) == (0, 0)
    assert found.ndcg < 1


@pytest.mark.soak
@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("order", ORDERS)
def test_many_shapes_in_every_order(name: str, order: str, record_property) -> None:
    problem = invented(SHAPES[name], 11)
    found = [measure(problem, served(problem, order, seed)) for seed in range(5)]
    best = ndcg(problem, solve(problem).chosen)
    record_property("lost", [best - each.ndcg for each in found])
    assert max(each.shortfall for each in found) <= 2, "of thousands"


def test_it_costs_little_more_than_knowing_everybody_beforehand() -> None:
    problem = invented(SMALL, 2)
    best = ndcg(problem, solve(problem).chosen)
    assert best - ndcg(problem, served(problem, "random", 5)) < 0.006


def test_what_comes_later_changes_nothing_that_was_shown() -> None:
    problem = invented(SMALL, 4)
    chance = np.random.default_rng(1)
    order = chance.permutation(len(problem.views))
    early, late = order[:180], order[180:]
    views = problem.views
    other = views.score.copy()
    changed = np.isin(views.view, late)
    other[changed] = chance.permutation(other[changed]) * 7 - 3
    there = replace(problem, views=replace(views, score=other))
    able = reach(problem).most
    lists = [serve_all(each, order, np.random.default_rng(1), able=able).chosen for each in (problem, there)]
    assert (lists[0][early] == lists[1][early]).all()
    assert (lists[0][late] != lists[1][late]).any()


def test_the_same_seed_gives_the_same_lists_each_of_k_different_works() -> None:
    problem = invented(SMALL, 2)
    once = served(problem, "bursty", 3)
    assert (once == served(problem, "bursty", 3)).all()
    assert (np.diff(np.sort(once, axis=1), axis=1) > 0).all()
    assert (problem.views.view[once] == np.arange(len(problem.views))[:, None]).all()


def test_without_floors_it_shows_relevance_alone() -> None:
    problem = invented(SMALL, 2)
    free = replace(problem, floors=problem.floors * 0)
    assert (served(free, "random", 1) == top_lists(free)).all()


def test_units_of_score_do_not_matter() -> None:
    problem = invented(SMALL, 2)
    large = replace(problem, views=replace(problem.views, score=problem.views.score * 2.0**20))
    assert (served(problem, "random", 1) == served(large, "random", 1)).all()


def test_fewer_arrivals_than_forecast_leave_a_shortfall_that_can_be_read() -> None:
    problem = invented(SMALL, 2)
    pacer = Pacer(problem.floors, problem.k, 2 * len(problem.views), np.random.default_rng(1))
    for view in range(len(problem.views)):
        mine = problem.views.of(view)
        pacer.serve(problem.views.score[mine], problem.views.owner[mine])
    assert pacer.total == np.maximum(pacer.missing, 0).sum() > 0


def test_more_arrivals_than_forecast_break_nothing() -> None:
    problem = invented(SMALL, 2)
    pacer = Pacer(problem.floors, problem.k, len(problem.views) // 2, np.random.default_rng(1))
    for view in range(len(problem.views)):
        if pacer.is_due():
            pacer.learn()
        mine = problem.views.of(view)
        pacer.serve(problem.views.score[mine], problem.views.owner[mine])
    assert pacer.total == 0
