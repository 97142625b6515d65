"""Instalments paid on time.

Meaning: of the instalments that fell due, the share paid in time. Formula: y is the ‰ of the instalment that was paid.
Source: `repayment`, as attested by the lender. Whoever never borrowed stands at the prior. Ideal: all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import deed
from shouyi.score.records import Event

NAME = "repayment"


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event."""
    match fact:
        case Outcome(what="repayment"):
            yield deed(NAME, fact, fact.value, guide)
