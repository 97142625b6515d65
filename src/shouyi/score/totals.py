"""Sums of one person's events in pure Python: the same integers as `aggregate` lets an engine compute.

Whoever recomputes from an export needs this and nothing else; a property test holds the two against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shouyi.score.errors import DayTooCrowded, EventOutOfRange
from shouyi.score.guide import Guide, Rate
from shouyi.score.records import Event, Totals

SHIFT = 20
CROWD = 8_000_000
"""At most so many events of one person, indicator and day: CROWD · 10^6 · 2^20 still fits a signed 64-bit integer."""


@dataclass(frozen=True, slots=True)
class DayTotal:
    """Everything of one person, indicator and day: `good` = Σ c·y, `bad` = Σ c·(1000 − y), of `count` events."""

    indicator: str
    on: int
    good: int
    bad: int
    count: int


def day_totals(events: Iterable[Event], guide: Guide) -> list[DayTotal]:
    """Group one person's events by indicator and day. Raises EventOutOfRange, DayTooCrowded."""
    sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for event in events:
        require_event(event, guide)
        found = sums[event.indicator, event.on]
        found[0] += event.c * event.y
        found[1] += event.c * (1000 - event.y)
        found[2] += 1
    return [DayTotal(indicator, on, *found) for (indicator, on), found in sorted(sums.items())]


def require_event(event: Event, guide: Guide) -> None:
    """Raise EventOutOfRange unless the guide knows the rate and y and c are per mille, c above 0."""
    found = guide.by_name.get(event.indicator)
    if found is None or not isinstance(found.form, Rate):
        raise EventOutOfRange(f"{event.indicator[:64]!r} is no rate of guide {guide.version}")
    if not (0 <= event.y <= 1000 and 1 <= event.c <= 1000):
        raise EventOutOfRange(f"{event.indicator} on day {event.on}: y = {event.y}, c = {event.c}")


def totals(days: Iterable[DayTotal], guide: Guide, as_of: int) -> dict[str, Totals]:
    """S = Σ (G·w) >> 20 and F = Σ (B·w⁻) >> 20 of each rate, over the days up to `as_of`. Raises DayTooCrowded."""
    sums = {indicator.name: [0, 0] for indicator, _ in guide.rates}
    for day in days:
        if day.on <= as_of:
            require_uncrowded(day.count, day.indicator)
            _add(sums[day.indicator], day, _rate(guide, day.indicator), guide, as_of - day.on)
    return {name: Totals(good, bad) for name, (good, bad) in sums.items()}


def require_uncrowded(count: int, indicator: str) -> None:
    """Raise DayTooCrowded beyond 8 million events of one person, indicator and day."""
    if count > CROWD:
        raise DayTooCrowded(f"{indicator}: {count} events of one person on one day, at most {CROWD}")


def _rate(guide: Guide, name: str) -> Rate:
    form = guide.by_name[name].form
    assert isinstance(form, Rate), name
    return form


def _add(sums: list[int], day: DayTotal, rate: Rate, guide: Guide, age: int) -> None:
    weights = guide.weights[rate.half_life]
    weight = weights[age] if age < len(weights) else 0
    sums[0] += (day.good * weight) >> SHIFT
    sums[1] += (day.bad * weight) >> SHIFT if age < guide.bad_ends else 0
