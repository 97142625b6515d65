"""Works that did not come back for their quality.

Meaning: what comes back because of the work itself. Formula: y = 1000 for a sale whose time for returns ran out, as
attested, and 0 for a return with the reason "quality"; returns for other reasons weigh nothing, and silence is no
success: a source that reports no returns feeds nothing. Source: `sale_stood`, Returned facts. Ideal: none comes back.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.trade.records import Returned
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import deed
from shouyi.score.records import Event

NAME = "not_returned"


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Returned(reason="quality"):
            yield deed(NAME, fact, 0, guide)
        case Outcome(what="sale_stood"):
            yield deed(NAME, fact, fact.value, guide)
