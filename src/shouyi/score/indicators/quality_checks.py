"""Sampled pieces that passed.

Meaning: of the pieces that a checker drew, the share that was sound. Formula: y is the ‰ of the check that was passed.
Source: `quality_check`, as attested by whoever drew the sample. Ideal: all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import deed
from shouyi.score.records import Event

NAME = "quality_checks"


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Outcome(what="quality_check"):
            yield deed(NAME, fact, fact.value, guide)
