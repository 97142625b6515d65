"""Relevance corrected for place and past exposure finds what was planted; so do prices from a thinned night."""

from __future__ import annotations

import numpy as np
import pytest

from shouyi.bench.rank_amazon import factors
from shouyi.bench.rank_rivals import greedy
from shouyi.bench.rank_sets import Shape, invented, market
from shouyi.decision.exposure.errors import ProblemUnsound
from shouyi.decision.exposure.exact import solve
from shouyi.decision.exposure.feasible import reach
from shouyi.decision.exposure.measures import measure, ndcg
from shouyi.decision.exposure.nightly import night, thinned
from shouyi.decision.exposure.pacing import Pace, serve_all
from shouyi.decision.exposure.relevance import corrected


def planted() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Forty works; the better half was mostly shown at the bottom. Looks fall as 1 / place."""
    chance = np.random.default_rng(1)
    truth = np.linspace(0.05, 0.3, 40)
    low = np.array([800, 400, 200, 100, 100])
    shown = np.where((np.arange(40) < 20)[:, None], low, low[::-1]) + chance.integers(0, 50, size=(40, 5))
    return shown, chance.binomial(shown, truth[:, None] / np.arange(1, 6)), truth


def test_place_is_taken_out_of_relevance() -> None:
    shown, clicked, truth = planted()
    found = corrected(shown, clicked)
    assert found.looks == pytest.approx(1 / np.arange(1, 6), abs=0.04)
    assert np.corrcoef(found.corrected, truth)[0, 1] > 0.97 > 0.8 > np.corrcoef(found.raw, truth)[0, 1]
    assert (found.clicks == clicked.sum(axis=1)).all()


def test_who_was_never_shown_stands_at_the_mean() -> None:
    shown, clicked, _truth = planted()
    shown[7], clicked[7] = 0, 0
    found = corrected(shown, clicked)
    assert found.raw[7] == 0
    assert found.corrected[7] == pytest.approx(clicked.sum() / (shown @ found.looks).sum())


def test_ten_times_the_past_exposure_changes_clicks_and_not_relevance() -> None:
    shown, clicked, _truth = planted()
    more = corrected(np.vstack([shown, shown[:1] * 10]), np.vstack([clicked, clicked[:1] * 10]), strength=0)
    assert more.clicks[-1] == 10 * more.clicks[0]
    assert more.corrected[-1] == pytest.approx(more.corrected[0])


@pytest.mark.parametrize("break_", [lambda s, c: (s, c + s), lambda s, c: (s[:3], c), lambda s, c: (s * 1.0, c)])
def test_a_log_that_cannot_be_is_refused(break_) -> None:
    shown, clicked, _truth = planted()
    with pytest.raises(ProblemUnsound):
        corrected(*break_(shown, clicked))
    assert corrected(shown * 0, clicked * 0).corrected.tolist() == [0.0] * 40


def test_a_thinned_night_serves_nearly_as_well_as_an_exact_one() -> None:
    problem, segment = market(300, 1500, 3)
    rows, times = thinned(segment, 10)
    assert times.sum() == len(segment)
    assert np.bincount(segment[rows]).max() <= np.bincount(segment).max() // 10 + 1
    prices = night(problem.views.thin(rows, times), problem.floors, problem.k).prices
    chance = np.random.default_rng(1)
    order = chance.permutation(len(problem.views))
    fixed = Pace(first=1 << 60)
    found = serve_all(problem, order, chance, able=reach(problem).most, pace=fixed, prices=prices).chosen
    assert measure(problem, found).below == 0
    assert ndcg(problem, solve(problem).chosen) - ndcg(problem, found) < 0.01
    for bad in (np.array([], dtype=int), segment[:, None]):
        with pytest.raises(ProblemUnsound):
            thinned(bad, 10)


def test_a_greedy_bonus_pays_more_for_less() -> None:
    """The rival of the benchmark does its work: floors nearly met, at a higher price than ours."""
    problem = invented(Shape(300, 200, 12, 60, 8, 0.5), 2)
    chance = np.random.default_rng(5)
    order = chance.permutation(len(problem.views))
    rival = measure(problem, greedy(problem, order, 0.8))
    ours = measure(problem, serve_all(problem, order, chance, able=reach(problem).most).chosen)
    assert ours.below == 0
    assert ours.ndcg > rival.ndcg or rival.below > 0


def test_the_benchmarks_factors_tell_two_tastes_apart() -> None:
    from scipy.sparse import csr_array

    chance = np.random.default_rng(2)
    taste = np.repeat([0, 1], 20)
    liked = chance.random((40, 30)) < np.where(taste[:, None] == (np.arange(30) < 15), 0.5, 0.02)
    users, items = factors(csr_array(liked.astype(float)))
    guess = users @ items.T
    same = (taste[:, None] == (np.arange(30) < 15)) & ~liked
    other = (taste[:, None] != (np.arange(30) < 15)) & ~liked
    assert guess[same].mean() > 3 * abs(guess[other].mean())
    assert (factors(csr_array(liked.astype(float)))[0] == users).all()
