"""Outcomes under guide 2: one row a fact, then what they say about the weight of others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shouyi.canon.days import DAY_MAX, from_iso
from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import FACTS, Outcome
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import Cancelled, Dispatched, Overdue, Returned, Reviewed
from shouyi.score.guide import Guide
from shouyi.score.records import Evidence
from shouyi.score.weigh import weigh_person

DAY = from_iso("2026-03-01")


def outcome(what: str, value: int, *, on: int = DAY, until: int | None = None, about: str | None = None,
            source: str = "s", turn: int = 0) -> Outcome:  # fmt: skip
    return Outcome("p", on, what, value, until, about, Origin(source, 0, turn, turn))


def weighed(guide: Guide, *facts: Fact) -> Evidence:
    return weigh_person("p", facts, guide)


EVENTS = {
    "a check passed": (outcome("quality_check", 1000), ("quality_checks", 1000, 1000)),
    "a check passed by half": (outcome("quality_check", 500), ("quality_checks", 500, 1000)),
    "a joint order kept": (outcome("joint_order", 1000), ("dispatch", 1000, 1000)),
    "a joint order broken": (outcome("joint_order", 0), ("dispatch", 0, 1000)),
    "a sale that stood": (outcome("sale_stood", 1000, about="o"), ("not_returned", 1000, 1000)),
    "a month within capacity": (outcome("capacity", 1000), ("capacity", 1000, 1000)),
    "an instalment in time": (outcome("repayment", 1000), ("repayment", 1000, 1000)),
    "an instalment late": (outcome("repayment", 0), ("repayment", 0, 1000)),
    "a voice in a room": (outcome("room_voice", 900, about="b"), ("satisfied", 900, 180)),
    "twelve and a half hours": (outcome("training", 1250), ("training", 1000, 12_500)),
    "ten thousand hours at once": (outcome("training", 1_000_000), ("training", 1000, 2_000_000)),
    "one apprentice, one month": (outcome("apprenticeship", 100), ("contribution", 1000, 42)),
    "two apprentices, a year": (outcome("apprenticeship", 2_400), ("contribution", 1000, 1000)),
    "a job, half a year": (outcome("employment", 600), ("contribution", 1000, 250)),
    "one heritage output": (outcome("heritage_output", 100), ("contribution", 1000, 250)),
    "seven hours for others": (outcome("public_benefit", 700), ("contribution", 1000, 70)),
    "a hundred jobs for a year": (outcome("employment", 120_000), ("contribution", 1000, 10_000)),
}  # fmt: skip
HOLDINGS = {
    "a provincial inheritor": (outcome("provincial_inheritor", 1), ("qualification", 900, DAY_MAX)),
    "one that runs out": (outcome("accredited_certificate", 1, until=DAY + 9), ("qualification", 500, DAY + 9)),
    "a vocational one": (outcome("vocational_certificate", 1), ("qualification", 500, DAY_MAX)),
    "a panel's judgement": (outcome("panel", 870, until=DAY + 700), ("panel", 870, DAY + 700)),
    "an even year": (outcome("cash_flow", 640, until=DAY + 365), ("cash_flow", 640, DAY + 365)),
}  # fmt: skip


@pytest.mark.parametrize("name", EVENTS)
def test_what_an_outcome_adds(name: str, guide_2: Guide, guide: Guide) -> None:
    fact, event = EVENTS[name]
    found = weighed(guide_2, fact)
    assert [(e.indicator, e.y, e.c) for e in found.events] == [event]
    assert (found.holdings, found.stopped) == ((), ())
    assert weighed(guide, fact) == Evidence(), "guide 1 knows of trade alone"


@pytest.mark.parametrize("name", HOLDINGS)
def test_what_an_outcome_holds(name: str, guide_2: Guide, guide: Guide) -> None:
    fact, held = HOLDINGS[name]
    found = weighed(guide_2, fact)
    assert [(h.indicator, h.value, h.until) for h in found.holdings] == [held]
    assert found.events == ()
    assert weighed(guide, fact) == Evidence()


def test_every_fact_of_the_list_stands_in_a_row_here() -> None:
    seen = {fact.what for fact, _ in [*EVENTS.values(), *HOLDINGS.values()]}
    alike = {"national_inheritor", "city_inheritor", "county_inheritor"}  # another anchor of the same list
    assert seen | alike | {"leave", "force_majeure", "campaign"} == FACTS.keys()


# leave ----------------------------------------------------------------------------------------------------------------


def test_leave_stops_the_clock_of_what_came_before(guide_2: Guide) -> None:
    before, after = Dispatched("p", DAY - 10, "o1", DAY - 10), Dispatched("p", DAY + 100, "o2", DAY + 100)
    found = weighed(guide_2, before, after, outcome("leave", 90))
    assert [(event.on, event.at) for event in found.events if event.indicator == "dispatch"] == [
        (DAY - 10, DAY - 10),
        (DAY + 100, DAY + 10),
    ]
    assert found.stopped == tuple(range(DAY, DAY + 90))


def test_no_more_than_180_days_in_two_years_stop_it(guide_2: Guide) -> None:
    found = weighed(guide_2, outcome("leave", 366), outcome("leave", 366, on=DAY + 400, turn=1))
    assert found.stopped[:180] == tuple(range(DAY, DAY + 180))
    assert found.stopped[180] == DAY + 730
    assert len(found.stopped) == 180 + 36


def test_force_majeure_excuses_and_stops_no_clock(guide_2: Guide) -> None:
    broken = Overdue("p", DAY + 40, "o", DAY + 10)
    found = weighed(guide_2, broken, outcome("force_majeure", 20))
    assert found == Evidence()


@pytest.mark.parametrize("what", ["leave", "force_majeure"])
def test_what_was_due_while_away_weighs_nothing_either_way(what: str, guide_2: Guide) -> None:
    away = outcome(what, 20)
    due = [
        Dispatched("p", DAY + 5, "kept", DAY + 5),
        Dispatched("p", DAY + 25, "late", DAY + 5),
        Overdue("p", DAY + 30, "never", DAY),
        Cancelled("p", DAY + 19, "cancelled", "seller"),
    ]
    assert weighed(guide_2, away, *due).events == ()
    edges = [Overdue("p", DAY + 29, "before", DAY - 1), Cancelled("p", DAY + 20, "after", "seller")]
    assert len(weighed(guide_2, away, *edges).events) == 2
    assert len(weighed(guide_2, *due).events) == 6
    back = [Returned("p", DAY + 5, "o", "quality")]
    assert len(weighed(guide_2, away, *back).events) == 1, "a work that comes back is nobody's absence"


# voices ---------------------------------------------------------------------------------------------------------------


def review(order: str, *, buyer: str = "b", source: str = "s", turn: int = 0, earlier: int = 3) -> Reviewed:
    origin = Origin(source, 2, turn, turn)
    return Reviewed("p", DAY, order, buyer, 5, 1, earlier, None, None, None, None, None, origin)


def test_a_campaign_s_order_has_a_lighter_voice(guide_2: Guide) -> None:
    facts = [review("o1"), review("o2", buyer="b2", turn=1), outcome("campaign", 250, about="o1")]
    assert sorted(event.c for event in weighed(guide_2, *facts).events) == [250, 1000]


def test_another_source_s_campaign_says_nothing_about_this_order(guide_2: Guide) -> None:
    facts = [review("o1"), outcome("campaign", 250, about="o1", source="t")]
    assert [event.c for event in weighed(guide_2, *facts).events] == [1000]


def test_a_voice_that_a_campaign_silenced_leaves_room(guide_2: Guide) -> None:
    facts = [review("o1"), review("o2", turn=1), outcome("campaign", 0, about="o1")]
    (event,) = weighed(guide_2, *facts).events
    assert (event.c, event.origin) == (1000, facts[1].origin)


def test_of_two_campaigns_the_heavier_discount_holds(guide_2: Guide) -> None:
    facts = [
        review("o1"),
        outcome("campaign", 600, about="o1"),
        outcome("campaign", 300, about="o1", turn=1, on=DAY + 1),
    ]
    assert [event.c for event in weighed(guide_2, *facts).events] == [300]


def test_one_buyer_is_heard_once_a_month_wherever_it_was_said(guide_2: Guide) -> None:
    said, written = outcome("room_voice", 0, about="b"), review("o1")
    (event,) = weighed(guide_2, said, written).events
    assert event.origin == written.origin, "the review of the order comes first, though it was said later"
    assert len(weighed(guide_2, replace(said, about="b2"), written).events) == 2


def test_any_order_of_input_gives_the_same(guide_2: Guide) -> None:
    facts: list[Fact] = [fact for fact, _ in [*EVENTS.values(), *HOLDINGS.values()]]
    facts += [review("o1"), outcome("campaign", 250, about="o1"), outcome("leave", 9), outcome("leave", 9, on=DAY + 3)]
    assert weighed(guide_2, *facts) == weighed(guide_2, *reversed(facts))


def test_an_amount_too_small_to_count_adds_nothing(guide_2: Guide) -> None:
    assert weighed(guide_2, outcome("apprenticeship", 1)) == Evidence()
    assert weighed(guide_2, outcome("apprenticeship", 2)).events[0].c == 1
