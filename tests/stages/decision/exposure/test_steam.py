"""Real scores of 1,645 users and 43 publishers: the flow's figures in batch, near them when nobody is known before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shouyi.decision.exposure.exact import solve
from shouyi.decision.exposure.feasible import reach
from shouyi.decision.exposure.files import read_owners, read_scores
from shouyi.decision.exposure.measures import measure, top_lists
from shouyi.decision.exposure.pacing import serve_all
from shouyi.decision.exposure.problem import Problem, judge

STEAM = Path(__file__).parents[5] / "shared/data/ranking/steam"
BATCH = {191: 0.9997, 252: 0.9983, 296: 0.9951, 371: 0.9569}
LOST = {191: 0.0012, 252: 0.004, 296: 0.004, 371: 0.008}
pytestmark = pytest.mark.skipif(not STEAM.is_dir(), reason="the Steam scores (shared/data/ranking/steam) are not here")


def steam(floor: int) -> Problem:
    scores = read_scores((STEAM / "ranking_scores.npz").read_bytes())
    return judge(scores, read_owners((STEAM / "owners.npy").read_bytes()), floor, 10)


def test_relevance_alone_gives_what_the_notes_measured() -> None:
    problem = steam(191)
    found = measure(problem, top_lists(problem))
    assert (found.least, round(found.max_min, 3), round(found.gini, 3)) == (100, 0.197, 0.483)


@pytest.mark.parametrize("floor", BATCH)
def test_in_batch_it_is_the_exact_flow(floor: int, soak: bool) -> None:
    if not soak and floor in (252, 296):
        pytest.skip("the least and the highest floor at every commit, all of them in the long tier")
    problem = steam(floor)
    found = measure(problem, solve(problem).chosen)
    assert found.below == 0
    assert round(found.ndcg, 4) >= BATCH[floor]


@pytest.mark.parametrize("floor", BATCH)
def test_online_it_stays_near_the_batch(floor: int, soak: bool) -> None:
    if not soak and floor != 371:
        pytest.skip("the highest floor at every commit, all of them in the long tier")
    problem = steam(floor)
    for seed in range(20 if soak else 1):
        chance = np.random.default_rng(seed)
        order = chance.permutation(len(problem.views))
        for able in (reach(problem).most, None) if soak else (None,):
            found = measure(problem, serve_all(problem, order, chance, able=able).chosen)
            assert found.below == 0, f"seed {seed}"
            assert found.ndcg >= BATCH[floor] - LOST[floor], f"seed {seed}"
