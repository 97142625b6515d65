"""Orders that the seller did not cancel.

Meaning: of the orders that were dispatched or cancelled by the seller, the share dispatched. Formula: y = 1000 for
what was dispatched, 0 for what the seller cancelled; a cancellation by the buyer, the platform or nobody known weighs
nothing, and one on a day of declared leave or force majeure neither. Source: Dispatched and Cancelled facts. Ideal:
1000.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.trade.records import Cancelled, Dispatched
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import deed
from shouyi.score.records import Event

NAME = "not_cancelled"


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Dispatched():
            yield deed(NAME, fact, 1000, guide)
        case Cancelled(by="seller"):
            yield deed(NAME, fact, 0, guide)
