"""Twins: equal in all that is craft and honesty, apart in what the town says a disability changes."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from shouyi.town.build import tables
from shouyi.town.private import CHANGED, NONE, USUAL
from shouyi.town.records import Town
from shouyi.town.twins import EFFECTS, life, twins

PAIRS, ORDERS = 24, 2_400
CRAFT = {"national_inheritor", "provincial_inheritor", "city_inheritor", "county_inheritor", "accredited_certificate",
         "vocational_certificate", "panel", "quality_check", "training", "joint_order", "force_majeure",
         "apprenticeship", "employment", "heritage_output", "public_benefit", "repayment"}  # fmt: skip


@cache
def lives(*effects: str) -> tuple[Town, Town]:
    return twins("demo", PAIRS, ORDERS, effects)


def everything(town: Town) -> list[tuple[str, bytes]]:
    return list(tables(town))


def hours(town: Town) -> int:
    return len(town.orders)


def waiting(town: Town) -> int:
    return sum(order.promised_on - order.purchased_on for order in town.orders) * 1_000 // len(town.orders)


def delays(town: Town) -> int:
    return sum(order.late_days > 0 for order in town.orders) * 10_000 // len(town.orders)


def leave(town: Town) -> int:
    return sum(each.to_on - each.from_on + 1 for each in town.leaves)


MEASURES = {"hours": hours, "waiting": waiting, "delays": delays, "leave": leave}


def test_what_is_craft_and_honesty_is_the_same_in_both_lives() -> None:
    one, other = lives(*EFFECTS)
    assert (one.artisans, one.works, one.organisations) == (other.artisans, other.works, other.organisations)
    attested = [tuple(each for each in town.attested if each.what in CRAFT) for town in (one, other)]
    assert attested[0] == attested[1]
    assert {each.what for each in attested[0]} > {"panel", "quality_check", "repayment", "apprenticeship"}


def test_no_effect_makes_no_difference_at_all() -> None:
    one, other = lives()
    assert everything(one) == everything(other)


@pytest.mark.parametrize("effect", EFFECTS)
def test_each_effect_is_there_and_touches_its_own_figure(effect: str) -> None:
    one, other = lives(effect)
    assert everything(one) != everything(other)
    changed = {name for name, measure in MEASURES.items() if measure(one) != measure(other)}
    assert effect in changed
    if effect != "hours":  # whoever has the same hours has as many orders
        assert "hours" not in changed
    assert ("leave" in changed) == (effect == "leave")


def test_the_effects_point_where_the_town_says() -> None:
    one, other = lives(*EFFECTS)
    assert hours(one) < hours(other)
    assert waiting(one) > waiting(other)
    assert delays(one) > delays(other)
    assert leave(one) > leave(other)


def test_a_life_keeps_its_place_among_the_others() -> None:
    """Whoever is the most punctual, or rests most, in one life is so in the other: ranges move, ranks stay."""
    people = [f"a-{number:010x}" for number in range(200)]
    with_all, without = [[life("demo", who, effects) for who in people] for effects in (EFFECTS, ())]
    for name, (low, high) in CHANGED.items():
        pairs = sorted((getattr(b, name), getattr(a, name)) for a, b in zip(with_all, without, strict=True))
        assert all(low <= changed <= high for _, changed in pairs)
        assert all(USUAL[name][0] <= usual <= USUAL[name][1] for usual, _ in pairs)
        if USUAL[name][0] < USUAL[name][1]:
            least = {usual: min(changed for u, changed in pairs if u == usual) for usual, _ in pairs}
            most = {usual: max(changed for u, changed in pairs if u == usual) for usual, _ in pairs}
            ordered = sorted(least)
            assert all(most[a] <= least[b] for a, b in pairwise(ordered))
    assert {each.disability for each in without} == {NONE}
    assert NONE not in {each.disability for each in with_all}
    assert len(Counter(each.disability for each in with_all)) > 3


def test_the_same_seed_gives_the_same_lives_and_another_gives_others() -> None:
    again = twins("demo", PAIRS, ORDERS, EFFECTS)
    assert [everything(town) for town in again] == [everything(town) for town in lives(*EFFECTS)]
    assert everything(twins("other", PAIRS, ORDERS)[0]) != everything(again[0])


def test_neither_town_says_which_it_is() -> None:
    """The same names and files: nothing tells the two towns apart but what happened in them."""
    one, other = lives(*EFFECTS)
    assert (one.seed, one.label, one.stories, one.first_day) == (
        other.seed,
        other.label,
        other.stories,
        other.first_day,
    )
    assert [path for path, _ in everything(one)] == [path for path, _ in everything(other)]
