"""A portfolio's figures: by the quarter in which loans were granted, by band, what was saved, and where a rung breaks
even.

They say what happened to loans that were made. They are not what would have happened to others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from shouyi.canon.money import PPM, rounded
from shouyi.decision.lending.dates import as_date
from shouyi.decision.lending.daycount import whole_months
from shouyi.decision.lending.intervals import Share, clopper_pearson
from shouyi.decision.lending.schedule import Terms, schedule_of
from shouyi.score.guide import Guide
from shouyi.score.records import Band

AGES = (3, 6, 12, 18, 24, 36)
"""Months after the grant at which a vintage is looked at."""
DEFAULT_DAYS = 90
"""Days late after which a loan counts as defaulted (Basel, and 商业银行金融资产风险分类办法, 2023)."""
MULTIPLES = (1000, 1500, 2000, 3000)
"""‰ of the default rate under which a rung is tried."""


@dataclass(frozen=True, slots=True)
class Held:
    """A loan in the portfolio. `defaulted_on`: the day on which it was 90 days late (None: never); `lost_fen`: what
    of the principal will not come back, after guarantors paid."""

    band: Band
    granted_on: int
    amount_fen: int
    rate_ppm: int
    market_ppm: int
    defaulted_on: int | None = None
    lost_fen: int = 0


@dataclass(frozen=True, slots=True)
class Vintage:
    """Loans granted in one quarter ("2027Q1"). `defaulted`: (months, share defaulted by that age), for the ages that
    all of the quarter's loans have reached."""

    quarter: str
    count: int
    amount_fen: int
    lost_fen: int
    defaulted: tuple[tuple[int, Share], ...]


@dataclass(frozen=True, slots=True)
class OfBand:
    band: Band
    count: int
    amount_fen: int
    defaulted: Share
    lost_fen: int

    @property
    def lost_ppm(self) -> int:
        """Of what was lent."""
        return rounded(Fraction(PPM * self.lost_fen, self.amount_fen)) if self.amount_fen else 0


def vintages(held: Iterable[Held], today: int) -> tuple[Vintage, ...]:
    """By quarter of grant, in order."""
    quarters: dict[str, list[Held]] = defaultdict(list)
    for loan in held:
        found = as_date(loan.granted_on)
        quarters[f"{found.year}Q{(found.month + 2) // 3}"].append(loan)
    return tuple(_vintage(quarter, quarters[quarter], today) for quarter in sorted(quarters))


def by_band(held: Iterable[Held], guide: Guide) -> tuple[OfBand, ...]:
    """In the guide's order, bands without loans too."""
    found = tuple(held)
    return tuple(_of_band(step.band, [loan for loan in found if loan.band == step.band]) for step in guide.loans)


def saved_fen(terms: Terms, market_ppm: int) -> int:
    """What the borrower pays less in interest than under the same terms at the market's average, over the whole
    loan."""
    return schedule_of(replace(terms, rate_ppm=market_ppm)).interest_fen - schedule_of(terms).interest_fen


def break_even_ppm(rate_ppm: int, cost_ppm: int, lost_share: int, guaranteed: int = 0) -> int | None:
    """The yearly default rate at which a rung earns nothing: margin ÷ (margin + loss of a default), where margin =
    rate − cost of money and of running it, and a default loses `lost_share` ‰ less what guarantors bear (‰). None
    where there is no margin. One year, no growth, no capital charge: a lower bound of care, not a price."""
    margin, loss = rate_ppm - cost_ppm, lost_share * (1000 - guaranteed)
    return None if margin <= 0 else PPM * margin // (margin + loss)


@dataclass(frozen=True, slots=True)
class Stress:
    """Whether a rung carries a multiple (‰) of the default rate; `default_ppm` is that rate, at its upper bound."""

    multiple: int
    default_ppm: int
    break_even_ppm: int | None

    @property
    def carries(self) -> bool:
        return self.break_even_ppm is not None and self.default_ppm <= self.break_even_ppm


def stressed(
    defaulted: Share,
    rate_ppm: int,
    cost_ppm: int,
    lost_share: int,
    guaranteed: int = 0,
    multiples: Sequence[int] = MULTIPLES,
) -> tuple[Stress, ...]:
    """A rung under multiples of the upper bound of its default rate."""
    limit = break_even_ppm(rate_ppm, cost_ppm, lost_share, guaranteed)
    return tuple(Stress(each, min(PPM, defaulted.high_ppm * each // 1000), limit) for each in multiples)


def _vintage(quarter: str, loans: Sequence[Held], today: int) -> Vintage:
    youngest = min(whole_months(loan.granted_on, today) for loan in loans)
    shares = tuple((age, _defaulted_by(loans, age)) for age in AGES if age <= youngest)
    return Vintage(quarter, len(loans), _sum(loans), sum(loan.lost_fen for loan in loans), shares)


def _defaulted_by(loans: Sequence[Held], age: int) -> Share:
    ages = (whole_months(loan.granted_on, on) for loan in loans if (on := loan.defaulted_on) is not None)
    return clopper_pearson(sum(months < age for months in ages), len(loans))


def _of_band(band: Band, loans: Sequence[Held]) -> OfBand:
    defaulted = clopper_pearson(sum(loan.defaulted_on is not None for loan in loans), len(loans))
    return OfBand(band, len(loans), _sum(loans), defaulted, sum(loan.lost_fen for loan in loans))


def _sum(loans: Iterable[Held]) -> int:
    return sum(loan.amount_fen for loan in loans)


def weighted_saving_ppm(held: Iterable[Held]) -> int:
    """How far below the market's average money was lent, on average over what was lent."""
    loans = tuple(held)
    total = _sum(loans)
    return sum(loan.amount_fen * (loan.market_ppm - loan.rate_ppm) for loan in loans) // total if total else 0
