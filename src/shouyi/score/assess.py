"""The front door: assess people from a table of weighed events, or one person from a handful of them.

Both ways give the same digits: `assess` lets an engine sum, `assess_events` sums in pure Python, and `finish` does the
rest for both. Everything is exact integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from shouyi.score.finish import Standings, finish
from shouyi.score.guide import Guide
from shouyi.score.reasons import reasons, with_evidence
from shouyi.score.records import Assessment, Event, EvidenceRange, Totals
from shouyi.score.recourse import events_changes, wait_change
from shouyi.score.totals import day_totals, totals

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from shouyi.score.table import EventTable

Sizes = tuple[int, int, int, int]


def assess(
    table: EventTable,
    guide: Guide,
    persons: Iterable[str],
    as_of: int,
    engine: BaseBackend,
    *,
    standings: Mapping[str, Standings] | None = None,
    explained: bool = False,
) -> list[Assessment]:
    """Everybody in `persons`, in that order, with evidence or without, as of a day, summed by `engine`.

    `standings`: the levels and stocks of a person, by indicator. `explained` adds what one person's page needs
    (changes, links to evidence), which takes a good moment for each. Raises DayTooCrowded.
    """
    from shouyi.score.sums import Sums, sums_of  # engines stay out of reach of whoever only recomputes

    asked, standing = list(persons), standings or {}
    found = sums_of(table, guide, asked, as_of, engine)
    none = Sums({}, EvidenceRange(sizes=table.sizes))
    plain = [
        conclude(person, mine.totals, guide, as_of, mine.evidence, standing.get(person))
        for person, mine in ((person, found.get(person, none)) for person in asked)
    ]
    if not explained:
        return plain
    return [explain(each, table.events_of(each.person), guide, standing.get(each.person)) for each in plain]


def assess_events(
    events: Iterable[Event],
    guide: Guide,
    person: str,
    as_of: int,
    *,
    standings: Standings | None = None,
    sizes: Sizes | None = None,
) -> Assessment:
    """One person's assessment from their weighed events, explained. Nothing beyond the standard library sums here.

    Events after `as_of` are left out. Raises EventOutOfRange, DayTooCrowded.
    """
    mine = [event for event in events if event.on <= as_of]
    sums = totals(day_totals(mine, guide), guide, as_of)
    plain = conclude(person, sums, guide, as_of, evidence_range(mine, sizes), standings)
    return explain(plain, mine, guide, standings)


def evidence_range(events: Sequence[Event], sizes: Sizes | None = None) -> EvidenceRange:
    """First and last day of these events, and how many there are."""
    days = [event.on for event in events]
    return EvidenceRange(min(days, default=None), max(days, default=None), len(days), sizes)


def conclude(
    person: str,
    sums: Mapping[str, Totals],
    guide: Guide,
    as_of: int,
    evidence: EvidenceRange,
    standings: Standings | None = None,
) -> Assessment:
    """The assessment that follows from one person's sums: digits and reasons, not yet linked to their evidence."""
    found = finish(guide, sums, standings)
    up, down = reasons(found.contributions, guide)
    return Assessment(
        person=person,
        score=found.score,
        low=found.low,
        high=found.high,
        p80=found.p80,
        band=found.band,
        dimensions=found.dimensions,
        guide=guide.version,
        guide_digest=guide.digest,
        day=as_of,
        contributions=found.contributions,
        reasons_up=up,
        reasons_down=down,
        changes=(),
        evidence=evidence,
    )


def explain(plain: Assessment, events: Iterable[Event], guide: Guide, standings: Standings | None = None) -> Assessment:
    """The same assessment with what would change it, and its reasons linked to the strongest evidence."""
    mine = [event for event in events if event.on <= plain.day]
    days = day_totals(mine, guide)
    sums = totals(days, guide, plain.day)
    found = finish(guide, sums, standings)
    waiting = wait_change(guide, days, plain.day, found, standings)
    link = partial(with_evidence, events=mine, guide=guide, as_of=plain.day)
    return replace(
        plain,
        reasons_up=tuple(map(link, plain.reasons_up)),
        reasons_down=tuple(map(link, plain.reasons_down)),
        changes=events_changes(guide, found, sums, standings) + ((waiting,) if waiting else ()),
    )
