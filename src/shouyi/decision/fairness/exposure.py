"""Exposure by group and over merchants, and what an order costs in relevance.

Ideal values stand with each figure. None of them says why: the test for that is `traffic`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.intervals import RESAMPLES, mean_of, percentiles, resampled_sums
from shouyi.decision.fairness.records import Floats, Groups, Measured
from shouyi.decision.fairness.shown import Curve, Shown, deserved, exposure, per_listing, per_merchant


@dataclass(frozen=True, slots=True)
class GroupExposure:
    """Of one group. `share`: of the exposure of all labelled merchants. `per_deserved`: exposure over what the
    platform's own relevance would have given in the same lists; ideal 1. `per_merit`: exposure over summed relevance,
    over the same of all labelled merchants; ideal 1 (the ratio of Singh and Joachims 2018, "Fairness of Exposure in
    Rankings", disparate treatment; None where the platform gave negative relevance). `largest`: the largest merchant's
    part of the group's exposure."""

    group: str
    share: Measured
    per_deserved: Measured
    per_merit: Measured | None
    largest: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Over all merchants of the log. `gini`: ideal 0. `least`: the least shown merchant's exposure over the equal
    share; ideal 1. `lower_half`: what the less shown half gets; ideal .5. `attention_gap`: Σ over merchants of
    |attention − relevance|, each summed over the log as shares of a list, for each list (Biega, Gummadi and Weikum
    2018, "Equity of Attention", amortised); ideal 0, at most 2. `ndcg_cost`: 1 − NDCG against the platform's own
    relevance, mean of lists; 0 where every list is in that order. The last two are None under negative relevance."""

    gini: Measured
    least: Measured
    lower_half: Measured
    attention_gap: Measured | None
    ndcg_cost: Measured | None


def by_group(shown: Shown, groups: Groups, curve: Curve, draws: Draws) -> list[GroupExposure]:
    """Each group's exposure; intervals resample merchants within their group."""
    got = exposure(shown, curve)
    columns = [per_merchant(shown, each) for each in (got, deserved(shown, got), shown.relevance)]
    rows = np.column_stack(columns)
    parts = [rows[groups.codes == code] for code in range(len(groups.names))]
    drawn = [np.vstack([part.sum(axis=0), resampled_sums(part, draws)]) for part in parts]
    merit = bool((shown.relevance >= 0).all())
    return [_of_group(groups.names[code], code, parts[code], drawn, merit) for code in range(len(parts))]


def _of_group(name: str, code: int, part: Floats, drawn: list[Floats], merit: bool) -> GroupExposure:
    """`drawn`: of each group the sums themselves first, then the resamples'."""
    mine, everybody = drawn[code], np.sum(drawn, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = mine[:, 0] / everybody[:, 0]
        owed = mine[:, 0] / mine[:, 1]
        merits = share / (mine[:, 2] / everybody[:, 2])
    total = part[:, 0].sum()
    return GroupExposure(
        group=name,
        share=_first_and_rest(share, len(part)),
        per_deserved=_first_and_rest(owed, len(part)),
        per_merit=_first_and_rest(merits, len(part)) if merit else None,
        largest=float(part[:, 0].max() / total) if total else 1.0,
    )


def _first_and_rest(values: Floats, count: int) -> Measured:
    return Measured(float(values[0]), *percentiles(values[1:]), count)


def spread(shown: Shown, curve: Curve, draws: Draws) -> Spread:
    """How exposure spreads over merchants; intervals resample merchants, or lists for the last."""
    got = per_merchant(shown, exposure(shown, curve))
    merit = bool((shown.relevance >= 0).all())
    return Spread(
        gini=_over(got, gini, draws),
        least=_over(got, least_share, draws),
        lower_half=_over(got, lower_half, draws),
        attention_gap=_attention_gap(shown, curve, draws) if merit else None,
        ndcg_cost=_ndcg_cost(shown, draws) if merit else None,
    )


def gini(got: Floats) -> Floats:
    """Σ_i Σ_j |x_i − x_j| / (2 n² mean), of each row: 0 alike, towards 1 when one has all."""
    ordered, n = np.sort(got, axis=-1), got.shape[-1]
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return np.asarray((ordered * ranks).sum(axis=-1) / (n * ordered.sum(axis=-1)))


def least_share(got: Floats) -> Floats:
    """The least over the mean, of each row."""
    return np.asarray(got.min(axis=-1) / got.mean(axis=-1))


def lower_half(got: Floats) -> Floats:
    """What the lower half holds, of each row (the max-min share of P-MMF, Xu and others 2023, at one half)."""
    ordered = np.sort(got, axis=-1)
    return np.asarray(ordered[..., : got.shape[-1] // 2].sum(axis=-1) / ordered.sum(axis=-1))


def _over(got: Floats, statistic: Callable[[Floats], Floats], draws: Draws) -> Measured:
    n = len(got)
    per = max(1, 4_000_000 // n)
    drawn = [statistic(got[draws.below(n, (min(per, RESAMPLES - at), n))]) for at in range(0, RESAMPLES, per)]
    return Measured(float(statistic(got)), *percentiles(np.concatenate(drawn)), n)


def attention_and_relevance(shown: Shown, curve: Curve) -> tuple[Floats, Floats]:
    """Of each merchant: shares of its lists' attention, and of their relevance, summed. A list without any relevance
    gives its own evenly."""
    got = exposure(shown, curve)
    attention = got / np.maximum(per_listing(shown, got), 1e-300)[shown.listing]
    worth = per_listing(shown, shown.relevance)[shown.listing]
    evenly = 1 / per_listing(shown, np.ones(len(got)))[shown.listing]
    relevance = np.where(worth > 0, shown.relevance / np.where(worth > 0, worth, 1), evenly)
    return per_merchant(shown, attention), per_merchant(shown, relevance)


def _attention_gap(shown: Shown, curve: Curve, draws: Draws) -> Measured:
    attention, relevance = attention_and_relevance(shown, curve)
    away = np.abs(attention - relevance)[:, None] / shown.listings
    drawn = resampled_sums(away, draws)
    return Measured(float(away.sum()), *percentiles(drawn[:, 0]), len(away))


def ndcg(shown: Shown) -> Floats:
    """DCG over the best DCG of the same candidates and places, of each list; 1 where a list has no relevance."""
    got = exposure(shown, "log2")
    best = per_listing(shown, deserved(shown, got) * shown.relevance)
    found = per_listing(shown, got * shown.relevance)
    return np.where(best > 0, found / np.where(best > 0, best, 1), 1.0)


def _ndcg_cost(shown: Shown, draws: Draws) -> Measured:
    return mean_of(1 - ndcg(shown), draws)
