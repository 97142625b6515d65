"""Fitting what a guide's rate leaves open, on the tuning part alone: prior, κ, half-life.

Counts of a person's next window are beta-binomial given what stood before it: α = ν(1 − m) + κF of bad, β = νm + κS of
good. Empirical Bayes by maximum likelihood: of all on a grid, the numbers under which the counts are likeliest. The
grid holds whole numbers, since a guide does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from math import lgamma, log

from shouyi.score.backtest.records import Count, Tuned
from shouyi.score.finish import ONE_EVENT

NUS = (1, 2, 3, 4, 6, 8, 12, 20)
KAPPAS = (1000, 750, 500, 350, 250)
MEANS = tuple(range(700, 1000, 10))
"""Of the good, in ‰."""


def shapes(tuned: Tuned, count: Count) -> tuple[float, float]:
    """α of bad and β of good before the window."""
    mean, kappa = tuned.mean / 1000, tuned.kappa / 1000
    bad = tuned.nu * (1 - mean) + kappa * count.totals.bad / ONE_EVENT
    good = tuned.nu * mean + kappa * count.totals.good / ONE_EVENT
    return bad, good


def log_mass(trials: int, bad: int, alpha: float, beta: float) -> float:
    """ln P(bad of trials) of the beta-binomial."""
    ways = lgamma(trials + 1) - lgamma(bad + 1) - lgamma(trials - bad + 1)
    return ways + _log_beta(bad + alpha, trials - bad + beta) - _log_beta(alpha, beta)


def likelihood(tuned: Tuned, counts: Iterable[Count]) -> float:
    """ln of the probability of all these counts."""
    alike = Counter((count.trials, count.bad, *shapes(tuned, count)) for count in counts)
    return sum(times * log_mass(*each) for each, times in alike.items())


def fit(half_life: int, counts: Sequence[Count], nus: Sequence[int] = NUS, kappas: Sequence[int] = KAPPAS) -> Tuned:
    """The likeliest ν, κ and mean. Of equally likely ones the first of the grid."""
    tried = (Tuned(half_life, nu, kappa, mean) for nu, kappa, mean in product(nus, kappas, _around(counts)))
    return max(tried, key=lambda tuned: likelihood(tuned, counts))


def refit_mean(tuned: Tuned, counts: Sequence[Count]) -> Tuned:
    """The likeliest mean, everything else kept."""
    tried = (Tuned(tuned.half_life, tuned.nu, tuned.kappa, mean) for mean in MEANS)
    return max(tried, key=lambda each: likelihood(each, counts))


def moments(counts: Iterable[Count]) -> tuple[float, float] | None:
    """Mean and strength ν of the good by the method of moments, from counts alone: ν says how little persons differ.
    None where they differ less than chance lets them. Kleinman 1973, with equal weights for persons."""
    found = [(count.trials, count.trials - count.bad) for count in counts if count.trials > 1]
    if len(found) < 2:
        return None
    rates = [good / trials for trials, good in found]
    mean = sum(rates) / len(rates)
    spread = sum((rate - mean) ** 2 for rate in rates) / (len(rates) - 1)
    inverse = sum(1 / trials for trials, _ in found) / len(found)
    between = (spread - mean * (1 - mean) * inverse) / (1 - inverse)
    return None if between <= 0 else (mean, mean * (1 - mean) / between - 1)


def bernoulli_loss(outcomes: Iterable[tuple[bool, float]]) -> float:
    """−Σ ln of what was said of what happened: the criterion for half-lives."""
    return -sum(log(p) if bad else log(1 - p) for bad, p in outcomes)


def _around(counts: Iterable[Count]) -> Sequence[int]:
    """Means worth trying: a prior's stands above a window's share where bad ones are many at few."""
    known = list(counts)
    share = 1000 - 1000 * sum(count.bad for count in known) // max(1, sum(count.trials for count in known))
    return [mean for mean in MEANS if abs(mean - share) <= 100] or MEANS


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
