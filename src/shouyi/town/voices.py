"""Reviews: stars from what happened to the order, words from stars, order and craft.

A review is a few clauses, each about one thing (material, workmanship, packing, the wait, a present …), written from
fragments of the craft and of shopping in general. A fragment about a fan's ribs is never said of a bookmark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from shouyi.town.buyers import CROWD_COHORT
from shouyi.town.chance import chance, often, weighted
from shouyi.town.plans import Plan
from shouyi.town.records import Craft, Order, Review
from shouyi.town.texts import document

REVIEWED_PERMILLE = 680
TERSE_PERMILLE = 70
LINE_ENDS_PERMILLE = 420
PITY_PERMILLE = {True: 22, False: 6}
"""How often a buyer pities: more often where hours are short, which is where a live room shows a slower day."""

SHORT_HOURS = 36
PRAISE = (
    ("stuff", 20), ("hand", 24), ("look", 20), ("use", 12), ("size_good", 6), ("pack_good", 10), ("ship_good", 8),
    ("carrier_good", 3), ("gift", 10), ("home", 8), ("will", 6), ("service_good", 8), ("value_good", 5),
)  # fmt: skip
FAULTS = (("flaw", 30), ("size_bad", 12), ("pack_bad", 12), ("service_bad", 8), ("value_bad", 8))
MILD_FAULTS = (("flaw", 20), ("size_bad", 8), ("pack_bad", 8), ("value_bad", 8))
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Teller:
    """One buyer about one order: where the words come from. `said` is not said again, `named` keeps one name a gap."""

    rng: Random
    craft: Craft
    order: Order
    said: set[str]
    named: dict[str, str]

    def say(self, aspect: str) -> str:
        """A fragment of an aspect that fits what was bought, with its gaps filled and not said before."""
        fragments = _fitting(self.craft, self.order.item, aspect)
        fresh = [fragment for fragment in fragments if fragment not in self.said] or fragments
        fragment = self.rng.choice(fresh)
        self.said.add(fragment)
        return _SLOT.sub(lambda match: self._fill(match[1]), fragment)

    def one_of(self, aspects: Sequence[tuple[str, int]]) -> str:
        """An aspect not said yet, as often as its weight; those about which there is nothing fitting are left out."""
        able = [(a, w) for a, w in aspects if a not in self.said and _fitting(self.craft, self.order.item, a)]
        aspect = weighted(self.rng, able)
        self.said.add(aspect)
        return self.say(aspect)

    def _fill(self, slot: str) -> str:
        match slot:
            case "item":
                return self.order.item
            case "craft":
                return self.craft.short
            case "late":
                return str(self.order.late_days)
            case "over":
                return str(self.order.over_days)
            case _:
                return self.named.setdefault(slot, self.rng.choice(_general()[slot]))


def reviews_of(seed: str, plan: Plan, orders: Sequence[Order], hours: int, last_day: int) -> list[Review]:
    """The reviews of a shop's orders, those that were answered by `last_day`."""
    told = (_review(chance(seed, order.id, "voice"), plan, order, hours, last_day) for order in orders)
    return [review for review in told if review is not None]


def _review(rng: Random, plan: Plan, order: Order, hours: int, last_day: int) -> Review | None:
    bought = order.purchased_on in plan.burst and order.cohort == CROWD_COHORT
    sure = bought or order.return_reason == "quality"
    if order.delivered_on is None or not (often(rng, REVIEWED_PERMILLE) or sure):
        return None
    answered_on = order.delivered_on + min(rng.randint(0, 20), rng.randint(0, 30))
    stars = 5 if bought else _stars(rng, plan, order)
    text = _text(rng, plan.craft, order, stars, hours)
    if answered_on > last_day:
        return None
    return Review(order.id, order.platform, order.maker, order.buyer, order.cohort, answered_on, stars, text)


def _stars(rng: Random, plan: Plan, order: Order) -> int:
    """Five to one: a returned fault and a broken promise pull down, and so does the carrier's delay, undeservedly."""
    if order.return_reason == "quality":
        return weighted(rng, ((1, 6), (2, 5), (3, 1)))
    if order.late_days and often(rng, 300 + 50 * min(order.late_days, 8)):
        return weighted(rng, ((1, 2), (2, 3), (3, 5), (4, 4)))
    if order.over_days and not order.late_days and often(rng, 600):
        return weighted(rng, ((1, 5), (2, 4), (3, 3)))
    if often(rng, plan.fives_permille):
        return 5
    return weighted(rng, ((4, 72), (3, 18), (2, 6), (1, 4)))


def _text(rng: Random, craft: Craft, order: Order, stars: int, hours: int) -> str:
    teller = Teller(rng, craft, order, set(), {})
    grievance = stars <= 3 and (order.late_days or order.over_days)
    if not grievance and order.return_reason != "quality" and often(rng, TERSE_PERMILLE):
        return teller.say(f"terse_{stars}") + rng.choice(_ends(stars))
    clauses = list(_clauses(teller, stars))
    if stars >= 4 and often(rng, PITY_PERMILLE[hours < SHORT_HOURS]):
        clauses.insert(rng.randint(1, len(clauses)), teller.say("pity"))
    return _joined(rng, clauses, _ends(stars))


def _clauses(teller: Teller, stars: int) -> Iterator[str]:
    match stars:
        case 5:
            return _glad(teller)
        case 4:
            return _content(teller)
        case 3:
            return _torn(teller)
        case _:
            return _cross(teller)


def _glad(teller: Teller) -> Iterator[str]:
    rng, order = teller.rng, teller.order
    if often(rng, 600):
        yield teller.say("again" if order.again else "open_good")
    teller.said.update(_untrue(order))
    for _ in range(weighted(rng, ((1, 2), (2, 6), (3, 5), (4, 2)))):
        yield teller.one_of(PRAISE)
    if order.late_days and often(rng, 400):
        yield teller.say("ship_late_mild")
    if often(rng, 350):
        yield teller.say("close_good")


def _content(teller: Teller) -> Iterator[str]:
    rng = teller.rng
    if often(rng, 550):
        yield teller.say("open_fair")
    teller.said.update(_untrue(teller.order))
    for _ in range(rng.randint(1, 2)):
        yield teller.one_of(PRAISE)
    if teller.order.late_days:
        yield teller.say("ship_late_mild")
    elif often(rng, 750):
        yield teller.say("but") + teller.one_of(MILD_FAULTS)
    if often(rng, 350):
        yield teller.say("close_fair")


def _torn(teller: Teller) -> Iterator[str]:
    rng = teller.rng
    yield teller.say("open_fair" if often(rng, 500) else "open_bad")
    teller.said.update(("ship_good", "carrier_good", "will"))
    if often(rng, 700):
        yield teller.one_of(PRAISE[:3])
    yield from _grievance(teller)
    yield teller.say("but") + teller.one_of(FAULTS)
    if often(rng, 300):
        yield teller.say("close_fair")


def _cross(teller: Teller) -> Iterator[str]:
    rng = teller.rng
    late = teller.order.late_days or teller.order.over_days
    if often(rng, 650):
        yield teller.say("open_bad")
    yield from _grievance(teller)
    for _ in range(rng.randint(0, 1) if late else rng.randint(1, 3)):
        yield teller.one_of(FAULTS)
    if often(rng, 250):
        yield teller.say("though") + teller.one_of(PRAISE[:3])
    if often(rng, 450):
        yield teller.say("close_back" if teller.order.return_reason == "quality" else "close_bad")


def _untrue(order: Order) -> list[str]:
    """The praise that the order's own days would belie."""
    late, over = order.late_days, order.over_days
    return [aspect for aspect, wrong in (("ship_good", late), ("carrier_good", over or late)) if wrong]


def _grievance(teller: Teller) -> Iterator[str]:
    """Who kept the buyer waiting: the maker, or only the carrier."""
    if teller.order.late_days:
        yield teller.say("ship_late")
    elif teller.order.over_days:
        yield teller.say("carrier_bad")


def _joined(rng: Random, clauses: Sequence[str], ends: Sequence[str]) -> str:
    """Commas and full stops as people type them, and an end that some leave off."""
    marks = [weighted(rng, (("，", 6), ("。", 3), ("！", 1), (" ", 1))) for _ in clauses[1:]]
    end = rng.choice(ends) if often(rng, LINE_ENDS_PERMILLE) else "。"
    return "".join(clause + mark for clause, mark in zip(clauses, [*marks, end], strict=True))


def _ends(stars: int) -> Sequence[str]:
    return _general()["ends" if stars >= 4 else "ends_bad"]


@cache
def _general() -> Mapping[str, tuple[str, ...]]:
    told: Mapping[str, Any] = document("voices")
    return {aspect: tuple(fragments) for aspect, fragments in told.items()}


_FITTING: dict[tuple[str, str, str], tuple[str, ...]] = {}


def _fitting(craft: Craft, item: str, aspect: str) -> tuple[str, ...]:
    """The fragments of an aspect that can be said of an item."""
    key = (craft.key, item, aspect)
    if key not in _FITTING:
        _FITTING[key] = tuple(_own(craft, item, aspect) if aspect in craft.phrases else _shared(craft, item, aspect))
    return _FITTING[key]


def _own(craft: Craft, item: str, aspect: str) -> Iterator[str]:
    """The craft's own fragments, without those that hold a word tied to other items alone."""
    for fragment in craft.phrases[aspect]:
        if all(item in items for word, items in craft.tied.items() if word in fragment):
            yield fragment


def _shared(craft: Craft, item: str, aspect: str) -> Iterator[str]:
    """The fragments of shopping in general; only what is set up somewhere has a room."""
    decor = next(kind.decor for kind in craft.items if kind.name == item)
    return (fragment for fragment in _general()[aspect] if decor or "{room}" not in fragment)
