"""Does an indicator tell who is in a group, and what would the scores be without it?

An indicator that predicts disability is not thereby wrong: it may measure what disability makes harder. It is then to
be looked at, and its removal shows whom it moves. Neither figure changes a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.intervals import RESAMPLES, Z, percentiles, resampled_sums
from shouyi.decision.fairness.multiple import holm
from shouyi.decision.fairness.records import Flags, Floats, Groups, Measured


@dataclass(frozen=True, slots=True)
class Told:
    """How well an indicator tells a group from the reference. `auc`: the chance that somebody of the group has more of
    it than somebody of the reference, a tie counting a half; ideal .5, and .5 below or above says the same. `p`: of
    .5."""

    indicator: str
    group: str
    auc: Measured
    p: float
    p_corrected: float


@dataclass(frozen=True, slots=True)
class Moved:
    """What a score is without an indicator, in points, mean of a group: `to_prior` where the guide's starting value
    stands in its place, `struck` where it is struck and the other weights grow in proportion. Each with the
    difference from the reference's mean (`…_gap`): above 0 the group gains by the removal, beside the reference."""

    indicator: str
    group: str
    to_prior: Measured
    to_prior_gap: Measured | None
    struck: Measured
    struck_gap: Measured | None


@dataclass(frozen=True, slots=True)
class Indicators:
    """One row a person, one column an indicator of `names`, in points: what it contributes, and what it would without
    evidence; `most`: what it contributes at most."""

    names: tuple[str, ...]
    points: Floats
    neutral: Floats
    most: Floats


def auc(of_group: Flags, values: Floats) -> Measured | None:
    """The area under the ROC curve with its interval: DeLong, DeLong and Clarke-Pearson 1988 by mid-ranks (Sun and Xu
    2014), taken on the logit scale so that it stays within 0 and 1 (Pepe 2003, 5.2). Where the groups do not overlap
    at all, that variance is 0; then the interval is Hanley and McNeil's for three misplaced pairs ("rule of three").
    None without both kinds."""
    mine, others = values[of_group], values[~of_group]
    n, m = len(mine), len(others)
    if not n or not m:
        return None
    ranks, within, without = _mid_ranks(np.concatenate([mine, others])), _mid_ranks(mine), _mid_ranks(others)
    area = float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))
    placed, passed = (ranks[:n] - within) / m, 1 - (ranks[n:] - without) / n
    variance = (placed.var(ddof=1) / n if n > 1 else 0.25) + (passed.var(ddof=1) / m if m > 1 else 0.25)
    return Measured(area, *_within_one(area, sqrt(float(variance)), min(n, m)), n + m)


def _mid_ranks(values: Floats) -> Floats:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place])


def _within_one(area: float, se: float, fewer: int) -> tuple[float, float]:
    if area in (0.0, 1.0):
        edge = 3 / max(3, fewer)
        return (max(0.0, 1 - edge), 1.0) if area else (0.0, min(1.0, edge))
    centre, half = log(area / (1 - area)), Z * se / (area * (1 - area))
    low, high = (1 / (1 + exp(-max(-700.0, min(700.0, each)))) for each in (centre - half, centre + half))
    return low, high


def told(indicators: Indicators, groups: Groups, reference: str) -> list[Told]:
    """Each indicator's power to tell each group from the reference, p corrected over all of these."""
    found = []
    for at, indicator in enumerate(indicators.names):
        for name in groups.names:
            if name == reference:
                continue
            both = groups.of(name) | groups.of(reference)
            area = auc(groups.of(name)[both], indicators.points[both, at])
            if area:
                found.append(Told(indicator, name, area, p := _p_of_half(area), p))
    return [replace(each, p_corrected=p) for each, p in zip(found, holm([each.p for each in found]), strict=True)]


def _p_of_half(area: Measured) -> float:
    """From the interval on the logit scale, in which .5 is 0."""
    if not 0 < area.value < 1:
        return 0.0 if area.low > 0.5 or area.high < 0.5 else 1.0
    low, high = (log(min(max(each, 1e-300), 1 - 1e-16) / (1 - min(max(each, 1e-300), 1 - 1e-16)))
                 for each in (area.low, area.high))  # fmt: skip
    se = (high - low) / (2 * Z)
    return 2 * NormalDist().cdf(-abs(log(area.value / (1 - area.value)) / se)) if se else 1.0


def moved(indicators: Indicators, groups: Groups, reference: str, draws: Draws) -> list[Moved]:
    """What each indicator's removal does to each group's mean score; intervals resample people within their group."""
    kinds = (_to_prior(indicators), _struck(indicators))
    drawn = {name: [_means(kind[groups.of(name)], draws) for kind in kinds] for name in groups.names}
    found = []
    for at, indicator in enumerate(indicators.names):
        for name in groups.names:
            count = int(groups.of(name).sum())
            one, other = (_mean(drawn[name][kind][:, at], count) for kind in (0, 1))
            away = [_mean(drawn[name][kind][:, at] - drawn[reference][kind][:, at], count) for kind in (0, 1)]
            beside = (None, None) if name == reference else (away[0], away[1])
            found.append(Moved(indicator, name, one, beside[0], other, beside[1]))
    return found


def _to_prior(indicators: Indicators) -> Floats:
    """Without the evidence: the guide's own way with what is missing."""
    return indicators.neutral - indicators.points


def _struck(indicators: Indicators) -> Floats:
    """Without the indicator: what is left, in proportion to what it could at most have been."""
    scores, whole = indicators.points.sum(axis=1, keepdims=True), indicators.most.sum()
    left = (scores - indicators.points) * whole / np.maximum(whole - indicators.most, 1e-12)
    return np.asarray(left - scores)


def _means(rows: Floats, draws: Draws) -> Floats:
    """The mean itself first, then the resamples'."""
    return np.vstack([rows.mean(axis=0), resampled_sums(rows, draws, RESAMPLES) / len(rows)])


def _mean(values: Floats, count: int) -> Measured:
    return Measured(float(values[0]), *percentiles(values[1:]), count)


def indicators_of(rows: Sequence[Mapping[str, tuple[float, float]]], most: Mapping[str, float]) -> Indicators:
    """From (points, points without evidence) by indicator, one mapping a person, and what each gives at most."""
    names = tuple(most)
    points, neutral = (np.array([[row[name][side] for name in names] for row in rows]) for side in (0, 1))
    return Indicators(names, points, neutral, np.array([most[name] for name in names]))
