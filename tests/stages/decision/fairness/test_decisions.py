"""Decisions by group: rates as defined, tests as published, and at equal scores."""

from __future__ import annotations

import numpy as np
import pytest

from shouyi.decision.fairness.decisions import CUTS, alike, band_of, gaps, rates
from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.records import Groups, groups_of

ALL = ["a"] * 50 + ["b"] * 100


def flags(hits_a: int, hits_b: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([True] * hits_a + [False] * (50 - hits_a) + [True] * hits_b + [False] * (100 - hits_b))


def test_rates_gaps_and_ratio() -> None:
    groups = groups_of(ALL)
    found = rates(groups, flags(20, 80), np.ones(150, dtype=bool))
    assert [(rate.group, rate.hits, rate.value.count, rate.value.value) for rate in found] == [
        ("a", 20, 50, 0.4), ("b", 80, 100, 0.8)]  # fmt: skip
    (gap,) = gaps(found, "b")
    assert gap.ratio is not None
    assert (gap.away.value, gap.ratio.value) == (pytest.approx(-0.4), pytest.approx(0.5))
    assert gap.away.high < 0
    assert gap.ratio.high < 0.8
    assert gap.p < 1e-5


def test_the_test_of_two_rates_is_the_n_minus_1_chi_squared() -> None:
    """Campbell 2007: Pearson's χ² · (N − 1)/N. Of 20/50 and 50/100 χ² is 1.3393 with the rows' expected counts."""
    (gap,) = gaps(rates(groups_of(ALL), flags(20, 50), np.ones(150, dtype=bool)), "b")
    seen, whole = np.array([[20, 30], [50, 50]]), 150
    expected = seen.sum(axis=1, keepdims=True) * seen.sum(axis=0) / whole
    chi = ((seen - expected) ** 2 / expected).sum() * (whole - 1) / whole
    from math import erfc, sqrt

    assert gap.p == pytest.approx(erfc(sqrt(chi / 2)), rel=1e-9)


def test_no_cases_no_rate_and_a_reference_without_cases_is_an_error() -> None:
    groups = groups_of([*ALL, None])
    among = np.array([True] * 50 + [False] * 101)
    found = rates(groups, np.zeros(151, dtype=bool), among)
    assert [rate.group for rate in found] == ["a"]
    with pytest.raises(ValueError, match="no cases of b"):
        gaps(found, "b")


def test_bands_begin_where_the_guide_says() -> None:
    assert band_of(np.array([0, 599, 600, 699, 700, 799, 800, 1000])).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert CUTS == (600, 700, 800)


def applicants(seed: int, n: int, penalty: float) -> tuple[Groups, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Two groups whose scores differ; a bank that approves by band alone, but for the penalty. (groups, approved,
    band)"""
    draws = Draws(seed)
    code = (draws.uniform((n,)) < 0.6).astype(np.int64)
    score = 650 + 60 * code + 120 * draws.normal((n,))
    band = band_of(np.clip(score, 0, 1000).astype(np.int64))
    chance = np.array([0.1, 0.4, 0.6, 0.9])[band] - penalty * (code == 0) * (band >= 2)
    return Groups(("a", "b"), code), draws.uniform((n,)) < chance, band


def test_at_equal_bands_a_bank_that_looks_at_the_score_alone_shows_no_gap(soak: bool) -> None:
    """Approval differs by group, since scores do; at equal bands it does not."""
    runs, n = (4_000 if soak else 400), 300
    false = wide = 0
    for seed in range(runs):
        groups, approved, band = applicants(seed, n, 0.0)
        every = np.ones(n, dtype=bool)
        (found,) = alike(groups, approved, every, band, "b")
        false += found.p_corrected < 0.05
        wide += gaps(rates(groups, approved, every), "b")[0].p < 0.05
    assert 0.02 < false / runs < 0.08
    assert wide / runs > 0.5


def test_at_equal_bands_a_planted_penalty_is_found() -> None:
    found = [alike(g, hits, np.ones(600, dtype=bool), band, "b")[0] for g, hits, band in
             (applicants(seed, 600, 0.3) for seed in range(60))]  # fmt: skip
    assert np.mean([each.p < 0.05 for each in found]) > 0.8
    assert np.mean([each.away.value for each in found]) == pytest.approx(-0.12, abs=0.03)
    assert np.mean([each.away.low < -0.12 < each.away.high for each in found]) > 0.85


def test_one_band_alone_is_the_plain_difference() -> None:
    groups, hits, every = groups_of(ALL), flags(20, 80), np.ones(150, dtype=bool)
    (found,) = alike(groups, hits, every, np.zeros(150, dtype=np.int64), "b")
    assert found.away.value == pytest.approx(-0.4)
    half = 1.96 * (0.4 * 0.6 / 50 + 0.8 * 0.2 / 100) ** 0.5
    assert found.away.high - found.away.value == pytest.approx(half, rel=0.02)


def test_groups_that_share_no_band_are_not_compared() -> None:
    bands = np.array([0] * 50 + [1] * 100)
    assert alike(groups_of(ALL), flags(20, 80), np.ones(150, dtype=bool), bands, "b") == []
