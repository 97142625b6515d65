"""A plan for each shop: how much it sells, what it promises, how often it keeps it. Stories bend a plan, openly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from shouyi.town.chance import chance, shares
from shouyi.town.private import Circumstance, circumstances
from shouyi.town.records import Artisan, Craft, Leave, Story

THIN_ORDERS = 3
THIN_DAYS = 120
FLAWLESS_ORDERS = 240
BURST_ORDERS = 48
BURST_DAYS = 21
TROUBLE_DAYS = 31
TEACHING_ORDERS = 240
"""Ten a month for two years."""
YEAR = 365


@dataclass(frozen=True, slots=True)
class Plan:
    """Rates are per mille of orders; `fives_permille` of reviews without a grievance have five stars.

    `lead_days` is from purchase to the promised day, least and most. `trouble` are the days of one bad month, `burst`
    those of the bought reviews.
    """

    artisan: Artisan
    craft: Craft
    orders: int
    open_days: tuple[int, ...]
    lead_days: tuple[int, int]
    late_permille: int
    seller_cancels_permille: int
    quality_returns_permille: int
    again_permille: int
    fives_permille: int
    prices_fen: Mapping[str, int]
    leaves: tuple[Leave, ...]
    trouble: range = range(0)
    burst: range = range(0)


def plans(
    seed: str,
    artisans: Sequence[Artisan],
    crafts: Mapping[str, Craft],
    stories: Mapping[str, Story],
    orders: int,
    days: range,
) -> tuple[Plan, ...]:
    """A plan an artisan, `orders` in all. Too few orders for that many artisans is our own mistake."""
    private = circumstances(seed, [artisan.id for artisan in artisans])
    roles = {story.artisan: name for name, story in stories.items()}
    drafts = [plan_of(seed, artisan, crafts[artisan.craft], private[artisan.id], days) for artisan in artisans]
    bent = [_bent(plan, roles.get(plan.artisan.id, ""), days) for plan in drafts]
    return _with_orders(seed, bent, roles, private, orders)


def plan_of(seed: str, artisan: Artisan, craft: Craft, private: Circumstance, days: range) -> Plan:
    """What somebody's craft, honesty and circumstance lead to, before anybody has ordered anything."""
    rng = chance(seed, artisan.id, "plan")
    leaves = leaves_of(rng, artisan.id, private, days)
    return Plan(
        artisan=artisan,
        craft=craft,
        orders=0,
        open_days=open_days(leaves, days),
        lead_days=lead_days(craft, private),
        late_permille=private.late_permille,
        seller_cancels_permille=rng.randint(0, 11),
        quality_returns_permille=rng.randint(1, 15),
        again_permille=rng.randint(60, 280),
        fives_permille=rng.randint(680, 930),
        prices_fen={item.name: rng.randint(item.low_fen // 100, item.high_fen // 100) * 100 for item in craft.items},
        leaves=leaves,
    )


def open_days(leaves: Sequence[Leave], days: range) -> tuple[int, ...]:
    """The days on which the shop takes orders."""
    closed = {day for leave in leaves for day in range(leave.from_on, leave.to_on + 1)}
    return tuple(day for day in days if day not in closed)


def lead_days(craft: Craft, private: Circumstance) -> tuple[int, int]:
    """From purchase to the promised day, least and most."""
    low, high = craft.lead_days
    return low * private.lead_permille // 1000, high * private.lead_permille // 1000


def leaves_of(rng: Random, artisan: str, private: Circumstance, days: range) -> tuple[Leave, ...]:
    """Spells that neither touch nor overlap: one in each equal part of the time."""
    part = len(days) // private.spells
    starts = [days[i * part + rng.randrange(max(part - private.spell_days - 1, 1))] for i in range(private.spells)]
    return tuple(Leave(artisan, start, min(start + private.spell_days - 1, days[-1])) for start in starts)


def _bent(plan: Plan, role: str, days: range) -> Plan:
    """The plan of somebody in a story; any other stays as it is."""
    end = days[-1]
    match role:
        case "flawless":
            return replace(
                plan,
                late_permille=0,
                seller_cancels_permille=0,
                quality_returns_permille=0,
                fives_permille=950,
                again_permille=260,
            )
        case "thin":
            return replace(plan, open_days=tuple(range(end - THIN_DAYS, end - THIN_DAYS // 2)), leaves=())
        case "recovered":
            start = days[len(days) * 5 // 8]
            return replace(plan, trouble=range(start, start + TROUBLE_DAYS), late_permille=min(plan.late_permille, 25))
        case "burst":
            return replace(plan, burst=range(end - 60, end - 60 + BURST_DAYS), fives_permille=560)
        case "teaching":
            return replace(
                plan,
                late_permille=8,
                seller_cancels_permille=2,
                quality_returns_permille=4,
                fives_permille=880,
                again_permille=180,
            )
        case "overtaken":
            return replace(plan, trouble=range(end - YEAR, end + 1), fives_permille=min(plan.fives_permille, 700))
        case "disputed":
            return replace(plan, quality_returns_permille=max(plan.quality_returns_permille, 22))
        case _:
            return plan


def _with_orders(
    seed: str, bent: Sequence[Plan], roles: Mapping[str, str], private: Mapping[str, Circumstance], orders: int
) -> tuple[Plan, ...]:
    """The plans with their numbers of orders: fixed ones for some stories, the rest after hours and a shop's fame."""
    average = orders // len(bent)
    most = {"thin": THIN_ORDERS, "flawless": FLAWLESS_ORDERS, "teaching": TEACHING_ORDERS}
    fixed = {role: min(count, average) for role, count in most.items()}
    set_aside = [fixed.get(roles.get(plan.artisan.id, ""), 0) for plan in bent]
    weights = [0 if aside else _fame(seed, plan, private) for plan, aside in zip(bent, set_aside, strict=True)]
    rest = shares(orders - sum(set_aside), weights)
    return tuple(replace(p, orders=a + r) for p, a, r in zip(bent, set_aside, rest, strict=True))


def _fame(seed: str, plan: Plan, private: Mapping[str, Circumstance]) -> int:
    return private[plan.artisan.id].hours * fame(seed, plan.artisan.id)


def fame(seed: str, artisan: str) -> int:
    """How well known a shop is, ten to sixty: times the hours a week, a weight for its share of all orders."""
    return min(chance(seed, artisan, "fame").sample(range(10, 61), 2))
