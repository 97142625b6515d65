"""From facts to events: one row a rule of the guide, then the caps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.canon.days import from_iso
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import (
    Cancelled,
    Delivered,
    Dispatched,
    Overdue,
    Returned,
    Reviewed,
    Sold,
    TradeFact,
    Visited,
)
from shouyi.score.errors import FactOutOfRange
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.weigh import weigh

DAY = from_iso("2026-03-01")


def review(
    stars: int = 5,
    *,
    on: int = DAY,
    buyer: str = "b1",
    makers: int = 1,
    earlier: int = 3,
    cohort: str | None = None,
    days: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None),
    turn: int = 0,
) -> Reviewed:
    """`days`: promised, dispatched, expected, delivered."""
    return Reviewed("p", on, f"o{turn}", buyer, stars, makers, earlier, cohort, *days, Origin("s", 2, turn, turn))


def weighed(guide: Guide, *facts: TradeFact) -> list[tuple[str, int, int]]:
    return [(event.indicator, event.y, event.c) for event in weigh(facts, guide)]


IN_TIME, LATE = (
    [("dispatch", 1000, 1000), ("not_cancelled", 1000, 1000)],
    [("dispatch", 0, 1000), ("not_cancelled", 1000, 1000)],
)
ROWS: dict[str, tuple[TradeFact, list[tuple[str, int, int]]]] = {
    "on the promised day": (Dispatched("p", DAY, "o", DAY), IN_TIME),
    "before it": (Dispatched("p", DAY, "o", DAY + 5), IN_TIME),
    "a day late": (Dispatched("p", DAY, "o", DAY - 1), LATE),
    "never": (Overdue("p", DAY + 30, "o", DAY), [("dispatch", 0, 1000)]),
    "cancelled by the seller": (Cancelled("p", DAY, "o", "seller"), [("not_cancelled", 0, 1000)]),
    "cancelled by the buyer": (Cancelled("p", DAY, "o", "buyer"), []),
    "cancelled by the platform": (Cancelled("p", DAY, "o", "platform"), []),
    "cancelled, nobody knows by whom": (Cancelled("p", DAY, "o", "unknown"), []),
    "sent back for its quality": (Returned("p", DAY, "o", "quality"), [("not_returned", 0, 1000)]),
    "sent back for another reason": (Returned("p", DAY, "o", "other"), []),
    "delivered late": (Delivered("p", DAY, "o", DAY - 9), []),
    "sold": (Sold("p", DAY, "o", 1, 19_900, "CNY"), []),
    "came back": (Visited("p", DAY, "b", DAY - 30, True), [("repeat", 1000, 1000)]),
    "did not come back": (Visited("p", DAY, "b", DAY - 180, False), [("repeat", 0, 1000)]),
    "five stars": (review(5), [("satisfied", 1000, 1000)]),
    "four stars": (review(4), [("satisfied", 850, 1000)]),
    "three stars": (review(3), [("satisfied", 450, 1000)]),
    "two stars": (review(2), [("satisfied", 150, 1000)]),
    "one star": (review(1), [("satisfied", 0, 1000)]),
    "a first order": (review(earlier=0), [("satisfied", 1000, 300)]),
    "a second order": (review(earlier=1), [("satisfied", 1000, 600)]),
    "a third order": (review(earlier=2), [("satisfied", 1000, 600)]),
    "a fourth order": (review(earlier=3), [("satisfied", 1000, 1000)]),
    "shared by three makers, newcomer": (review(makers=3, earlier=0), [("satisfied", 1000, 99)]),
    "shared by a thousand and one": (review(makers=1001), []),
    "the carrier's delay": (review(1, days=(DAY - 9, DAY - 9, DAY - 2, DAY - 1)), []),
    "the carrier's delay, five stars": (review(5, days=(DAY - 9, DAY - 9, DAY - 2, DAY - 1)), []),
    "the maker's delay": (review(1, days=(DAY - 9, DAY - 8, DAY - 2, DAY - 1)), [("satisfied", 0, 1000)]),
    "delivered on the day expected": (review(1, days=(DAY - 9, DAY - 9, DAY - 2, DAY - 2)), [("satisfied", 0, 1000)]),
    "delivery not known": (review(1, days=(DAY - 9, DAY - 9, DAY - 2, None)), [("satisfied", 0, 1000)]),
    "dispatch not known": (review(1, days=(DAY - 9, None, DAY - 2, DAY - 1)), [("satisfied", 0, 1000)]),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_each_rule(name: str, guide: Guide) -> None:
    fact, events = ROWS[name]
    assert weighed(guide, fact) == events


def turns(guide: Guide, *facts: TradeFact) -> list[int]:
    return sorted(event.origin.turn for event in weigh(facts, guide) if event.origin)


def test_one_voice_per_buyer_and_calendar_month(guide: Guide) -> None:
    first, same = review(5, turn=1), review(1, on=DAY + 30, turn=2)
    next_month = review(1, on=DAY + 31, turn=3)
    other = review(1, buyer="b2", turn=4)
    assert turns(guide, first, same, next_month, other) == [1, 3, 4]


def test_first_come_is_the_log_s_order_not_the_calendar_s(guide: Guide) -> None:
    assert turns(guide, review(5, on=DAY + 9, turn=1), review(1, on=DAY, turn=2)) == [1]


def test_two_voices_a_month_per_cohort_and_none_where_no_cohort_is_known(guide: Guide) -> None:
    crowd = [review(buyer=f"b{turn}", cohort="c", turn=turn) for turn in range(5)]
    loners = [review(buyer=f"x{turn}", turn=turn) for turn in range(10, 15)]
    other = [review(buyer="y", cohort="d", turn=20)]
    assert turns(guide, *crowd, *loners, *other) == [0, 1, 10, 11, 12, 13, 14, 20]


def test_only_a_voice_that_counted_uses_up_its_bucket(guide: Guide) -> None:
    weightless = review(makers=1001, cohort="c", turn=1)
    carrier = review(days=(DAY, DAY, DAY, DAY + 1), cohort="c", turn=2)
    heard = review(1, cohort="c", turn=3)
    repeated = review(1, cohort="c", turn=4)
    second = review(1, cohort="c", buyer="b2", turn=5)
    assert turns(guide, weightless, carrier, heard, repeated, second) == [3, 5]


def test_a_voice_refused_by_its_cohort_leaves_its_buyer_free(guide: Guide) -> None:
    full = [review(buyer=f"c{turn}", cohort="c", turn=turn) for turn in (1, 2)]
    refused, heard = review(cohort="c", turn=3), review(cohort=None, turn=4)
    assert turns(guide, *full, refused, heard) == [1, 2, 4]


def test_deeds_know_no_caps(guide: Guide) -> None:
    facts = [Visited("p", DAY, "b1", DAY - 9, True, Origin("s", 1, turn, turn)) for turn in range(4)]
    assert len(weigh(facts, guide)) == 4


@pytest.mark.parametrize(
    "fact", [review(0), review(6), review(makers=0), review(earlier=-1), review(on=-1), review(on=10**9)]
)
def test_nonsense_is_refused(fact: Reviewed, guide: Guide) -> None:
    with pytest.raises(FactOutOfRange):
        weigh([fact], guide)


GUIDE = parse_guide(guide_bytes())
voices = st.lists(
    st.builds(
        lambda stars, gap, buyer, cohort, earlier: (stars, gap, buyer, cohort, earlier),
        st.integers(1, 5),
        st.integers(0, 70),
        st.sampled_from("abc"),
        st.sampled_from(["u", "v", None]),
        st.integers(0, 4),
    ),
    max_size=30,
)


@given(voices, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_facts_says_nothing_and_caps_hold(drawn: list, random) -> None:
    facts = [
        review(stars, on=DAY + gap, buyer=buyer, cohort=cohort, earlier=earlier, turn=turn)
        for turn, (stars, gap, buyer, cohort, earlier) in enumerate(drawn)
    ]
    events = weigh(facts, GUIDE)
    assert weigh(random.sample(facts, len(facts)), GUIDE) == events
    assert [event.origin.turn for event in sorted(events, key=lambda e: e.origin.turn)] == _heard_naively(facts)


def _heard_naively(facts: list[Reviewed]) -> list[int]:
    from datetime import date, timedelta

    heard: list[tuple[Reviewed, str]] = []
    for fact in facts:
        month = (date(1970, 1, 1) + timedelta(days=fact.on)).strftime("%Y-%m")
        now = [other for other, when in heard if when == month]
        if any(other.buyer == fact.buyer for other in now):
            continue
        if fact.cohort is not None and sum(other.cohort == fact.cohort for other in now) >= 2:
            continue
        heard.append((fact, month))
    return [fact.origin.turn for fact, _ in heard]
