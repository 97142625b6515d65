"""What rests on one organisation alone; what campaigns took."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shouyi.evidence.facts import Fact
from shouyi.evidence.outcome.records import Outcome
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import Dispatched, Reviewed
from shouyi.score.watch.campaigns import Campaigns, Discount, campaigns, discount_of
from shouyi.score.watch.capture import Resting, captures, rests_of, rests_on

DAY = 20_500
POINT = 10**13


def dispatched(source: str, number: int, late: bool = False) -> Dispatched:
    origin = Origin(source, 1, number, number)
    return Dispatched("p", DAY, f"{source}{number}", DAY - late, origin)


def certificate(source: str, what: str = "county_inheritor") -> Outcome:
    return Outcome("p", DAY, what, 1, origin=Origin(source, 0, 0, 0))


def by_source(facts: list[Fact], guide) -> dict[tuple[str, str], Resting]:
    return {(each.source, each.indicator): each for each in rests_of("p", facts, guide, DAY)}


def test_the_page_s_example_by_hand(guide_2) -> None:
    """Ten orders in time by P, six by Q: θ = 21.4/22; 11.4/12 without P, 15.4/16 without Q."""
    facts = [*(dispatched("P", n) for n in range(10)), *(dispatched("Q", 20 + n) for n in range(6))]
    found = by_source(facts, guide_2)
    whole, without_p, without_q = (13.5 * ((theta - 0.8) / 0.2 - 0.5) for theta in (21.4 / 22, 11.4 / 12, 15.4 / 16))
    mine, theirs = found["P", "dispatch"], found["Q", "dispatch"]
    assert mine.moved / POINT == pytest.approx(whole, abs=1e-6)
    assert mine.rests / POINT == pytest.approx(whole - without_p, abs=1e-6)
    assert theirs.rests / POINT == pytest.approx(whole - without_q, abs=1e-6)
    assert (1000 * mine.rests // mine.moved, 1000 * theirs.rests // theirs.moved) == (312, 140)


def test_a_lone_source_carries_everything(guide_2) -> None:
    found = by_source([dispatched("P", n) for n in range(4)], guide_2)
    assert {each.rests == each.moved > 0 for each in found.values()} == {True}


def test_two_equal_certificates_rest_on_neither(guide_2) -> None:
    found = by_source([certificate("P"), certificate("Q")], guide_2)
    assert found["P", "qualification"].rests == found["Q", "qualification"].rests == 0
    higher = by_source([certificate("P"), certificate("Q", "national_inheritor")], guide_2)
    assert higher["P", "qualification"].rests == 0
    assert higher["Q", "qualification"].rests == 25 * 40 * (1000 - 600) * 10 * 10**6 * 10


@pytest.mark.parametrize(
    ("moved", "without", "expected"),
    [(40, 10, 30), (40, -20, 40), (40, 60, 0), (-40, -10, 30), (-40, 20, 40), (-40, -60, 0), (40, 40, 0)],
)
def test_what_rests_lies_between_nothing_and_all(moved, without, expected) -> None:
    assert rests_on(moved, without) == expected


def resting(*parts: tuple[str, str, int, int]) -> list[Resting]:
    return [Resting(*part) for part in parts]


def test_an_organisation_that_outweighs_all_others_is_shown() -> None:
    strong = [resting(("P", "panel", 80, 100), ("Q", "panel", 10, 100), ("Q", "dispatch", 50, 50))] * 12
    weak = [resting(("Q", "dispatch", 30, 60), ("P", "dispatch", 20, 60))] * 3
    found = {(each.source, each.indicator): each for each in captures(strong + weak)}
    panel = found["P", "panel"]
    assert (panel.permille, panel.people, panel.outweighs) == (800, 12, True)
    assert not found["Q", "panel"].outweighs
    assert found["Q", "dispatch"].permille == 1000 * (12 * 50 + 3 * 30) // (12 * 50 + 3 * 60)
    assert found["Q", "dispatch"].people is None  # of twelve of fifteen the rest would be three
    everything = 12 * 150 + 3 * 60
    assert found["P", ""].permille == 1000 * (12 * 80 + 3 * 20) // everything


def test_of_fewer_than_ten_people_no_share_is_shown() -> None:
    (one, other) = captures([resting(("P", "panel", 100, 100))] * 9)
    assert {(each.permille, each.people, each.outweighs) for each in (one, other)} == {(None, None, None)}
    assert captures([]) == []


# campaigns ------------------------------------------------------------------------------------------------------------


def reviewed(order: str, on: int = DAY) -> Reviewed:
    return Reviewed("p", on, order, f"b-{order}", 5, 1, 3, None, None, None, None, None, Origin("P", 2, 0, 0))


def campaign(order: str, kept: int, source: str = "P") -> Outcome:
    return Outcome("p", DAY, "campaign", kept, about=order, origin=Origin(source, 1, 0, 0))


def test_a_campaign_takes_the_weight_that_it_states(guide_2) -> None:
    facts = [reviewed("a"), reviewed("b"), reviewed("c", DAY - 400), campaign("a", 200), campaign("b", 0, "elsewhere")]
    found = discount_of(facts, guide_2, DAY - 364, DAY)
    assert found == Discount(voices=2, discounted=1, weight=2000, lost=800)
    assert campaigns([found] * 12 + [Discount()] * 5) == Campaigns(12, 24, 12, 400)


def test_few_makers_hide_the_figures(guide_2) -> None:
    touched, plain = Discount(4, 2, 4000, 1000), Discount(4, 0, 4000, 0)
    assert campaigns([touched] * 9 + [plain] * 30) == Campaigns(39, 156, None, None)
    assert campaigns([plain] * 30) == Campaigns(30, 120, 0, 0)
    assert campaigns([touched] * 9) == Campaigns(None, None, None, None)
    assert replace(touched, voices=0).voices == 0
    assert campaigns([]) == Campaigns(0, 0, 0, 0)
