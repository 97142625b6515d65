"""Schedules: what falls due when, to the fen, before anybody consents to it.

Three methods, as Chinese banks name them: 等额本息 (equal instalments), 等额本金 (equal principal), 先息后本
(interest first, all principal with the last instalment). Interest of a period is balance × rate × its part of a year,
rounded to the fen, a half up; the last instalment carries the rest, so that the principal parts add up to the
principal exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from shouyi.canon.days import DAY_MAX
from shouyi.canon.money import PPM, rounded
from shouyi.decision.lending.dates import Roll, due_days, months_after, rolled
from shouyi.decision.lending.daycount import DayCount, year_part
from shouyi.decision.lending.errors import TermsUnsound

PRINCIPAL_MAX = 10**13
"""A hundred thousand million yuan, in fen: sums stay far within 2^53."""
COUNT_MAX = 600


class Method(StrEnum):
    EQUAL_INSTALMENTS = "equal-instalments"
    EQUAL_PRINCIPAL = "equal-principal"
    INTEREST_FIRST = "interest-first"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a schedule follows from. `rate_ppm`: millionths a year. `every`: months between due days, which fall on the
    first one's day of the month, or on `due_day` (31: the last). Interest runs to the day before rolling unless
    `accrues_to_rolled`."""

    principal_fen: int
    rate_ppm: int
    count: int
    method: Method
    day_count: DayCount
    drawn_on: int
    first_due_on: int
    every: int = 1
    due_day: int | None = None
    roll: Roll = Roll.NONE
    accrues_to_rolled: bool = False


@dataclass(frozen=True, slots=True)
class Instalment:
    """One of `number` 1.., in fen. `balance_fen` is the principal that is left after it."""

    number: int
    due_on: int
    principal_fen: int
    interest_fen: int
    balance_fen: int

    @property
    def amount_fen(self) -> int:
        return self.principal_fen + self.interest_fen


@dataclass(frozen=True, slots=True)
class Schedule:
    terms: Terms
    instalments: tuple[Instalment, ...]

    @property
    def interest_fen(self) -> int:
        return sum(each.interest_fen for each in self.instalments)

    @property
    def total_fen(self) -> int:
        """Everything that is paid back."""
        return self.terms.principal_fen + self.interest_fen

    @property
    def largest_fen(self) -> int:
        """The largest instalment but the last one's principal of 先息后本, which is refinanced or saved for."""
        most = self.instalments[:-1] if self.terms.method is Method.INTEREST_FIRST else self.instalments
        return max(each.amount_fen for each in most or self.instalments)


def schedule_of(terms: Terms) -> Schedule:
    """The schedule of these terms. Raises TermsUnsound."""
    require_sound(terms)
    parts = year_parts(terms)
    level = _level(terms, parts)
    balance, found = terms.principal_fen, []
    for number, (due_on, part) in enumerate(zip(days_due(terms), parts, strict=True), 1):
        interest = interest_fen(balance, terms.rate_ppm, part)
        principal = balance if number == terms.count else _principal(terms, level, balance, interest)
        balance -= principal
        found.append(Instalment(number, due_on, principal, interest, balance))
    return Schedule(terms, tuple(found))


def require_sound(terms: Terms) -> None:
    """Raises TermsUnsound, naming the field."""
    checks = {
        "principal_fen": 1 <= terms.principal_fen <= PRINCIPAL_MAX,
        "rate_ppm": 0 <= terms.rate_ppm <= PPM,
        "count": 1 <= terms.count <= COUNT_MAX,
        "every": 1 <= terms.every <= 12,
        "due_day": terms.due_day is None or 1 <= terms.due_day <= 31,
        "drawn_on": terms.drawn_on >= 0,
        "first_due_on": terms.drawn_on < terms.first_due_on <= DAY_MAX - 31 * 12 * COUNT_MAX,
    }
    for name, holds in checks.items():
        if not holds:
            raise TermsUnsound("out_of_range", name)
    if terms.every * terms.count > 12 * 50:
        raise TermsUnsound("out_of_range", "count")
    days = (terms.drawn_on, *days_due(terms))
    if days[1] <= terms.drawn_on:
        raise TermsUnsound("due_before_drawn", "first_due_on")
    if any(later <= day for day, later in pairwise(days)):
        raise TermsUnsound("due_days_collide", "due_day")  # a first period of a few days, and a holiday over both ends


def days_due(terms: Terms) -> tuple[int, ...]:
    """The due days, rolled."""
    return tuple(rolled(day, terms.roll) for day in nominal_days(terms))


def nominal_days(terms: Terms) -> tuple[int, ...]:
    """The due days before any rolling."""
    return due_days(terms.first_due_on, terms.count, terms.every, terms.due_day)


def is_regular(terms: Terms) -> bool:
    """Whether the first period is as long as the others, so that a period is a period and no day is counted."""
    return months_after(terms.first_due_on, -terms.every) == terms.drawn_on or terms.first_due_on == months_after(
        terms.drawn_on, terms.every
    )


def year_parts(terms: Terms) -> tuple[Fraction, ...]:
    """The part of a year for which each instalment bears interest."""
    ends = days_due(terms) if terms.accrues_to_rolled else nominal_days(terms)
    starts = (terms.drawn_on, *ends[:-1])
    parts = [year_part(start, end, terms.day_count) for start, end in zip(starts, ends, strict=True)]
    if terms.day_count is DayCount.MONTHLY:
        regular = Fraction(terms.every, 12)
        parts = [regular if is_regular(terms) else parts[0], *(regular for _ in parts[1:])]
    return tuple(parts)


def interest_fen(balance_fen: int, rate_ppm: int, part: Fraction) -> int:
    """Interest of a part of a year, to the fen."""
    return rounded(balance_fen * Fraction(rate_ppm, PPM) * part)


def _level(terms: Terms, parts: tuple[Fraction, ...]) -> int:
    """The payment whose discounted sum is the principal: P ÷ Σ Π 1/(1 + r·f). With equal periods that is the annuity
    formula P·r·(1+r)^n ÷ ((1+r)^n − 1). Not rounded before the end."""
    rate, annuity = Fraction(terms.rate_ppm, PPM), Fraction(0)
    for part in reversed(parts):
        annuity = (1 + annuity) / (1 + rate * part)
    return rounded(terms.principal_fen / annuity)


def _principal(terms: Terms, level: int, balance: int, interest: int) -> int:
    """The principal part of an instalment that is not the last: never negative, never more than is left."""
    match terms.method:
        case Method.EQUAL_INSTALMENTS:
            return max(0, min(balance, level - interest))
        case Method.EQUAL_PRINCIPAL:
            return min(balance, rounded(Fraction(terms.principal_fen, terms.count)))
        case Method.INTEREST_FIRST:
            return 0
