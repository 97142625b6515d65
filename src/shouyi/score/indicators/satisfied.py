"""Satisfied buyers: the voice of whoever bought.

Meaning: how satisfied verified buyers were with what the maker answers for. Formula: y from the stars by the guide's
table; c = ⌊attribution · reliability · newcomer / 10^6⌋ with attribution = 1000 // makers of the order, reliability of
the source, and the guide's weight for a buyer with so many earlier orders. An order dispatched in time and delivered
after the day promised to the buyer feeds nothing: such stars are about the carrier. Source: Reviewed facts; caps follow
in `weigh`. Ideal: 1000.
"""

from __future__ import annotations

from collections.abc import Iterator

from shouyi.evidence.trade.records import Reviewed, TradeFact
from shouyi.score.errors import FactOutOfRange
from shouyi.score.guide import Guide, Voices
from shouyi.score.records import Event

NAME = "satisfied"


def events(fact: TradeFact, guide: Guide) -> Iterator[Event]:
    """At most one event; none with c = 0. Raises FactOutOfRange."""
    if isinstance(fact, Reviewed) and not _carrier_was_late(fact):
        _require_weighable(fact)
        weight = _weight(fact, guide.voices)
        if weight:
            yield Event(fact.person, NAME, fact.on, guide.voices.stars[fact.stars - 1], weight, fact.origin)


def _require_weighable(fact: Reviewed) -> None:
    if not (1 <= fact.stars <= 5 and fact.makers >= 1 and fact.earlier >= 0):
        raise FactOutOfRange(f"review: stars {fact.stars}, makers {fact.makers}, earlier orders {fact.earlier}")


def _weight(fact: Reviewed, voices: Voices) -> int:
    attribution = 1000 // fact.makers
    return attribution * voices.sources["orders"] * voices.newcomer_weight(fact.earlier) // 10**6


def _carrier_was_late(fact: Reviewed) -> bool:
    """Dispatched in time and delivered late, as far as the days are known."""
    if fact.promised is None or fact.dispatched is None or fact.expected is None or fact.delivered is None:
        return False
    return fact.dispatched <= fact.promised and fact.delivered > fact.expected
