"""What some of a person's facts say about the weight of the others: leave that stopped the clock, days on which nothing
could be due, orders that a campaign brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.trade.records import Cancelled, Dispatched, Overdue
from shouyi.score.guide import Guide
from shouyi.score.leave import RUNNING, Clock, clock_of, covers
from shouyi.score.records import Event

LEAVE, FORCE_MAJEURE, CAMPAIGN = "leave", "force_majeure", "campaign"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """`away`: stretches (first day, number of days) of declared leave and force majeure. `campaigns`: by source and
    order, the ‰ of its weight that a voice about the order keeps."""

    clock: Clock = RUNNING
    away: tuple[tuple[int, int], ...] = ()
    campaigns: Mapping[tuple[str, str], int] = field(default_factory=dict, hash=False)

    def excuse(self, fact: Fact) -> bool:
        """Whether this deed was due on a day away: it weighs nothing, kept or not."""
        match fact:
            case Dispatched() | Overdue():
                return covers(self.away, fact.promised)
            case Cancelled():
                return covers(self.away, fact.on)
        return False

    def timed(self, event: Event) -> Event:
        """The event with the day on the person's clock."""
        return replace(event, at=self.clock.at(event.on)) if self.clock.stopped else event

    def kept(self, source: str, order: str) -> int:
        """What a voice about this order keeps of its weight, in ‰."""
        return self.campaigns.get((source, order), 1000)


def circumstances(facts: Iterable[Fact], guide: Guide) -> Circumstances:
    """Those of one person. A guide that knows no leave hears of nothing."""
    if not guide.leave.days:
        return Circumstances()
    outcomes = [fact for fact in facts if isinstance(fact, Outcome)]
    leaves = [(found.on, found.value) for found in outcomes if found.what == LEAVE]
    storms = [(found.on, found.value) for found in outcomes if found.what == FORCE_MAJEURE]
    return Circumstances(
        clock=clock_of(leaves, guide.leave.days, guide.leave.window),
        away=tuple(sorted({*leaves, *storms})),
        campaigns=_campaigns(found for found in outcomes if found.what == CAMPAIGN),
    )


def _campaigns(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], int]:
    """An order that several campaigns claim keeps the least that any of them leaves it."""
    found: dict[tuple[str, str], int] = {}
    for outcome in outcomes:
        key = outcome.origin.source if outcome.origin else "", outcome.about or ""
        found[key] = min(found.get(key, 1000), outcome.value)
    return found
