"""Contribution to others.

Meaning: apprentices taught, jobs given, heritage handed on, hours for the public benefit; never money given. Formula:
the decayed sum of apprentices × months / 24 + jobs × months / 24 + heritage outputs / 4 + hours / 100; one strong
contribution is enough. Source: `apprenticeship`, `employment`, `heritage_output`, `public_benefit`, as attested.
Ideal: more is better, ever more slowly.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import growth
from shouyi.score.records import Event

NAME = "contribution"

SERVICE = ("apprenticeship", "employment", "heritage_output", "public_benefit")


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Outcome(what=what) if what in SERVICE:
            yield growth(NAME, fact, guide)
