"""A whole population's digits at once: the columns of an engine's sums become columns of scores.

The formulas are `finish`'s, written over arrays: one loop in C for each operation in place of one in Python for each
person. Where a product may pass 64 bits they are arrays of Python's own integers, and only of those who have evidence;
everybody else stands where the guide lets a newcomer begin. A property test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from shouyi.score.finish import FULL, ONE_EVENT, TENTH, Z_MAX
from shouyi.score.guide import Guide, Indicator, Level, Rate, Stock
from shouyi.score.records import Band, Digits
from shouyi.score.standings import HUNDREDTH

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from shouyi.score.table import EventTable

Integers = np.ndarray[Any, np.dtype[np.object_]]
"""An array of Python's integers."""
Column = np.ndarray[Any, np.dtype[np.int64]]
"""One number a person. The points of all indicators are 10^6, u is at most 10^9: no sum of their products passes 10^15,
no variance 10^16. An engine's sums lie below 2^57 each, so those of a dozen rates below 2^61."""


def digits_of(table: EventTable, guide: Guide, persons: Sequence[str], as_of: int, engine: BaseBackend) -> list[Digits]:
    """The digits of everybody in `persons`, in that order, with evidence or without, summed by `engine`: those that
    `assess` gives, without contributions and reasons. Raises DayTooCrowded."""
    from shouyi.score.sums import rows_of

    totals, levels = rows_of(table, guide, as_of, engine)
    columns = finish_many(guide, _Rows(guide, table, persons, totals, levels))
    dimensions = [each.name for each in guide.dimensions]
    return [
        Digits(
            person,
            score,
            low,
            high,
            p80,
            band,
            dict(zip(dimensions, parts, strict=True)),
            guide.version,
            guide.digest,
            as_of,
        )
        for person, score, low, high, p80, band, *parts in zip(persons, *columns, strict=True)
    ]


class _Rows:
    """The engine's rows as one column for each indicator, in the order of the persons asked for."""

    def __init__(
        self, guide: Guide, table: EventTable, persons: Sequence[str], totals: pa.Table, levels: pa.Table
    ) -> None:
        self.count = len(persons)
        known = max(table.numbers.values(), default=-1) + 1
        self._at = np.full(known, -1, dtype=np.int64)
        for at, person in enumerate(persons):
            if person in table.numbers:
                self._at[table.numbers[person]] = at
        self._totals = self._by_indicator(guide, totals, "good", "bad")
        self._levels = self._by_indicator(guide, levels, "value")

    def _by_indicator(
        self, guide: Guide, rows: pa.Table, *names: str
    ) -> dict[str, tuple[np.ndarray[Any, Any], list[np.ndarray[Any, Any]]]]:
        person, indicator = (rows[name].to_numpy() for name in ("person", "indicator"))
        at, columns = self._at[person], [rows[name].to_numpy() for name in names]
        found = {}
        for each in guide.indicators:
            mine = (indicator == each.number) & (at >= 0)
            found[each.name] = at[mine], [column[mine] for column in columns]
        return found

    def totals(self, name: str) -> tuple[Column, Column, Column]:
        """Who has evidence, and their S and F."""
        at, (good, bad) = self._totals[name]
        return at, good, bad

    def level(self, name: str) -> tuple[Column, Column]:
        """Who holds something, and the ‰ of it."""
        at, (value,) = self._levels[name]
        return at, value


Columns = tuple[list[Any], ...]


def finish_many(guide: Guide, rows: _Rows) -> Columns:
    """Score, low, high, P(≥ A), band, then each dimension in the guide's order."""
    total, variance, amount, good = (np.zeros(rows.count, dtype=np.int64) for _ in range(4))
    parts = {each.name: np.zeros(rows.count, dtype=np.int64) for each in guide.dimensions}
    for indicator in guide.indicators:
        at, known, otherwise = _u_and_variance(indicator, guide, rows)
        u, spread = (_filled(rows.count, at, *pair) for pair in zip(known, otherwise, strict=True))
        total += indicator.points * u
        variance += spread
        parts[indicator.dimension] += indicator.share * u
        if isinstance(indicator.form, Rate):
            at, mine, bad = rows.totals(indicator.name)
            amount[at] += mine + bad
            good[at] += mine
    score, (low, high, p80) = total // TENTH, _intervals(guide, total, variance)
    bands = _bands(guide, score, p80, amount, good)
    dimensions = ((parts[each.name] // FULL).tolist() for each in guide.dimensions)
    return score.tolist(), low.tolist(), high.tolist(), p80.tolist(), bands, *dimensions


Known = tuple[Column, Column]
"""u and variance of those who have evidence."""


def _u_and_variance(indicator: Indicator, guide: Guide, rows: _Rows) -> tuple[Column, Known, tuple[int, int]]:
    """Who has evidence, their u and variance, and those of everybody else."""
    form, points = indicator.form, indicator.points
    missing = 0 if isinstance(form, Rate) else (points * form.sd_missing) ** 2 // 100
    match form:
        case Rate():
            at, good, bad = rows.totals(indicator.name)
            (newcomer,), (width,) = _rate(form, points, *(np.zeros(1, dtype=np.int64) for _ in range(2)))
            return at, _rate(form, points, good, bad), (int(newcomer), int(width))
        case Stock():
            at, held, _ = rows.totals(indicator.name)
            step = np.minimum(held // HUNDREDTH // form.x0, len(guide.saturation) - 1)
            u = (form.u0 * FULL + (1000 - form.u0) * np.array(guide.saturation, dtype=np.int64)) // 1000
            return at, (u[step], np.zeros(len(at), dtype=np.int64)), (int(u[0]), missing)
        case Level():
            at, value = rows.level(indicator.name)
            return (
                at,
                (value.astype(np.int64) * ONE_EVENT, np.zeros(len(at), np.int64)),
                (form.prior * ONE_EVENT, missing),
            )


def _filled(count: int, at: Column, values: Column, otherwise: int) -> Column:
    found = np.full(count, otherwise, dtype=np.int64)
    found[at] = values
    return found


def _rate(rate: Rate, points: int, good: Column, bad: Column) -> Known:
    mine, lost = good.astype(object), bad.astype(object)
    num: Integers = 500_000 * rate.nu * (rate.lo + rate.hi) + rate.kappa * mine
    den: Integers = FULL * rate.nu + rate.kappa * (mine + lost)
    width = rate.hi - rate.lo
    u = np.minimum(np.maximum((1000 * num - rate.lo * den) * FULL // (width * den), 0), FULL)
    spread = 10**19 * points**2 * num * (den - num) // (width**2 * den**2 * (den + FULL))
    return u.astype(np.int64), np.minimum(spread, (100 * points) ** 2 // 8).astype(np.int64)


_isqrt = np.frompyfunc(isqrt, 1, 1)


def _intervals(guide: Guide, total: Column, variance: Column) -> tuple[Column, Column, Column]:
    mean: Column = total // 10**7
    roots: Any = _isqrt(variance)
    sigma: Column = roots.astype(np.int64)
    half = -(-guide.interval_z * sigma // 10**6)
    low, high = (mean - half) // 10**5, -(-(mean + half) // 10**5)
    return _within(low, 0, 1000), _within(high, 0, 1000), _chances(guide, mean, sigma)


def _chances(guide: Guide, mean: Column, sigma: Column) -> Column:
    above = mean - guide.bands.a * 10**5
    certain = np.where(above >= 0, Z_MAX, -Z_MAX)
    z = np.where(sigma > 0, above * 100 // np.maximum(sigma, 1), certain)
    found: Column = np.array(guide.normal, dtype=np.int64)[_within(z, -Z_MAX, Z_MAX) + Z_MAX]
    return found


def _within(values: Column, low: int, high: int) -> Column:
    found: Column = np.minimum(np.maximum(values, low), high)
    return found


def _bands(guide: Guide, score: Column, p80: Column, amount: Column, good: Column) -> list[Band]:
    """Tested in the order thin, none, A, B, C."""
    bands = guide.bands
    tested = [
        (amount < bands.thin_below * ONE_EVENT, "thin"),
        ((score < bands.c) | (good < bands.none_good_below * ONE_EVENT), "none"),
        ((score >= bands.a) & (p80 >= bands.a_gate), "A"),
        (score >= bands.b, "B"),
    ]
    found: list[Band] = np.select([holds for holds, _ in tested], [name for _, name in tested], "C").tolist()
    return found
