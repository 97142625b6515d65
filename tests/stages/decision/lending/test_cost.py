"""The yearly cost of credit against published worked examples: China, the European Union, the United States."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.canon.days import from_iso
from shouyi.decision.lending.cost.america import Unit, UnitPeriod, apr_ppm
from shouyi.decision.lending.cost.china import by_days, by_months
from shouyi.decision.lending.cost.europe import Dated, aprc_ppm, years
from shouyi.decision.lending.cost.solver import Flow
from shouyi.decision.lending.cost.told import Fee, true_cost
from shouyi.decision.lending.dates import Roll, as_date, due_days, months_after
from shouyi.decision.lending.daycount import DayCount
from shouyi.decision.lending.errors import RateUndefined, TermsUnsound
from shouyi.decision.lending.schedule import Method, Terms, schedule_of

DRAWN = from_iso("2027-01-10")
TERMS = Terms(10_000_000, 60_000, 12, Method.EQUAL_INSTALMENTS, DayCount.MONTHLY, DRAWN, from_iso("2027-02-10"))


def hundredths(ppm: int) -> float:
    """Per cent with two digits, as the examples state it."""
    return round(ppm / 10_000, 2)


def test_the_example_of_the_peoples_bank() -> None:
    """公告〔2021〕第3号: 100,000 yuan, 1,000 of service fee up front, twelve times 8,833.3."""
    flows = [Flow(Fraction(0), 9_900_000), *(Flow(Fraction(month), -883_330) for month in range(1, 13))]
    found = by_months(flows)
    assert (hundredths(found.simple_ppm), hundredths(found.irr_ppm)) == (12.80, 13.58)


MONTH, WEEK = UnitPeriod(Unit.MONTH), UnitPeriod(Unit.WEEK)
APPENDIX_J = {
    "(c)(1)(i) monthly": (MONTH, "1978-01-10", 500_000, "1978-02-10", 24, 23_000, None, None, 9.69),
    "(c)(1)(ii) long first period": (MONTH, "1978-02-10", 600_000, "1978-04-01", 36, 20_000, None, None, 11.82),
    "(c)(1)(iv) quarterly": (
        UnitPeriod(Unit.MONTH, 3), "1978-05-23", 1_000_000, "1978-10-01", 40, 38_500, None, None, 8.97),
    "(c)(1)(v) weekly": (WEEK, "1978-03-20", 50_000, "1978-04-21", 30, 1_760, None, None, 14.96),
    "(c)(2)(i) odd first": (MONTH, "1978-01-10", 500_000, "1978-02-10", 24, 23_000, 25_000, None, 10.08),
    "(c)(2)(ii) every four weeks": (
        UnitPeriod(Unit.WEEK, 4), "1978-03-18", 40_000, "1978-04-20", 12, 3_831, 3_950, None, 28.50),
    "(c)(3)(i) odd last": (MONTH, "1978-01-10", 500_000, "1978-02-10", 24, 23_000, None, 28_000, 10.50),
    "(c)(3)(ii) every two weeks": (
        UnitPeriod(Unit.WEEK, 2), "1978-04-03", 20_000, "1978-04-11", 20, 950, None, 3_000, 12.22),
    "(c)(4)(i) odd first and last": (MONTH, "1978-01-10", 500_000, "1978-02-10", 24, 23_000, 25_000, 28_000, 10.90),
    "(c)(4)(ii) every two months": (
        UnitPeriod(Unit.MONTH, 2), "1978-01-10", 800_000, "1978-03-01", 20, 46_500, 44_936, 20_000, 7.30),
}  # fmt: skip
"""12 CFR 1026, Appendix J (c): unit-period, advance (day, cents), payments (first day, number, cents), the odd first
and last one, and the annual percentage rate that it states."""


@pytest.mark.parametrize("case", APPENDIX_J.values(), ids=APPENDIX_J.keys())
def test_the_examples_of_regulation_z(
    case: tuple[UnitPeriod, str, int, str, int, int, int | None, int | None, float],
) -> None:
    period, advanced_on, advanced, first_on, number, cents, first, last, stated = case
    start = from_iso(first_on)
    if period.unit is Unit.WEEK:
        days = tuple(start + 7 * period.length * each for each in range(number))
    else:
        days = due_days(start, number, period.length)
    amounts = [first or cents, *[cents] * (number - 2), last or cents]
    flows = [
        Dated(from_iso(advanced_on), advanced),
        *(Dated(*pair) for pair in zip(days, (-a for a in amounts), strict=True)),
    ]
    assert hundredths(apr_ppm(flows, period)) == stated


def test_the_semimonthly_example_of_regulation_z() -> None:
    """(c)(1)(iii): 5,000.00 on 23 February 1978, 24 times 219.17 on the 1st and 16th from 1 March: 10.34 %."""
    firsts = (from_iso("1978-03-01"), from_iso("1978-03-16"))
    days = [months_after(firsts[each % 2], each // 2) for each in range(24)]
    flows = [Dated(from_iso("1978-02-23"), 500_000), *(Dated(day, -21_917) for day in days)]
    assert hundredths(apr_ppm(flows, UnitPeriod(Unit.SEMIMONTH))) == 10.34


SINGLE = {
    "(c)(5)(i) days": (UnitPeriod(Unit.DAY, 255), "1978-01-03", "1978-09-15", 108_000, 11.45),
    "(c)(5)(ii) six months": (UnitPeriod(Unit.MONTH, 6), "1978-07-15", "1979-01-15", 104_400, 8.80),
    "(c)(5)(iii) a year and a half": (UnitPeriod(Unit.MONTH, 12), "1978-01-17", "1979-07-17", 113_519, 8.76),
    "(c)(5)(iv) two years": (UnitPeriod(Unit.MONTH, 12), "1978-01-03", "1980-01-03", 124_000, 11.36),
}


@pytest.mark.parametrize("case", SINGLE.values(), ids=SINGLE.keys())
def test_the_single_payments_of_regulation_z(case: tuple[UnitPeriod, str, str, int, float]) -> None:
    period, advanced_on, paid_on, paid, stated = case
    flows = [Dated(from_iso(advanced_on), 100_000), Dated(from_iso(paid_on), -paid)]
    assert hundredths(apr_ppm(flows, period)) == stated


EUROPE = {
    "first": ([(0, 1000), (18, -1200)], 12.92),
    "second: 50 held back": ([(0, 950), (18, -1200)], 16.85),
    "third: two instalments": ([(0, 1000), (12, -600), (24, -600)], 13.07),
    "fourth: unequal instalments": ([(0, 1000), (3, -272), (6, -272), (12, -544)], 13.19),
}
"""Directive 98/7/EC, Annex III, part B (a year of twelve equal months), whose equation Annex I of 2008/48/EC kept."""


@pytest.mark.parametrize(("flows", "stated"), EUROPE.values(), ids=EUROPE.keys())
def test_the_examples_of_the_european_directives(flows: list[tuple[int, int]], stated: float) -> None:
    start = from_iso("1994-01-01")
    assert hundredths(aprc_ppm([Dated(months_after(start, months), 100 * euro) for months, euro in flows])) == stated


def test_the_same_loan_counted_by_days() -> None:
    """Part A of that annex (COM(1996) 79): 1,000 on 1 January 1994, 1,200 on 1 July 1995, 546 days: 12.96 %."""
    days = from_iso("1995-07-01") - from_iso("1994-01-01")
    found = by_days([Flow(Fraction(0), 100_000), Flow(Fraction(days), -120_000)])
    assert (days, hundredths(found.irr_ppm)) == (546, 12.96)


INTERVALS = [
    ("2012-01-12", "2012-02-15", Fraction(1, 12) + Fraction(3, 365)),
    ("2012-01-12", "2012-03-15", Fraction(2, 12) + Fraction(3, 365)),
    ("2012-01-12", "2012-04-15", Fraction(3, 12) + Fraction(3, 365)),
    ("2013-01-12", "2013-02-15", Fraction(1, 12) + Fraction(3, 366)),
    ("2013-01-12", "2013-03-15", Fraction(2, 12) + Fraction(3, 366)),
    ("2013-02-25", "2013-03-28", Fraction(1, 12) + Fraction(3, 366)),
    ("2013-02-26", "2013-03-29", Fraction(1, 12) + Fraction(2, 366)),
    ("2012-02-26", "2012-03-29", Fraction(1, 12) + Fraction(3, 366)),
    ("2024-12-31", "2025-02-28", Fraction(2, 12)),
    ("2024-02-29", "2025-03-31", Fraction(13, 12)),
    ("2024-02-28", "2025-02-27", Fraction(11, 12) + Fraction(28, 366)),
    ("2024-02-29", "2025-02-28", Fraction(1)),
    ("2023-02-28", "2024-02-29", Fraction(1)),
    ("2012-02-26", "2012-02-26", Fraction(0)),
]
"""Intervals of the Commission's guidelines on the rate (SWD(2012) 128), as the open calculator curo tests them."""


@pytest.mark.parametrize(("start", "end", "expected"), INTERVALS)
def test_intervals_as_the_commission_counts_them(start: str, end: str, expected: Fraction) -> None:
    assert years(from_iso(start), from_iso(end)) == expected


def test_the_worked_example_of_another_calculator() -> None:
    """curo: 10,000 in six instalments of 1,707.00: 8.250040 % nominal, 8.569257 % as the directive has it."""
    flows = [Flow(Fraction(0), 1_000_000), *(Flow(Fraction(month), -170_700) for month in range(1, 7))]
    found = by_months(flows)
    assert (found.simple_ppm, found.irr_ppm) == (82_500, 85_693)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(30, 900), st.integers(100, 10**6)), min_size=1, max_size=9), st.integers(0, 300))
def test_another_implementation_finds_the_same_rate(payments: list[tuple[int, int]], cost: int) -> None:
    lent = max(1, sum(fen for _day, fen in payments) * 1000 // (1000 + cost))
    found = by_days([Flow(Fraction(0), lent), *(Flow(Fraction(day), -fen) for day, fen in payments)])
    dates = [as_date(DRAWN), *(as_date(DRAWN) + timedelta(days=day) for day, _fen in payments)]
    theirs = pyxirr.xirr(dates, [lent, *(-fen for _day, fen in payments)])
    if theirs is not None and 0 <= theirs < 50:
        assert abs(found.irr_ppm / 10**6 - theirs) < 2e-6


@pytest.mark.parametrize(
    ("flows", "code"),
    [
        ([(0, 1000), (12, -999)], "less_paid_than_lent"),
        ([(0, 1000), (1, -1200), (2, 500), (3, -400)], "rate_not_unique"),
        ([(0, 0), (12, -5)], "nothing_lent"),
        ([(0, 1), (1, -(10**15))], "rate_too_high"),
    ],
)
def test_flows_without_one_rate_are_refused(flows: list[tuple[int, int]], code: str) -> None:
    with pytest.raises(RateUndefined, match=code):
        by_months([Flow(Fraction(at), fen) for at, fen in flows])


def test_a_loan_without_interest_costs_nothing() -> None:
    found = true_cost(schedule_of(replace(TERMS, rate_ppm=0)))
    assert (found.annualised.simple_ppm, found.annualised.irr_ppm, found.aprc_ppm, found.total_fen) == (0, 0, 0, 10**7)


def test_a_plain_loan_costs_its_rate_and_a_fee_makes_it_dearer() -> None:
    plain = true_cost(schedule_of(TERMS))
    assert abs(plain.annualised.simple_ppm - 60_000) <= 2
    assert plain.counted_by == "months"
    fee = true_cost(schedule_of(TERMS), [Fee("valuation", DRAWN, 100_000)])
    assert fee.annualised.simple_ppm > 78_000
    assert (fee.fees_fen, fee.total_fen) == (100_000, plain.total_fen + 100_000)


def test_moved_days_count_by_days_only_where_periods_differ() -> None:
    uneven = replace(TERMS, first_due_on=from_iso("2027-03-01"), roll=Roll.FOLLOWING)
    found = true_cost(schedule_of(uneven))
    assert found.counted_by == "days"
    assert 55_000 < found.annualised.simple_ppm < 65_000


def test_interest_may_not_be_held_back() -> None:
    for fee in (Fee("x", DRAWN, 10**7), Fee("x", DRAWN - 1, 1), Fee("x", DRAWN, -1)):
        with pytest.raises(TermsUnsound):
            true_cost(schedule_of(TERMS), [fee])
