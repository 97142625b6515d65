"""What would change it: so many more good events of one kind, or so many days in which nothing happens.

Each answer is exact: the count comes from a closed form, and the score and band beside it from finishing again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from shouyi.score.finish import FULL, ONE_EVENT, TENTH, Finished, Standings, finish, fraction
from shouyi.score.guide import Guide, Indicator, Rate
from shouyi.score.indicators import LIFTABLE
from shouyi.score.records import Change, Totals
from shouyi.score.totals import DayTotal, totals

EVENTS_MAX = 200
DAYS_MAX = 365
"""More than that is no advice."""


def events_changes(
    guide: Guide, found: Finished, sums: Mapping[str, Totals], standings: Standings | None = None
) -> tuple[Change, ...]:
    """For each rate that a good deed can lift: the fewest good events at unit weight after which, all else equal,
    the score reaches the next band's floor, or where that is out of one indicator's reach, the next whole point."""
    liftable = [(each, rate) for each, rate in guide.rates if each.name in LIFTABLE]
    changes = (_change(each, rate, guide, found, sums, standings) for each, rate in liftable)
    return tuple(change for change in changes if change is not None)


def _change(
    indicator: Indicator,
    rate: Rate,
    guide: Guide,
    found: Finished,
    sums: Mapping[str, Totals],
    standings: Standings | None,
) -> Change | None:
    mine = sums.get(indicator.name, Totals())
    for target in _targets(guide, found.score):
        count = good_events_needed(indicator, rate, mine, found, target)
        if count is not None and count <= EVENTS_MAX:
            more = Totals(mine.good + count * ONE_EVENT, mine.bad)
            after = finish(guide, {**sums, indicator.name: more}, standings)
            return Change("events", indicator.name, count, after.score, after.band)
    return None


def _targets(guide: Guide, score: int) -> Iterator[int]:
    """The next band's floor, then the next whole point, in tenths."""
    floors = [floor for floor in (guide.bands.c, guide.bands.b, guide.bands.a) if floor > score]
    yield from floors[:1]
    yield _whole_point(score)


def good_events_needed(indicator: Indicator, rate: Rate, mine: Totals, found: Finished, target: int) -> int | None:
    """The least n ≥ 1 good events with which the score reaches `target` tenths; None when no n does.

    n = ⌈(θ*(ν + κN) − (α + κS)) / (κ(1 − θ*))⌉ in integers: ⌊(1000·num − lo·den)·10^9 / ((hi − lo)·den)⌋ ≥ u* holds
    from n = ⌈(b·den − a·num) / (κ·10^6·(a − b))⌉ on, with a = 10^12, b = 10^9·lo + u*·(hi − lo).
    """
    exact = next(part.exact for part in found.contributions if part.indicator == indicator.name)
    wanted = -(-(target * TENTH - found.total + exact) // indicator.points)
    if wanted > FULL:
        return None
    num, den = fraction(rate, mine)
    a, b = 1000 * FULL, FULL * rate.lo + wanted * (rate.hi - rate.lo)
    if a == b:
        return None
    return max(1, -(-(b * den - a * num) // (rate.kappa * ONE_EVENT * (a - b))))


def wait_change(
    guide: Guide, days: Iterable[DayTotal], as_of: int, today: Finished, standings: Standings | None = None
) -> Change | None:
    """The first day within a year on which, with nothing new, the score has risen to the next whole point, because
    old bad evidence faded; else the first on which the band is another. None when neither comes.

    Standings are taken as they are today; what lies ahead of `as_of` is left out, as it is today.
    """
    known = [day for day in days if day.on <= as_of]
    other: Change | None = None
    for count in range(1, DAYS_MAX + 1) if known else ():
        after = finish(guide, totals(known, guide, as_of + count), standings)
        found = Change("wait", "", count, after.score, after.band)
        if after.score >= _whole_point(today.score):
            return found
        if other is None and after.band != today.band:
            other = found
    return other


def _whole_point(score: int) -> int:
    """The next whole point above, in tenths."""
    return score // 10 * 10 + 10
