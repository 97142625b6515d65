"""Six people, from their facts, under guide 2: each stands where a thoughtful reader of their file would place them.

If a change of the guide moves one of them, the change is wrong or this page is, and both are to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import Dispatched, Overdue, Reviewed, Visited
from shouyi.score.guide import Guide
from shouyi.score.records import Assessment
from shouyi.score.weigh import weigh_person
from stages.score.given import digits

TODAY, MONTH = 20_000, 30
_numbers = count(1)


def origin(log: int) -> Origin:
    at = next(_numbers)
    return Origin("org-platform", log, at, at)


def attested(what: str, value: int, on: int, until: int | None = None, about: str | None = None) -> Outcome:
    return Outcome("p", on, what, value, until, about, origin(0))


def orders(months: int, each: int = 10, end: int = TODAY, late_of_ten: int = 0) -> Iterator[Fact]:
    """So many orders a month: half of the buyers write, a tenth come back; of ten orders so many leave late."""
    for number in range(months * each):
        on = end - number * MONTH // each
        late = number % 10 < late_of_ten
        yield Dispatched("p", on, f"o{number}-{end}", on - 3 * late, origin(1))
        if number % 40 != 39:
            yield attested("sale_stood", 1000, on, about=f"o{number}")
        if number % 2:
            stars = 3 if late else 4 if number % 10 == 1 else 5
            buyer = f"b{number}-{end}"
            yield Reviewed("p", on, f"o{number}", buyer, stars, 1, number % 5, None, None, None, None, None, origin(2))
        if not number % 3:
            yield Visited("p", on, f"b{number}", on - 180, number % 30 == 0, origin(1))


def kept_months(months: int, end: int = TODAY) -> list[Fact]:
    return [attested("capacity", 1000, end - MONTH * month) for month in range(months)]


def assess(guide: Guide, facts: list[Fact], as_of: int = TODAY) -> Assessment:
    return digits(weigh_person("p", facts, guide), guide, as_of)


def missing(found: Assessment) -> set[str]:
    return {part.indicator for part in found.contributions if part.missing}


def test_a_provincial_inheritor_with_two_apprentices_reaches_a_without_any_loan(guide_2: Guide) -> None:
    facts = [
        *orders(24), *kept_months(24), attested("provincial_inheritor", 1, TODAY - 2000),
        attested("panel", 850, TODAY - 200, TODAY + 500), attested("apprenticeship", 2400, TODAY - 365),
        attested("apprenticeship", 2400, TODAY),
    ]  # fmt: skip
    found = assess(guide_2, facts)
    assert found.band == "A"
    assert 800 <= found.score <= 850
    assert {"repayment", "cash_flow"} <= missing(found)


def test_a_county_certificate_with_checks_and_panel_stands_in_b(guide_2: Guide) -> None:
    facts = [
        *orders(24), *kept_months(24), attested("county_inheritor", 1, TODAY - 900),
        attested("panel", 800, TODAY - 100, TODAY + 600),
        *(attested("quality_check", 1000, TODAY - 40 * number) for number in range(8)),
    ]  # fmt: skip
    found = assess(guide_2, facts)
    assert found.band == "B"
    assert 700 <= found.score < 800


def test_flawless_trade_alone_stands_in_c(guide_2: Guide) -> None:
    found = assess(guide_2, [*orders(24), *kept_months(24)])
    assert found.band == "C"
    assert 650 <= found.score < 700


@pytest.mark.parametrize("number", [0, 1, 4])
def test_a_newcomer_is_thin_and_sees_a_number_all_the_same(guide_2: Guide, number: int) -> None:
    found = assess(guide_2, [Dispatched("p", TODAY - day, f"o{day}", TODAY, origin(1)) for day in range(number)])
    assert found.band == "thin"
    assert 450 <= found.score <= 500
    assert found.high - found.low > 250


@pytest.mark.parametrize(
    ("late_of_ten", "costs", "falls_to", "after_two_months"),
    [(3, range(50, 80), "C", "C"), (5, range(100, 130), "none", "C")],
)
def test_one_bad_season_after_three_good_years_is_felt_and_passes(
    guide_2: Guide, late_of_ten: int, costs: range, falls_to: str, after_two_months: str
) -> None:
    """Three months in which three of ten orders leave late cost a band. Where every second does they cost two, which is
    the most that fulfilment can do to somebody; two good months bring one of them back, a year nearly all."""
    held = [attested("county_inheritor", 1, TODAY - 2000), attested("panel", 800, TODAY - 500, TODAY + 900)]
    good = [*orders(36, end=TODAY - 90), *kept_months(36, end=TODAY - 90), *held]
    bad = [*good, *orders(3, late_of_ten=late_of_ten)]
    before, now = assess(guide_2, good, TODAY - 90), assess(guide_2, bad)
    assert before.band == "B"
    assert (now.band, before.score - now.score in costs) == (falls_to, True)
    soon = assess(guide_2, [*bad, *orders(2, end=TODAY + 60)], TODAY + 60)
    year = assess(guide_2, [*bad, *orders(12, end=TODAY + 360), *kept_months(12, end=TODAY + 360)], TODAY + 360)
    assert soon.band == after_two_months
    assert now.score < soon.score < year.score
    assert before.score - year.score <= 30


def test_whoever_takes_four_months_of_declared_leave_comes_back_to_the_same_score(guide_2: Guide) -> None:
    """What was due in the first days away counts for nobody, and nothing fades meanwhile."""
    before = [*orders(24), *kept_months(24), attested("county_inheritor", 1, TODAY - 900)]
    away = [attested("leave", 120, TODAY + 1), Overdue("p", TODAY + 33, "o-last", TODAY + 3, origin(1))]
    now, back = assess(guide_2, before), assess(guide_2, [*before, *away], TODAY + 120)
    assert (back.score, back.low, back.high, back.band) == (now.score, now.low, now.high, now.band)
    without = assess(guide_2, [*before, away[1]], TODAY + 120)
    assert without.score < now.score


def test_what_each_person_is_called_or_lives_with_changes_no_digit(guide_2: Guide) -> None:
    """There is no such field: the only words of a fact are names of orders and buyers, and they change nothing."""
    facts = [*orders(6), attested("county_inheritor", 1, TODAY - 900)]
    renamed = [
        Dispatched(f.person, f.on, f"x-{f.order}", f.promised, f.origin) if isinstance(f, Dispatched) else f
        for f in facts
    ]
    assert assess(guide_2, facts) == assess(guide_2, renamed)
