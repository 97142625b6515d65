"""The event of a deed: kept (y = 1000) or not (y = 0), attested by the order book at that source's reliability."""

from __future__ import annotations

from shouyi.evidence.trade.records import TradeFact
from shouyi.score.guide import Guide
from shouyi.score.records import Event


def deed(indicator: str, fact: TradeFact, kept: bool, guide: Guide) -> Event:
    """Full attribution, no newcomer's weight, no cap: those are for voices alone."""
    return Event(fact.person, indicator, fact.on, 1000 if kept else 0, guide.voices.sources["orders"], fact.origin)
