"""Schedules: published examples to the fen, sums, leap days, month ends, another implementation."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from shouyi.canon.days import from_iso, to_iso
from shouyi.decision.lending.dates import Roll
from shouyi.decision.lending.daycount import DayCount
from shouyi.decision.lending.errors import TermsUnsound
from shouyi.decision.lending.schedule import Method, Terms, days_due, schedule_of, year_parts

DRAWN = from_iso("2027-01-31")
TERMS = Terms(50_000_000, 31_500, 36, Method.EQUAL_INSTALMENTS, DayCount.MONTHLY, DRAWN, from_iso("2027-02-28"))


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    drawn = draw(st.integers(15_000, 25_000))
    made = Terms(
        principal_fen=draw(st.integers(1, 10**9) | st.integers(1, 200)),
        rate_ppm=draw(st.integers(0, 360_000) | st.sampled_from([0, 1, 1_000_000])),
        count=draw(st.integers(1, 48)),
        method=draw(st.sampled_from(Method)),
        day_count=draw(st.sampled_from(DayCount)),
        drawn_on=drawn,
        first_due_on=drawn + draw(st.integers(15, 62)),
        every=draw(st.sampled_from([1, 3, 12])),
        due_day=draw(st.none() | st.integers(1, 31)),
        roll=draw(st.sampled_from(Roll)),
        accrues_to_rolled=draw(st.booleans()),
    )
    days = days_due(made)
    assume(all(day < later for day, later in pairwise(days)))
    return made


@given(terms())
def test_sums_balances_and_order(made: Terms) -> None:
    found = schedule_of(made)
    assert sum(each.principal_fen for each in found.instalments) == made.principal_fen
    assert found.total_fen == sum(each.amount_fen for each in found.instalments)
    balance = made.principal_fen
    for each in found.instalments:
        assert 0 <= each.principal_fen <= balance
        assert each.interest_fen >= 0
        balance -= each.principal_fen
        assert each.balance_fen == balance
    assert balance == 0
    days = [each.due_on for each in found.instalments]
    assert days == sorted(set(days))
    assert made.drawn_on < days[0]


@given(terms())
def test_each_interest_is_that_of_the_balance_before(made: Terms) -> None:
    """Worked anew, by hand: whatever the method, interest is balance × rate × part, within half a fen."""
    balance = made.principal_fen
    for each, part in zip(schedule_of(made).instalments, year_parts(made), strict=True):
        exact = Fraction(balance * made.rate_ppm, 10**6) * part
        assert abs(each.interest_fen - exact) <= Fraction(1, 2)
        balance = each.balance_fen


@given(st.integers(100_000, 10**9), st.integers(1, 300_000), st.integers(1, 120))
def test_equal_instalments_are_pmt_of_another_implementation(principal: int, rate: int, count: int) -> None:
    found = schedule_of(replace(TERMS, principal_fen=principal, rate_ppm=rate, count=count))
    pmt = -pyxirr.pmt(rate / 12 / 10**6, count, principal)
    assert all(abs(each.amount_fen - pmt) <= 0.500001 for each in found.instalments[:-1])
    assert abs(found.instalments[-1].amount_fen - pmt) <= count * (1 + rate / 12 / 10**6) ** count


PUBLISHED = [
    # 10,000 at 8.25 % in six months: the worked example of the calculator curo, by months of 30 days
    (1_000_000, 82_500, 6, Method.EQUAL_INSTALMENTS, 170_700, None),
    # 100,000 at 6 % in 360 months: 599.55 a month, 115,838.19 in all, the standing example of mortgage textbooks
    (10_000_000, 60_000, 360, Method.EQUAL_INSTALMENTS, 59_955, 11_583_819),
    # 1,000,000 at 4.9 % in 360 months, the standing example of Chinese banks' calculators (the rate of 2015 to 2019):
    # 等额本息 5,307.27 a month, 910,616.19 in all; 等额本金 6,861.11 the first month, 737,041.67 in all
    (100_000_000, 49_000, 360, Method.EQUAL_INSTALMENTS, 530_727, 91_061_619),
    (100_000_000, 49_000, 360, Method.EQUAL_PRINCIPAL, 686_111, 73_704_167),
]


@pytest.mark.parametrize(("principal", "rate", "count", "method", "first", "interest"), PUBLISHED)
def test_instalments_that_calculators_publish(
    principal: int, rate: int, count: int, method: Method, first: int, interest: int | None
) -> None:
    """The first instalment to the fen; the sum within half a fen an instalment, since calculators do not round each."""
    found = schedule_of(replace(TERMS, principal_fen=principal, rate_ppm=rate, count=count, method=method))
    assert found.instalments[0].amount_fen == first
    assert interest is None or abs(found.interest_fen - interest) <= count // 2


def test_a_leap_day_bears_interest_where_days_are_counted() -> None:
    """29 days of February 2028 by actual/365, a twelfth of a year by months."""
    drawn, due = from_iso("2028-01-31"), from_iso("2028-02-29")
    daily = replace(TERMS, rate_ppm=36_500, count=1, day_count=DayCount.ACTUAL_365, drawn_on=drawn, first_due_on=due)
    assert schedule_of(daily).interest_fen == 50_000_000 * 36_500 * 29 // 365 // 10**6 == 145_000
    assert schedule_of(replace(daily, day_count=DayCount.MONTHLY)).interest_fen == 152_083
    assert schedule_of(replace(daily, day_count=DayCount.ACTUAL_360)).interest_fen == 147_014


def test_interest_first_pays_all_principal_at_the_end() -> None:
    found = schedule_of(replace(TERMS, method=Method.INTEREST_FIRST, count=3, rate_ppm=36_000))
    assert [(each.principal_fen, each.interest_fen) for each in found.instalments] == [
        (0, 150_000),
        (0, 150_000),
        (50_000_000, 150_000),
    ]
    assert found.largest_fen == 150_000


def test_interest_runs_to_the_day_before_rolling_unless_agreed() -> None:
    """Due on 1 October 2025, the money moves on the 9th."""
    made = replace(
        TERMS, count=1, day_count=DayCount.ACTUAL_365, roll=Roll.FOLLOWING,
        drawn_on=from_iso("2025-09-01"), first_due_on=from_iso("2025-10-01"),
    )  # fmt: skip
    assert to_iso(schedule_of(made).instalments[0].due_on) == "2025-10-09"
    assert year_parts(made) == (Fraction(30, 365),)
    assert year_parts(replace(made, accrues_to_rolled=True)) == (Fraction(38, 365),)


def test_two_instalments_never_fall_on_one_day() -> None:
    """23 January 2020 and 1 February 2020: offices were closed until 2 February, and both would be due on the 3rd."""
    made = replace(
        TERMS, count=2, drawn_on=from_iso("2020-01-02"), first_due_on=from_iso("2020-01-24"), due_day=1,
        roll=Roll.FOLLOWING,
    )  # fmt: skip
    with pytest.raises(TermsUnsound, match="due_days_collide"):
        schedule_of(made)
    assert [to_iso(each.due_on) for each in schedule_of(replace(made, due_day=24)).instalments] == [
        "2020-02-03", "2020-02-24",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"principal_fen": 0}, "principal_fen"),
        ({"principal_fen": 10**13 + 1}, "principal_fen"),
        ({"rate_ppm": -1}, "rate_ppm"),
        ({"rate_ppm": 1_000_001}, "rate_ppm"),
        ({"count": 0}, "count"),
        ({"count": 601}, "count"),
        ({"every": 0}, "every"),
        ({"every": 12, "count": 51}, "count"),
        ({"first_due_on": DRAWN}, "first_due_on"),
    ],
)
def test_terms_that_are_none_are_refused_by_name(change: dict[str, int], field: str) -> None:
    with pytest.raises(TermsUnsound, match=field):
        schedule_of(replace(TERMS, **change))  # type: ignore[arg-type]
