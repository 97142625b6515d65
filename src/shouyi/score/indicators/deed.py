"""How a fact becomes an event or a holding, at what the guide says that one such fact weighs."""

from __future__ import annotations

from shouyi.canon.days import DAY_MAX
from shouyi.evidence.facts import Fact, kind_of
from shouyi.evidence.outcome.records import Outcome
from shouyi.score.guide import Guide, Stock
from shouyi.score.records import Event, Holding


def deed(indicator: str, fact: Fact, y: int, guide: Guide) -> Event:
    """The event of a deed that came out at `y` ‰. Full attribution, no newcomer's weight, no cap: those are for voices
    alone."""
    return Event(fact.person, indicator, fact.on, y, weight_of(indicator, fact, guide), fact.origin)


def weight_of(indicator: str, fact: Fact, guide: Guide) -> int:
    """What the guide lets such a fact weigh in this rate, in ‰."""
    weight = guide.by_name[indicator].facts[kind_of(fact)]
    assert weight is not None, f"{indicator} is no rate"
    return weight


def growth(indicator: str, fact: Outcome, guide: Guide) -> Event:
    """The event by which an attested amount (hundredths of its unit) adds to a stock: thousandths of the stock's unit,
    the nearest, half up, and at most what one fact may add."""
    found = guide.by_name[indicator]
    per = found.facts[fact.what]
    assert isinstance(found.form, Stock), f"{indicator} is no stock"
    assert per is not None
    thousandths = min((20 * fact.value + per) // (2 * per), 1000 * found.form.most)
    return Event(fact.person, indicator, fact.on, 1000, thousandths, fact.origin)


def holding(indicator: str, fact: Outcome, guide: Guide) -> Holding:
    """What holds from its day through its last, at the guide's anchor, or at its own value where that was measured."""
    anchor = guide.by_name[indicator].facts[fact.what]
    value = fact.value if anchor is None else anchor
    return Holding(fact.person, indicator, fact.on, DAY_MAX if fact.until is None else fact.until, value, fact.origin)
