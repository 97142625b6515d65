"""One person's score as of past days, and what moved it between two of them.

Evidence is the one of today: each past day is given what had happened by then (`--as-of`, day by day), so a fact that
was handed in late or corrected since is counted as it is known now. What a past run committed stands in that run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from shouyi.canon.days import EPOCH
from shouyi.score.finish import Finished, finish
from shouyi.score.guide import Guide
from shouyi.score.leave import Clock
from shouyi.score.records import Band, Event, Evidence, Holding
from shouyi.score.standings import standing_holdings, standings_of
from shouyi.score.totals import DayTotal, day_totals, totals


@dataclass(frozen=True, slots=True)
class Point:
    """The digits as of one day; scores in tenths."""

    day: int
    score: int
    low: int
    high: int
    band: Band


@dataclass(frozen=True, slots=True)
class Move:
    """What one indicator did to the score between two days, exactly (10^12 a tenth of a point): `fresh` by what
    happened between them (`events` pieces), `aged` by time alone, as older evidence weighs less and what is held runs
    out. The sum of both is the difference of its contributions."""

    indicator: str
    fresh: int
    aged: int
    events: int

    @property
    def exact(self) -> int:
        return self.fresh + self.aged


@dataclass(frozen=True, slots=True)
class Between:
    """Two points and every indicator's move from the first to the second, in the guide's order."""

    first: Point
    second: Point
    moves: tuple[Move, ...]


def month_ends(as_of: int, most: int = 12) -> tuple[int, ...]:
    """The last days of the `most` calendar months before `as_of`, ascending."""
    here = date.fromordinal(EPOCH + as_of)
    months = (here.year * 12 + here.month - 1 - back for back in range(most))
    return tuple(sorted(date(month // 12, month % 12 + 1, 1).toordinal() - 1 - EPOCH for month in months))


def history(guide: Guide, evidence: Evidence, days: Iterable[int]) -> tuple[Point, ...]:
    """The digits as of each of these days, in their order; one pass over the events, one over their days a point.

    Raises EventOutOfRange, DayTooCrowded.
    """
    grouped = day_totals(evidence.events, guide)
    return tuple(_point(day, _finished(guide, grouped, evidence, day, day)) for day in days)


def between(guide: Guide, evidence: Evidence, first: int, second: int) -> Between:
    """What moved the score from `first` to `second`, a later day. Raises ValueError, EventOutOfRange, DayTooCrowded."""
    if first >= second:
        raise ValueError(f"day {second} is not after day {first}")
    grouped = day_totals(evidence.events, guide)
    then, now = (_finished(guide, grouped, evidence, day, day) for day in (first, second))
    still = _finished(guide, grouped, evidence, second, first)
    pieces: tuple[Event | Holding, ...] = (*evidence.events, *evidence.holdings)
    fresh = Counter(piece.indicator for piece in pieces if first < piece.on <= second)
    moves = tuple(
        Move(b.indicator, b.exact - idle.exact, idle.exact - a.exact, fresh[b.indicator])
        for a, idle, b in zip(then.contributions, still.contributions, now.contributions, strict=True)
    )
    return Between(_point(first, then), _point(second, now), moves)


def _finished(guide: Guide, grouped: Iterable[DayTotal], evidence: Evidence, as_of: int, known: int) -> Finished:
    """The digits on `as_of` of what had happened by `known`."""
    sums = totals(_until(grouped, known), guide, as_of, Clock(evidence.stopped))
    held = (each for each in evidence.holdings if each.on <= known)
    return finish(guide, sums, standings_of(guide, sums, standing_holdings(held, as_of)))


def _until(grouped: Iterable[DayTotal], day: int) -> Iterator[DayTotal]:
    return (each for each in grouped if each.on <= day)


def _point(day: int, found: Finished) -> Point:
    return Point(day, found.score, found.low, found.high, found.band)
