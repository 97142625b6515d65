"""Invented logs and decisions with a difference planted in them, or none: how often an audit errs is measured on them.

A clean log is not a kind one: groups differ in relevance, merchants have fates of their own that the relevance does not
tell, the order is noisy, and some merchants stand in many more lists than others. Only the planted penalty depends on
the group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shouyi.decision.fairness.draws import Draws
from shouyi.decision.fairness.records import Groups, Ints
from shouyi.decision.fairness.shown import Shown

GROUP, REST = "disabled", "not_disabled"


@dataclass(frozen=True, slots=True)
class Plan:
    """A log to invent. `of_group` and `of_rest` merchants are in the sample, the others unlabelled. In standard
    deviations of relevance within a merchant: `gap` is how much lower the group's relevance is, `fate` how much a
    merchant's own luck moves it, `noise` that of each row, and `penalty` what is planted against the group. `shown`
    positions of `candidates` are shown; the rest of them stand in the log without one."""

    listings: int = 300
    candidates: int = 12
    shown: int = 10
    merchants: int = 150
    of_group: int = 30
    of_rest: int = 45
    gap: float = 0.3
    fate: float = 0.2
    noise: float = 0.5
    penalty: float = 0.0


def invent_log(plan: Plan, draws: Draws) -> tuple[Shown, Groups]:
    """A log and who is in which group."""
    codes = np.full(plan.merchants, -1, dtype=np.int64)
    codes[: plan.of_group], codes[plan.of_group : plan.of_group + plan.of_rest] = 0, 1
    in_group = codes == 0
    quality = draws.normal((plan.merchants,)) - plan.gap * in_group
    boost = plan.fate * draws.normal((plan.merchants,)) - plan.penalty * in_group
    merchant = _candidates(plan, draws)
    relevance = quality[merchant] + draws.normal(merchant.shape)
    order = relevance + boost[merchant] + plan.noise * draws.normal(merchant.shape)
    place = np.argsort(np.argsort(-order, axis=1), axis=1) + 1
    shown = Shown(
        listing=np.repeat(np.arange(plan.listings), plan.candidates),
        position=np.where(place <= plan.shown, place, 0).reshape(-1).astype(np.int64),
        relevance=(relevance.reshape(-1) + 10.0),
        merchant=merchant.reshape(-1),
        merchants=tuple(f"m{number}" for number in range(plan.merchants)),
        day=np.repeat(20_000 + np.arange(plan.listings) * 30 // plan.listings, plan.candidates),
    )
    return shown, Groups((GROUP, REST), codes)


def _candidates(plan: Plan, draws: Draws) -> Ints:
    """Of each list its merchants, none twice: some are drawn much more often than others."""
    fame = np.exp(0.8 * draws.normal((plan.merchants,)))
    keys = -np.log(draws.uniform((plan.listings, plan.merchants))) / fame
    return np.argsort(keys, axis=1)[:, : plan.candidates].astype(np.int64)
