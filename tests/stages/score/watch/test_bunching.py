"""McCrary's test: by hand, against numpy's least squares, its error rate, and what it finds."""

from __future__ import annotations

from fractions import Fraction
from math import erfc, log, sqrt

import numpy as np
import pytest

from shouyi.score.watch.bunching import at_the_floor, bunching
from stages.score.watch import worlds

WEIGHTS = [171, 119, 75, 39, 11, -9, -21, -25, -21, -9]
"""Of the ten bins from the floor outwards, in 330ths: what the page prints."""


def scores_of(below: list[int], above: list[int]) -> list[int]:
    """Scores with so many in each bin of half a point, from 80 outwards."""
    left = [799 - 5 * place for place, count in enumerate(below) for _ in range(count)]
    return left + [800 + 5 * place for place, count in enumerate(above) for _ in range(count)]


def test_the_page_s_weights() -> None:
    ones = [[int(place == other) for other in range(10)] for place in range(10)]
    assert [at_the_floor(one) for one in ones] == [Fraction(weight, 330) for weight in WEIGHTS]


def test_the_page_s_example_by_hand() -> None:
    found = bunching(scores_of([20] * 10, [45, 35] + [20] * 8), 800)
    assert found.people == 440
    assert (found.below, found.above) == (20, pytest.approx(20 + (25 * 171 + 15 * 119) / 330))
    theta, error = log(38.3636 / 20), sqrt(0.48 * (1 / 38.3636 + 1 / 20))
    assert found.ratio == pytest.approx(1.918, abs=5e-4)
    assert found.p == pytest.approx(erfc(theta / error / sqrt(2)) / 2, rel=1e-3)
    assert found.p == pytest.approx(0.00033, abs=5e-6)
    assert found.verdict == "look"


@pytest.mark.parametrize("seed", range(5))
def test_the_line_is_that_of_weighted_least_squares(seed) -> None:
    """numpy's own fit of the same bins, with the square roots of the same weights."""
    counts = np.random.default_rng(seed).integers(0, 60, 10)
    distance = np.arange(1, 20, 2)
    roots = np.sqrt(np.arange(19, 0, -2))
    fit = np.polyfit(distance, counts, 1, w=roots)
    assert float(at_the_floor([int(count) for count in counts])) == pytest.approx(fit[1])


def test_a_straight_slope_is_no_step() -> None:
    found = bunching(scores_of(list(range(30, 50, 2)), list(range(28, 8, -2))), 800)
    assert found.ratio == pytest.approx(1)
    assert found.p == pytest.approx(0.5)
    assert found.verdict == "none"


@pytest.mark.parametrize(("mean", "sd", "count"), [(70, 8, 2_000), (76, 4, 1_000), (80, 5, 1_000)])
def test_smooth_populations_are_left_alone(mean, sd, count) -> None:
    """Level .01: of 300 smooth populations about three, whatever their slope at 80."""
    hits, low, _ = worlds.rate(300, lambda seed: flagged(worlds.smooth_scores(seed, mean, sd, count)))
    assert low <= 0.01
    assert hits <= 9


def test_who_got_themselves_over_the_floor_is_found() -> None:
    """Two fifths of those within two points below 80, of 2,000 people."""
    found = worlds.rate(100, lambda seed: flagged(worlds.lifted(worlds.smooth_scores(seed, 72, 7, 2_000), seed, 0.4)))
    assert found[0] >= 95


def test_fewer_people_above_is_no_bunching() -> None:
    assert bunching(scores_of([45, 35] + [20] * 8, [20] * 10), 800).verdict == "none"


@pytest.mark.parametrize("scores", [[], [800] * 99, [800] * 400, scores_of([9] * 10, [0] * 10)])
def test_too_few_or_one_sided_says_nothing(scores) -> None:
    found = bunching(scores, 800)
    assert (found.verdict, found.p) == ("unknown", None)
    assert found.people == len(scores)


def flagged(scores: list[int]) -> bool:
    return bunching(scores, 800).verdict == "look"
