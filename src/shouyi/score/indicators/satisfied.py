"""Satisfied buyers: the voice of whoever bought.

Meaning: how satisfied verified buyers were with what the maker answers for. Formula: y from the stars by the guide's
table; c = ⌊attribution · reliability · newcomer / 10^6⌋ with attribution = 1000 // makers of the order, what the guide
lets such a voice weigh, and its weight for a buyer with so many earlier orders. An order dispatched in time and
delivered after the day promised to the buyer feeds nothing: such stars are about the carrier. What was said in a live
room by somebody who later bought has its own ‰, less weight, and nobody knows of earlier orders. Source: Reviewed
facts; `room_voice`, as attested. Campaigns and caps follow in `weigh`. Ideal: 1000.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.trade.records import Reviewed
from shouyi.score.errors import FactOutOfRange
from shouyi.score.guide import Guide
from shouyi.score.indicators.deed import weight_of
from shouyi.score.records import Event

NAME = "satisfied"


def events(fact: Fact, guide: Guide) -> Iterator[Event]:
    """At most one event. Raises FactOutOfRange."""
    match fact:
        case Reviewed() if not _carrier_was_late(fact):
            _require_weighable(fact)
            weight = 1000 // fact.makers * _reliance(fact, fact.earlier, guide) // 10**6
            y = guide.voices.stars[fact.stars - 1]
        case Outcome(what="room_voice"):
            weight, y = _reliance(fact, 0, guide) // 1000, fact.value
        case _:
            return
    yield Event(fact.person, NAME, fact.on, y, weight, fact.origin)


def _require_weighable(fact: Reviewed) -> None:
    if not (1 <= fact.stars <= 5 and fact.makers >= 1 and fact.earlier >= 0):
        raise FactOutOfRange(f"review: stars {fact.stars}, makers {fact.makers}, earlier orders {fact.earlier}")


def _reliance(fact: Fact, earlier: int, guide: Guide) -> int:
    """reliability · newcomer, in millionths."""
    return weight_of(NAME, fact, guide) * guide.voices.newcomer_weight(earlier)


def _carrier_was_late(fact: Reviewed) -> bool:
    """Dispatched in time and delivered late, as far as the days are known."""
    if fact.promised is None or fact.dispatched is None or fact.expected is None or fact.delivered is None:
        return False
    return fact.dispatched <= fact.promised and fact.delivered > fact.expected
