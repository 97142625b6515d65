"""Sums of everybody's events, as expressions that any engine runs: no functions of our own, int64 alone.

Ages meet their weights in a join, never in a power function: float decay differs between engines, and integer sums,
products and shifts do not. Columns of `events`: person, indicator, on, y, c; of `days`: person, indicator, on, good,
bad, count; all integers, `person` being the table's own number and `indicator` the guide's.
"""

from __future__ import annotations

import ibis
import pyarrow as pa
from ibis import _

from shouyi.score.guide import Guide
from shouyi.score.totals import CROWD, SHIFT


def day_totals(events: ibis.Table) -> ibis.Table:
    """G = Σ c·y and B = Σ c·(1000 − y) of each person, indicator and day."""
    good = (_.c.cast("int32") * _.y.cast("int32")).sum().cast("int64")
    sums = events.group_by("person", "indicator", "on").agg(good=good, full=_.c.sum().cast("int64"), count=_.count())
    return sums.mutate(bad=_.full * 1000 - _.good).drop("full")


def rate_totals(days: ibis.Table, weights: ibis.Table, stride: int, as_of: int) -> ibis.Table:
    """S, F (`good`, `bad`) of each person and indicator up to `as_of`, beside the first and last day, the number of
    events and the fullest day's. A day that holds too many events sums as nothing here; `most` gives it away."""
    key = _.indicator.cast("int64") * stride + ibis.least(as_of - _.on.cast("int64"), stride - 1)
    known = days.filter(_.on <= as_of).mutate(key=key)
    joined = known.join(weights, "key")
    holds = _["count"] <= CROWD
    return joined.group_by("person", "indicator").agg(
        good=_shifted(ibis.ifelse(holds, _.good, 0) * _.weight),
        bad=_shifted(ibis.ifelse(holds, _.bad, 0) * _.weight_bad),
        first_on=_.on.min(),
        last_on=_.on.max(),
        events=_["count"].sum().cast("int64"),
        most=_["count"].max().cast("int64"),
    )


def _shifted(product: ibis.Deferred) -> ibis.Deferred:
    return (product >> SHIFT).sum().cast("int64")


def weight_table(guide: Guide) -> tuple[ibis.Table, int]:
    """The guide's decay as a table (key, weight, weight_bad), and the stride of its keys: key = indicator · stride +
    min(age, stride − 1), so that the last row of each indicator is the 0 of everything older."""
    stride = max(len(guide.weights[rate.half_life]) for _indicator, rate in guide.rates) + 1
    columns: tuple[list[int], list[int], list[int]] = ([], [], [])
    for indicator, rate in guide.rates:
        weights = guide.weights[rate.half_life] + (0,) * (stride - len(guide.weights[rate.half_life]))
        columns[0].extend(range(indicator.number * stride, (indicator.number + 1) * stride))
        columns[1].extend(weights)
        columns[2].extend(weight if age < guide.bad_ends else 0 for age, weight in enumerate(weights))
    arrays = [pa.array(column, pa.int64()) for column in columns]
    return ibis.memtable(pa.table(arrays, names=["key", "weight", "weight_bad"])), stride
