"""Decisions by group: who is approved, what the ladder's step does, what a score means, each with its interval.

The figures of the yearly disclosures under the U.S. Home Mortgage Disclosure Act (12 CFR 1003), and of Fairlearn where
it has them (`fairlearn.metrics`: selection_rate, true_positive_rate, false_positive_rate, demographic_parity_difference
and _ratio): rates are the same to the last digit, intervals are ours. "Positive" is a score at or above the step,
"good" an outcome as agreed (a loan repaid). Outcomes are known only of those who were granted something: TPR, FPR and
calibration speak of them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist

import numpy as np

from shouyi.decision.fairness.intervals import Z, difference, ratio, wilson
from shouyi.decision.fairness.multiple import holm
from shouyi.decision.fairness.records import Flags, Groups, Ints, Measured

STEP = 800
"""The ladder's step of the guide: 80.0 points, in tenths."""
CUTS = (600, 700, STEP)
"""Where the guide's bands begin, in tenths."""
FOUR_FIFTHS = 0.8
"""Below this ratio of approval rates U.S. agencies look closer (29 CFR 1607.4 D). A sign to look, no verdict."""
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Decided:
    """One row a case, in columns: `score` in tenths, `approved`, and `outcome` 1 good, 0 bad, −1 not known."""

    score: Ints
    approved: Flags
    outcome: Ints

    @property
    def known(self) -> Flags:
        """Cases whose outcome is known."""
        return np.asarray(self.outcome != UNKNOWN)


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of one group: `hits` of `value.count` cases."""

    group: str
    hits: int
    value: Measured


@dataclass(frozen=True, slots=True)
class Gap:
    """One group beside the reference. `away`: rate less the reference's; ideal 0. `ratio`: rate over the reference's;
    ideal 1, None where the reference has none. `p`: two-sided, of no difference; `p_corrected` for all groups."""

    group: str
    away: Measured
    ratio: Measured | None
    p: float
    p_corrected: float


def rates(groups: Groups, hits: Flags, among: Flags) -> list[Rate]:
    """Of each group the rate of `hits` among its cases of `among`; groups without any are left out."""
    found = []
    for code, name in enumerate(groups.names):
        mine = (groups.codes == code) & among
        if n := int(mine.sum()):
            count = int((mine & hits).sum())
            found.append(Rate(name, count, wilson(count, n)))
    return found


def gaps(of: Sequence[Rate], reference: str) -> list[Gap]:
    """Each group's rate beside the reference's. Raises ValueError where the reference has no cases."""
    base = next((rate for rate in of if rate.group == reference), None)
    if base is None:
        raise ValueError(f"no cases of {reference}")
    found = [_gap(rate, base) for rate in of if rate is not base]
    return [replace(each, p_corrected=p) for each, p in zip(found, holm([each.p for each in found]), strict=True)]


def _gap(rate: Rate, base: Rate) -> Gap:
    p = _p_of_two(rate.hits, rate.value.count, base.hits, base.value.count)
    return Gap(rate.group, difference(rate.value, base.value), ratio(rate.value, base.value), p, p)


def _p_of_two(a: int, n: int, b: int, m: int) -> float:
    """Pearson's test of two proportions, pooled, without continuity correction, times (N − 1)/N (Campbell 2007)."""
    pooled = (a + b) / (n + m)
    variance = pooled * (1 - pooled) * (1 / n + 1 / m) * (n + m) / (n + m - 1)
    return _two_sided((a / n - b / m) / sqrt(variance)) if variance else 1.0


def _two_sided(z: float) -> float:
    return 2 * NormalDist().cdf(-abs(z))


@dataclass(frozen=True, slots=True)
class Alike:
    """A difference between people whose scores lie in the same band, over all bands. `away`: rate less the reference's;
    ideal 0. `cases`: those in bands where both groups stand."""

    group: str
    away: Measured
    p: float
    p_corrected: float


def band_of(score: Ints, cuts: Sequence[int] = CUTS) -> Ints:
    """The number of each score's band, from 0 below the first cut."""
    return np.searchsorted(np.array(cuts), score, side="right").astype(np.int64)


def alike(groups: Groups, hits: Flags, among: Flags, bands: Ints, reference: str) -> list[Alike]:
    """Each group's rate less the reference's at equal bands (Mantel and Haenszel's weights; variance of Sato 1989,
    which holds for many thin bands and for few thick ones). With hits = approved: are people of one band approved
    alike? With hits = good outcomes: does a band mean the same (calibration by group)? Groups that share no band with
    the reference are left out."""
    found = [_alike(groups, name, reference, hits, among, bands) for name in groups.names if name != reference]
    told = [each for each in found if each]
    return [replace(each, p_corrected=p) for each, p in zip(told, holm([each.p for each in told]), strict=True)]


def _alike(groups: Groups, name: str, reference: str, hits: Flags, among: Flags, bands: Ints) -> Alike | None:
    top = below = first = second = 0.0
    cases = 0
    for band in np.unique(bands[among]):
        of, base = (np.asarray(among & (bands == band) & groups.of(each)) for each in (name, reference))
        n, m = int(of.sum()), int(base.sum())
        if not n or not m:
            continue
        a, c, total = int((of & hits).sum()), int((base & hits).sum()), n + m
        top += (a * m - c * n) / total
        below += n * m / total
        first += (n**2 * c - m**2 * a + n * m * (m - n) / 2) / total**2
        second += (a * (m - c) + c * (n - a)) / (2 * total)
        cases += total
    if not below:
        return None
    away = top / below
    half = Z * (se := sqrt(max(0.0, away * first + second)) / below)
    p = _two_sided(away / se) if se else 1.0
    return Alike(name, Measured(away, max(-1.0, away - half), min(1.0, away + half), cases), p, p)
