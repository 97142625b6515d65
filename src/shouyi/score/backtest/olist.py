"""Real orders: which will leave the maker's hands late in the next sixty days? From what stood before the window alone.

Tuned on windows before the test, then tested on the windows after; challengers learn anew before each window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from shouyi.evidence.facts import Fact
from shouyi.evidence.trade.records import Dispatched, Overdue
from shouyi.score.backtest import challengers, metrics, models
from shouyi.score.backtest.errors import TooFewOrders
from shouyi.score.backtest.features import features
from shouyi.score.backtest.intervals import coverage
from shouyi.score.backtest.models import Cases, Figures, Windows
from shouyi.score.backtest.prior import fit, likelihood
from shouyi.score.backtest.records import Case, Count, Floats, Happening, Tuned
from shouyi.score.backtest.replay import cases_after, chance_of_bad, counts_after, rate_of, totals_of_cases, trial_guide
from shouyi.score.guide import parse_guide
from shouyi.score.weigh import weigh

INDICATOR = "dispatch"
HALF_LIVES = (60, 90, 180, 365)
WINDOW, TUNING = 60, 3
"""Days of a window; how many windows before the test tune."""
THIN = 10


@dataclass(frozen=True, slots=True)
class Orders:
    """The report. `thin_auc`: AUC by model over cases with 1..10 happenings before their window, and `thin_cases` how
    many those are; `thin_auc_all` with those of no history, too."""

    happenings: int
    base_rate: float
    tuned: Tuned
    windows: Windows
    figures: tuple[Figures, ...]
    thin_cases: int
    thin_auc: dict[str, float | None]
    thin_auc_all: dict[str, float | None]
    coverage: dict[str, tuple[float, int]]


def happenings(facts: Iterable[Fact], document: bytes) -> list[Happening]:
    """Orders dispatched or overdue, as the guide weighs them, in order of their days."""
    due = [fact for fact in facts if isinstance(fact, Dispatched | Overdue)]
    events = [event for event in weigh(due, parse_guide(document)) if event.indicator == INDICATOR]
    return sorted((Happening(e.person, e.on, e.y == 0) for e in events), key=lambda h: (h.on, h.person, h.bad))


def run(everything: Sequence[Happening], test_from: int, document: bytes) -> Orders:
    """Measured on windows from `test_from` on, as many as the happenings fill. Raises TooFewOrders."""
    last = everything[-1].on if everything else 0
    origins = tuple(range(test_from, last - WINDOW + 2, WINDOW))
    if not origins or not any(each.on < test_from - TUNING * WINDOW for each in everything):
        raise TooFewOrders(f"from day {test_from} to {last}: nothing to tune on, or no whole window to test")
    tuned = tune(everything, test_from, document)
    windows = Windows(origins, WINDOW, TUNING * WINDOW)
    first = min(each.on for each in everything)
    starts = range(test_from - WINDOW * ((test_from - first) // WINDOW), windows.end, WINDOW)
    questions = [case for origin in starts for case in cases_after(everything, origin, WINDOW)]
    cases = models.columns(questions, features(questions))
    said = _said(questions, cases, windows, tuned, document)
    counts = [(tuned, count) for count in _counts(everything, origins, tuned, document)]
    test = cases.between(test_from, windows.end)
    return Orders(
        happenings=len(everything),
        base_rate=float(cases.bad[test].mean()),
        tuned=tuned,
        windows=windows,
        figures=tuple(models.judged(name, p, cases, windows) for name, p in said.items()),
        thin_cases=int((test & (cases.n >= 1) & (cases.n <= THIN)).sum()),
        thin_auc=_thin(said, cases, windows, 1),
        thin_auc_all=_thin(said, cases, windows, 0),
        coverage=coverage(counts),
    )


def tune(everything: Sequence[Happening], test_from: int, document: bytes) -> Tuned:
    """Half-life, ν, κ and mean under which the counts of the windows before the test are likeliest."""
    origins = [test_from - WINDOW * back for back in range(TUNING, 0, -1)]
    found = []
    for half_life in HALF_LIVES:
        counts = _counts(everything, origins, Tuned(half_life, 1, 1000, 900), document)
        tuned = fit(half_life, counts)
        found.append((likelihood(tuned, counts), tuned))
    return max(found, key=lambda pair: pair[0])[1]


def _counts(everything: Sequence[Happening], origins: Iterable[int], tuned: Tuned, document: bytes) -> list[Count]:
    guide = trial_guide(document, INDICATOR, tuned)
    return [count for origin in origins for count in counts_after(everything, origin, WINDOW, guide, INDICATOR)]


def _said(
    questions: Sequence[Case], cases: Cases, windows: Windows, tuned: Tuned, document: bytes
) -> dict[str, Floats]:
    own = parse_guide(document)
    trial = trial_guide(document, INDICATOR, tuned)
    said = {
        name: np.array([chance_of_bad(rate_of(guide, INDICATOR), found) for found in of])
        for name, guide in (("the guide's rate", trial), ("the guide's rate, its own numbers", own))
        for of in [totals_of_cases(questions, guide, INDICATOR)]
    }
    said |= models.rules(questions)
    cuts = [windows.origins[0] - WINDOW * back for back in range(TUNING, 0, -1)] + list(windows.origins)
    return said | {name: models.learned(each, cases, cuts, windows.end) for name, each in challengers.at_hand().items()}


def _thin(said: dict[str, Floats], cases: Cases, windows: Windows, least: int) -> dict[str, float | None]:
    which = cases.between(windows.origins[0], windows.end) & (cases.n >= least) & (cases.n <= THIN)
    return {name: metrics.auc(cases.bad[which], p[which]) for name, p in said.items()}
