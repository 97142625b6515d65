"""Exposure floors: what they cost in relevance, at once and while serving; how long a night and one page take.

Lists: an invented set with skewed owners, and where they are at hand the Steam scores (floor 191, 371) and Amazon Toy
under our own factors; beside relevance alone and a greedy bonus (the bonus that lost least among those that met most).
Serving: one page of 10,000 candidates among 100,000 merchants, prices known; beside a bare pick of the K largest.
Program: 300,000 impressions a scale, 3,000 merchants, 30 candidates a view; the exact solution beside the whole linear
program, and prices from one view in ten, served. Night: 1,000,000 impressions and 10,000 merchants a scale, one view
in ten.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np

from shouyi.bench.rank_amazon import read_amazon
from shouyi.bench.rank_rivals import BONUS, greedy, whole_program
from shouyi.bench.rank_sets import SHAPES, Shape, invented, market
from shouyi.bench.rounds import Figures, spread
from shouyi.decision.exposure.exact import solve
from shouyi.decision.exposure.feasible import reach
from shouyi.decision.exposure.files import read_owners, read_scores
from shouyi.decision.exposure.measures import Measured, exposures, measure, ndcg, top_lists
from shouyi.decision.exposure.nightly import night, thinned
from shouyi.decision.exposure.pacing import Pace, Pacer, serve_all
from shouyi.decision.exposure.problem import Problem, judge

Found = TypeVar("Found")
DATA = Path("../shared/data/ranking")
SEEDS, THINNED, PAGES = 5, 10, 400
SMALL = Shape(100, 80, 8, 30, 5, 0.5, skew=1.4)
"""What stands for the invented set where a run is only to show that it works."""
FIXED = Pace(first=1 << 60)
"""Serves with the night's prices and never finds others."""


def run(seed: int, scale: float = 1.0) -> Figures:
    found: Figures = {}
    for name, problem in _sets(seed, scale):
        found |= {f"{name}_{key}": value for key, value in lists(problem, seed).items()}
    return found | serving(seed, scale) | program(seed, scale) | a_night(seed, scale)


def _sets(seed: int, scale: float) -> Iterator[tuple[str, Problem]]:
    yield "skewed", invented(SHAPES["skewed owners"] if scale >= 1 else SMALL, seed)
    steam = DATA / "steam"
    if scale >= 1 and steam.is_dir():
        scores = read_scores((steam / "ranking_scores.npz").read_bytes())
        owners = read_owners((steam / "owners.npy").read_bytes())
        for floor in (191, 371):
            yield f"steam_{floor}", judge(scores, owners, floor, 10)
    if scale >= 1 and (DATA / "cpfair_amazon_toy").is_dir():
        yield "amazon", read_amazon(DATA / "cpfair_amazon_toy")[0]


def lists(problem: Problem, seed: int) -> Figures:
    """NDCG and owners under their floor of each way; online the least, median, greatest NDCG of several orders."""
    best = solve(problem)
    exact, able = ndcg(problem, best.chosen), reach(problem).most
    online, rival = [], []
    for each in range(SEEDS):
        chance = np.random.default_rng(seed + each)
        order = chance.permutation(len(problem.views))
        online.append(measure(problem, serve_all(problem, order, chance, able=able).chosen))
    for bonus in BONUS:
        rival.append(measure(problem, greedy(problem, order, bonus)))
    nearest = min(rival, key=lambda each: (each.below, -each.ndcg))
    return (
        {"exact_ndcg": round(exact, 4), "online_ndcg": spread([each.ndcg for each in online], 4)}
        | {"online_below": max(each.below for each in online), "online_lost": round(exact - _least(online), 4)}
        | {"greedy_ndcg": round(nearest.ndcg, 4), "greedy_below": nearest.below}
        | {"top_below": measure(problem, top_lists(problem)).below}
    )


def _least(found: list[Measured]) -> float:
    return min(each.ndcg for each in found)


def serving(seed: int, scale: float) -> Figures:
    """One page among many candidates, state and catch-up included; learning new prices runs beside it."""
    chance = np.random.default_rng(seed)
    owners, wide, k = int(100_000 * min(scale, 1)), int(10_000 * min(scale, 1)), 10
    floors = np.full(owners, 5, dtype=np.int64)
    pacer = Pacer(floors, k, 100_000, chance, FIXED, prices=chance.random(owners) * 0.1)
    ours, bare, computing = [], [], []
    for _ in range(int(PAGES * min(scale, 1)) + 5):
        score, owner = chance.random(wide), chance.integers(0, owners, size=wide)
        start, busy = time.perf_counter(), time.process_time()
        pacer.serve(score, owner)
        middle = time.perf_counter()
        computing.append(1000 * (time.process_time() - busy))
        np.argpartition(-score, k)[:k]
        ours.append(1000 * (middle - start))
        bare.append(1000 * (time.perf_counter() - middle))
    p50, p99 = np.percentile(ours[5:], (50, 99))
    return {
        "page_candidates": wide,
        "page_p50_ms": round(float(p50), 2),
        "page_p99_ms": round(float(p99), 2),
        "page_cpu_p99_ms": round(float(np.percentile(computing[5:], 99)), 2),
        "bare_page_p50_ms": round(float(np.median(bare[5:])), 2),
    }


def program(seed: int, scale: float) -> Figures:
    """The exact solution beside the whole program; prices from a tenth of the views, and what serving them loses."""
    problem, segment = market(int(3000 * scale), int(30_000 * scale), seed, each=30)
    best, ours = _timed(lambda: solve(problem))
    _worth, whole = _timed(lambda: whole_program(problem))
    rows, times = thinned(segment, THINNED)
    priced, night_s = _timed(lambda: night(problem.views.thin(rows, times), problem.floors, problem.k))
    chance = np.random.default_rng(seed)
    order, able = chance.permutation(len(problem.views)), reach(problem).most
    served = serve_all(problem, order, chance, able=able, pace=FIXED, prices=priced.prices).chosen
    missing = np.maximum(problem.floors - exposures(problem.views, served, problem.owners), 0)
    return {
        "program_impressions": problem.slots,
        "program_candidates": len(problem.views.score),
        "exact_cpu_s": round(ours, 2),
        "whole_cpu_s": round(whole, 2),
        "ratio_whole_to_exact": round(whole / ours, 2),
        "exact_in_doubt": best.columns,
        "exact_gap": round((best.bound - best.worth) / best.worth, 12),
        "thinned_cpu_s": round(night_s, 2),
        "thinned_lost_worth": round(1 - float(problem.views.score[served].sum()) / best.worth, 5),
        "thinned_lost_ndcg": round(ndcg(problem, best.chosen) - ndcg(problem, served), 5),
        "thinned_missing": int(missing.sum()),
        "thinned_promised": int(problem.floors.sum()),
    }


def _timed(work: Callable[[], Found]) -> tuple[Found, float]:
    """What it found, and its own seconds of computing: seconds by the clock belong to whoever else is there."""
    start = time.process_time()
    return work(), time.process_time() - start


def a_night(seed: int, scale: float) -> Figures:
    """One price for each of very many merchants. Views are drawn already thinned: each stands for ten."""
    merchants, arrivals = int(10_000 * scale), int(100_000 * scale)
    problem, _segment = market(merchants, arrivals // THINNED, seed, times=THINNED)
    start = time.perf_counter()
    found = night(problem.views, problem.floors, problem.k)
    missing = np.maximum(problem.floors - found.given, 0).sum()
    return {
        "night_merchants": merchants,
        "night_impressions": arrivals * problem.k,
        "night_s": round(time.perf_counter() - start, 1),
        "night_missing": round(float(missing / problem.floors.sum()), 5),
        "night_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
