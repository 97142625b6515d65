"""Qualification: the highest certificate in force.

Meaning: what a body that serves everyone has certified. Formula: the guide's anchor of the highest one in force; it
ends by expiry, not by decay. Source: grades of inheritors, accredited and vocational certificates (design, customer
service, hosting in sign language). Ideal: 1000.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import holding
from shouyi.score.records import Holding

NAME = "qualification"

GRADES = (
    "national_inheritor",
    "provincial_inheritor",
    "city_inheritor",
    "county_inheritor",
    "accredited_certificate",
    "vocational_certificate",
)


def holdings(fact: Fact, guide: Guide) -> Iterator[Holding]:
    """At most one holding."""
    match fact:
        case Outcome(what=what) if what in GRADES:
            yield holding(NAME, fact, guide)
