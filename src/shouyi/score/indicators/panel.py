"""Blind judgement of works.

Meaning: what a panel that did not know the maker thought of a work. Formula: the highest judgement in force, in ‰,
corrected for each judge's severity (`evidence.outcome.panel`) before it is attested. Source: `panel`. Ideal: 1000.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import holding
from shouyi.score.records import Holding

NAME = "panel"


def holdings(fact: Fact, guide: Guide) -> Iterator[Holding]:
    """At most one holding."""
    match fact:
        case Outcome(what="panel"):
            yield holding(NAME, fact, guide)
