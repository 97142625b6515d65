"""Event by event equals all at once: whatever way the same facts come, sums and digits are those of a full run."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import count

import hypothesis
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import Cancelled, Dispatched, Overdue, Reviewed, Visited
from shouyi.score.leave import Clock
from shouyi.score.live import Live, Stale
from shouyi.score.totals import day_totals, totals
from shouyi.score.weigh import turn_of, weigh_person
from stages.score import given
from stages.score.test_everything import AS_OF, GUIDE, histories, weighed

AROUND = ("leave", "force_majeure", "campaign")


def as_logged(facts: list[Fact]) -> list[Fact]:
    """In the order of a log, each at a place of its own, as a log has them: invented histories may share one."""
    ordered = sorted(facts, key=turn_of)
    return [replace(fact, origin=replace(fact.origin, index=at, turn=at)) for at, fact in enumerate(ordered)]


def fed(facts: list[Fact], steps: list[int], *, logged: bool) -> Live:
    """In pieces, in this order; a fact that may touch everything has the whole file weighed anew."""
    live, known = Live("p"), 0
    for size in [*steps, len(facts)]:
        new = facts[known : known + size]
        try:
            live.take(new, GUIDE)
        except Stale:
            assert not logged or any(isinstance(fact, Outcome) and fact.what in AROUND for fact in new)
            live = Live.of("p", facts[: known + size], GUIDE)
        known += len(new)
    return live


@hypothesis.given(histories, st.lists(st.integers(0, 7), max_size=20), st.integers(-40, 900), st.randoms())
@settings(max_examples=120)
def test_in_any_pieces_and_order_as_all_at_once(facts: list[Fact], steps: list[int], later: int, draw) -> None:
    """As the log has them, where only what touches others weighs the whole anew; and in any order whatever."""
    require_as_all_at_once(as_logged(facts), steps, AS_OF + later, logged=True)
    require_as_all_at_once(draw.sample(facts, len(facts)), steps, AS_OF + later, logged=False)


def require_as_all_at_once(facts: list[Fact], steps: list[int], as_of: int, *, logged: bool) -> None:
    live, evidence = fed(facts, steps, logged=logged), weighed(facts)
    wanted = totals(day_totals(evidence.events, GUIDE), GUIDE, as_of, Clock(evidence.stopped))
    assert live.sums(GUIDE, as_of) == wanted
    found, plain = live.digits(GUIDE, as_of), given.digits(evidence, GUIDE, as_of)
    assert all(getattr(found, name) == getattr(plain, name) for name in type(found).__slots__ if name != "__dict__")


@pytest.mark.parametrize("what", AROUND)
def test_what_may_touch_everything_changes_nothing_by_itself(what: str) -> None:
    live = Live.of("p", [Dispatched("p", AS_OF, "o", AS_OF)], GUIDE)
    before = live.sums(GUIDE, AS_OF)
    about = "o" if what == "campaign" else None
    with pytest.raises(Stale):
        live.take([Overdue("p", AS_OF, "x", AS_OF - 30), Outcome("p", AS_OF, what, 5, None, about)], GUIDE)
    assert live.sums(GUIDE, AS_OF) == before


def test_a_hundred_thousand_late_and_early_ones(soak: bool) -> None:
    """Random days, in the order in which they came into the log; each taken once, as the log's sizes say."""
    draw, number, facts = random.Random(1), count(), []
    for _fact in range(100_000 if soak else 4_000):
        facts.append(_drawn(draw, next(number)))
    live = Live("p")
    for at in range(0, len(facts), 7):
        live.take(facts[at : at + 7], GUIDE)
    evidence = weigh_person("p", facts, GUIDE)
    assert live.sums(GUIDE, AS_OF) == totals(day_totals(evidence.events, GUIDE), GUIDE, AS_OF)
    assert live.digits(GUIDE, AS_OF).score == given.digits(evidence, GUIDE, AS_OF).score


def _drawn(draw: random.Random, index: int) -> Fact:
    on, log = AS_OF - draw.randrange(2_000), draw.choice([1, 1, 2])
    origin = Origin("s", log, index, index)
    if log == 2:
        buyer, stars = f"b{draw.randrange(300)}", draw.randrange(1, 6)
        return Reviewed("p", on, f"o{index}", buyer, stars, 1, draw.randrange(5), f"c{draw.randrange(9)}", None, None,
                        None, None, origin)  # fmt: skip
    return draw.choice(
        [
            Dispatched("p", on, f"o{index}", on + draw.randrange(-2, 3), origin),
            Cancelled("p", on, f"o{index}", "seller", origin),
            Visited("p", on, f"b{index}", on - 9, draw.random() < 0.1, origin),
        ]
    )
