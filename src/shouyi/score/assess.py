"""The front door: assess people from a table of weighed evidence, or one person from what was weighed of their facts.

Both ways give the same digits: `assess` lets an engine sum, `assess_evidence` sums in pure Python, and `finish` does
the rest for both. Everything is exact integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from shouyi.score.finish import Standings, finish
from shouyi.score.guide import Guide
from shouyi.score.leave import Clock
from shouyi.score.reasons import reasons, with_evidence
from shouyi.score.records import Assessment, Event, Evidence, EvidenceRange, Holding, Totals
from shouyi.score.recourse import changes
from shouyi.score.standings import standing_holdings, standings_of
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
    explained: bool = False,
) -> list[Assessment]:
    """Everybody in `persons`, in that order, with evidence or without, as of a day, summed by `engine`.

    `explained` adds what one person's page needs (changes, links to evidence), which takes a good moment for each.
    Raises DayTooCrowded.
    """
    from shouyi.score.sums import Sums, sums_of  # engines stay out of reach of whoever only recomputes

    asked = list(persons)
    found = sums_of(table, guide, asked, as_of, engine)
    none = Sums({}, {}, EvidenceRange(sizes=table.sizes))
    plain = []
    for person, mine in ((person, found.get(person, none)) for person in asked):
        standings = standings_of(guide, mine.totals, mine.levels)
        plain.append(conclude(person, mine.totals, guide, as_of, mine.evidence, standings))
    return [explain(each, table.evidence_of(each.person), guide) for each in plain] if explained else plain


def assess_evidence(
    evidence: Evidence, guide: Guide, person: str, as_of: int, *, sizes: Sizes | None = None, explained: bool = True
) -> Assessment:
    """One person's assessment from what was weighed. Nothing beyond the standard library sums here.

    What lies after `as_of` is left out. `explained` as in `assess`. Raises EventOutOfRange, DayTooCrowded.
    """
    sums = totals(day_totals(evidence.events, guide), guide, as_of, Clock(evidence.stopped))
    standings = standings_of(guide, sums, standing_holdings(evidence.holdings, as_of))
    plain = conclude(person, sums, guide, as_of, evidence_range(evidence, as_of, sizes), standings)
    return explain(plain, evidence, guide) if explained else plain


def evidence_range(evidence: Evidence, as_of: int, sizes: Sizes | None = None) -> EvidenceRange:
    """First and last day of what was weighed up to a day, and how many pieces it is."""
    pieces: tuple[Event | Holding, ...] = (*evidence.events, *evidence.holdings)
    days = [piece.on for piece in pieces if piece.on <= as_of]
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


def explain(plain: Assessment, evidence: Evidence, guide: Guide) -> Assessment:
    """The same assessment with what would change it, and its reasons linked to the strongest evidence."""
    link = partial(with_evidence, evidence=evidence, guide=guide, as_of=plain.day)
    return replace(
        plain,
        reasons_up=tuple(map(link, plain.reasons_up)),
        reasons_down=tuple(map(link, plain.reasons_down)),
        changes=changes(guide, evidence, plain.day),
    )
