"""Shadow mode: a bank's file beside the ladder of a guide. It needs no house, opens no person's file and moves no
money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shouyi.canon.days import to_iso
from shouyi.canon.money import per_cent, yuan
from shouyi.decision.lending.intervals import Share
from shouyi.decision.lending.market import MarketRate
from shouyi.decision.lending.shadow import LEAST, BandRow, Estimate, Shadow, Side, shadow
from shouyi.decision.lending.shadow_file import parse_decisions, parse_market
from shouyi.evidence.files import read_bytes
from shouyi.evidence.records import Refusal
from shouyi.score.guide import parse_guide


@dataclass(frozen=True, slots=True)
class Beside:
    """The comparison, the market it was measured against, and the rows of both files that were refused."""

    found: Shadow
    market: tuple[MarketRate, ...]
    refusals: tuple[Refusal, ...]

    @property
    def verdict(self) -> Literal["holds", "broken", "unknown"]:
        return self.found.verdict

    def to_json(self) -> str:
        """One compact object, as `Shadow.to_json`."""
        return self.found.to_json()

    def told(self) -> str:
        """For people at a terminal."""
        return "\n".join(_lines(self))


def compare(decisions: Path, market: Path | None, guide: bytes) -> Beside:
    """A file of decisions, perhaps one of market averages, and a guide's bytes. Raises EvidenceError,
    GuideMalformed."""
    told = parse_decisions(decisions.name, read_bytes(decisions))
    rates, unread = parse_market(market.name, read_bytes(market)) if market else ((), ())
    refusals = (*told.refusals, *unread)
    return Beside(shadow(told.rows, parse_guide(guide), rates, len(refusals)), rates, refusals)


def _lines(beside: Beside) -> Iterator[str]:
    found = beside.found
    days = f" of {to_iso(found.first_on)} to {to_iso(found.last_on)}" if found.cases else ""
    yield f"guide {found.guide}; {found.cases} decisions{days}"
    yield f"left out: {found.left_out} withdrawn, {found.refused_rows} rows refused; no money moved"
    yield f"{'':<22}{'cases':>8}{'asked, yuan':>20}{'by the ladder, yuan':>22}"
    yield from (
        f"  {name:<20}{side.cases:>8}{yuan(side.asked_fen):>20}{yuan(side.ladder_fen):>22}"
        for name, side in _sides(found)
    )
    yield f"served by the bank {_share(found.bank_share)}, by the ladder {_share(found.ladder_share)}"
    yield f"{'band':<8}{'cases':>8}   served by the bank       defaulted                 lost of what was lent"
    yield from (_band(row) for row in found.bands)
    lost, lent = yuan(found.bank_lost_fen), yuan(found.bank_granted_fen)
    yield f"the bank lost {lost} of {lent}, {yuan(found.spared_fen)} of it where it alone serves"
    yield from (_loss(multiple, each) for multiple, each in found.new_loss.items())
    yield f"ladder only would lose {yuan(found.careful_loss_fen)} at the upper bound of each band's defaults"
    if found.unestimated_fen:
        yield f"not estimated: {yuan(found.unestimated_fen)} in bands with fewer than {LEAST} finished loans"
    yield from _rates(beside)
    if found.affordable_known:
        yield (
            f"beyond what the bank's own rule lets them afford: {found.unaffordable} of {found.affordable_known}; "
            "the ladder is not shrunk by it"
        )
    yield f"everything compared: {found.verdict}"


def _sides(found: Shadow) -> tuple[tuple[str, Side], ...]:
    return (
        ("both serve", found.both),
        ("bank only", found.bank_only),
        ("ladder only", found.ladder_only),
        ("neither", found.neither),
    )


def _band(row: BandRow) -> str:
    lost = "cannot tell" if row.lost_ppm is None else f"{per_cent(row.lost_ppm)} %"
    return f"  {row.band:<6}{row.cases:>8}   {_share(row.bank_served):<24} {_share(row.defaulted):<25} {lost}"


def _loss(multiple: int, each: Estimate) -> str:
    within = "cannot tell" if each.low_fen is None else f"{yuan(each.low_fen)} to {yuan(each.high_fen or 0)}"
    rate = "the band's own loss rate" if multiple == 1 else f"{multiple} times that rate"
    return f"ladder only would lose {yuan(each.fen)} ({within}) at {rate}"


def _rates(beside: Beside) -> Iterator[str]:
    rates = beside.found.rates
    if not rates.compared:
        yield "rates: cannot tell, no market average is given for these days (--market)"
        return
    sources = sorted({rate.source for rate in beside.market})
    yield f"rates above the ladder's cap: {_share(rates.above_cap)} of {rates.compared} loans"
    yield f"at the cap they would pay {yuan(rates.saved_a_year_fen)} less in a first year; market: {'; '.join(sources)}"


def _share(share: Share) -> str:
    if not share.of:
        return "none"
    return f"{per_cent(share.ppm)} % ({per_cent(share.low_ppm)} to {per_cent(share.high_ppm)})"
