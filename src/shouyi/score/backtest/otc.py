"""Bitcoin OTC: will the next rating of a trader be negative? Half-life, κ and prior are tuned before the test part.

The first 30 % of the ratings warm up, the next 30 % tune, the rest is tested, in published windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from shouyi.score.backtest import challengers, models
from shouyi.score.backtest.errors import TooFewRatings
from shouyi.score.backtest.features import features
from shouyi.score.backtest.intervals import coverage
from shouyi.score.backtest.models import Cases, Figures, Windows
from shouyi.score.backtest.prior import bernoulli_loss, fit, moments, refit_mean
from shouyi.score.backtest.ratings import Rating, happenings
from shouyi.score.backtest.records import Case, Count, Floats, Happening, Tuned
from shouyi.score.backtest.replay import chance_of_bad, counts_after, next_ones, rate_of, totals_of_cases, trial_guide

INDICATOR = "satisfied"
HALF_LIVES = (21, 30, 45, 60, 90, 180)
NUS = (1, 2, 3, 4)
MEANS = tuple(range(840, 960, 20))
WINDOW, LONG, YEAR = 60, 180, 365
"""Days of a window of single ratings, of a window of counts, and of what is recalibrated on."""
LEAST = 300
OURS = "the guide's rate"


@dataclass(frozen=True, slots=True)
class Otc:
    """The report. `coverage`: by band of n, of priors refitted at each origin; `coverage_frozen`: of the one prior from
    before the test. `evening`: the figures where the history ends on the evening before."""

    ratings: int
    base_rate: float
    tuned: Tuned
    moments: tuple[float, float] | None
    windows: Windows
    figures: tuple[Figures, ...]
    refit: tuple[tuple[int, int], ...]
    coverage: dict[str, tuple[float, int]]
    coverage_frozen: dict[str, tuple[float, int]]
    evening: tuple[Figures, ...]


def run(ratings: Sequence[Rating], document: bytes) -> Otc:
    """Everything measured on these ratings, under the guide of `document` with its own numbers for one rate. Raises
    TooFewRatings."""
    if len(ratings) < LEAST:
        raise TooFewRatings(f"{len(ratings)} ratings, at least {LEAST} are needed")
    everything = happenings(ratings)
    tune_from, test_from, last = (everything[int(len(everything) * share)].on for share in (0.3, 0.6, 1 - 1e-9))
    if not tune_from < test_from - LONG < test_from < last:
        raise TooFewRatings(
            f"tuning from day {tune_from}, testing from {test_from} to {last}: less than half a year each"
        )
    tuned = tune(everything, tune_from, test_from, document)
    windows = Windows(tuple(range(test_from, last + 1, WINDOW)), WINDOW, YEAR)
    questions = [case for case in next_ones(everything) if case.on < windows.end]
    cases = models.columns(questions, features(questions))
    pairs, frozen, means = _intervals(everything, tuned, test_from, last, document)
    return Otc(
        ratings=len(everything),
        base_rate=float(cases.bad[cases.between(test_from, windows.end)].mean()),
        tuned=tuned,
        moments=moments(_counts(everything, (test_from - 2 * LONG, test_from - LONG), tuned, document)),
        windows=windows,
        figures=_figures(questions, cases, windows, tuned, document),
        refit=means,
        coverage=coverage(pairs),
        coverage_frozen=coverage(frozen),
        evening=_evening(questions, cases, windows, tuned, document),
    )


def tune(everything: Sequence[Happening], tune_from: int, test_from: int, document: bytes) -> Tuned:
    """Half-life: under which the single ratings of the tuning part are likeliest. Then ν, κ and mean: under which the
    counts of the last two half-years before the test are."""
    questions = [case for case in next_ones(everything) if tune_from <= case.on < test_from]
    half_life = min(HALF_LIVES, key=lambda days: _loss(questions, days, document))
    start = Tuned(half_life, 1, 1000, 900)
    return fit(half_life, _counts(everything, (test_from - 2 * LONG, test_from - LONG), start, document), NUS)


def _loss(questions: Sequence[Case], half_life: int, document: bytes) -> float:
    start = Tuned(half_life, 1, 1000, 900)
    guide = trial_guide(document, INDICATOR, start)
    found = list(totals_of_cases(questions, guide, INDICATOR))
    rate = rate_of(guide, INDICATOR)
    tried = (replace(rate, nu=nu, lo=2 * mean - 1000) for nu, mean in product(NUS, MEANS))
    return min(
        bernoulli_loss((case.bad, chance_of_bad(each, of)) for case, of in zip(questions, found, strict=True))
        for each in tried
    )


def _counts(everything: Sequence[Happening], origins: Sequence[int], tuned: Tuned, document: bytes) -> list[Count]:
    guide = trial_guide(document, INDICATOR, tuned)
    return [count for origin in origins for count in counts_after(everything, origin, LONG, guide, INDICATOR)]


def _intervals(
    everything: Sequence[Happening], tuned: Tuned, test_from: int, last: int, document: bytes
) -> tuple[list[tuple[Tuned, Count]], list[tuple[Tuned, Count]], tuple[tuple[int, int], ...]]:
    """Windows of half a year; the prior's mean is fitted anew on the half-year before each, all else stays."""
    before = _counts(everything, (test_from - LONG,), tuned, document)
    refitted, frozen, means = [], [], []
    for origin in range(test_from, last + 1, LONG):
        mine = refit_mean(tuned, before)
        before = _counts(everything, (origin,), tuned, document)
        refitted += [(mine, count) for count in before]
        frozen += [(tuned, count) for count in before]
        means.append((origin, mine.mean))
    return refitted, frozen, tuple(means)


def ours(questions: Sequence[Case], tuned: Tuned, document: bytes) -> Floats:
    """1 − θ of each case under the tuned rate."""
    guide = trial_guide(document, INDICATOR, tuned)
    rate = rate_of(guide, INDICATOR)
    return np.array([chance_of_bad(rate, found) for found in totals_of_cases(questions, guide, INDICATOR)])


def _figures(
    questions: Sequence[Case], cases: Cases, windows: Windows, tuned: Tuned, document: bytes
) -> tuple[Figures, ...]:
    anew = tuple(range(windows.origins[0] - 3 * LONG, windows.end, LONG))
    said = {OURS: ours(questions, tuned, document), **models.rules(questions)}
    known = challengers.at_hand()
    said |= {name: models.learned(each, cases, _cuts(windows), windows.end) for name, each in known.items()}
    if "LightGBM" in known:
        said["LightGBM, trained anew each half-year"] = models.learned(known["LightGBM"], cases, anew, windows.end)
    return tuple(models.judged(name, p, cases, windows) for name, p in said.items())


def _evening(
    questions: Sequence[Case], cases: Cases, windows: Windows, tuned: Tuned, document: bytes
) -> tuple[Figures, ...]:
    earlier = [replace(case, history=tuple(h for h in case.history if h.on < case.on)) for case in questions]
    seen = replace(cases, rows=features(earlier))
    said = {OURS: ours(earlier, tuned, document)}
    if "LightGBM" in (known := challengers.at_hand()):
        said["LightGBM"] = models.learned(known["LightGBM"], seen, _cuts(windows), windows.end)
    return tuple(models.judged(name, p, seen, windows) for name, p in said.items())


def _cuts(windows: Windows) -> tuple[int, int, int]:
    """Challengers learn once before the test, and twice earlier for what they are recalibrated on."""
    first = windows.origins[0]
    return first - YEAR, first - LONG, first
