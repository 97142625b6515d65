"""Dispatch against the artisan's own promise.

Meaning: of the orders that were due, the share that left the maker's hands on or before the last day the maker had
promised. Formula: y = 1000 when `on` ≤ `promised`, else 0; an order thirty days overdue is 0; a joint order of a
community workshop has the ‰ of it that was kept. What was due on a day of declared leave or force majeure weighs
nothing either way, and the carrier's delay afterwards never enters. Source: Dispatched and Overdue facts, the days
being the source's local days; `joint_order`, as attested. Ideal: 1000.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.trade.records import Dispatched, Overdue
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import deed
from shouyi.score.records import Event

NAME = "dispatch"


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Dispatched():
            yield deed(NAME, fact, 1000 if fact.on <= fact.promised else 0, guide)
        case Overdue():
            yield deed(NAME, fact, 0, guide)
        case Outcome(what="joint_order"):
            yield deed(NAME, fact, fact.value, guide)
