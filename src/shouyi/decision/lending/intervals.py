"""Intervals of 95 % in whole millionths: Wilson's, the exact one of Clopper and Pearson, and the bootstrap's.

Wilson's covers about 95 % on average over what the true share may be; Clopper and Pearson's covers at least that
whatever it is, and is wider: it stands where a loss is at stake. Decimals of a fixed precision and a stream of chance
that numpy promises to keep (NEP 19) make the same digits everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def bootstrap(rows: Sequence[Totals], statistic: Callable[[Totals], int | None], seed: int) -> tuple[int, int] | None:
    """The middle 95 % of a statistic of column sums over resamples of whole rows (Efron 1979). None where a tenth of
    the resamples gives no figure, or there are no rows."""
    if not rows:
        return None
    table = np.array(rows, dtype=np.int64)
    bits, found = np.random.PCG64(seed), []
    for _ in range(RESAMPLES):
        drawn = (bits.random_raw(len(rows)) % np.uint64(len(rows))).astype(np.int64)
        value = statistic([int(total) for total in np.bincount(drawn, minlength=len(rows)) @ table])
        if value is not None:
            found.append(value)
    if len(found) < RESAMPLES * 9 // 10:
        return None
    found.sort()
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
