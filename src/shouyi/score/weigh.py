"""From facts to events, under one guide: the only place where a fact gets a weight.

All caps are per maker, so one person's facts can be weighed apart from everybody else's, in any order of input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from shouyi.canon.days import month_of
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import Reviewed, TradeFact
from shouyi.score.errors import FactOutOfRange
from shouyi.score.guide import Guide, Voices
from shouyi.score.indicators import BEHIND, satisfied
from shouyi.score.records import Event

DAY_MAX = 2_932_896
"""9999-12-31, the calendar's last day."""
_NOWHERE = Origin(source="", log=-1, index=-1, turn=-1)


def weigh(facts: Iterable[TradeFact], guide: Guide) -> list[Event]:
    """The events of these facts, by person, indicator (the guide's order), day, place. Equal for any order of input.

    A fact weighs only under indicators whose list in the guide names it. Voices meet their caps in the order of their
    turn in the log: one per buyer and maker, two per cohort and maker, in a calendar month of `on`. Raises
    FactOutOfRange.
    """
    found: list[Event] = []
    voices: list[tuple[Reviewed, Event]] = []
    for fact in facts:
        for event in _uncapped(fact, guide):
            if isinstance(fact, Reviewed) and event.indicator == satisfied.NAME:
                voices.append((fact, event))
            else:
                found.append(event)
    found.extend(_heard(sorted(voices, key=_turn), guide.voices))
    return sorted(found, key=lambda event: _order(event, guide))


def _uncapped(fact: TradeFact, guide: Guide) -> Iterator[Event]:
    if not 0 <= fact.on <= DAY_MAX:
        raise FactOutOfRange(f"day {fact.on} is outside the calendar")
    kind = type(fact).__name__.lower()
    for name, events in BEHIND.items():
        if name in guide.by_name and kind in guide.by_name[name].facts:
            yield from events(fact, guide)


def _turn(voice: tuple[Reviewed, Event]) -> tuple[int | str, ...]:
    """First come, first counted: the turn in the log; what has no place yet, by what it says."""
    fact, event = voice
    origin = fact.origin or _NOWHERE
    return (fact.person, origin.log, origin.turn, fact.on, fact.order, fact.buyer, fact.cohort or "", event.y, event.c)


def _heard(voices: Iterable[tuple[Reviewed, Event]], caps: Voices) -> Iterator[Event]:
    """Voices that still find room in their buckets; only one that counts takes room."""
    by_buyer: Counter[tuple[str, str, int]] = Counter()
    by_cohort: Counter[tuple[str, str, int]] = Counter()
    for fact, event in voices:
        month = month_of(fact.on)
        buyer, cohort = (fact.person, fact.buyer, month), (fact.person, fact.cohort or "", month)
        if by_buyer[buyer] >= caps.per_buyer_month:
            continue
        if fact.cohort is not None and by_cohort[cohort] >= caps.per_cohort_month:
            continue
        by_buyer[buyer] += 1
        by_cohort[cohort] += fact.cohort is not None
        yield event


def _order(event: Event, guide: Guide) -> tuple[int | str, ...]:
    origin = event.origin or _NOWHERE
    number = guide.by_name[event.indicator].number
    return (event.person, number, event.on, origin.log, origin.turn, origin.index, origin.source, event.y, event.c)
