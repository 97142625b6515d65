"""A population on one day: how scores, bands and intervals are spread, and how far evidence reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouyi.score.finish import Finished, finish
from shouyi.score.guide import Guide
from shouyi.score.records import Band, Totals
from shouyi.score.standings import standings_of
from shouyi.score.watch.cells import counted, names_of, part, people, quantile, shown

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from shouyi.score.sums import Sums
    from shouyi.score.table import EventTable

SCORES = (400, 500, 550, 600, 650, 700, 750, 800, 850, 900)
"""Edges of the bins of scores, in tenths: published, and never moved to fit a population."""
WIDTHS = (50, 100, 150, 200, 250, 300, 400)
"""Edges of the bins of the 90 % interval's width, in tenths."""
BANDS: tuple[Band, ...] = ("A", "B", "C", "none", "thin")


@dataclass(frozen=True, slots=True)
class Seen:
    """What watching needs of one person who has evidence: no name. `u` by the guide's order, 0..10^9, None where the
    prior stands in for evidence; `totals` of the rates and stocks by name."""

    score: int
    low: int
    high: int
    band: Band
    u: tuple[int | None, ...]
    totals: Mapping[str, Totals]

    @property
    def width(self) -> int:
        """Of the 90 % interval, in tenths."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Population:
    """One day under one guide: who has evidence, and how many others have a file."""

    day: int
    seen: tuple[Seen, ...]
    without: int

    @property
    def everybody(self) -> int:
        return len(self.seen) + self.without


@dataclass(frozen=True, slots=True)
class Spread:
    """What is shown of a population. Counts of people, None where a cell is too small; scores and widths in tenths.

    `scores`, `bands` and `widths` are of those with evidence. `quartiles` are the lower, the middle, the upper one.
    `coverage` is, of everybody, who has evidence for an indicator that still weighs.
    """

    day: int
    people: int | None
    with_evidence: int | None
    scores: Mapping[str, int | None]
    score_quartiles: tuple[int | None, ...]
    bands: Mapping[str, int | None]
    widths: Mapping[str, int | None]
    width_quartiles: tuple[int | None, ...]
    coverage: Mapping[str, int | None]


def population_of(
    table: EventTable, guide: Guide, persons: Sequence[str], as_of: int, engine: BaseBackend
) -> Population:
    """Everybody in `persons` as of a day, summed by `engine`. Raises DayTooCrowded."""
    from shouyi.score.sums import sums_of

    found = sums_of(table, guide, persons, as_of, engine)
    seen = tuple(seen_of(found[person], guide) for person in persons if person in found)
    return Population(as_of, seen, len(persons) - len(seen))


def seen_of(sums: Sums, guide: Guide) -> Seen:
    """One person's figures from their sums."""
    done: Finished = finish(guide, sums.totals, standings_of(guide, sums.totals, sums.levels))
    u = tuple(None if each.missing else each.u for each in done.contributions)
    return Seen(done.score, done.low, done.high, done.band, u, sums.totals)


def spread_of(population: Population, guide: Guide) -> Spread:
    """The figures of a dashboard."""
    seen, everybody = population.seen, population.everybody
    scores, widths = [each.score for each in seen], [each.width for each in seen]
    bands = Counter(each.band for each in seen)
    return Spread(
        day=population.day,
        people=people(everybody),
        with_evidence=part(len(seen), everybody),
        scores=_binned(scores, SCORES),
        score_quartiles=_quartiles(scores),
        bands=shown({band: bands[band] for band in BANDS}),
        widths=_binned(widths, WIDTHS),
        width_quartiles=_quartiles(widths),
        coverage={name: part(count, everybody) for name, count in covered(seen, guide).items()},
    )


def covered(seen: Iterable[Seen], guide: Guide) -> dict[str, int]:
    """By indicator, how many people have evidence that weighs."""
    found = [0] * len(guide.indicators)
    for each in seen:
        for number, u in enumerate(each.u):
            found[number] += u is not None
    return {indicator.name: found[indicator.number] for indicator in guide.indicators}


def _binned(values: Sequence[int], edges: Sequence[int]) -> dict[str, int | None]:
    return shown(dict(zip(names_of(edges), counted(values, edges), strict=True)))


def _quartiles(values: Sequence[int]) -> tuple[int | None, ...]:
    return tuple(quantile(values, quarters) for quarters in (1, 2, 3))
