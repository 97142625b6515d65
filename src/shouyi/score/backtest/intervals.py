"""Do 90 % intervals hold what they say? Beta-binomial intervals for a person's next window, by amount of evidence.

Outcomes are few and whole, so a plain interval covers too much. The randomised probability integral transform draws u
evenly between P(fewer bad) and P(as many or fewer); under a true model u is uniform, and an interval of 90 % covers
when u lies in .05 .. .95. Here the draw is not made but averaged over, exactly: what is counted is the share of the
segment that lies inside (Czado, Gneiting and Held 2009), so no seed is needed and no figure moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from shouyi.score.backtest.prior import log_mass, shapes
from shouyi.score.backtest.records import BANDS, Count, Tuned, band_of

LEVEL = 0.9


def covered(tuned: Tuned, count: Count, level: float = LEVEL) -> float:
    """P(covered) over the draw, 0..1."""
    alpha, beta = shapes(tuned, count)
    masses = [exp(log_mass(count.trials, bad, alpha, beta)) for bad in range(count.bad + 1)]
    upper = min(1.0, sum(masses))
    lower = max(0.0, upper - masses[-1])
    tail = (1 - level) / 2
    inside = min(upper, 1 - tail) - max(lower, tail)
    return max(0.0, inside) / (upper - lower) if upper > lower else float(tail <= upper <= 1 - tail)


def coverage(pairs: Sequence[tuple[Tuned, Count]]) -> dict[str, tuple[float, int]]:
    """Mean coverage and number of persons and windows: "all", then by band of n. Bands without any are left out."""
    found: dict[str, list[float]] = {"all": [], **{name: [] for name, _, _ in BANDS}}
    for tuned, count in pairs:
        share = covered(tuned, count)
        found["all"].append(share)
        found[band_of(count.n)].append(share)
    return {name: (sum(of) / len(of), len(of)) for name, of in found.items() if of}
