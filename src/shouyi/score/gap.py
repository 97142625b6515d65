"""How far the scores of two lives lie apart, and which indicator makes it: matched pairs, compared in exact integers.

Of each pair both sides are equal in craft and honesty, and only circumstance differs (`town.twins` invents such pairs;
nothing here knows what the circumstance is). The gap is the mean of one side's score less the other's before it is
floored to a tenth, and it is the sum of the indicators' gaps to the last digit. Ideal: 0. A gap below a point is
measured and small in this population; it is no proof about another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from shouyi.score.finish import TENTH, Finished

LARGEST = 1_000
"""What a gap may be, in thousandths of a point: a point."""
RESAMPLES, TAIL = 2_000, 50
"""The interval leaves out 50 of 2,000 resamples of pairs at either end: 95 %."""
_THOUSANDTH = TENTH // 100
Pair = tuple[Finished, Finished]


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator's gap (or, `indicator` empty, the score's). `exact`: the sum over all pairs, of which 10^12 are a
    tenth of a point. `points`, `low`, `high` are thousandths of a point a pair: mean, and its 95 % interval."""

    indicator: str
    exact: int
    points: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Gap:
    """`parts` in the guide's order; their `exact` adds up to that of `whole`. `bands`: pairs whose bands differ."""

    pairs: int
    whole: Part
    parts: tuple[Part, ...]
    bands: int

    @property
    def verdict(self) -> Literal["holds", "broken", "unknown"]:
        """Whether all of the interval lies within a point, or all of it beyond."""
        if self.whole.low >= -LARGEST and self.whole.high <= LARGEST:
            return "holds"
        return "broken" if self.whole.high < -LARGEST or self.whole.low > LARGEST else "unknown"

    @property
    def largest(self) -> Part:
        """The indicator that makes most of it."""
        return max(self.parts, key=lambda part: abs(part.exact))


def gap_of(pairs: Sequence[Pair], below: Callable[[int], int]) -> Gap:
    """The gap of the first sides from the second ones, under the one guide that finished them all. `below(n)` draws a
    number of 0..n−1 for the resamples: the same draws give the same interval. Raises ValueError without pairs."""
    if not pairs:
        raise ValueError("a gap needs at least one pair")
    names = [found.indicator for found in pairs[0][0].contributions]
    rows = [_row(*pair) for pair in pairs]
    sums = _resampled(rows, below)
    parts = tuple(_part(name, rows, sums, at) for at, name in enumerate(names, 1))
    return Gap(len(pairs), _part("", rows, sums, 0), parts, sum(one.band != other.band for one, other in pairs))


def _row(one: Finished, other: Finished) -> tuple[int, ...]:
    """The difference of the score, then of each indicator."""
    sides = zip(one.contributions, other.contributions, strict=True)
    return one.total - other.total, *(mine.exact - theirs.exact for mine, theirs in sides)


def _resampled(rows: Sequence[tuple[int, ...]], below: Callable[[int], int]) -> list[tuple[int, ...]]:
    """Column sums over as many rows again, drawn with replacement (Efron 1979)."""
    return [_summed(rows[below(len(rows))] for _ in rows) for _ in range(RESAMPLES)]


def _summed(rows: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))


def _part(name: str, rows: Sequence[tuple[int, ...]], sums: Sequence[tuple[int, ...]], at: int) -> Part:
    exact, ordered = sum(row[at] for row in rows), sorted(row[at] for row in sums)
    low, high = ordered[TAIL], ordered[-TAIL - 1]
    return Part(name, exact, *(_mean(each, len(rows)) for each in (exact, low, high)))


def _mean(exact: int, pairs: int) -> int:
    """To the nearest thousandth of a point, half up."""
    unit = pairs * _THOUSANDTH
    return (2 * exact + unit) // (2 * unit)
