"""Reviews read like reviews: different, about what was bought, and of one mind with their stars."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from shouyi.town.crafts import crafts
from shouyi.town.records import Craft, Order, Town
from shouyi.town.texts import document

GENERAL = document("voices")
FAULTY = ("size_bad", "pack_bad", "service_bad", "value_bad", "ship_late", "carrier_bad", "close_bad", "close_back",
          "open_bad", "terse_1", "terse_2")  # fmt: skip
CRAFTS = {craft.key: craft for craft in crafts()}
GAPS = {
    **{gap: f"(?:{'|'.join(GENERAL[gap])})" for gap in ("who", "occasion", "room", "nth", "carrier", "time")},
    "item": f"(?:{'|'.join(item.name for craft in crafts() for item in craft.items)})",
    "craft": f"(?:{'|'.join(craft.short for craft in crafts())})",
    "late": "[1-9][0-9]?",
    "over": "[1-9][0-9]?",
}


def filled(fragment: str) -> str:
    """A pattern of the fragment with everything that may stand in its gaps."""
    return re.sub(r"\\\{(\w+)\\\}", lambda gap: GAPS[gap[1]], re.escape(fragment))


def pattern(fragments: Iterable[str]) -> re.Pattern[str]:
    """Any of the fragments, whatever fills their gaps."""
    return re.compile("|".join(filled(fragment) for fragment in fragments))


def craft_of(town: Town) -> dict[str, Craft]:
    return {artisan.id: CRAFTS[artisan.craft] for artisan in town.artisans}


def orders(town: Town) -> dict[str, Order]:
    return {order.id: order for order in town.orders}


def test_nine_in_ten_texts_are_said_once(town: Town) -> None:
    texts = Counter(review.text for review in town.reviews)
    assert len(texts) * 100 >= len(town.reviews) * 95
    assert texts.most_common(1)[0][1] <= 15


def test_lengths_differ(town: Town) -> None:
    lengths = sorted(len(review.text) for review in town.reviews)
    assert lengths[len(lengths) // 20] <= 12
    assert lengths[-len(lengths) // 20] >= 45
    assert lengths[-1] < 160


def test_no_gap_is_left_open(town: Town) -> None:
    assert not [r.text for r in town.reviews if "{" in r.text or "}" in r.text or not r.text.strip()]
    assert not [r.text for r in town.reviews if "晚了0天" in r.text or "晚0天" in r.text or "晚到0天" in r.text]


def test_five_stars_find_no_fault_and_two_do(town: Town) -> None:
    makers = craft_of(town)
    shared = [fragment for aspect in FAULTY for fragment in GENERAL[aspect]]
    bad = {key: pattern([*shared, *craft.phrases["flaw"]]) for key, craft in CRAFTS.items()}
    for review in town.reviews:
        found = bad[makers[review.maker].key].search(review.text)
        if review.stars == 5:
            assert not found, review
        if review.stars <= 2:
            assert found, review


def test_what_came_back_for_quality_has_few_stars(town: Town) -> None:
    told = orders(town)
    stars = [review.stars for review in town.reviews if told[review.order].return_reason == "quality"]
    assert stars
    assert max(stars) <= 3


def test_only_the_late_are_called_late(town: Town) -> None:
    told = orders(town)
    late, carrier = pattern(GENERAL["ship_late"] + GENERAL["ship_late_mild"]), pattern(GENERAL["carrier_bad"])
    prompt = pattern(GENERAL["ship_good"])
    for review in town.reviews:
        order = told[review.order]
        if late.search(review.text):
            assert order.late_days > 0, review
        if carrier.search(review.text):
            assert order.over_days > 0, review
        if prompt.search(review.text):
            assert order.late_days == 0, review


def test_a_fragment_tied_to_one_item_is_not_said_of_another(town: Town) -> None:
    makers, told = craft_of(town), orders(town)
    for review in town.reviews:
        craft, item = makers[review.maker], told[review.order].item
        for fragment in (fragment for aspect in craft.phrases.values() for fragment in aspect):
            tied = [items for word, items in craft.tied.items() if word in fragment]
            if any(item not in items for items in tied):
                assert fragment not in review.text, review


def test_a_few_mention_carriers_and_a_few_pity(town: Town) -> None:
    carriers = sum(any(name in review.text for name in GENERAL["carrier"]) for review in town.reviews)
    pity = sum(any(phrase in review.text for phrase in GENERAL["pity"]) for review in town.reviews)
    assert 100 < carriers < len(town.reviews) // 10
    assert 30 < pity < len(town.reviews) // 40


def test_delays_of_the_carrier_are_blamed_too(town: Town) -> None:
    """The trap that the score must not fall into: kept promises with few stars because a parcel was slow."""
    told = orders(town)
    slow = [r.stars for r in town.reviews if told[r.order].over_days and not told[r.order].late_days]
    prompt = [r.stars for r in town.reviews if not told[r.order].over_days and not told[r.order].late_days]
    assert sum(s <= 2 for s in slow) * 100 > len(slow) * 30
    assert sum(s <= 2 for s in prompt) * 100 < len(prompt) * 8
