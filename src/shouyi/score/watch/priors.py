"""The guide's priors beside what today's evidence says: an empirical-Bayes fit of each rate.

A person's sums become whole events as the guide counts them, κ·N of which κ·F were bad, rounded to the nearest; of
whoever has at least one, a beta-binomial is fitted: by maximum likelihood on the grid of `backtest.prior`, and by the
method of moments. ν, events that the prior is worth, says how little people differ. The sums are decayed and of many
sizes, so this is a likelihood in name more than in truth: good enough to see a prior that has gone stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shouyi.score.backtest.prior import fit, moments
from shouyi.score.backtest.records import Count
from shouyi.score.finish import ONE_EVENT
from shouyi.score.guide import Guide, Indicator, Rate
from shouyi.score.records import Totals
from shouyi.score.watch.population import Population

LEAST_PEOPLE = 200
NUS = (1, 2, 3, 4, 6, 8, 12, 20, 40, 80, 160)
"""The grid of ν; at its ends the fit says "at most" and "at least"."""
_ONE = 1000 * ONE_EVENT
"""An event, in the unit of κ·N."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The likeliest prior: mean of the good in ‰, ν in events; by moments the same (None: people differ less than
    chance lets them, or, for the likelihood, a mean outside its grid). `points`: by how much of the score a person
    without evidence would move if the fitted mean were the guide's."""

    mean: int | None
    nu: int | None
    mean_by_moments: float | None
    nu_by_moments: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class Prior:
    """One rate: the guide's mean (‰) and ν, and what today's evidence says; None where fewer than 200 have any."""

    indicator: str
    mean: int
    nu: int
    fitted: Fitted | None


def priors(population: Population, guide: Guide) -> list[Prior]:
    """Every rate of the guide, in its order."""
    return [prior_of(indicator, rate, _sums(population, indicator.name)) for indicator, rate in guide.rates]


def _sums(population: Population, name: str) -> list[Totals]:
    return [each.totals[name] for each in population.seen if name in each.totals]


def prior_of(indicator: Indicator, rate: Rate, sums: Iterable[Totals]) -> Prior:
    """One rate's prior beside the fit of these people's sums."""
    counts = [count for totals in sums if (count := _count(rate, totals)).trials]
    fitted = _fitted(indicator, rate, counts) if len(counts) >= LEAST_PEOPLE else None
    return Prior(indicator.name, (rate.lo + rate.hi) // 2, rate.nu, fitted)


def _count(rate: Rate, totals: Totals) -> Count:
    trials = (rate.kappa * totals.amount + _ONE // 2) // _ONE
    bad = (rate.kappa * totals.bad + _ONE // 2) // _ONE
    return Count("", 0, 0, trials, min(bad, trials), Totals())


def _fitted(indicator: Indicator, rate: Rate, counts: Sequence[Count]) -> Fitted:
    by_moments = moments(counts)
    mean, nu = _likeliest(rate, counts)
    best = mean if mean is not None else None if by_moments is None else 1000 * by_moments[0]
    return Fitted(
        mean=mean,
        nu=nu,
        mean_by_moments=None if by_moments is None else 1000 * by_moments[0],
        nu_by_moments=None if by_moments is None else by_moments[1],
        points=None if best is None else _points(indicator, rate, best),
    )


def _likeliest(rate: Rate, counts: Sequence[Count]) -> tuple[int | None, int | None]:
    """Mean and ν. The grid's means stand between .7 and .99: of what is mostly bad, good and bad change places; what is
    neither has no place on it."""
    trials, bad = sum(each.trials for each in counts), sum(each.bad for each in counts)
    if 3 * trials < 10 * bad < 7 * trials:
        return None, None
    mirrored = 2 * bad > trials
    turned = [Count("", 0, 0, each.trials, each.trials - each.bad, Totals()) for each in counts] if mirrored else counts
    found = fit(rate.half_life, turned, NUS, (rate.kappa,))
    return 1000 - found.mean if mirrored else found.mean, found.nu


def _points(indicator: Indicator, rate: Rate, mean: float) -> float:
    """100·W·v·(u(mean) − 1/2), with u within 0 and 1."""
    u = min(max((mean - rate.lo) / (rate.hi - rate.lo), 0.0), 1.0)
    return indicator.points / 10_000 * (u - 0.5)
