"""Two reports of one kind, a year apart: which figures moved by more than chance explains.

The difference of two independent figures from their intervals (MOVER, Zou and Donner 2008): the distances to the near
ends add up by squares. Whether a difference of both years is a difference at all is corrected over all figures that are
compared (Bonferroni: each interval is widened as if it stood for one of them).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

from shouyi.decision.fairness.errors import AuditRefused
from shouyi.decision.fairness.report.records import Line, Report

Way = Literal["rose", "fell", "unclear"]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure, earlier and later, and later less earlier with its 95 % interval; millionths. `way`: "unclear" where
    chance may explain it, after correction."""

    table: str
    figure: str
    group: str
    earlier: int
    later: int
    away: tuple[int, int, int]
    way: Way


def compare(earlier: Report, later: Report) -> list[Change]:
    """Every figure that both have. Raises AuditRefused for reports of two kinds, or against two references."""
    if (earlier.kind, earlier.reference) != (later.kind, later.reference):
        raise AuditRefused("reports_differ", f"{earlier.kind}/{earlier.reference}, {later.kind}/{later.reference}")
    before = {(table, line.figure, line.group): line for table, line in earlier.lines if line.measured}
    pairs = [(table, before[key], line) for table, line in later.lines
             if (key := (table, line.figure, line.group)) in before and line.measured]  # fmt: skip
    widened = _widened(len(pairs))
    return [_change(table, one, other, widened) for table, one, other in pairs]


def _widened(count: int) -> float:
    """By how much an interval of 95 % grows to hold for each of so many."""
    normal = NormalDist()
    return normal.inv_cdf(1 - 0.025 / max(1, count)) / normal.inv_cdf(0.975)


def _change(table: str, earlier: Line, later: Line, widened: float) -> Change:
    (a, a_low, a_high), (b, b_low, b_high) = earlier.measured, later.measured
    below, above = sqrt((b - b_low) ** 2 + (a_high - a) ** 2), sqrt((b_high - b) ** 2 + (a - a_low) ** 2)
    away = b - a
    way: Way = "rose" if away - widened * below > 0 else "fell" if away + widened * above < 0 else "unclear"
    return Change(table, later.figure, later.group, a, b, (away, round(away - below), round(away + above)), way)
