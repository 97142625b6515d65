"""Fairlearn says the same: every rate, difference and ratio that both have, on the published sets and on invented ones.

Needs the optional extra `challengers`; without it these are left out by name.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from shouyi.decision.fairness.credit import SETS, Judged, Set, judge
from shouyi.decision.fairness.decisions import gaps, rates
from shouyi.decision.fairness.power import auc
from shouyi.decision.fairness.records import Groups
from stages.decision.fairness.loans import invented

pytestmark = pytest.mark.skipif(
    not (find_spec("fairlearn") and find_spec("sklearn")), reason="FAIRLEARN IS NOT INSTALLED: make setup-challengers"
)
REAL = Path(__file__).parents[5] / "shared/data/credit"


def judged(which: Set, *, real: bool) -> tuple[Judged, np.ndarray]:  # type: ignore[type-arg]
    """The judged half, and each row's label; rows in no group are left out, since Fairlearn has a group for each."""
    if real and not REAL.is_dir():
        pytest.skip(f"THE SETS OF LOANS ARE NOT HERE (shared/data/credit): {which.name}")
    found = judge(which, (REAL / which.file).read_bytes() if real else invented(which))
    return found, found.groups.codes >= 0


@pytest.mark.parametrize("real", [True, False], ids=["published", "invented"])
@pytest.mark.parametrize("which", SETS.values(), ids=SETS.keys())
def test_rates_differences_and_ratios_are_fairlearns(which: Set, real: bool) -> None:
    from fairlearn import metrics

    found, inside = judged(which, real=real)
    truth, said = found.decided.outcome[inside], found.decided.approved[inside].astype(int)
    names = np.array(found.groups.names)[found.groups.codes[inside]]
    frame = metrics.MetricFrame(
        metrics={"selection": metrics.selection_rate, "tpr": metrics.true_positive_rate,
                 "fpr": metrics.false_positive_rate},
        y_true=truth, y_pred=said, sensitive_features=names,
    )  # fmt: skip
    every = np.ones(len(truth), dtype=bool)
    groups = Groups(found.groups.names, found.groups.codes[inside])
    for metric, among in (("selection", every), ("tpr", truth == 1), ("fpr", truth == 0)):
        ours = {rate.group: rate.value.value for rate in rates(groups, said == 1, among)}
        assert ours == pytest.approx(dict(frame.by_group[metric]), abs=1e-15)
    of = rates(groups, said == 1, every)
    low, high = sorted(of, key=lambda rate: rate.value.value)
    (gap,) = gaps(of, high.group)
    assert gap.group == low.group
    assert -gap.away.value == pytest.approx(
        metrics.demographic_parity_difference(truth, said, sensitive_features=names), abs=1e-15
    )
    assert gap.ratio is not None
    assert gap.ratio.value == pytest.approx(
        metrics.demographic_parity_ratio(truth, said, sensitive_features=names), abs=1e-15
    )
    steps = [gaps(rates(groups, said == 1, among), high.group)[0].away.value for among in (truth == 1, truth == 0)]
    assert max(map(abs, steps)) == pytest.approx(
        metrics.equalized_odds_difference(truth, said, sensitive_features=names), abs=1e-15
    )


@pytest.mark.parametrize("which", SETS.values(), ids=SETS.keys())
def test_the_area_under_the_curve_is_scikit_learns(which: Set) -> None:
    from sklearn.metrics import roc_auc_score

    found, _ = judged(which, real=False)
    good = found.decided.outcome == 1
    ours = auc(good, found.decided.score.astype(float))
    assert ours is not None
    assert ours.value == pytest.approx(roc_auc_score(good, found.decided.score), abs=1e-12)
