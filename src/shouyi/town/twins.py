"""Twins: everybody lives twice, equal in craft and honesty, once with a disability and once without.

A difference between the groups of a town mixes circumstance with the luck of who is in which group. Nothing is left to
that luck here: name, craft, years, grade, panel, checks, courses, apprentices, loan, prices, and how often works fail,
orders are cancelled and buyers are pleased, come from the same draws in both lives. What a life changes is drawn once,
as a place between least and most, and read off the ranges of `private`: whoever is the most punctual in one life is so
in the other.

Like `private`, this is the town's own business: what it gives is two towns, and neither of them says which it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from shouyi.canon.days import to_iso
from shouyi.town.build import DAYS, LAST_DAY, settled
from shouyi.town.chance import chance, shares, weighted
from shouyi.town.crafts import crafts
from shouyi.town.people import artisans
from shouyi.town.plans import Plan, fame, lead_days, leaves_of, open_days, plan_of
from shouyi.town.private import CHANGED, NONE, TYPES, USUAL, Circumstance
from shouyi.town.records import Town

EFFECTS: Mapping[str, tuple[str, ...]] = {
    "hours": ("hours",),
    "waiting": ("lead_permille",),
    "delays": ("late_permille",),
    "leave": ("spells", "spell_days"),
}
"""What a disability changes in the town, each with what it is made of: hours a week at the craft, how long an order is
promised to take, how often one leaves late, how often and how long the shop is closed."""
STEPS = 1000


def twins(
    seed: str,
    pairs: int,
    orders: int,
    effects: Collection[str] = frozenset(EFFECTS),
    last_day: int = LAST_DAY,
) -> tuple[Town, Town]:
    """(with, without): the same `pairs` people in two towns, in which only `effects` differ. `orders` is how many the
    people of the second have together; in the first they have what their hours leave them.

    Nobody has a story: what bends a plan would hide what the circumstance does.
    """
    days = range(last_day - DAYS + 1, last_day + 1)
    people = artisans(seed, pairs, int(to_iso(last_day)[:4]))
    known = {craft.key: craft for craft in crafts()}
    usual = {each.id: life(seed, each.id) for each in people}
    drafts = [plan_of(seed, each, known[each.craft], usual[each.id], days) for each in people]
    return (
        _town(seed, drafts, {each.id: life(seed, each.id, effects) for each in people}, orders, days),
        _town(seed, drafts, usual, orders, days),
    )


def life(seed: str, artisan: str, effects: Collection[str] = ()) -> Circumstance:
    """A life in which these effects of a disability are felt; without any, that of somebody who is not disabled."""
    rng = chance(seed, artisan, "twins")
    disability = weighted(rng, TYPES)
    changed = {name for effect in effects for name in EFFECTS[effect]}
    drawn = {name: _between(CHANGED if name in changed else USUAL, name, rng.randint(0, STEPS)) for name in USUAL}
    return Circumstance(disability if changed else NONE, **drawn)


def _between(ranges: Mapping[str, tuple[int, int]], name: str, step: int) -> int:
    low, high = ranges[name]
    return low + ((high - low) * step + STEPS // 2) // STEPS


def _town(seed: str, drafts: Sequence[Plan], lives: Mapping[str, Circumstance], orders: int, days: range) -> Town:
    shops = _with_orders(seed, [_lived(seed, plan, lives[plan.artisan.id], days) for plan in drafts], lives, orders)
    return settled(seed, shops, lives, {}, days)


def _lived(seed: str, plan: Plan, found: Circumstance, days: range) -> Plan:
    """The plan as a life lets it be carried out: everything else in it stays."""
    leaves = leaves_of(chance(seed, plan.artisan.id, "twins", "leave"), plan.artisan.id, found, days)
    return replace(
        plan,
        leaves=leaves,
        open_days=open_days(leaves, days),
        lead_days=lead_days(plan.craft, found),
        late_permille=found.late_permille,
    )


def _with_orders(seed: str, shops: Sequence[Plan], lives: Mapping[str, Circumstance], orders: int) -> tuple[Plan, ...]:
    """Orders after hours and fame, a unit of both worth the same in either town."""
    known = {shop.artisan.id: fame(seed, shop.artisan.id) for shop in shops}
    whole = sum(life(seed, who).hours * known[who] for who in known)
    weights = [lives[shop.artisan.id].hours * known[shop.artisan.id] for shop in shops]
    parts = shares(orders * sum(weights) // whole, weights)
    return tuple(replace(shop, orders=part) for shop, part in zip(shops, parts, strict=True))
