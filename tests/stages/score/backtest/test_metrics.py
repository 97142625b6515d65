"""Each figure against its definition, written out."""

from __future__ import annotations

from math import isclose, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.score.backtest import metrics
from shouyi.score.backtest.baselines import beta_1_1, raw_mean, wilson

said = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])), min_size=1, max_size=40)


def columns(pairs):
    return np.array([bad for bad, _ in pairs]), np.array([p for _, p in pairs])


@given(said)
def test_auc_is_the_share_of_pairs_in_the_right_order(pairs) -> None:
    bad, p = columns(pairs)
    found = [1.0 if p[i] > p[j] else 0.5 if p[i] == p[j] else 0.0
             for i in range(len(p)) for j in range(len(p)) if bad[i] and not bad[j]]  # fmt: skip
    auc = metrics.auc(bad, p)
    assert auc is None if not found else isclose(auc, sum(found) / len(found))


@given(said)
def test_turning_every_probability_round_turns_auc_round(pairs) -> None:
    bad, p = columns(pairs)
    there, back = metrics.auc(bad, p), metrics.auc(bad, 1 - p)
    assert there is None or isclose(there + back, 1)


def test_log_loss_and_brier_of_one_case() -> None:
    bad = np.array([True, False])
    p = np.array([0.8, 0.4])
    assert isclose(metrics.log_loss(bad, p), -(log(0.8) + log(0.6)) / 2)
    assert isclose(metrics.brier(bad, p), (0.04 + 0.16) / 2)


def test_a_sure_mistake_costs_much_but_not_everything() -> None:
    assert isclose(metrics.log_loss(np.array([True]), np.array([0.0])), -log(1e-6))


def test_what_comes_true_as_often_as_said_is_calibrated() -> None:
    p = np.repeat([0.25, 0.75], 40)
    bad = np.tile([True, False, False, False], 10).tolist() + np.tile([True, True, True, False], 10).tolist()
    assert metrics.calibration_error(np.array(bad), p, bins=2) == 0
    assert metrics.calibration(np.array(bad), p, bins=2) == [(0.25, 0.25, 40), (0.75, 0.75, 40)]
    assert isclose(metrics.calibration_error(~np.array(bad), p, bins=2), 0.5)


@pytest.mark.parametrize(("n", "bad", "lower"), [(10, 1, 0.5958), (100, 50, 0.4038), (1, 0, 0.2065)])
def test_wilson_is_the_published_bound(n: int, bad: int, lower: float) -> None:
    assert wilson(n, bad) == pytest.approx(1 - lower, abs=1e-4)


def test_without_history_the_rules_say_what_they_say() -> None:
    assert (raw_mean(0, 0), wilson(0, 0), beta_1_1(0, 0)) == (0.5, 1.0, 0.5)
    assert (raw_mean(4, 1), beta_1_1(4, 1)) == (0.25, 2 / 6)
