"""Intervals of 95 % in whole millionths: Wilson's, the exact one of Clopper and Pearson, and the bootstrap's.

Wilson's covers about 95 % on average over what the true share may be; Clopper and Pearson's covers at least that
whatever it is, and is wider: it stands where a loss is at stake. Decimals of a fixed precision and a stream of chance
that numpy promises to keep (NEP 19) make the same digits everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from math import comb

import numpy as np

from shouyi.canon.money import PPM
from shouyi.decision.lending.cost.solver import CONTEXT

Z = Decimal("1.959963984540054")
TAIL = Decimal("0.025")
EXACT_MAX = 200_000
"""Cases up to which the exact interval is worked out; above that the two hardly differ, and Wilson's stands in."""
RESAMPLES, CUT = 2_000, 50
Totals = Sequence[int]


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, in millionths, with its interval. None of none: 0 to everything."""

    hits: int
    of: int
    low_ppm: int
    high_ppm: int

    @property
    def ppm(self) -> int:
        return (PPM * self.hits + self.of // 2) // self.of if self.of else 0


def wilson(hits: int, of: int) -> Share:
    """Wilson 1927, rounded outwards."""
    _require(hits, of)
    if not of:
        return Share(0, 0, 0, PPM)
    with localcontext(CONTEXT):
        share, square = Decimal(hits) / of, Z * Z / of
        half = Z * ((share * (1 - share) + square / 4) / of).sqrt()
        low = (share + square / 2 - half) / (1 + square)
        high = (share + square / 2 + half) / (1 + square)
        return Share(hits, of, 0 if not hits else int(low * PPM), PPM if hits == of else _up(high))


def clopper_pearson(hits: int, of: int) -> Share:
    """Clopper and Pearson 1934: the shares at which so many hits, or more, or fewer, would be seen in 2.5 % of
    cases."""
    _require(hits, of)
    if of > EXACT_MAX:
        return wilson(hits, of)
    with localcontext(CONTEXT):
        low = 0 if not hits else _crossing(hits, of) - 1
        high = PPM if hits == of else PPM - (_crossing(of - hits, of) - 1)
    return Share(hits, of, low, high)


def resampled(rows: Sequence[Totals], seed: int) -> list[list[int]]:
    """Column sums of as many rows again, drawn with replacement (Efron 1979), 2,000 times; none without rows."""
    if not rows:
        return []
    table = np.array(rows, dtype=np.int64)
    columns = [(where := np.flatnonzero(column), column[where]) for column in table.T]
    bits, n = np.random.PCG64(seed), len(rows)
    found = []
    for _ in range(RESAMPLES):
        drawn = (bits.random_raw(n) % np.uint64(n)).astype(np.int64)
        counts = np.bincount(drawn, minlength=n)
        found.append([int(counts[where].dot(values)) for where, values in columns])
    return found


def middle(figures: Iterable[int | None]) -> tuple[int, int] | None:
    """The middle 95 % of a figure's resamples. None where more than a tenth of them gives no figure, or all do."""
    every = list(figures)
    found = sorted(figure for figure in every if figure is not None)
    if not found or len(found) < len(every) * 9 // 10:
        return None
    cut = CUT * len(found) // RESAMPLES
    return found[cut], found[len(found) - 1 - cut]


def _crossing(hits: int, of: int) -> int:
    """The least millionth at which `hits` or more are seen in over 2.5 % of cases: the tail grows with the share."""
    ways = Decimal(comb(of, hits)).ln()
    low, high = 0, PPM
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _tail(hits, of, Decimal(middle) / PPM, ways) > TAIL else (middle, high)
    return high


def _tail(hits: int, of: int, share: Decimal, ways: Decimal) -> Decimal:
    """P(X ≥ hits): terms one after another until they no longer count. Past the mean it is over a half for our
    purpose."""
    if share * of >= hits:
        return Decimal(1)
    term = total = (ways + hits * share.ln() + (of - hits) * (1 - share).ln()).exp()
    odds = share / (1 - share)
    for seen in range(hits, of):
        term *= odds * (of - seen) / (seen + 1)
        total += term
        if term < total / 10**12:
            break
    return total


def _up(value: Decimal) -> int:
    return min(PPM, int(value * PPM) + 1)


def _require(hits: int, of: int) -> None:
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share")
