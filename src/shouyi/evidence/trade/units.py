"""Units: what every source of orders is brought to before it becomes facts. One unit is one order × maker.

A unit is void when `void_by` says who cancelled it. Days are the source's local days; instants only order happenings.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shouyi.evidence.cells import SECONDS
from shouyi.evidence.trade.records import TradeFact


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order on the platform, with makers or without: what a buyer's earlier orders are counted from."""

    order: str
    buyer: str | None
    purchased_at: int
    void: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """One order × maker. `arrived`: the source says that the order reached the buyer, with a day or without.

    `makers`: among how many makers the order was shared; `earlier`: the buyer's earlier orders, not void ones, on the
    platform. `file` and `line` say where the order stands in its source. `buyer` is None when the source lost it.
    """

    order: str
    person: str
    buyer: str | None
    purchased_at: int
    promised: int
    file: str
    line: int
    dispatched: int | None = None
    expected: int | None = None
    delivered: int | None = None
    arrived: bool = False
    void_by: str | None = None
    void_on: int | None = None
    returned: int | None = None
    reason: str = "other"
    items: int = 1
    amount_minor: int = 0
    currency: str = "CNY"
    cohort: str | None = None
    makers: int = 1
    earlier: int = 0

    @property
    def purchased(self) -> int:
        return self.purchased_at // SECONDS

    @property
    def dispatch(self) -> int | None:
        """The carrier's day, unless it is impossible."""
        return None if self.dispatched is None or self.dispatched < self.purchased else self.dispatched

    @property
    def left(self) -> bool:
        return self.dispatched is not None or self.delivered is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of reviews: stars for one maker's part of an order, or for every maker's when `person` is None."""

    order: str
    stars: int
    answered_at: int
    file: str
    line: int
    person: str | None = None
    buyer: str | None = None
    cohort: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact with the place where its source says so, and a review's words."""

    fact: TradeFact
    file: str
    line: int
    text: str | None = None


def earlier_orders(purchases: Iterable[Purchase]) -> Mapping[str, int]:
    """For each order, how many of its buyer's other orders, not void ones, were purchased at an earlier instant."""
    instants: dict[str, list[int]] = defaultdict(list)
    found = sorted(purchases, key=lambda purchase: purchase.purchased_at)
    for purchase in found:
        if purchase.buyer is not None and not purchase.void:
            instants[purchase.buyer].append(purchase.purchased_at)
    return {p.order: bisect_left(instants.get(p.buyer or "", ()), p.purchased_at) for p in found}
