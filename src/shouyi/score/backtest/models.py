"""One row of a report: a model's probabilities beside what happened, and the figures taken of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shouyi.score.backtest import metrics
from shouyi.score.backtest.baselines import RULES
from shouyi.score.backtest.challengers import Challenger
from shouyi.score.backtest.logistic import recalibrated
from shouyi.score.backtest.records import BANDS, Case, Days, Flags, Floats


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of a task as columns; `n` is how much history each has, `rows` what challengers may see of it."""

    on: Days
    bad: Flags
    n: Days
    rows: Floats

    def between(self, first: int, end: int) -> Flags:
        """Which cases lie in [first, end)."""
        return np.asarray((self.on >= first) & (self.on < end))


@dataclass(frozen=True, slots=True)
class Windows:
    """Test windows: an origin each, `days` long; recalibrated on the `back` days before an origin."""

    origins: tuple[int, ...]
    days: int
    back: int

    @property
    def end(self) -> int:
        return self.origins[-1] + self.days


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one model on the test windows. `auc_by_n` leaves out bands where all outcomes are alike; figures after
    recalibration are None where no window was long enough to fit one."""

    model: str
    cases: int
    auc: float | None
    auc_by_n: dict[str, float]
    log_loss: float
    brier: float
    calibration_error: float
    log_loss_recalibrated: float | None
    calibration_error_recalibrated: float | None


def columns(cases: Sequence[Case], rows: Floats) -> Cases:
    """The cases as columns."""
    return Cases(
        on=np.array([case.on for case in cases], dtype=np.int64),
        bad=np.array([case.bad for case in cases], dtype=np.bool_),
        n=np.array([len(case.history) for case in cases], dtype=np.int64),
        rows=rows,
    )


def judged(model: str, said: Floats, cases: Cases, windows: Windows, *, recalibrate: bool = True) -> Figures:
    """The figures of what was `said` of each case; only those of the test windows count."""
    test = cases.between(windows.origins[0], windows.end)
    bad, p = cases.bad[test], said[test]
    again = None
    if recalibrate:
        again = recalibrated(cases.on, cases.bad, said, list(windows.origins), windows.days, windows.back)[test]
    return Figures(
        model=model,
        cases=int(test.sum()),
        auc=metrics.auc(bad, p),
        auc_by_n=_by_band(bad, p, cases.n[test]),
        log_loss=metrics.log_loss(bad, p),
        brier=metrics.brier(bad, p),
        calibration_error=metrics.calibration_error(bad, p),
        log_loss_recalibrated=None if again is None else metrics.log_loss(bad, again),
        calibration_error_recalibrated=None if again is None else metrics.calibration_error(bad, again),
    )


def rules(cases: Sequence[Case]) -> dict[str, Floats]:
    """What each simple rule says of each case."""
    found = [(len(case.history), sum(each.bad for each in case.history)) for case in cases]
    return {name: np.array([rule(*each) for each in found]) for name, rule in RULES.items()}


def learned(challenger: Challenger, cases: Cases, cuts: Sequence[int], end: int) -> Floats:
    """What a challenger says from each cut to the next, having learned what lies before that cut. Before the first:
    NaN."""
    said = np.full(len(cases.on), np.nan)
    for cut, until in zip(cuts, [*cuts[1:], end], strict=True):
        known, asked = cases.between(0, cut), cases.between(cut, until)
        if asked.any():
            said[asked] = challenger(cases.rows[known], cases.bad[known], cases.rows[asked])
    return said


def _by_band(bad: Flags, p: Floats, n: Days) -> dict[str, float]:
    inside = {name: (n >= least) & (n <= greatest) for name, least, greatest in BANDS}
    found = {name: metrics.auc(bad[which], p[which]) for name, which in inside.items()}
    return {name: value for name, value in found.items() if value is not None}
