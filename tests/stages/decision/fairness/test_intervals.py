"""Intervals equal published worked examples, and cover what they say."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.intervals import bootstrap, difference, mean_of, ratio, wilson
from shouyi.decision.fairness.multiple import holm

NEWCOMBE_ONE = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
"""Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3."""
NEWCOMBE_TWO = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (10, 10, 0, 10, 0.6075, 1.0),
]
"""Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10."""


@pytest.mark.parametrize(("hits", "n", "low", "high"), NEWCOMBE_ONE)
def test_a_rate_has_the_published_interval(hits: int, n: int, low: float, high: float) -> None:
    found = wilson(hits, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(("a", "n", "b", "m", "low", "high"), NEWCOMBE_TWO)
def test_a_difference_has_the_published_interval(a: int, n: int, b: int, m: int, low: float, high: float) -> None:
    found = difference(wilson(a, n), wilson(b, m))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_rate_without_cases_is_refused() -> None:
    with pytest.raises(ValueError, match="no rate"):
        wilson(0, 0)
    with pytest.raises(ValueError, match="no rate"):
        wilson(3, 2)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_a_ratio_turned_around_has_its_interval_turned_around(a: int, b: int, n: int, m: int) -> None:
    one, other = wilson(min(a, n), n), wilson(min(b, m), m)
    there, back = ratio(one, other), ratio(other, one)
    assert there is not None
    assert back is not None
    assert 0 <= there.low <= there.value <= there.high
    assert isclose(there.high * back.low, 1, rel_tol=1e-6) or back.low * there.high == 0
    assert isclose(there.low * back.high, 1, rel_tol=1e-6) or there.low * back.high == 0


def test_a_ratio_to_nothing_is_none_and_of_nothing_begins_at_0() -> None:
    assert ratio(wilson(3, 10), wilson(0, 10)) is None
    none = ratio(wilson(0, 10), wilson(3, 10))
    assert none is not None
    assert (none.value, none.low) == (0, 0)
    assert none.high > 0.5


@pytest.mark.parametrize(("p", "q", "n"), [(0.1, 0.2, 40), (0.5, 0.6, 30), (0.9, 0.8, 60)])
def test_a_ratio_covers_95_of_100(p: float, q: float, n: int) -> None:
    """Exactly: over every pair of outcomes with its chance."""
    from math import comb

    mass = [[comb(n, k) * r**k * (1 - r) ** (n - k) for k in range(n + 1)] for r in (p, q)]
    covered = weight = 0.0
    for k in range(n + 1):
        for j in range(1, n + 1):
            found = ratio(wilson(k, n), wilson(j, n))
            assert found is not None
            weight += mass[0][k] * mass[1][j]
            covered += mass[0][k] * mass[1][j] * (found.low <= p / q <= found.high)
    assert 0.935 < covered / weight < 0.975


def test_a_mean_is_resampled_as_its_standard_error_says() -> None:
    rows = Draws(5).normal((200, 1))
    found = bootstrap(rows, lambda sums: sums[:, 0] / 200, Draws(1))
    half = 1.96 * rows.std() / 200**0.5
    assert found.value == pytest.approx(rows.mean())
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.1)
    assert found == bootstrap(rows, lambda sums: sums[:, 0] / 200, Draws(1))


def test_a_mean_of_many_is_what_resampling_would_say() -> None:
    values = np.exp(Draws(1).normal((1_001,)))
    closed, drawn = mean_of(values, Draws(1)), mean_of(values[:1_000], Draws(1))
    assert closed.count == 1_001
    assert closed.low == pytest.approx(drawn.low, rel=0.02)
    assert closed.high == pytest.approx(drawn.high, rel=0.02)


def test_draws_are_the_same_everywhere() -> None:
    """Fixed, so that a report can be made again: whoever changes them changes every interval."""
    assert Draws(1).below(1000, (5,)).tolist() == [127, 86, 885, 778, 689]
    assert Draws(1).signs((6,)).tolist() == [1, 1, -1, 1, -1, -1]
    normal = Draws(2).normal((20_000,))
    assert abs(normal.mean()) < 0.03
    assert abs(normal.std() - 1) < 0.03
    assert abs(np.mean(Draws(3).signs((20_000,)))) < 0.03


def test_holm_is_his_own_example_and_never_falls() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_a_corrected_p_is_no_smaller_and_keeps_the_order(p: list[float]) -> None:
    found = holm(p)
    assert all(one >= other and one <= 1 for one, other in zip(found, p, strict=True))
    order = sorted(range(len(p)), key=lambda at: p[at])
    assert [found[at] for at in order] == sorted(found)
