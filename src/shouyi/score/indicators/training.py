"""Training completed.

Meaning: hours of training that were finished. Formula: the decayed sum of hours, ever more slowly from u0 upwards.
Source: `training`, as attested by who gave it. Ideal: more is better, and nobody must collect it.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import growth
from shouyi.score.records import Event

NAME = "training"


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Outcome(what="training"):
            yield growth(NAME, fact, guide)
