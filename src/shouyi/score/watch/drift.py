"""Drift between two populations: the population stability index of the score, and of each indicator (then called the
characteristic stability index, CSI). Siddiqi, *Credit Risk Scorecards*, 2006.

PSI = Σ (a − e)·ln(a / e) over bins, e the share of people before and a the share after. Every bin gets half a person
more, so that none is empty: e = (2·count + 1) / (2·people + bins). Below .1 stable, to .25 watch, over it act: a rule
of thumb, and of no meaning for few people, since by chance alone PSI is about (bins − 1)·(1/n + 1/m) (Yurdakul 2018).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, log
from typing import Literal

from shouyi.score.finish import FULL
from shouyi.score.guide import Guide
from shouyi.score.records import DIMENSIONS
from shouyi.score.watch.cells import counted
from shouyi.score.watch.population import SCORES, Population, Seen

WATCH, ACT = 0.1, 0.25
LEAST_PEOPLE = 200
"""Below so many people with evidence, on either day, nothing is concluded."""
FIFTHS = tuple(FULL * fifth // 5 for fifth in range(1, 5))
"""Edges of the bins of an indicator's u; who has no evidence is a bin of its own before them."""
Moved = Literal["stable", "watch", "act", "unknown"]


@dataclass(frozen=True, slots=True)
class Drift:
    """How far `name` ("score", or an indicator) moved; no figure and "unknown" where too few people have evidence.
    `by_chance`: what two samples of one population would show on average, if they had nobody in common; the same people
    twice show less."""

    name: str
    psi: float | None
    by_chance: float | None
    verdict: Moved


def psi(before: Sequence[int], after: Sequence[int]) -> float:
    """The index of two lists of counts over the same bins: 0 when they are equal, never negative."""
    was, now = _shares(before), _shares(after)
    return fsum(float(a - e) * log(a / e) for e, a in zip(was, now, strict=True))


def drifts(before: Population, after: Population, guide: Guide) -> list[Drift]:
    """The score's drift, then each indicator's, of those with evidence on either day."""
    columns = [("score", _scores(before.seen), _scores(after.seen))]
    columns += [
        (indicator.name, _useful(before.seen, indicator.number), _useful(after.seen, indicator.number))
        for indicator in guide.indicators
    ]
    return [_drift(*column) for column in columns]


@dataclass(frozen=True, slots=True)
class Runs:
    """Two committed runs, by the days as of which they scored, and how far what they committed moved."""

    before: int
    after: int
    drifts: Sequence[Drift]


def between_runs(before: Sequence[Mapping[str, int]], after: Sequence[Mapping[str, int]]) -> list[Drift]:
    """The drift of score and dimensions (tenths, in the score's bins) between what two runs committed of everybody,
    with evidence or without, each under the guide and by the evidence of its day."""
    return [_drift(name, *(counted((each[name] for each in run), SCORES) for run in (before, after)))
            for name in ("score", *DIMENSIONS)]  # fmt: skip


def verdict_of(value: float) -> Moved:
    """By the rule of thumb."""
    return "stable" if value < WATCH else "watch" if value <= ACT else "act"


def _drift(name: str, before: Sequence[int], after: Sequence[int]) -> Drift:
    n, m = sum(before), sum(after)
    if min(n, m) < LEAST_PEOPLE:
        return Drift(name, None, None, "unknown")
    value = psi(before, after)
    return Drift(name, value, (len(before) - 1) * (1 / n + 1 / m), verdict_of(value))


def _shares(counts: Sequence[int]) -> list[Fraction]:
    whole = 2 * sum(counts) + len(counts)
    return [Fraction(2 * count + 1, whole) for count in counts]


def _scores(seen: Sequence[Seen]) -> list[int]:
    return counted((each.score for each in seen), SCORES)


def _useful(seen: Sequence[Seen], number: int) -> list[int]:
    known = [u for each in seen if (u := each.u[number]) is not None]
    return [len(seen) - len(known), *counted(known, FIFTHS)]
