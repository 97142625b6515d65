"""Orders: two years of a shop, drawn from its plan, as far as the last day can know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from shouyi.town.buyers import CROWD_COHORT, Buyer, crowd, pick
from shouyi.town.calendar import HOURS, demand, holds_up_parcels
from shouyi.town.chance import chance, cumulated, draw, often, weighted
from shouyi.town.plans import BURST_ORDERS, Plan
from shouyi.town.records import Order

BUYER_CANCELS_PERMILLE = 18
UNKNOWN_CANCELS_PERMILLE = 5
NEVER_SENT_PERMILLE = 3
OTHER_RETURNS_PERMILLE = 16
CARRIER_LATE_PERMILLE = 55
LEAVE_LATE_PERMILLE = 350
TROUBLE_LATE_PERMILLE = 640
TROUBLE_CANCELS_PERMILLE = 90
COMES_BACK_WITHIN_DAYS = 170
PIECES = ((1, 850), (2, 100), (3, 25), (5, 15), (12, 7), (30, 3))
_HOURS = cumulated(HOURS)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes to a shop on which day, and whether they have been there before."""

    day: int
    platform: str
    buyer: Buyer
    again: bool = False


def orders_of(seed: str, plan: Plan, pools: Mapping[str, Sequence[Buyer]], last_day: int) -> list[Order]:
    """The plan's orders by day, their ids still to be given. Whatever lies after `last_day` is left open."""
    rng = chance(seed, plan.artisan.id, "orders")
    return [_order(rng, plan, visit, last_day) for visit in _visits(rng, seed, plan, pools)]


def _visits(rng: Random, seed: str, plan: Plan, pools: Mapping[str, Sequence[Buyer]]) -> Iterator[Visit]:
    bought = min(BURST_ORDERS, plan.orders // 3) if plan.burst else 0
    sums = cumulated([demand(day) for day in plan.open_days])
    days = sorted(plan.open_days[draw(rng, sums)] for _ in range(plan.orders - bought))
    known: list[Visit] = []
    for day in days:
        known.append(_visit(rng, day, plan, pools, known))
        yield known[-1]
    platform = plan.artisan.platforms[0]
    yield from (Visit(rng.choice(plan.burst), platform, buyer) for buyer in crowd(seed, platform, bought))


def _visit(rng: Random, day: int, plan: Plan, pools: Mapping[str, Sequence[Buyer]], known: Sequence[Visit]) -> Visit:
    """Somebody who was here in the last months, or somebody from one of the shop's platforms."""
    recent = [visit for visit in known[-80:] if 0 < day - visit.day <= COMES_BACK_WITHIN_DAYS]
    if recent and often(rng, plan.again_permille):
        return replace(rng.choice(recent), day=day, again=True)
    platform = rng.choice(plan.artisan.platforms)
    return Visit(day, platform, pick(rng, pools[platform]))


def _order(rng: Random, plan: Plan, visit: Visit, last_day: int) -> Order:
    item = rng.choice(plan.craft.items).name
    pieces = weighted(rng, PIECES)
    order = Order(
        id="",
        platform=visit.platform,
        maker=plan.artisan.id,
        buyer=visit.buyer.id,
        cohort=visit.buyer.cohort,
        item=item,
        purchased_on=visit.day,
        purchased_second=draw(rng, _HOURS) * 3_600 + rng.randrange(3_600),
        promised_on=visit.day + rng.randint(*plan.lead_days),
        items=pieces,
        amount_fen=plan.prices_fen[item] * pieces,
        again=visit.again,
    )
    return known_by(_end(rng, plan, order), last_day)


def _end(rng: Random, plan: Plan, order: Order) -> Order:
    """How the order ends: cancelled by somebody, never sent, or sent and perhaps sent back."""
    order = replace(order, expected_on=order.promised_on + rng.randint(5, 7))
    who = _canceller(rng, plan, order)
    if who is not None:
        day = order.promised_on if who == "seller" else rng.randint(order.purchased_on, order.promised_on)
        return replace(order, cancelled_on=day, cancelled_by=who)
    if plan.late_permille and often(rng, NEVER_SENT_PERMILLE):
        return order
    return _returned(rng, plan, _delivered(rng, replace(order, dispatched_on=_dispatched(rng, plan, order))))


def _canceller(rng: Random, plan: Plan, order: Order) -> str | None:
    seller = TROUBLE_CANCELS_PERMILLE if order.purchased_on in plan.trouble else plan.seller_cancels_permille
    chances = (("buyer", BUYER_CANCELS_PERMILLE), ("unknown", UNKNOWN_CANCELS_PERMILLE), ("seller", seller))
    return next((who for who, permille in chances if often(rng, permille)), None)


def _dispatched(rng: Random, plan: Plan, order: Order) -> int:
    """The day it leaves: mostly up to three days early, sometimes late, and what a leave would have touched is late
    now and then, since an order taken before it is still there after it."""
    late = TROUBLE_LATE_PERMILLE if order.purchased_on in plan.trouble else plan.late_permille
    leave = next((x for x in plan.leaves if x.from_on <= order.promised_on <= x.to_on), None)
    if leave and plan.late_permille and often(rng, LEAVE_LATE_PERMILLE):
        return leave.to_on + rng.randint(1, 2)
    if often(rng, late):
        return order.promised_on + min(rng.randint(1, 9), rng.randint(1, 14))
    return max(order.promised_on - rng.randint(0, 3), order.purchased_on)


def _delivered(rng: Random, order: Order) -> Order:
    """The carrier's part: two to five days, longer over New Year, now and then much longer."""
    assert order.dispatched_on is not None
    days = rng.randint(2, 5)
    if holds_up_parcels(order.dispatched_on):
        days += rng.randint(3, 8)
    if often(rng, CARRIER_LATE_PERMILLE):
        days += rng.randint(4, 12)
    return replace(order, delivered_on=order.dispatched_on + days)


def _returned(rng: Random, plan: Plan, order: Order) -> Order:
    assert order.delivered_on is not None
    chances = (("quality", plan.quality_returns_permille), ("other", OTHER_RETURNS_PERMILLE))
    reason = next((reason for reason, permille in chances if often(rng, permille)), None)
    if reason is None or order.cohort == CROWD_COHORT:
        return order
    return replace(order, returned_on=order.delivered_on + rng.randint(2, 12), return_reason=reason)


def known_by(order: Order, day: int) -> Order:
    """The order as it stands at the end of `day`: what has not happened yet is not told."""

    def told(on: int | None) -> int | None:
        return on if on is not None and on <= day else None

    cancelled, returned = told(order.cancelled_on), told(order.returned_on)
    return replace(
        order,
        dispatched_on=told(order.dispatched_on),
        delivered_on=told(order.delivered_on),
        cancelled_on=cancelled,
        cancelled_by=order.cancelled_by if cancelled is not None else None,
        returned_on=returned,
        return_reason=order.return_reason if returned is not None else None,
    )
