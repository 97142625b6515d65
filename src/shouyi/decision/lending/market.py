"""The market average, against which the ladder measures a rate: a number with a day and a source, never a constant.

The People's Bank publishes the weighted average rate of new loans each quarter (中国货币政策执行报告,
新发放贷款加权平均利率). Which series counts (all loans, inclusive small loans, business loans to persons) is for the
operator and the guide's voters to settle; whoever states a rate here states which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shouyi.canon.money import PPM
from shouyi.decision.lending.errors import MarketUnfit

AGE_MAX = 200
"""Days after which a quarterly figure is too old to lend by: one report was missed."""
SOURCE_MAX = 200


@dataclass(frozen=True, slots=True)
class MarketRate:
    """`rate_ppm` a year, in force from the day `on` on which it was published; `source` says who published what."""

    on: int
    rate_ppm: int
    source: str


def require_fit(market: MarketRate, today: int) -> None:
    """Raises MarketUnfit for a figure that may not be lent by on this day."""
    if not 0 < market.rate_ppm <= PPM:
        raise MarketUnfit("out_of_range", "rate_ppm")
    if not market.source.strip() or len(market.source) > SOURCE_MAX or not market.source.isprintable():
        raise MarketUnfit("source_missing", "source")
    if market.on > today:
        raise MarketUnfit("not_yet_published", "on")
    if today - market.on > AGE_MAX:
        raise MarketUnfit("too_old", "on")


def in_force(rates: Iterable[MarketRate], today: int) -> MarketRate:
    """The latest figure that was out by this day. Raises MarketUnfit where there is none that is fit."""
    out = [rate for rate in rates if rate.on <= today]
    if not out:
        raise MarketUnfit("none_published")
    found = max(out, key=lambda rate: rate.on)
    require_fit(found, today)
    return found
