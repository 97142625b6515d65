"""What an indicator tells of a group, and what its removal does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.power import auc, indicators_of, moved, told
from shouyi.decision.fairness.records import groups_of


def by_pairs(of_group: list[bool], values: list[int]) -> float:
    pairs = [(a > b) + (a == b) / 2 for a, mine in zip(values, of_group, strict=True) if mine
             for b, other in zip(values, of_group, strict=True) if not other]  # fmt: skip
    return sum(pairs) / len(pairs)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=30))
def test_the_area_is_the_share_of_pairs_in_order(rows: list[tuple[bool, int]]) -> None:
    of_group, values = [row[0] for row in rows], [row[1] for row in rows]
    found = auc(np.array(of_group), np.array(values, dtype=float))
    if len(set(of_group)) < 2:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(by_pairs(of_group, values))
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value <= found.high + 1e-12 <= 1 + 1e-11


def test_the_variance_is_delongs() -> None:
    """By the structural components themselves, O(n·m)."""
    mine, others = Draws(1).normal((40,)) + 0.7, Draws(2).normal((60,))
    found = auc(np.array([True] * 40 + [False] * 60), np.concatenate([mine, others]))
    assert found is not None
    wins = (mine[:, None] > others[None, :]).astype(float)
    variance = wins.mean(axis=1).var(ddof=1) / 40 + wins.mean(axis=0).var(ddof=1) / 60
    area = wins.mean()
    half = 1.959964 * variance**0.5 / (area * (1 - area))
    assert found.low == pytest.approx(1 / (1 + np.exp(-(np.log(area / (1 - area)) - half))), abs=1e-6)


@pytest.mark.parametrize("shift", [0.0, 0.8, 2.0])
def test_the_interval_covers_about_95_of_100(shift: float, soak: bool) -> None:
    from statistics import NormalDist

    truth, runs = NormalDist().cdf(shift / 2**0.5), 3_000 if soak else 600
    labels = np.array([True] * 25 + [False] * 40)
    covered = 0
    for seed in range(runs):
        values = Draws(seed).normal((65,)) + shift * labels
        found = auc(labels, values)
        assert found is not None
        covered += found.low <= truth <= found.high
    assert 0.92 < covered / runs < 0.99


def test_groups_that_do_not_overlap_have_an_interval_all_the_same() -> None:
    found = auc(np.array([True] * 12 + [False] * 12), np.arange(24.0)[::-1])
    assert found is not None
    assert (found.value, found.low, found.high) == (1, 0.75, 1)


ROWS = [{"speed": (float(at % 7), 3.0), "stars": (10.0 + at % 3, 8.0)} for at in range(60)]
LABELS: list[str | None] = ["a" if at % 7 < 2 else "b" for at in range(60)]


def test_an_indicator_that_is_the_label_tells_it_and_another_does_not() -> None:
    found = told(indicators_of(ROWS, {"speed": 8.0, "stars": 20.0}), groups_of(LABELS), "b")
    by_name = {each.indicator: each for each in found}
    assert by_name["speed"].auc.value == 0
    assert by_name["speed"].p_corrected < 0.001
    assert by_name["stars"].auc.low < 0.5 < by_name["stars"].auc.high
    assert by_name["stars"].p_corrected > 0.05


def test_removal_is_the_mean_of_what_the_evidence_did_and_the_gap_is_between_groups() -> None:
    groups = groups_of(LABELS)
    found = moved(indicators_of(ROWS, {"speed": 8.0, "stars": 20.0}), groups, "b", Draws(1))
    speed = {each.group: each for each in found if each.indicator == "speed"}
    rows = np.array([row["speed"][0] for row in ROWS])
    of_a = groups.codes == 0
    assert speed["a"].to_prior.value == pytest.approx(3 - rows[of_a].mean())
    assert speed["a"].to_prior_gap is not None
    assert speed["a"].to_prior_gap.value == pytest.approx(rows[~of_a].mean() - rows[of_a].mean())
    assert speed["a"].to_prior_gap.low > 0
    assert speed["b"].to_prior_gap is None


def test_struck_an_indicator_that_all_have_in_full_proportion_moves_nobody() -> None:
    even = [{"x": (4.0, 4.0), "y": (8.0, 8.0)} for _ in range(20)]
    found = moved(indicators_of(even, {"x": 10.0, "y": 20.0}), groups_of(["a", "b"] * 10), "b", Draws(1))
    assert all(abs(each.struck.value) < 1e-12 and each.to_prior.value == 0 for each in found)
