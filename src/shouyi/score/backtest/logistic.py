"""Logistic regression by Newton's method, with a small ridge: a baseline, and what recalibrates every model alike."""

from __future__ import annotations

import numpy as np

from shouyi.score.backtest.records import Days, Flags, Floats

RIDGE, STEPS = 1e-3, 60
EDGE = 1e-4


def train(rows: Floats, bad: Flags) -> Floats:
    """Coefficients, the intercept first (not shrunk)."""
    x = np.column_stack([np.ones(len(rows)), rows])
    shrink = RIDGE * np.eye(x.shape[1])
    shrink[0, 0] = 1e-9
    found = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = _sigmoid(x @ found)
        slope = x.T @ (p - bad) + shrink @ found
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + shrink, slope)
        found -= np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-9:
            break
    return found


def predict(coefficients: Floats, rows: Floats) -> Floats:
    """P(bad)."""
    said: Floats = _sigmoid(np.column_stack([np.ones(len(rows)), rows]) @ coefficients)
    return said


def plain(rows: Floats) -> Floats:
    """Features for a linear model: no history is 0, amounts by their logarithm."""
    return np.asarray(np.log1p(np.nan_to_num(rows)), dtype=np.float64)


def recalibrated(on: Days, bad: Flags, p: Floats, origins: list[int], days: int, back: int) -> Floats:
    """Each window's probabilities put through a beta calibration (Kull and others 2017: a logistic regression on ln p
    and ln(1 − p)) that was fitted on the `back` days before its origin. Outside the windows: NaN."""
    sure = np.clip(p, EDGE, 1 - EDGE)
    rows = np.column_stack([np.log(sure), np.log1p(-sure)])
    said = np.full(len(p), np.nan)
    for origin in origins:
        known = (on >= origin - back) & (on < origin) & ~np.isnan(p)
        asked = (on >= origin) & (on < origin + days)
        said[asked] = predict(train(rows[known], bad[known]), rows[asked])
    return said


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -40, 40))), dtype=np.float64)
