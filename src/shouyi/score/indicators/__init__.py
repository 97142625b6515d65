"""What feeds each indicator, one file each: meaning, formula, source, ideal value, and how a fact becomes an event, or
a holding where the indicator is a level.

`EVENTS` and `HOLDINGS` list them in the guide's order. A guide says which facts an indicator takes; one that it gives
none stands at its prior for everybody, and says so wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from shouyi.evidence.facts import Fact
from shouyi.score.guide import Guide
from shouyi.score.indicators import (
    capacity,
    cash_flow,
    contribution,
    dispatch,
    not_cancelled,
    not_returned,
    panel,
    qualification,
    quality_checks,
    repayment,
    repeat,
    satisfied,
    training,
)
from shouyi.score.records import Event, Holding

Weigher = Callable[[Fact, Guide], Iterator[Event]]
Holder = Callable[[Fact, Guide], Iterator[Holding]]

_FADING = (quality_checks, training, dispatch, not_cancelled, not_returned, capacity, satisfied, repeat, contribution,
           repayment)  # fmt: skip
_LEVELS = (qualification, panel, cash_flow)

EVENTS: Mapping[str, Weigher] = {found.NAME: found.events for found in _FADING}
HOLDINGS: Mapping[str, Holder] = {found.NAME: found.holdings for found in _LEVELS}

UNADVISED = frozenset({panel.NAME, cash_flow.NAME})
"""What others measure, and nobody can simply do more of: no advice is given on it."""

ONLY_WHERE_BEGUN = frozenset({repayment.NAME})
"""Nobody is advised to take out a loan for the sake of a score."""
