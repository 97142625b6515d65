"""No more accepted than declared.

Meaning: of the months with a declared capacity, the share in which no more was accepted. Formula: y is the ‰ of the
month that was kept. Declaring less is no fault: whoever can do little and says so stands as well as whoever can do
much. Source: `capacity`, as attested by the platform that holds the declaration. Ideal: all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import deed
from shouyi.score.records import Event

NAME = "capacity"


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Outcome(what="capacity"):
            yield deed(NAME, fact, fact.value, guide)
