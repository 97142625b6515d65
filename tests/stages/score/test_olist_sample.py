"""Five thousand real orders, from facts to digits, against weighing and scoring written a second time."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from shouyi.evidence.trade.olist import read_olist
from shouyi.evidence.trade.records import Cancelled, Dispatched, Overdue, Returned, Reviewed, Visited
from shouyi.score.assess import assess
from shouyi.score.guide import Guide
from shouyi.score.records import Event, Evidence
from shouyi.score.table import EventTable
from shouyi.score.weigh import weigh
from stages.score.given import assess_events
from stages.score.oracle import Oracle

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "olist" / "sample_5k"


@pytest.fixture(scope="module")
def facts():
    if not SAMPLE.is_dir():
        pytest.skip("needs ../shared/data/olist/sample_5k")
    return read_olist(SAMPLE).facts


def naive_weigh(facts) -> Counter:
    """What each fact says under guide 1, as its chapter reads; `facts` in the order of import."""
    found: Counter = Counter()
    heard: set[tuple] = set()
    for fact in facts:
        put = lambda name, y, c=1000, fact=fact: found.update([(fact.person, name, fact.on, y, c)])  # noqa: E731
        if isinstance(fact, Dispatched):
            put("dispatch", 1000 * (fact.on <= fact.promised))
            put("not_cancelled", 1000)
        elif isinstance(fact, Overdue):
            put("dispatch", 0)
        elif isinstance(fact, Cancelled) and fact.by == "seller":
            put("not_cancelled", 0)
        elif isinstance(fact, Returned) and fact.reason == "quality":
            put("not_returned", 0)
        elif isinstance(fact, Visited):
            put("repeat", 1000 * fact.came_back)
        elif isinstance(fact, Reviewed):
            known = None not in (fact.promised, fact.dispatched, fact.expected, fact.delivered)
            if known and fact.dispatched <= fact.promised and fact.delivered > fact.expected:
                continue
            newcomer = 300 if fact.earlier == 0 else 600 if fact.earlier < 3 else 1000
            c = 1000 // fact.makers * 1000 * newcomer // 10**6
            bucket = (fact.person, fact.buyer, (date(1970, 1, 1) + timedelta(days=fact.on)).strftime("%Y-%m"))
            if c and bucket not in heard:
                heard.add(bucket)
                put("satisfied", {1: 0, 2: 150, 3: 450, 4: 850, 5: 1000}[fact.stars], c)
    return found


def test_weighed_as_a_second_hand_would(facts, guide: Guide) -> None:
    assert not any(isinstance(fact, Reviewed) and fact.cohort for fact in facts), "Olist reports no cohorts"
    events = weigh(facts, guide)
    assert Counter((e.person, e.indicator, e.on, e.y, e.c) for e in events) == naive_weigh(facts)
    assert len(events) > 15_000


def test_scored_as_a_second_hand_would(facts, guide: Guide, document: bytes, engine, tmp_path) -> None:
    events: dict[str, list[Event]] = {fact.person: [] for fact in facts}
    for event in weigh(facts, guide):
        events[event.person].append(event)
    day, oracle = max(fact.on for fact in facts), Oracle(document)
    table = EventTable.open(tmp_path, guide)
    table.replace({person: Evidence(tuple(mine)) for person, mine in events.items()})
    found = assess(table, guide, sorted(events), day, engine)
    for each in found[::6]:
        wanted = oracle.assess(events[each.person], day)
        assert {name: getattr(each, name) for name in wanted} == wanted, each.person
    for each in assess(table, guide, sorted(events)[::120], day, engine, explained=True):
        assert each == assess_events(events[each.person], guide, each.person, day)
    assert {each.band for each in found} == {"thin", "none"}
