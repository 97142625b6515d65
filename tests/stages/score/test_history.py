"""The history equals an assessment of each past day; what moved it adds up exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.days import from_iso, to_iso
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.history import between, history, month_ends
from shouyi.score.leave import clock_of
from shouyi.score.records import Event, Evidence, Holding
from stages.score.given import digits, evidence

GUIDE = parse_guide(guide_bytes("2"))
DAY = from_iso("2026-11-24")
EVENTS = st.lists(
    st.builds(
        Event, st.just("p"), st.sampled_from([each.name for each, _form in GUIDE.rates]),
        st.integers(DAY - 900, DAY), st.integers(0, 1000), st.integers(1, 1000),
    ),
    max_size=30,
)  # fmt: skip
HELD = st.lists(
    st.builds(Holding, st.just("p"), st.just("qualification"), st.integers(DAY - 800, DAY),
              st.integers(DAY - 400, DAY + 400), st.sampled_from([500, 600, 900])),
    max_size=3,
)  # fmt: skip
DAYS = st.integers(DAY - 700, DAY + 300)


def _known(found: Evidence, day: int) -> Evidence:
    events = tuple(each for each in found.events if each.on <= day)
    return Evidence(events, tuple(each for each in found.holdings if each.on <= day), found.stopped)


@given(EVENTS, HELD, st.lists(DAYS, max_size=4))
def test_each_point_is_the_assessment_of_its_day(events, held, days) -> None:
    found = Evidence(tuple(events), tuple(held))
    for point in history(GUIDE, found, days):
        whole = digits(_known(found, point.day), GUIDE, point.day)
        assert (point.score, point.low, point.high, point.band) == (whole.score, whole.low, whole.high, whole.band)


@given(EVENTS, HELD, DAYS, st.integers(1, 400), st.integers(0, 200))
def test_moves_add_up_and_time_alone_is_what_nothing_new_would_have_done(events, held, first, later, away) -> None:
    stopped = clock_of([(first + 3, away)], 180, 730).stopped if away else ()
    found = Evidence(tuple(events), tuple(held), stopped)
    moved = between(GUIDE, found, first, first + later)
    then, idle, now = (
        digits(_known(found, known), GUIDE, day)
        for known, day in ((first, first), (first, first + later), (first + later, first + later))
    )
    for move, a, i, b in zip(moved.moves, then.contributions, idle.contributions, now.contributions, strict=True):
        assert (move.aged, move.fresh) == (i.exact - a.exact, b.exact - i.exact)
        assert move.exact == b.exact - a.exact
    assert (moved.first.score, moved.second.score) == (then.score, now.score)
    told = sum(first < each.on <= first + later for each in (*events, *held))
    assert sum(each.events for each in moved.moves) == told


def test_without_anything_new_only_time_moved_it() -> None:
    found = evidence(GUIDE, [Event("p", "dispatch", DAY - 200, 1000, 1000)], DAY - 200)
    moved = between(GUIDE, found, DAY - 100, DAY)
    assert not any(each.fresh or each.events for each in moved.moves)
    assert any(each.aged < 0 for each in moved.moves)


def test_two_days_in_their_order() -> None:
    with pytest.raises(ValueError, match="is not after"):
        between(GUIDE, Evidence(), DAY, DAY)


def test_ends_of_months() -> None:
    assert [to_iso(day) for day in month_ends(DAY, 3)] == ["2026-08-31", "2026-09-30", "2026-10-31"]
    assert [to_iso(day) for day in month_ends(from_iso("2024-03-31"), 3)] == ["2023-12-31", "2024-01-31", "2024-02-29"]
    assert len(month_ends(DAY)) == 12
    assert month_ends(from_iso("2026-12-01"), 1) == (from_iso("2026-11-30"),)
