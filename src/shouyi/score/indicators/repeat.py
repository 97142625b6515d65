"""Buyers who came back.

Meaning: of the visits of buyers to this maker, the share after which the buyer bought again within 180 days. Formula:
y = 1000 when the buyer came back, 0 when the time ran out: no cap, no newcomer's weight. Source: Visited facts, one for
each buyer, maker and day. Ideal: a tenth of visits already counts in full, since most honest buyers of craft buy once.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.trade.records import Visited
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import deed
from shouyi.score.records import Event

NAME = "repeat"


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Visited():
            yield deed(NAME, fact, 1000 if fact.came_back else 0, guide)
