"""From totals to a score, in exact integers: what the engines summed, one person's digits come out of here.

Every formula and every rounding is the published one; docs/algorithms/score.md works one through by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isqrt

from shouyi.score.guide import Guide, Indicator, Level, Rate, Stock
from shouyi.score.records import Band, Contribution, Form, Standing, Totals

ONE_EVENT = 10**6
FULL = 10**9
TENTH = 10**12
"""One event at full weight, u = 1, and a tenth of a point, each in the unit of its own sums."""

Z_MAX = 400


@dataclass(frozen=True, slots=True)
class Finished:
    """The digits of one person. `total` is T = Σ W·v·u; `variance` is in µ-points² (10^-12 of a point²)."""

    score: int
    low: int
    high: int
    p80: int
    band: Band
    dimensions: dict[str, int]
    contributions: tuple[Contribution, ...]
    total: int
    variance: int


Sums = Mapping[str, Totals]
Standings = Mapping[str, Standing]


def finish(guide: Guide, totals: Sums, standings: Standings | None = None) -> Finished:
    """The digits for these totals of rate indicators and standings of the others; what is absent is the prior."""
    standings = standings or {}
    contributions = tuple(_contribution(found, guide, totals, standings) for found in guide.indicators)
    total = sum(found.exact for found in contributions)
    variance = sum(_variance(found, totals, standings) for found in guide.indicators)
    score, low, high, p80 = total // TENTH, *_interval(guide, total, variance)
    return Finished(
        score=score,
        low=low,
        high=high,
        p80=p80,
        band=_band(guide, score, p80, [totals.get(found.name, Totals()) for found, _ in guide.rates]),
        dimensions=_dimensions(guide, contributions),
        contributions=contributions,
        total=total,
        variance=variance,
    )


def fraction(rate: Rate, totals: Totals) -> tuple[int, int]:
    """θ as (num, den): num = 500000·ν·(lo + hi) + κ·S, den = 10^9·ν + κ·(S + F)."""
    num = 500_000 * rate.nu * (rate.lo + rate.hi) + rate.kappa * totals.good
    return num, FULL * rate.nu + rate.kappa * totals.amount


def usefulness_of_rate(rate: Rate, totals: Totals) -> int:
    """u = clip(⌊(1000·num − lo·den)·10^9 / ((hi − lo)·den)⌋, 0, 10^9)."""
    num, den = fraction(rate, totals)
    return min(max((1000 * num - rate.lo * den) * FULL // ((rate.hi - rate.lo) * den), 0), FULL)


def usefulness_of_stock(stock: Stock, hundredths: int, saturation: tuple[int, ...]) -> int:
    """u = u0 + (1 − u0)·E[i], i = min(⌊X/x0⌋, 2000), X in hundredths, floored to billionths."""
    reached = saturation[min(hundredths // stock.x0, len(saturation) - 1)]
    return (stock.u0 * FULL + (1000 - stock.u0) * reached) // 1000


def usefulness_without_evidence(form: Rate | Level | Stock, saturation: tuple[int, ...]) -> int:
    """The guide's prior: a rate's mean stands halfway between lo and hi, a stock holds nothing."""
    match form:
        case Rate():
            return FULL // 2
        case Stock():
            return usefulness_of_stock(form, 0, saturation)
        case Level():
            return form.prior * ONE_EVENT


def _usefulness(indicator: Indicator, guide: Guide, totals: Totals, standing: Standing | None) -> int:
    match indicator.form:
        case Rate() as rate:
            return usefulness_of_rate(rate, totals)
        case Stock() as stock:
            return usefulness_of_stock(stock, standing.value if standing else 0, guide.saturation)
        case Level() as level:
            return (standing.value if standing else level.prior) * ONE_EVENT


def _contribution(indicator: Indicator, guide: Guide, totals: Sums, standings: Standings) -> Contribution:
    mine, standing = totals.get(indicator.name, Totals()), standings.get(indicator.name)
    u = _usefulness(indicator, guide, mine, standing)
    u_prior = usefulness_without_evidence(indicator.form, guide.saturation)
    return Contribution(
        indicator=indicator.name,
        dimension=indicator.dimension,
        form=_form_name(indicator),
        exact=indicator.points * u,
        exact_without_evidence=indicator.points * u_prior,
        u=u,
        u_without_evidence=u_prior,
        evidence_tenths=mine.amount * 10 // ONE_EVENT,
        missing=not mine.amount and standing is None,
    )


def _form_name(indicator: Indicator) -> Form:
    match indicator.form:
        case Rate():
            return "rate"
        case Level():
            return "level"
        case Stock():
            return "stock"


def _variance(indicator: Indicator, totals: Sums, standings: Standings) -> int:
    """One indicator's share of the score's variance: beta variance of a rate, the guide's spread for a missing level
    or stock, nothing for one that is known."""
    form, points = indicator.form, indicator.points
    if isinstance(form, Rate):
        return _rate_variance(form, points, totals.get(indicator.name, Totals()))
    return 0 if indicator.name in standings else (points * form.sd_missing) ** 2 // 100


def _rate_variance(rate: Rate, points: int, totals: Totals) -> int:
    """⌊10^19·(W·v)²·num·(den − num) / ((hi − lo)²·den²·(den + 10^9))⌋, at most (100·W·v)²/8."""
    num, den = fraction(rate, totals)
    spread = 10**19 * points**2 * num * (den - num) // ((rate.hi - rate.lo) ** 2 * den**2 * (den + FULL))
    return min(spread, (100 * points) ** 2 // 8)


def _interval(guide: Guide, total: int, variance: int) -> tuple[int, int, int]:
    """low (floored), high (ceiled), both tenths in 0..1000, and P(score ≥ A's floor) in ‰."""
    mean, sigma = total // 10**7, isqrt(variance)
    half = -(-guide.interval_z * sigma // 10**6)
    low, high = (mean - half) // 10**5, -(-(mean + half) // 10**5)
    return min(max(low, 0), 1000), min(max(high, 0), 1000), _chance(guide, mean, sigma)


def _chance(guide: Guide, mean: int, sigma: int) -> int:
    """P = ⌊1000·Φ(z)⌋ by the guide's table, z = (µ − floor of A)/σ in hundredths, floored, within ±4."""
    above = mean - guide.bands.a * 10**5
    z = above * 100 // sigma if sigma else (Z_MAX if above >= 0 else -Z_MAX)
    return guide.normal[min(max(z, -Z_MAX), Z_MAX) + Z_MAX]


def _band(guide: Guide, score: int, p80: int, rates: Iterable[Totals]) -> Band:
    """Tested in the order thin, none, A, B, C."""
    bands, found = guide.bands, list(rates)
    if sum(totals.amount for totals in found) < bands.thin_below * ONE_EVENT:
        return "thin"
    if score < bands.c or sum(totals.good for totals in found) < bands.none_good_below * ONE_EVENT:
        return "none"
    if score >= bands.a and p80 >= bands.a_gate:
        return "A"
    return "B" if score >= bands.b else "C"


def _dimensions(guide: Guide, contributions: tuple[Contribution, ...]) -> dict[str, int]:
    """⌊Σ v·u / 10^9⌋ tenths for each dimension, in the guide's order."""
    shares = [(found.dimension, found.share) for found in guide.indicators]
    return {
        dimension.name: sum(
            share * mine.u for (name, share), mine in zip(shares, contributions, strict=True) if name == dimension.name
        )
        // FULL
        for dimension in guide.dimensions
    }
