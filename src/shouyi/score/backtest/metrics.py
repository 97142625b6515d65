"""The figures, each with its definition. `bad` are outcomes, `p` the probabilities of bad that were said before."""

from __future__ import annotations

import numpy as np

from shouyi.score.backtest.records import Flags, Floats

FLOOR = 1e-6
"""No probability counts as nearer to 0 or 1 than this: one sure mistake would outweigh everything."""


def auc(bad: Flags, p: Floats) -> float | None:
    """The share of pairs of one bad and one good outcome in which the bad one was said to be likelier; a tie counts a
    half. 1 is perfect, 1/2 says nothing. None where all outcomes are alike."""
    positives = int(bad.sum())
    negatives = len(bad) - positives
    if not positives or not negatives:
        return None
    _, place, count = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    return float((ranks[bad].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def log_loss(bad: Flags, p: Floats) -> float:
    """−mean of ln(probability given to what happened); 0 is perfect, saying the base rate gives its entropy."""
    sure = np.clip(p, FLOOR, 1 - FLOOR)
    return float(-np.where(bad, np.log(sure), np.log1p(-sure)).mean())


def brier(bad: Flags, p: Floats) -> float:
    """mean of (p − outcome)²; 0 is perfect."""
    return float(((p - bad) ** 2).mean())


def calibration_error(bad: Flags, p: Floats, bins: int = 10) -> float:
    """Expected calibration error: cases in order of p, cut into ten parts of equal size; the mean distance between
    what was said and what happened in a part. 0 is perfect. Equal p may fall into two parts, in the order of cases."""
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    return float(sum(abs(p[part].sum() - bad[part].sum()) for part in parts) / len(p))


def calibration(bad: Flags, p: Floats, bins: int = 10) -> list[tuple[float, float, int]]:
    """For each of these parts: mean of p, share of bad, number of cases."""
    parts = [part for part in np.array_split(np.argsort(p, kind="stable"), bins) if len(part)]
    return [(float(p[part].mean()), float(bad[part].mean()), len(part)) for part in parts]
