"""Why the score is where it is: the indicators that evidence moved furthest, and the evidence that moved them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from shouyi.score.guide import Guide, Indicator, Rate
from shouyi.score.records import Contribution, Event, Place, Reason

MOST = 4
LINKS = 8
"""At most so many reasons each way, and so many pieces of evidence with each."""


def reasons(contributions: Sequence[Contribution], guide: Guide) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Up to four reasons up and four down, by W·v·(u − u without evidence), ties in the guide's order."""
    up = sorted((found for found in contributions if found.moved > 0), key=lambda found: -found.moved)
    down = sorted((found for found in contributions if found.moved < 0), key=lambda found: found.moved)
    return tuple(_reason(f, guide) for f in up[:MOST]), tuple(_reason(f, guide) for f in down[:MOST])


def _reason(found: Contribution, guide: Guide) -> Reason:
    indicator = guide.by_name[found.indicator]
    code = indicator.reason_up if found.moved > 0 else indicator.reason_down
    return Reason(code=code, indicator=found.indicator, moved=found.moved)


def with_evidence(found: Reason, events: Iterable[Event], guide: Guide, as_of: int) -> Reason:
    """The reason with the number of its indicator's events and the places of the strongest in its direction:
    c·y·w for what lifts, c·(1000 − y)·w⁻ for what lowers; of equals the later, then the earlier place."""
    mine = [event for event in events if event.indicator == found.indicator and event.on <= as_of]
    strength = _strength(guide.by_name[found.indicator], guide, as_of, lifts=found.moved > 0)
    placed = [event for event in mine if event.origin and strength(event)]
    placed.sort(key=lambda event: (-strength(event), -event.on, _place(event)))
    places = dict.fromkeys(Place(*_place(event)) for event in placed)
    return replace(found, events=len(mine), evidence=tuple(places)[:LINKS])


def _place(event: Event) -> tuple[int, int]:
    return (event.origin.log, event.origin.index) if event.origin else (-1, -1)


def _strength(indicator: Indicator, guide: Guide, as_of: int, *, lifts: bool) -> Callable[[Event], int]:
    if not isinstance(indicator.form, Rate):
        return lambda event: 0
    weights = guide.weights[indicator.form.half_life]

    def strength(event: Event) -> int:
        age = as_of - event.on
        ends = len(weights) if lifts else min(len(weights), guide.bad_ends)
        return event.c * (event.y if lifts else 1000 - event.y) * weights[age] if age < ends else 0

    return strength
