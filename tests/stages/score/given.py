"""Evidence for a test, from a few events and what somebody holds or has gathered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from shouyi.canon.days import DAY_MAX
from shouyi.score.assess import assess_evidence, conclude, evidence_range
from shouyi.score.guide import Guide, Level
from shouyi.score.leave import Clock
from shouyi.score.records import Assessment, Event, Evidence, Holding
from shouyi.score.standings import standing_holdings, standings_of
from shouyi.score.totals import day_totals, totals

Sizes = tuple[int, int, int, int]


def evidence(guide: Guide, events: Iterable[Event], as_of: int, person: str = "p", **values: int) -> Evidence:
    """`values`: ‰ of a level, held on `as_of` and for ever; hundredths of a stock, gathered that very day."""
    levels = {name: value for name, value in values.items() if isinstance(guide.by_name[name].form, Level)}
    grown = [
        Event(person, name, as_of, 1000, 10 * value) for name, value in values.items() if name not in levels and value
    ]
    held = [Holding(person, name, as_of, DAY_MAX, value) for name, value in levels.items()]
    return Evidence((*events, *grown), tuple(held))


def assess_events(
    events: Iterable[Event], guide: Guide, person: str, as_of: int, *, sizes: Sizes | None = None, **values: int
) -> Assessment:
    """One person's assessment from events, explained."""
    return assess_evidence(evidence(guide, events, as_of, person, **values), guide, person, as_of, sizes=sizes)


def digits(found: Evidence, guide: Guide, as_of: int, person: str = "p") -> Assessment:
    """An assessment without its explanation, which takes far longer than the digits."""
    sums = totals(day_totals(found.events, guide), guide, as_of, Clock(found.stopped))
    standings = standings_of(guide, sums, standing_holdings(found.holdings, as_of))
    return conclude(person, sums, guide, as_of, evidence_range(found, as_of), standings)


def named(found: Evidence, person: str) -> Evidence:
    """The same evidence, of somebody else."""
    events = tuple(replace(event, person=person) for event in found.events)
    return Evidence(events, tuple(replace(held, person=person) for held in found.holdings), found.stopped)
