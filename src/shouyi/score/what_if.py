"""What if: so many more good events of one kind, so much more of one stock, or one certificate held; what would then
stand, finished by the judge itself, all else equal.

Open are the same things that `recourse` advises on, and no others: what a person can really do, that somebody attests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shouyi.score.errors import ScoreError
from shouyi.score.finish import ONE_EVENT, Finished, finish
from shouyi.score.guide import Guide, Indicator, Level, Rate, Stock
from shouyi.score.records import Evidence, Totals
from shouyi.score.recourse import EVENTS_MAX, STOCKS_MAX, Standpoint, is_advised, standpoint
from shouyi.score.standings import HUNDREDTH, standings_of


class NotOpen(ScoreError):
    """A question that nobody is asked to answer: an indicator that is not theirs to change, an amount out of range."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be supposed: 1 to `most` good events, or hundredths of a stock's unit, or one of `facts`, the
    anchors above what is held."""

    indicator: str
    kind: Literal["events", "amount", "level"]
    most: int = 0
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What was supposed, in the terms of `records.Change`, with the digits as they stand and as they would."""

    kind: Literal["events", "amount", "level"]
    indicator: str
    count: int
    fact: str
    before: Finished
    after: Finished


def options(guide: Guide, evidence: Evidence, as_of: int) -> tuple[Option, ...]:
    """What this person can suppose, in the guide's order."""
    here = standpoint(guide, evidence, as_of)
    found = (_option(each, here) for each in guide.indicators if is_advised(each, here))
    return tuple(each for each in found if each.most or each.facts)


def what_if(guide: Guide, evidence: Evidence, as_of: int, indicator: str, count: int, fact: str = "") -> WhatIf:
    """The digits with `count` more of this indicator on the day itself, or with `fact` in force. Raises NotOpen."""
    here, found = standpoint(guide, evidence, as_of), guide.by_name.get(indicator)
    if found is None or not is_advised(found, here):
        raise NotOpen(f"{indicator[:64]!r} is nothing that can be supposed")
    option = _option(found, here)
    if option.kind == "level":
        return _level(found, here, option, fact)
    if not 1 <= count <= option.most:
        raise NotOpen(f"{indicator}: 1 to {option.most}, not {count}")
    after = _more_events(found, here, count) if option.kind == "events" else _more_stock(found, here, count)
    return WhatIf(option.kind, indicator, count, "", here.found, after)


def _option(indicator: Indicator, here: Standpoint) -> Option:
    match indicator.form:
        case Rate():
            return Option(indicator.name, "events", EVENTS_MAX)
        case Stock() as stock:
            return Option(indicator.name, "amount", STOCKS_MAX * stock.x0 * 100)
        case Level() as level:
            standing = here.standings.get(indicator.name)
            holds = standing.value if standing else level.prior
            steps = sorted((value, name) for name, value in level.anchors if value > holds)
            return Option(indicator.name, "level", facts=tuple(name for _value, name in steps))


def _more_events(indicator: Indicator, here: Standpoint, count: int) -> Finished:
    mine = here.sums.get(indicator.name, Totals())
    return here.again(indicator.name, Totals(mine.good + count * ONE_EVENT, mine.bad))


def _more_stock(indicator: Indicator, here: Standpoint, count: int) -> Finished:
    mine = here.sums.get(indicator.name, Totals())
    sums = {**here.sums, indicator.name: Totals(mine.good + count * HUNDREDTH, mine.bad)}
    return finish(here.guide, sums, {**here.standings, **standings_of(here.guide, sums, {})})


def _level(indicator: Indicator, here: Standpoint, option: Option, fact: str) -> WhatIf:
    if fact not in option.facts:
        raise NotOpen(f"{fact[:64]!r} is no step above what is held of {indicator.name}")
    assert isinstance(indicator.form, Level)
    value = dict(indicator.form.anchors)[fact]
    return WhatIf("level", indicator.name, value, fact, here.found, here.standing_at(indicator.name, value))
