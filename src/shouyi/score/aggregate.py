"""Sums of everybody's events, as expressions that any engine runs: no functions of our own, int64 alone.

Ages meet their weights in a join, never in a power function: float decay differs between engines, and integer sums,
products and shifts do not. Columns of `events`: person, indicator, on, y, c; of `days`: person, indicator, on, good,
bad, count; all integers, `person` being the table's own number and `indicator` the guide's.
"""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa
from ibis import _

from shouyi.score.guide import Guide
from shouyi.score.totals import CROWD, SHIFT

BIGINT = dt.Int64(nullable=False)
"""Ibis leaves out a cast to what it takes a sum to be already; DuckDB sums int64 into 128 bits, which are slow to
multiply. A type that differs in nullability alone makes the cast stand, and past int64 it refuses."""


def day_totals(events: ibis.Table) -> ibis.Table:
    """G = Σ c·y and B = Σ c·(1000 − y) of each person, indicator and day."""
    sums = events.group_by("person", "indicator", "on").agg(
        good=(_.c.cast("int32") * _.y.cast("int32")).sum().cast(BIGINT),
        full=_.c.sum().cast(BIGINT),
        count=_.count(),
    )
    return sums.mutate(bad=_.full * 1000 - _.good).drop("full")


def rate_totals(days: ibis.Table, weights: ibis.Table, stride: int, as_of: int, *, guarded: bool = False) -> ibis.Table:
    """S and F (`good`, `bad`) of each person and indicator up to `as_of`; what is older than every weight is no row.

    `guarded`, for days that no table judged when it took them in: a day that holds too many events sums as nothing,
    and `most`, the fullest day's number of events, gives it away.
    """
    key = _.indicator * stride + (as_of - _.on)
    known = days.filter(_.on <= as_of, _.on > as_of - stride).mutate(key=key)
    joined = known.join(weights, "key")
    good, bad, most = _.good, _.bad, {}
    if guarded:
        holds = _["count"] <= CROWD
        good, bad = ibis.ifelse(holds, good, 0), ibis.ifelse(holds, bad, 0)
        most = {"most": _["count"].max()}
    sums = {"good": _shifted(good * _.weight), "bad": _shifted(bad * _.weight_bad)}
    return joined.group_by("person", "indicator").agg(**sums, **most)


def ranges(days: ibis.Table, as_of: int) -> ibis.Table:
    """The first and last day of each person's evidence up to `as_of`, and how many events it is."""
    events = _["count"].sum().cast(BIGINT)
    return days.filter(_.on <= as_of).group_by("person").agg(first_on=_.on.min(), last_on=_.on.max(), events=events)


def _shifted(product: ibis.Deferred) -> ibis.Deferred:
    return (product >> SHIFT).sum().cast(BIGINT)


def weight_table(guide: Guide) -> tuple[ibis.Table, int]:
    """The guide's decay as a table (key, weight, weight_bad) and the stride of its keys: indicator · stride + age, one
    integer, so that an engine can look it up by position."""
    stride = max(len(guide.weights[rate.half_life]) for _indicator, rate in guide.rates)
    rows = [
        (indicator.number * stride + age, weight, weight if age < guide.bad_ends else 0)
        for indicator, rate in guide.rates
        for age, weight in enumerate(guide.weights[rate.half_life])
    ]
    keys, good, bad = zip(*rows, strict=True)
    columns = [pa.array(keys, pa.int32()), pa.array(good, pa.int64()), pa.array(bad, pa.int64())]
    return ibis.memtable(pa.table(columns, names=["key", "weight", "weight_bad"])), stride
