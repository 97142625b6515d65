"""Sums of one person's events in pure Python: the same integers as `aggregate` lets an engine compute.

Whoever recomputes from an export needs this and nothing else; a property test holds the two against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shouyi.score.errors import DayTooCrowded, EventOutOfRange
from shouyi.score.guide import Guide, Level, Stock
from shouyi.score.leave import RUNNING, Clock
from shouyi.score.records import Event, Totals

SHIFT = 20
FULL_DAY = 8_000_000 * 10**6
"""At most so much of one person, indicator and day, in millionths: eight million events at full weight. Times 2^20 it
still fits a signed 64-bit integer."""


@dataclass(frozen=True, slots=True)
class DayTotal:
    """Everything of one person, indicator and day: `good` = Σ c·y, `bad` = Σ c·(1000 − y), of `count` events. `at` is
    the day on the person's clock."""

    indicator: str
    on: int
    good: int
    bad: int
    count: int
    at: int


def day_totals(events: Iterable[Event], guide: Guide) -> list[DayTotal]:
    """Group one person's events by indicator and day. Raises EventOutOfRange, DayTooCrowded."""
    sums: dict[tuple[str, int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for event in events:
        require_event(event, guide)
        found = sums[event.indicator, event.on, event.clock]
        found[0] += event.c * event.y
        found[1] += event.c * (1000 - event.y)
        found[2] += 1
    return [
        DayTotal(indicator, on, good, bad, count, at)
        for (indicator, on, at), (good, bad, count) in sorted(sums.items())
    ]


def require_event(event: Event, guide: Guide) -> None:
    """Raise EventOutOfRange unless the guide knows the rate and y and c are per mille, c above 0; or the stock, and c
    is what one fact may add to it. A clock never runs ahead of the calendar."""
    found = guide.by_name.get(event.indicator)
    if found is None or isinstance(found.form, Level):
        raise EventOutOfRange(f"{event.indicator[:64]!r} is no rate and no stock of guide {guide.version}")
    if isinstance(found.form, Stock):
        holds = event.y == 1000 and 1 <= event.c <= 1000 * found.form.most
    else:
        holds = 0 <= event.y <= 1000 and 1 <= event.c <= 1000
    if not (holds and event.clock <= event.on):
        raise EventOutOfRange(f"{event.indicator} on day {event.on}: y = {event.y}, c = {event.c}, at {event.clock}")


def totals(days: Iterable[DayTotal], guide: Guide, as_of: int, clock: Clock = RUNNING) -> dict[str, Totals]:
    """S = Σ (G·w) >> 20 and F = Σ (B·w⁻) >> 20 over the days up to `as_of`, of each rate, and of each stock that has
    anything younger than its weights' end. An age counts on the person's clock; the five years after which a bad event
    ends count on the calendar. Raises DayTooCrowded."""
    sums = {indicator.name: [0, 0] for indicator, _ in guide.rates}
    today = clock.at(as_of)
    for day in days:
        require_uncrowded(day.good + day.bad, day.indicator)
        weights, age = _weights(guide, day.indicator), today - day.at
        if day.on <= as_of and age < len(weights):
            found = sums.setdefault(day.indicator, [0, 0])
            found[0] += (day.good * weights[age]) >> SHIFT
            found[1] += (day.bad * weights[age]) >> SHIFT if as_of - day.on < guide.bad_ends else 0
    return {name: Totals(good, bad) for name, (good, bad) in sums.items()}


def require_uncrowded(amount: int, indicator: str) -> None:
    """Raise DayTooCrowded beyond 8 million full events of one person, indicator and day, or as many units."""
    if amount > FULL_DAY:
        raise DayTooCrowded(f"{indicator}: {amount} millionths of one person on one day, at most {FULL_DAY}")


def _weights(guide: Guide, name: str) -> tuple[int, ...]:
    form = guide.by_name[name].form
    assert not isinstance(form, Level), name
    return guide.weights[form.half_life]
