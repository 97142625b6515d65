"""A bank's own decisions as a table, without anybody's name, and the market's averages; each row judged by itself.

Decisions: `case` (the bank's own number, unique), `decided_on`, `band` (A, B, C, none, thin: as the person released
it, or as worked out under the guide for that day), `decision` (approved, refused, withdrawn), `asked` (yuan); where
approved `granted` (yuan) and perhaps `rate` (per cent a year, 5.25), `outcome` (running, repaid, defaulted) and, of a
default, `lost` (yuan of principal that will not come back); perhaps `affordable` (yuan, by the bank's own rule) for
any row. Market: `on`, `rate` (per cent a year), `source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast, get_args

from shouyi.decision.lending.errors import MarketUnfit
from shouyi.decision.lending.market import MarketRate, require_fit
from shouyi.evidence import cells
from shouyi.evidence.cells import CellRefused, perhaps, read
from shouyi.evidence.files import Columns, Progress, Row, rows_of
from shouyi.evidence.records import Refusal
from shouyi.score.records import Band

DECISIONS = Columns(
    ("case", "decided_on", "band", "decision", "asked"), ("granted", "rate", "outcome", "lost", "affordable")
)
MARKET = Columns(("on", "rate", "source"))
Did = Literal["approved", "refused", "withdrawn"]
Outcome = Literal["running", "repaid", "defaulted"]
AMOUNT_MAX = 10**11
"""A thousand million yuan, in fen."""
ROWS_MAX = 500_000
RATE = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of a bank, in fen and millionths; `outcome` and `lost_fen` only of what was approved."""

    case: str
    on: int
    band: Band
    did: Did
    asked_fen: int
    granted_fen: int = 0
    rate_ppm: int | None = None
    outcome: Outcome | None = None
    lost_fen: int = 0
    affordable_fen: int | None = None

    @property
    def is_finished(self) -> bool:
        """Whether it is known how the loan ended."""
        return self.outcome in ("repaid", "defaulted")


@dataclass(frozen=True, slots=True)
class Decisions:
    rows: tuple[Decided, ...]
    refusals: tuple[Refusal, ...]


def parse_decisions(file: str, data: bytes, *, progress: Progress = lambda done, total: None) -> Decisions:
    """The decisions of a table (.csv or .jsonl, plain or .gz), in the order of the bank's numbers. Raises
    EvidenceError."""
    found: dict[str, Decided] = {}
    refusals: list[Refusal] = []
    for row in rows_of(file, data, DECISIONS, progress):
        try:
            decided = _decided(row)
            if decided.case in found or len(found) >= ROWS_MAX:
                raise CellRefused("row_repeated" if decided.case in found else "too_many_rows", "case")
            found[decided.case] = decided
        except CellRefused as refused:
            refusals.append(Refusal(row.file, row.line, refused.code, refused.detail))
    return Decisions(tuple(found[case] for case in sorted(found)), tuple(refusals))


def parse_market(file: str, data: bytes) -> tuple[tuple[MarketRate, ...], tuple[Refusal, ...]]:
    """The market's averages in the order of their days, and the rows that are refused. Raises EvidenceError."""
    found: dict[int, MarketRate] = {}
    refusals: list[Refusal] = []
    for row in rows_of(file, data, MARKET, lambda done, total: None):
        try:
            rate = _market(row)
            if rate.on in found:
                raise CellRefused("row_repeated", "on")
            found[rate.on] = rate
        except CellRefused as refused:
            refusals.append(Refusal(row.file, row.line, refused.code, refused.detail))
    return tuple(found[on] for on in sorted(found)), tuple(refusals)


def _decided(row: Row) -> Decided:
    cell = row.require_cells()
    found = Decided(
        case=read(cells.name, cell, "case"),
        on=read(cells.iso_day, cell, "decided_on"),
        band=cast("Band", read(lambda text: _word(text, get_args(Band)), cell, "band")),
        did=cast("Did", read(lambda text: _word(text, get_args(Did)), cell, "decision")),
        asked_fen=read(_amount, cell, "asked"),
        granted_fen=perhaps(_amount, cell, "granted") or 0,
        rate_ppm=perhaps(per_cent_ppm, cell, "rate"),
        outcome=cast("Outcome | None", perhaps(lambda text: _word(text, get_args(Outcome)), cell, "outcome")),
        lost_fen=perhaps(_amount_or_none, cell, "lost") or 0,
        affordable_fen=perhaps(_amount_or_none, cell, "affordable"),
    )
    if (column := next(_contradicted(found), None)) is not None:
        raise CellRefused("cell_contradicts_row", column)
    return found


def _contradicted(found: Decided) -> Iterator[str]:
    approved = found.did == "approved"
    if approved == (found.granted_fen == 0) or found.granted_fen > found.asked_fen:
        yield "granted"
    if not approved and found.rate_ppm is not None:
        yield "rate"
    if not approved and found.outcome is not None:
        yield "outcome"
    if found.lost_fen > found.granted_fen or (found.lost_fen and found.outcome != "defaulted"):
        yield "lost"


def _market(row: Row) -> MarketRate:
    cell = row.require_cells()
    rate = MarketRate(
        read(cells.iso_day, cell, "on"), read(per_cent_ppm, cell, "rate"), read(cells.name, cell, "source")
    )
    try:
        require_fit(rate, rate.on)
    except MarketUnfit as unfit:
        raise CellRefused(unfit.code, "rate") from None
    return rate


def per_cent_ppm(text: str) -> int:
    """Millionths of a rate in per cent with at most four digits behind the point: 52,500 for 5.25."""
    match = RATE.fullmatch(text)
    if match is None:
        raise CellRefused("rate_form")
    return int(match[1]) * 10_000 + int((match[2] or "").ljust(4, "0"))


def _amount(text: str) -> int:
    fen = _amount_or_none(text)
    if not fen:
        raise CellRefused("amount_form")
    return fen


def _amount_or_none(text: str) -> int:
    fen = cells.minor_units(text, "CNY")
    if fen > AMOUNT_MAX:
        raise CellRefused("amount_form")
    return fen


def _word(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise CellRefused("word_unknown")
    return text
