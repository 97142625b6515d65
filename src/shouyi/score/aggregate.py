"""Sums of everybody's events, as expressions that any engine runs: no functions of our own, int64 alone.

Ages meet their weights in a join, never in a power function: float decay differs between engines, and integer sums,
products and shifts do not. Columns of `events`: person, indicator, on, at, y, c; of `days`: person, indicator, on, at,
good, bad, count; of `holdings`: person, indicator, on, until, value; of `stops`: person, on (a day on which the clock
stood still); all integers, `person` being the table's own number and `indicator` the guide's.
"""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa
from ibis import _

from shouyi.score.guide import Guide
from shouyi.score.totals import FULL_DAY, SHIFT

BIGINT = dt.Int64(nullable=False)
"""Ibis leaves out a cast to what it takes a sum to be already; DuckDB sums int64 into 128 bits, which are slow to
multiply. A type that differs in nullability alone makes the cast stand, and past int64 it refuses."""


def day_totals(events: ibis.Table) -> ibis.Table:
    """G = Σ c·y and B = Σ c·(1000 − y) of each person, indicator and day."""
    sums = events.group_by("person", "indicator", "on", "at").agg(
        good=(_.c.cast("int32") * _.y.cast("int32")).sum().cast(BIGINT),
        full=_.c.sum().cast(BIGINT),
        count=_.count(),
    )
    return sums.mutate(bad=_.full * 1000 - _.good).drop("full")


def faded_totals(
    days: ibis.Table, guide: Guide, as_of: int, *, stops: ibis.Table | None = None, guarded: bool = False
) -> ibis.Table:
    """S and F (`good`, `bad`) of each person and rate or stock up to `as_of`; what is older than its weights is no row.

    `stops`: where anybody's clock stood still (None: nowhere). `guarded`, for days that no table judged when it took
    them in: a day that holds too much sums as nothing, and `most`, the fullest day's amount, gives it away.
    """
    weights, stride = weight_table(guide)
    aged = _aged(days.filter(_.on <= as_of), stride, as_of, stops)
    joined = aged.mutate(key=_.indicator * stride + _.age).join(weights, "key")
    good, bad, most = _.good, _.bad, {}
    if guarded:
        holds = _.good + _.bad <= FULL_DAY
        good, bad = ibis.ifelse(holds, good, 0), ibis.ifelse(holds, bad, 0)
        most = {"most": (_.good + _.bad).max()}
    lasts = _.on > as_of - guide.bad_ends
    sums = {"good": _shifted(good * _.weight), "bad": _shifted(ibis.ifelse(lasts, bad * _.weight, 0))}
    return joined.group_by("person", "indicator").agg(**sums, **most)


def _aged(days: ibis.Table, stride: int, as_of: int, stops: ibis.Table | None) -> ibis.Table:
    """The days younger than the longest table, with their `age` on the person's clock, which runs on at least half of
    all days."""
    if stops is None:
        return days.filter(_.on > as_of - stride).mutate(age=as_of - _.on)
    stood = stops.filter(_.on <= as_of).group_by("person").agg(stood=_.count().cast("int32"))
    near = days.filter(_.on > as_of - 2 * stride)
    with_stood = near.left_join(stood, "person").drop("person_right")
    return with_stood.mutate(age=as_of - _.stood.fill_null(0) - _.at).drop("stood").filter(_.age < stride)


def standing_levels(holdings: ibis.Table, as_of: int) -> ibis.Table:
    """The highest `value` in force on `as_of`, of each person and level; who holds nothing is no row."""
    in_force = holdings.filter(_.on <= as_of, _.until >= as_of)
    return in_force.group_by("person", "indicator").agg(value=_.value.max())


def ranges(days: ibis.Table, holdings: ibis.Table, as_of: int) -> ibis.Table:
    """The first and last day of each person's evidence up to `as_of`, and how many pieces it is."""
    held = holdings.select("person", "on", count=ibis.literal(1, "int64"))
    pieces = days.select("person", "on", "count").union(held, distinct=False).filter(_.on <= as_of)
    count = _["count"].sum().cast(BIGINT)
    return pieces.group_by("person").agg(first_on=_.on.min(), last_on=_.on.max(), count=count)


def _shifted(product: ibis.Deferred) -> ibis.Deferred:
    return (product >> SHIFT).sum().cast(BIGINT)


def weight_table(guide: Guide) -> tuple[ibis.Table, int]:
    """The guide's decay as a table (key, weight) and the stride of its keys: indicator · stride + age, one integer, so
    that an engine can look it up by position."""
    stride = max(len(guide.weights[form.half_life]) for _indicator, form in guide.fading)
    rows = [
        (indicator.number * stride + age, weight)
        for indicator, form in guide.fading
        for age, weight in enumerate(guide.weights[form.half_life])
    ]
    keys, weights = zip(*rows, strict=True)
    columns = [pa.array(keys, pa.int32()), pa.array(weights, pa.int64())]
    return ibis.memtable(pa.table(columns, names=["key", "weight"])), stride
