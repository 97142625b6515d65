"""Leave stops the clock: against a plain day by day count, and what must hold however leave lies."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shouyi.score.leave import Clock, clock_of, covers

leaves = st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 366)), max_size=5)
MOST, WINDOW = 180, 730


def by_hand(stretches, most, window, last):
    """Day by day: which days count, by looking back over every day of the window."""
    counted = set()
    for day in range(last + 1):
        before = sum(earlier in counted for earlier in range(day - window + 1, day))
        if covers(stretches, day) and before < most:
            counted.add(day)
    return counted


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(1, 40)), max_size=4), st.integers(1, 30), st.integers(1, 60))
def test_it_is_the_plain_count(stretches, most, window):
    assert set(clock_of(stretches, most, window).stopped) == by_hand(stretches, most, window, 170)


@given(leaves, st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 2000))
def test_time_never_runs_backwards_nor_faster_than_the_calendar(stretches, a, b, c):
    clock = clock_of(stretches, MOST, WINDOW)
    first, second, third = sorted((a, b, c))
    assert 0 <= clock.age(first, second) <= second - first
    assert clock.age(first, second) + clock.age(second, third) == clock.age(first, third)


@given(leaves, st.integers(0, 2000))
def test_what_comes_later_changes_no_earlier_day(stretches, day):
    known = [(first, min(days, day - first + 1)) for first, days in stretches if first <= day]
    assert clock_of(known, MOST, WINDOW).at(day) == clock_of(stretches, MOST, WINDOW).at(day)


@given(leaves)
def test_at_most_half_a_year_in_two(stretches):
    stopped = clock_of(stretches, MOST, WINDOW).stopped
    assert all(sum(day - WINDOW < each <= day for each in stopped) <= MOST for day in stopped)


def test_four_months_of_leave_age_nothing():
    clock = clock_of([(1000, 120)], MOST, WINDOW)
    assert clock.age(999, 1119) == 0
    assert clock.age(999, 1120) == 1
    assert clock.age(990, 1119) == 9
    assert Clock().age(990, 1119) == 129


def test_a_whole_year_of_leave_stops_half_a_year():
    assert clock_of([(1000, 366)], MOST, WINDOW).age(999, 1365) == 366 - 180


def test_covers():
    assert [covers([(10, 3)], day) for day in (9, 10, 12, 13)] == [False, True, True, False]
