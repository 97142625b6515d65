"""The ladder: what the guide lets a band borrow, and at how much of the market average at most.

It is read from the guide (`loans`), one step a band. What a person can afford now is another figure, by the bank's own
published rule (`affordability`); both are shown, and neither changes the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from shouyi.decision.lending.market import MarketRate, require_fit
from shouyi.score.guide import Guide, Loan
from shouyi.score.records import Band, Digits

NO_STEP = "assistance"
"""What the guide names instead of a limit: a plan of help."""


@dataclass(frozen=True, slots=True)
class Rung:
    """What one band may have today: `limit_fen` at no more than `cap_ppm` a year, measured against `market`. `help` is
    the guide's word for what goes with it ("unsecured", "assistance")."""

    band: Band
    limit_fen: int
    cap_ppm: int
    help: str
    guide: str
    guide_digest: str
    market: MarketRate

    @property
    def serves(self) -> bool:
        """Whether the band may borrow by the ladder at all."""
        return self.limit_fen > 0


def step_of(guide: Guide, band: Band) -> Loan:
    """The guide's step for a band: the schema makes every band stand there once."""
    return next(step for step in guide.loans if step.band == band)


def rung(guide: Guide, band: Band, market: MarketRate, today: int) -> Rung:
    """The rung of a band on this day. Raises MarketUnfit. The cap is floored to a millionth, in the borrower's
    favour."""
    require_fit(market, today)
    step = step_of(guide, band)
    cap = market.rate_ppm * step.rate_of_market // 1000
    return Rung(band, step.limit_minor, cap, step.help, guide.version, guide.digest, market)


def rung_for(guide: Guide, digits: Digits, market: MarketRate, today: int) -> Rung:
    """The rung of an assessment, which must be under this very guide (its band already holds the gate P(≥ 80))."""
    assert digits.guide_digest == guide.digest, "an assessment under another guide"
    return rung(guide, digits.band, market, today)
