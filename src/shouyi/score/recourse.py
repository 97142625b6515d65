"""What would change it, one thing at a time: so many more good events of one kind, so much more of one stock, the next
certificate, or so many days in which nothing happens.

Each answer is exact: the count comes from a closed form, and the score and band beside it from finishing again. Only
what a person can do is advised, and nothing that nobody attests; `days` says how long it takes at their own pace.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from shouyi.score.finish import FULL, ONE_EVENT, TENTH, Finished, Standings, finish, fraction
from shouyi.score.guide import Guide, Indicator, Level, Rate, Stock
from shouyi.score.indicators import ONLY_WHERE_BEGUN, UNADVISED
from shouyi.score.leave import Clock
from shouyi.score.records import Change, Evidence, Standing, Totals
from shouyi.score.standings import HUNDREDTH, standing_holdings, standings_of
from shouyi.score.totals import DayTotal, day_totals, totals

EVENTS_MAX = 200
STOCKS_MAX = 3
DAYS_MAX = 365
"""More events, more times a stock's x0, more days than that are no advice."""
PACE_DAYS = 180
"""The days before the assessment from which somebody's own pace is read."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where somebody stands: the digits, and everything that they came from."""

    guide: Guide
    found: Finished
    sums: Mapping[str, Totals]
    standings: Standings
    days: tuple[DayTotal, ...]
    as_of: int

    def again(self, indicator: str, totals: Totals) -> Finished:
        """Finished again with other totals of one rate."""
        return finish(self.guide, {**self.sums, indicator: totals}, self.standings)

    def standing_at(self, indicator: str, value: int) -> Finished:
        """Finished again with another standing of one level or stock."""
        return finish(self.guide, self.sums, {**self.standings, indicator: Standing(indicator, value)})

    def wanted(self, indicator: Indicator, target: int) -> int:
        """The least u, in billionths, with which this indicator alone lifts the score to `target` tenths."""
        exact = next(part.exact for part in self.found.contributions if part.indicator == indicator.name)
        return -(-(target * TENTH - self.found.total + exact) // indicator.points)


def changes(guide: Guide, evidence: Evidence, as_of: int) -> tuple[Change, ...]:
    """For each indicator that can be lifted, the least of it after which, all else equal, the score reaches the next
    band's floor, or where that is out of its reach, the next whole point; then what waiting alone would do."""
    here = standpoint(guide, evidence, as_of)
    lifting = (_change(each, here) for each in guide.indicators if is_advised(each, here))
    found = [change for change in lifting if change is not None]
    waiting = _wait(here, evidence)
    return (*found, waiting) if waiting else tuple(found)


def standpoint(guide: Guide, evidence: Evidence, as_of: int) -> Standpoint:
    days = tuple(day for day in day_totals(evidence.events, guide) if day.on <= as_of)
    sums, standings = _stand(guide, days, evidence, as_of)
    return Standpoint(guide, finish(guide, sums, standings), sums, standings, days, as_of)


def _stand(
    guide: Guide, days: tuple[DayTotal, ...], evidence: Evidence, as_of: int
) -> tuple[Mapping[str, Totals], Standings]:
    sums = totals(days, guide, as_of, Clock(evidence.stopped))
    return sums, standings_of(guide, sums, standing_holdings(evidence.holdings, as_of))


def is_advised(indicator: Indicator, here: Standpoint) -> bool:
    if not indicator.facts or indicator.name in UNADVISED:
        return False
    begun = any(day.indicator == indicator.name for day in here.days)
    return begun or indicator.name not in ONLY_WHERE_BEGUN


def _change(indicator: Indicator, here: Standpoint) -> Change | None:
    lift = _lift_of(indicator)
    changes = (lift(indicator, here, target) for target in _targets(here.guide, here.found.score))
    return next((change for change in changes if change is not None), None)


def _targets(guide: Guide, score: int) -> Iterator[int]:
    """The next band's floor, then the next whole point, in tenths."""
    floors = [floor for floor in (guide.bands.c, guide.bands.b, guide.bands.a) if floor > score]
    yield from floors[:1]
    yield _whole_point(score)


Lift = Callable[[Indicator, Standpoint, int], Change | None]


def _lift_of(indicator: Indicator) -> Lift:
    match indicator.form:
        case Rate():
            return _more_events
        case Stock():
            return _more_stock
        case Level():
            return _next_level


# a rate ---------------------------------------------------------------------------------------------------------------


def _more_events(indicator: Indicator, here: Standpoint, target: int) -> Change | None:
    assert isinstance(indicator.form, Rate)
    mine = here.sums.get(indicator.name, Totals())
    count = good_events_needed(indicator.form, mine, here.wanted(indicator, target))
    if count is None or count > EVENTS_MAX:
        return None
    after = here.again(indicator.name, Totals(mine.good + count * ONE_EVENT, mine.bad))
    pace = sum(day.count for day in _lately(indicator, here))
    return Change("events", indicator.name, count, after.score, after.band, _days(count, pace))


def good_events_needed(rate: Rate, mine: Totals, wanted: int) -> int | None:
    """The least n ≥ 1 good events at unit weight with which u reaches `wanted`; None when no n does.

    n = ⌈(θ*(ν + κN) − (α + κS)) / (κ(1 − θ*))⌉ in integers: ⌊(1000·num − lo·den)·10^9 / ((hi − lo)·den)⌋ ≥ u* holds
    from n = ⌈(b·den − a·num) / (κ·10^6·(a − b))⌉ on, with a = 10^12, b = 10^9·lo + u*·(hi − lo).
    """
    if wanted > FULL:
        return None
    num, den = fraction(rate, mine)
    a, b = 1000 * FULL, FULL * rate.lo + wanted * (rate.hi - rate.lo)
    if a == b:
        return None
    return max(1, -(-(b * den - a * num) // (rate.kappa * ONE_EVENT * (a - b))))


# a stock --------------------------------------------------------------------------------------------------------------


def _more_stock(indicator: Indicator, here: Standpoint, target: int) -> Change | None:
    stock = indicator.form
    assert isinstance(stock, Stock)
    standing = here.standings.get(indicator.name)
    has = standing.value if standing else 0
    needs = hundredths_needed(stock, here.wanted(indicator, target), here.guide.saturation)
    if needs is None or needs - has > STOCKS_MAX * stock.x0 * 100:
        return None
    count = max(1, needs - has)
    after = here.standing_at(indicator.name, has + count)
    pace = sum(day.good for day in _lately(indicator, here)) // HUNDREDTH
    return Change("amount", indicator.name, count, after.score, after.band, _days(count, pace))


def hundredths_needed(stock: Stock, wanted: int, saturation: tuple[int, ...]) -> int | None:
    """The least X, in hundredths of the unit, with u0 + (1 − u0)·E[⌊X/x0⌋] ≥ `wanted`; None when no X reaches it."""
    if stock.u0 == 1000:
        return 0 if wanted <= FULL else None
    reached = -(-(1000 * wanted - stock.u0 * FULL) // (1000 - stock.u0))
    step = bisect_left(saturation, reached)
    return None if step == len(saturation) else step * stock.x0


# a level --------------------------------------------------------------------------------------------------------------


def _next_level(indicator: Indicator, here: Standpoint, target: int) -> Change | None:
    """The lowest anchor that reaches the target; where none does, there is no advice."""
    level = indicator.form
    assert isinstance(level, Level)
    standing, wanted = here.standings.get(indicator.name), here.wanted(indicator, target)
    holds = standing.value if standing else level.prior
    steps = sorted((value, name) for name, value in level.anchors if value > holds and value * ONE_EVENT >= wanted)
    if not steps:
        return None
    value, name = steps[0]
    after = here.standing_at(indicator.name, value)
    return Change("level", indicator.name, value, after.score, after.band, fact=name)


# time -----------------------------------------------------------------------------------------------------------------


def _lately(indicator: Indicator, here: Standpoint) -> Iterator[DayTotal]:
    return (day for day in here.days if day.indicator == indicator.name and day.on > here.as_of - PACE_DAYS)


def _days(count: int, pace: int) -> int | None:
    """How many days `count` takes whoever did `pace` in PACE_DAYS; None without a pace."""
    return -(-count * PACE_DAYS // pace) if pace else None


def _wait(here: Standpoint, evidence: Evidence) -> Change | None:
    """The first day within a year on which, with nothing new, the score has risen to the next whole point, because
    old bad evidence faded; else the first on which the band is another. None when neither comes.

    Leave that is declared already stops the clock, and what is held runs out on its day.
    """
    other: Change | None = None
    for count in range(1, DAYS_MAX + 1) if here.days else ():
        after = finish(here.guide, *_stand(here.guide, here.days, evidence, here.as_of + count))
        found = Change("wait", "", count, after.score, after.band, count)
        if after.score >= _whole_point(here.found.score):
            return found
        if other is None and after.band != here.found.band:
            other = found
    return other


def _whole_point(score: int) -> int:
    """The next whole point above, in tenths."""
    return score // 10 * 10 + 10
