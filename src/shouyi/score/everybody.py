"""A whole population's digits at once: the columns of an engine's sums become columns of scores.

The formulas are `finish`'s, written over arrays of Python's own integers, which know no overflow: one loop in C for
each operation in place of one in Python for each person. A property test holds the two against each other.
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

    def totals(self, name: str) -> tuple[Integers, Integers]:
        """S and F of everybody; 0 where there is nothing."""
        at, (good, bad) = self._totals[name]
        return self._filled(at, good, 0), self._filled(at, bad, 0)

    def stock(self, name: str) -> tuple[Integers, np.ndarray[Any, Any]]:
        """X in hundredths, and who has any evidence of it."""
        at, (good, _) = self._totals[name]
        return self._filled(at, good // HUNDREDTH, 0), self._has(at)

    def level(self, name: str, prior: int) -> tuple[Integers, np.ndarray[Any, Any]]:
        """The ‰ held, or the prior, and who holds something."""
        at, (value,) = self._levels[name]
        return self._filled(at, value, prior), self._has(at)

    def _filled(self, at: np.ndarray[Any, Any], values: np.ndarray[Any, Any], otherwise: int) -> Integers:
        found = np.full(self.count, otherwise, dtype=object)
        found[at] = values.astype(object)
        return found

    def _has(self, at: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        found = np.zeros(self.count, dtype=bool)
        found[at] = True
        return found


Columns = tuple[list[Any], ...]


def finish_many(guide: Guide, rows: _Rows) -> Columns:
    """Score, low, high, P(≥ A), band, then each dimension in the guide's order."""
    total, variance = np.zeros(rows.count, dtype=object), np.zeros(rows.count, dtype=object)
    amount, good = np.zeros(rows.count, dtype=object), np.zeros(rows.count, dtype=object)
    parts = {each.name: np.zeros(rows.count, dtype=object) for each in guide.dimensions}
    for indicator in guide.indicators:
        u, spread = _u_and_variance(indicator, guide, rows)
        total += indicator.points * u
        variance += spread
        parts[indicator.dimension] += indicator.share * u
        if isinstance(indicator.form, Rate):
            mine, bad = rows.totals(indicator.name)
            amount, good = amount + mine + bad, good + mine
    score, (low, high, p80) = total // TENTH, _intervals(guide, total, variance)
    bands = _bands(guide, score, p80, amount, good)
    dimensions = ((parts[each.name] // FULL).tolist() for each in guide.dimensions)
    return score.tolist(), low.tolist(), high.tolist(), p80.tolist(), bands, *dimensions


def _u_and_variance(indicator: Indicator, guide: Guide, rows: _Rows) -> tuple[Integers, Integers]:
    form, points = indicator.form, indicator.points
    match form:
        case Rate():
            return _rate(form, points, *rows.totals(indicator.name))
        case Stock():
            held, known = rows.stock(indicator.name)
            step = np.minimum(held // form.x0, len(guide.saturation) - 1).astype(np.int64)
            reached = np.array(guide.saturation, dtype=object)[step]
            u = (form.u0 * FULL + (1000 - form.u0) * reached) // 1000
        case Level():
            held, known = rows.level(indicator.name, form.prior)
            u = held * ONE_EVENT
    missing = (points * form.sd_missing) ** 2 // 100
    return u, np.where(known, 0, missing).astype(object)


def _rate(rate: Rate, points: int, good: Integers, bad: Integers) -> tuple[Integers, Integers]:
    num = 500_000 * rate.nu * (rate.lo + rate.hi) + rate.kappa * good
    den = FULL * rate.nu + rate.kappa * (good + bad)
    width = rate.hi - rate.lo
    u = np.minimum(np.maximum((1000 * num - rate.lo * den) * FULL // (width * den), 0), FULL)
    spread = 10**19 * points**2 * num * (den - num) // (width**2 * den**2 * (den + FULL))
    return u, np.minimum(spread, (100 * points) ** 2 // 8)


_isqrt = np.frompyfunc(isqrt, 1, 1)


def _intervals(guide: Guide, total: Integers, variance: Integers) -> tuple[Integers, Integers, Integers]:
    mean: Integers = total // 10**7
    sigma: Any = _isqrt(variance)
    half = -(-guide.interval_z * sigma // 10**6)
    low, high = (mean - half) // 10**5, -(-(mean + half) // 10**5)
    return _within(low, 0, 1000), _within(high, 0, 1000), _chances(guide, mean, sigma)


def _chances(guide: Guide, mean: Integers, sigma: Integers) -> Integers:
    above = mean - guide.bands.a * 10**5
    certain = np.where(above >= 0, Z_MAX, -Z_MAX).astype(object)
    z = np.where(sigma > 0, above * 100 // np.maximum(sigma, 1), certain)
    places = (_within(z, -Z_MAX, Z_MAX) + Z_MAX).astype(np.int64)
    found: Integers = np.array(guide.normal, dtype=object)[places]
    return found


def _within(values: Integers, low: int, high: int) -> Integers:
    found: Integers = np.minimum(np.maximum(values, low), high)
    return found


def _bands(guide: Guide, score: Integers, p80: Integers, amount: Integers, good: Integers) -> list[Band]:
    """Tested in the order thin, none, A, B, C."""
    bands = guide.bands
    tested = [
        (amount < bands.thin_below * ONE_EVENT, "thin"),
        ((score < bands.c) | (good < bands.none_good_below * ONE_EVENT), "none"),
        ((score >= bands.a) & (p80 >= bands.a_gate), "A"),
        (score >= bands.b, "B"),
    ]
    found: list[Band] = np.select(
        [holds.astype(bool) for holds, _ in tested], [name for _, name in tested], "C"
    ).tolist()
    return found
