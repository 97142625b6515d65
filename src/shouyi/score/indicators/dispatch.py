"""Dispatch against the artisan's own promise.

Meaning: of the orders that were due, the share that left the maker's hands on or before the last day the maker had
promised. Formula: y = 1000 when `on` ≤ `promised`, else 0; an order thirty days overdue is 0. The carrier's delay
afterwards never enters. Source: Dispatched and Overdue facts, the days being the source's local days. Ideal: 1000.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.trade.records import Dispatched, Overdue, TradeFact
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import deed
from shouyi.score.records import Event

NAME = "dispatch"


def events(fact: TradeFact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Dispatched():
            yield deed(NAME, fact, fact.on <= fact.promised, guide)
        case Overdue():
            yield deed(NAME, fact, False, guide)
