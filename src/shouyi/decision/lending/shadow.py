"""Shadow mode: the ladder runs beside a bank's own decisions, no money moves, and a report says what would differ.

Who would have been served, at what amounts, at what loss. Of those whom the bank served the loss is known. Of those
whom it did not, nobody knows: the report takes the loss rate of the same band among the bank's own loans, which
flatters the ladder if the bank saw something that the band does not, and so it shows the same under twice and three
times that rate too. A band with fewer than thirty finished loans is not estimated, and its amount is named instead.
Intervals are of 95 %: Wilson for shares, Clopper and Pearson for defaults, and for money the bootstrap over whole
cases from a fixed seed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal

from shouyi.canon.money import PPM, rounded
from shouyi.decision.lending.errors import MarketUnfit
from shouyi.decision.lending.intervals import Share, Totals, clopper_pearson, middle, resampled, wilson
from shouyi.decision.lending.ladder import step_of
from shouyi.decision.lending.market import MarketRate, in_force
from shouyi.decision.lending.shadow_file import Decided
from shouyi.score.guide import Guide

LEAST = 30
"""Finished loans of a band from which its loss is taken for others."""
SEED = 20_261_201
MULTIPLES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Side:
    """So many cases, and what was asked, in fen, and would be lent by the ladder."""

    cases: int
    asked_fen: int
    ladder_fen: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """Fen, with an interval (None: it cannot be told)."""

    fen: int
    low_fen: int | None
    high_fen: int | None


@dataclass(frozen=True, slots=True)
class BandRow:
    """One band: cases, how many the bank served, defaults among its finished loans, and what of the principal of
    those was lost (millionths; None: fewer than thirty), and `careful_ppm` the same at the upper bound of defaults."""

    band: str
    cases: int
    limit_fen: int
    bank_served: Share
    defaulted: Share
    lost_ppm: int | None
    careful_ppm: int | None


@dataclass(frozen=True, slots=True)
class Rates:
    """Of the bank's loans whose rate and day's market are known: how many pay more than the ladder's cap, and what
    the cap would save them in a first year. `compared` 0: no market was given."""

    compared: int
    above_cap: Share
    saved_a_year_fen: int


@dataclass(frozen=True, slots=True)
class Shadow:
    """The comparison. `both`, `bank_only`, `ladder_only`, `neither`: who serves whom; withdrawn cases are `left_out`.
    `new_loss`: of `ladder_only`, by multiple of the band's own loss rate; `careful_loss_fen`: at the upper bound of
    each band's defaults; `unestimated_fen` of it stands in bands too thin to tell. `spared_fen`: what the bank lost on
    `bank_only`. `above_limit`: loans of `both` that are larger than the ladder would lend. `unaffordable`: cases that
    the ladder would serve with more than the bank's own rule lets them afford; the ladder's amount is not shrunk."""

    guide: str
    guide_digest: str
    first_on: int
    last_on: int
    cases: int
    left_out: int
    both: Side
    bank_only: Side
    ladder_only: Side
    neither: Side
    bank_share: Share
    ladder_share: Share
    bands: tuple[BandRow, ...]
    new_loss: Mapping[int, Estimate]
    careful_loss_fen: int
    unestimated_fen: int
    spared_fen: int
    bank_lost_fen: int
    bank_granted_fen: int
    rates: Rates
    above_limit: int
    unaffordable: int
    affordable_known: int
    refused_rows: int

    @property
    def verdict(self) -> Literal["holds", "broken", "unknown"]:
        """ "holds": every row was compared and every loss estimated. "broken": rows were refused. "unknown": there
        was too little to tell what the newly served would lose."""
        if self.refused_rows:
            return "broken"
        told = self.cases > 0 and not self.unestimated_fen and self.new_loss[1].low_fen is not None
        return "holds" if told or (self.cases and not self.ladder_only.cases) else "unknown"

    def to_json(self) -> str:
        """One compact object; money in fen, shares in millionths, days since 1970-01-01."""
        value: dict[str, Any] = asdict(self)
        value["new_loss"] = [{"multiple": multiple, **asdict(each)} for multiple, each in self.new_loss.items()]
        return json.dumps(value | {"verdict": self.verdict}, ensure_ascii=False, separators=(",", ":"))


def shadow(rows: Iterable[Decided], guide: Guide, market: Sequence[MarketRate] = (), refused_rows: int = 0) -> Shadow:
    """The ladder of a guide beside the rows of a bank. The same rows give the same report, in any order."""
    every = sorted(rows, key=lambda row: row.case)
    seen = [row for row in every if row.did != "withdrawn"]
    sides = {(bank, ladder): _side(seen, guide, bank, ladder) for bank in (True, False) for ladder in (True, False)}
    new = [row for row in seen if row.did == "refused" and ladder_fen(row, guide)]
    bank_only = [row for row in seen if row.did == "approved" and not ladder_fen(row, guide)]
    bands = tuple(_band(step.band, [row for row in seen if row.band == step.band], guide) for step in guide.loans)
    careful = {row.band: row.careful_ppm for row in bands if row.careful_ppm is not None}
    told = set(careful)
    known = [row for row in seen if row.affordable_fen is not None]
    return Shadow(
        guide=guide.version,
        guide_digest=guide.digest,
        first_on=min((row.on for row in seen), default=0),
        last_on=max((row.on for row in seen), default=0),
        cases=len(seen),
        left_out=len(every) - len(seen),
        both=sides[True, True],
        bank_only=sides[True, False],
        ladder_only=sides[False, True],
        neither=sides[False, False],
        bank_share=wilson(sum(row.did == "approved" for row in seen), len(seen)),
        ladder_share=wilson(sum(ladder_fen(row, guide) > 0 for row in seen), len(seen)),
        bands=bands,
        new_loss=_new_loss(seen, guide, told),
        careful_loss_fen=sum(ladder_fen(row, guide) * careful[row.band] // PPM for row in new if row.band in told),
        unestimated_fen=sum(ladder_fen(row, guide) for row in new if row.band not in told),
        spared_fen=sum(row.lost_fen for row in bank_only),
        bank_lost_fen=sum(row.lost_fen for row in seen),
        bank_granted_fen=sum(row.granted_fen for row in seen),
        rates=_rates(seen, guide, market),
        above_limit=sum(row.granted_fen > ladder_fen(row, guide) > 0 for row in seen),
        unaffordable=sum(ladder_fen(row, guide) > (row.affordable_fen or 0) for row in known),
        affordable_known=len(known),
        refused_rows=refused_rows,
    )


def ladder_fen(row: Decided, guide: Guide) -> int:
    """What the ladder would lend of what was asked."""
    return min(row.asked_fen, step_of(guide, row.band).limit_minor)


def _side(rows: Iterable[Decided], guide: Guide, bank: bool, ladder: bool) -> Side:
    on = [row for row in rows if (row.did == "approved") is bank and (ladder_fen(row, guide) > 0) is ladder]
    return Side(len(on), sum(row.asked_fen for row in on), sum(ladder_fen(row, guide) for row in on))


def _band(band: str, rows: Sequence[Decided], guide: Guide) -> BandRow:
    finished = [row for row in rows if row.is_finished]
    lent, lost = sum(row.granted_fen for row in finished), sum(row.lost_fen for row in finished)
    defaulted = clopper_pearson(sum(row.outcome == "defaulted" for row in finished), len(finished))
    told = len(finished) >= LEAST
    return BandRow(
        band=band,
        cases=len(rows),
        limit_fen=next(step.limit_minor for step in guide.loans if step.band == band),
        bank_served=wilson(sum(row.did == "approved" for row in rows), len(rows)),
        defaulted=defaulted,
        lost_ppm=rounded(Fraction(PPM * lost, lent)) if told else None,
        careful_ppm=_careful_ppm(defaulted, finished) if told else None,
    )


def _careful_ppm(defaulted: Share, finished: Sequence[Decided]) -> int:
    """The loss rate at the upper bound of defaults: what a default lost on average (everything, where there was none).
    The bootstrap says 0 to 0 of a band that lost nothing yet; this does not."""
    bad = [row for row in finished if row.outcome == "defaulted"]
    lent, lost = sum(row.granted_fen for row in bad), sum(row.lost_fen for row in bad)
    return rounded(Fraction(defaulted.high_ppm * lost, lent)) if lent else defaulted.high_ppm


def _new_loss(rows: Sequence[Decided], guide: Guide, told: set[str]) -> dict[int, Estimate]:
    """Σ over bands of what the ladder would newly lend × lost ÷ lent of the bank's finished loans, anew in every
    resample."""
    bands = [step.band for step in guide.loans if step.band in told]
    table = [_columns(row, guide, bands) for row in rows]
    sums = [sum(column) for column in zip(*table, strict=True)]
    again = resampled(table, SEED) if bands else []
    found = {}
    for multiple in MULTIPLES:
        low, high = middle(_loss(totals, multiple) for totals in again) or (None, None)
        found[multiple] = Estimate(_loss(sums, multiple) or 0, low, high)
    return found


def _columns(row: Decided, guide: Guide, bands: Sequence[str]) -> tuple[int, ...]:
    """For each band: newly lent, lent and finished, lost."""
    mine = (
        ladder_fen(row, guide) if row.did == "refused" else 0,
        row.granted_fen if row.is_finished else 0,
        row.lost_fen if row.is_finished else 0,
    )
    return tuple(value if row.band == band else 0 for band in bands for value in mine)


def _loss(totals: Totals, multiple: int) -> int | None:
    """None where a band that lends anew has no finished loan in this resample; never more than all that is lent."""
    loss = 0
    for new, lent, lost in zip(totals[::3], totals[1::3], totals[2::3], strict=True):
        if new and not lent:
            return None
        loss += min(new, new * lost * multiple // lent) if lent else 0
    return loss


def _rates(rows: Iterable[Decided], guide: Guide, market: Sequence[MarketRate]) -> Rates:
    above = compared = saved = 0
    for row in rows:
        if row.rate_ppm is None or not ladder_fen(row, guide):
            continue
        try:
            average = in_force(market, row.on)
        except MarketUnfit:
            continue
        cap = average.rate_ppm * step_of(guide, row.band).rate_of_market // 1000
        compared += 1
        above += row.rate_ppm > cap
        saved += rounded(Fraction(row.granted_fen * max(0, row.rate_ppm - cap), PPM))
    return Rates(compared, wilson(above, compared), saved)
