"""Fitting and intervals, against what must hold of any beta-binomial."""

from __future__ import annotations

from dataclasses import replace
from math import exp, isclose, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.score.backtest.intervals import coverage, covered
from shouyi.score.backtest.prior import fit, likelihood, log_mass, moments, refit_mean, shapes
from shouyi.score.backtest.records import Count, Tuned
from shouyi.score.records import Totals

TUNED = Tuned(half_life=45, nu=2, kappa=500, mean=900)
tuned = st.builds(
    Tuned, half_life=st.just(45), nu=st.integers(1, 20), kappa=st.integers(1, 1000), mean=st.integers(500, 990)
)
totals = st.builds(Totals, st.integers(0, 50_000_000), st.integers(0, 50_000_000))
shape = st.floats(0.05, 50)


def count(trials: int, bad: int, found: Totals = Totals(), n: int = 0) -> Count:  # noqa: B008
    return Count("p", 0, n, trials, bad, found)


def drawn(seed: int, good: float, nu: float, persons: int, trials: int = 12) -> list[Count]:
    """Counts of persons whose rates are drawn from Beta(ν·good, ν(1 − good))."""
    draw = Random(seed)
    rates = [draw.betavariate(nu * (1 - good), nu * good) for _ in range(persons)]
    return [count(trials, sum(draw.random() < rate for _ in range(trials))) for rate in rates]


@given(shape, shape, st.integers(1, 30))
def test_masses_add_up_to_one(alpha: float, beta: float, trials: int) -> None:
    assert isclose(sum(exp(log_mass(trials, bad, alpha, beta)) for bad in range(trials + 1)), 1, abs_tol=1e-9)


@given(shape, shape)
def test_one_trial_is_bad_with_the_mean(alpha: float, beta: float) -> None:
    assert isclose(log_mass(1, 1, alpha, beta), log(alpha / (alpha + beta)), abs_tol=1e-9)


@given(tuned, totals)
def test_the_shapes_are_the_score_s_fraction(numbers: Tuned, found: Totals) -> None:
    """α / (α + β) is 1 − θ of the rate with these numbers."""
    bad, good = shapes(numbers, count(1, 0, found))
    num = 10**6 * numbers.nu * numbers.mean + numbers.kappa * found.good
    den = 10**9 * numbers.nu + numbers.kappa * found.amount
    assert isclose(bad / (bad + good), 1 - num / den, abs_tol=1e-12)


@given(tuned, totals, st.integers(1, 40))
def test_under_a_true_model_exactly_nine_in_ten_are_covered(numbers: Tuned, found: Totals, trials: int) -> None:
    cases = [count(trials, bad, found) for bad in range(trials + 1)]
    alpha, beta = shapes(numbers, cases[0])
    share = sum(exp(log_mass(trials, each.bad, alpha, beta)) * covered(numbers, each) for each in cases)
    assert isclose(share, 0.9, abs_tol=1e-7)


def test_a_prior_that_is_too_sure_covers_too_little() -> None:
    found = drawn(seed=5, good=0.8, nu=1, persons=400)
    pairs = {nu: coverage([(Tuned(45, nu, 1000, 800), each) for each in found])["all"][0] for nu in (1, 20)}
    assert pairs[1] == pytest.approx(0.9, abs=0.03)
    assert pairs[20] < 0.75


def test_coverage_is_told_by_band_of_n() -> None:
    found = coverage([(TUNED, count(3, 0, n=n)) for n in (0, 1, 2, 10, 11)])
    assert {name: size for name, (_, size) in found.items()} == {"all": 5, "0": 1, "1-2": 2, "3-10": 1, ">10": 1}


def test_a_fit_finds_what_the_counts_were_drawn_from() -> None:
    found = fit(45, drawn(seed=1, good=0.85, nu=4, persons=600))
    assert abs(found.mean - 850) <= 20
    assert found.nu in (3, 4, 6)


def test_moments_find_it_too_and_say_none_of_persons_who_are_all_alike() -> None:
    mean, nu = moments(drawn(seed=2, good=0.85, nu=4, persons=3000))
    assert (mean, nu) == (pytest.approx(0.85, abs=0.02), pytest.approx(4, rel=0.25))
    assert moments([count(10, 2)] * 20) is None
    assert moments([count(10, 2)]) is None


def test_refitting_moves_the_mean_alone() -> None:
    found = refit_mean(TUNED, drawn(seed=3, good=0.75, nu=2, persons=500))
    assert found == replace(TUNED, mean=found.mean)
    assert abs(found.mean - 750) <= 20


def test_the_order_of_counts_says_nothing() -> None:
    found = drawn(seed=4, good=0.9, nu=2, persons=50)
    assert isclose(likelihood(TUNED, found), likelihood(TUNED, found[::-1]))
