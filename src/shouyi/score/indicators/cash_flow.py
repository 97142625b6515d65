"""Steadiness of income.

Meaning: how even the months of a year were, as a bank or a platform measured it. Formula: the highest measurement in
force, in ‰. Source: `cash_flow`, which runs out. Ideal: 1000; whoever has a seasonal craft loses little, since the
indicator weighs three hundredths of the score.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import holding
from shouyi.score.records import Holding

NAME = "cash_flow"


def holdings(fact: Fact, guide: Guide) -> Iterator[Holding]:
    """At most one holding."""
    match fact:
        case Outcome(what="cash_flow"):
            yield holding(NAME, fact, guide)
