"""Due days and day counts, against published examples and another implementation."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from shouyi.canon.days import from_iso, to_iso
from shouyi.decision.lending.dates import Roll, as_date, due_days, months_after, rolled
from shouyi.decision.lending.daycount import DayCount, whole_months, year_part
from shouyi.decision.workdays import is_working_day

DAYS = st.integers(10_000, 30_000)


def test_the_31st_becomes_the_last_of_shorter_months_and_comes_back() -> None:
    found = [to_iso(day) for day in due_days(from_iso("2027-12-31"), 5, 1)]
    assert found == ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]


def test_a_month_end_stays_one_only_where_that_is_agreed() -> None:
    first = from_iso("2026-02-28")
    assert [to_iso(day) for day in due_days(first, 2, 1)] == ["2026-02-28", "2026-03-28"]
    assert [to_iso(day) for day in due_days(first, 3, 6, 31)] == ["2026-02-28", "2026-08-31", "2027-02-28"]


def test_a_due_day_in_the_national_holiday_moves_past_it() -> None:
    """1 to 8 October 2025 were off, 28 September 2025, a Sunday, was worked (State Council's notice for 2025)."""
    assert to_iso(rolled(from_iso("2025-10-01"), Roll.FOLLOWING)) == "2025-10-09"
    assert to_iso(rolled(from_iso("2025-09-28"), Roll.FOLLOWING)) == "2025-09-28"
    assert to_iso(rolled(from_iso("2025-10-01"), Roll.NONE)) == "2025-10-01"
    assert to_iso(rolled(from_iso("2025-05-31"), Roll.FOLLOWING)) == "2025-06-03"
    assert to_iso(rolled(from_iso("2025-05-31"), Roll.MODIFIED)) == "2025-05-30"


@given(DAYS, st.sampled_from(Roll))
def test_a_rolled_day_is_worked_and_near(day: int, roll: Roll) -> None:
    found = rolled(day, roll)
    assert roll is Roll.NONE or is_working_day(found)
    assert abs(found - day) <= 12
    assert roll is not Roll.MODIFIED or as_date(found).month == as_date(day).month


@given(DAYS, st.integers(-400, 400))
def test_months_there_and_back(day: int, months: int) -> None:
    """The anchor keeps the day of the month, so that nothing is lost in February."""
    there = months_after(day, months)
    assert months_after(there, -months, as_date(day).day) == day
    assert months <= 0 or whole_months(day, there) == months or as_date(there).day != as_date(day).day


ISDA = [
    ("2003-11-01", "2004-05-01", DayCount.ACTUAL_ACTUAL, Fraction(61, 365) + Fraction(121, 366)),
    ("1999-02-01", "1999-07-01", DayCount.ACTUAL_ACTUAL, Fraction(150, 365)),
    ("2002-08-15", "2003-07-15", DayCount.ACTUAL_ACTUAL, Fraction(334, 365)),
    ("1999-07-30", "2000-01-30", DayCount.ACTUAL_ACTUAL, Fraction(155, 365) + Fraction(29, 366)),
    ("1999-11-30", "2000-04-30", DayCount.ACTUAL_ACTUAL, Fraction(32, 365) + Fraction(120, 366)),
]
"""ISDA, "EMU and market conventions: recent developments" (1999): its worked examples, the method called ISDA."""


@pytest.mark.parametrize(("start", "end", "convention", "expected"), ISDA)
def test_the_examples_of_isdas_paper(start: str, end: str, convention: DayCount, expected: Fraction) -> None:
    assert year_part(from_iso(start), from_iso(end), convention) == expected


THIRTY = [
    ("2007-01-15", "2007-01-30", 15, 15),
    ("2007-01-15", "2007-02-15", 30, 30),
    ("2007-01-15", "2007-07-15", 180, 180),
    ("2007-09-30", "2008-03-31", 180, 180),
    ("2007-09-30", "2007-10-31", 30, 30),
    ("2007-09-30", "2008-09-30", 360, 360),
    ("2007-01-15", "2007-01-31", 16, 15),
    ("2007-01-31", "2007-02-28", 28, 28),
    ("2007-02-28", "2007-03-31", 33, 32),
    ("2006-08-31", "2007-02-28", 178, 178),
    ("2007-02-28", "2007-08-31", 183, 182),
    ("2007-02-14", "2007-02-28", 14, 14),
    ("2007-02-26", "2008-02-29", 363, 363),
    ("2008-02-29", "2009-02-28", 359, 359),
    ("2008-02-29", "2008-03-30", 31, 31),
    ("2008-02-29", "2008-03-31", 32, 31),
]
"""Pairs of the kind in ISDA's table of 30/360 methods: days by 30/360 (bond basis) and by 30E/360."""


@pytest.mark.parametrize(("start", "end", "bond", "eurobond"), THIRTY)
def test_months_of_thirty_days(start: str, end: str, bond: int, eurobond: int) -> None:
    days = (from_iso(start), from_iso(end))
    assert year_part(*days, DayCount.THIRTY_360) == Fraction(bond, 360)
    assert year_part(*days, DayCount.THIRTY_E_360) == Fraction(eurobond, 360)


FOREIGN = {
    DayCount.ACTUAL_365: pyxirr.DayCount.ACT_365F,
    DayCount.ACTUAL_360: pyxirr.DayCount.ACT_360,
    DayCount.ACTUAL_ACTUAL: pyxirr.DayCount.ACT_ACT_ISDA,
    DayCount.THIRTY_360: pyxirr.DayCount.THIRTY_360_ISDA,
    DayCount.THIRTY_E_360: pyxirr.DayCount.THIRTY_E_360,
}


@given(DAYS, st.integers(0, 4_000), st.sampled_from(sorted(FOREIGN)))
def test_another_implementation_counts_alike(start: int, length: int, convention: DayCount) -> None:
    theirs = pyxirr.year_fraction(as_date(start), as_date(start + length), FOREIGN[convention])
    assert abs(float(year_part(start, start + length, convention)) - theirs) < 1e-12


def test_a_month_is_a_twelfth_and_the_rest_counts_by_thirty() -> None:
    def monthly(start: str, end: str) -> Fraction:
        return year_part(from_iso(start), from_iso(end), DayCount.MONTHLY)

    assert monthly("2026-01-15", "2026-02-15") == monthly("2028-02-29", "2028-03-31") == Fraction(1, 12)
    assert monthly("2026-01-15", "2026-02-25") == Fraction(1, 12) + Fraction(10, 360)
    assert date.fromisoformat("2028-02-29") == as_date(from_iso("2028-02-29"))
