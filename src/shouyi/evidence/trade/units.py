"""From orders to facts, whatever the source: design 3-score.md, "Facts from orders".

A unit is one order × maker with its local days. Every reader of a source makes units and answers; everything that gives
facts their meaning stands here, once.

A unit is void when `void_by` says who cancelled it. The carrier's day counts as dispatch if it is not before the day of
purchase; otherwise that one fact is refused and the order is neither overdue nor cancelled: it left, nobody knows when.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shouyi.evidence.records import Refusal
from shouyi.evidence.trade.cells import SECONDS
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

OVERDUE_DAYS = 30
RETURN_DAYS = 180


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


def facts_from_units(units: Sequence[Unit], horizon: int) -> tuple[list[Stated], list[Refusal]]:
    """All facts of orders up to and including day `horizon`, and what one of their rows states against all sense."""
    stated = [Stated(fact, unit.file, unit.line) for unit in units for fact in _facts_of(unit, horizon)]
    refusals = {
        Refusal(unit.file, unit.line, "dispatched_before_purchase", unit.order)
        for unit in units
        if unit.dispatched is not None and unit.dispatch is None
    }
    return stated + list(_visits(units, horizon)), list(refusals)


def facts_from_answers(
    answers: Iterable[Answer], units: Iterable[Unit], idle: Collection[str] = frozenset()
) -> tuple[list[Stated], list[Refusal]]:
    """One review an order and maker: the first by answer time, then line.

    Answers about void orders and about `idle` ones (known orders without a maker) state nothing. Refused are answers
    for an order's maker that neither holds, and those of another buyer or of a buyer whom the source lost.
    """
    by_order: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_order[unit.order].append(unit)
    stated: dict[tuple[str, str], Stated] = {}
    refusals: list[Refusal] = []
    for answer in sorted(answers, key=lambda answer: (answer.answered_at, answer.line)):
        meant = [unit for unit in by_order[answer.order] if answer.person in (None, unit.person)]
        code = _why_no_review(answer, meant)
        if code and answer.order not in idle:
            refusals.append(Refusal(answer.file, answer.line, code, answer.order))
        for unit in () if code else meant:
            if unit.void_by is None:
                stated.setdefault((unit.order, unit.person), _stated_review(answer, unit))
    return list(stated.values()), refusals


def _facts_of(unit: Unit, horizon: int) -> Iterator[TradeFact]:
    for rule in _RULES:
        fact = rule(unit, horizon)
        if fact is not None:
            yield fact


def _sold(unit: Unit, horizon: int) -> TradeFact | None:
    if unit.void_by is not None:
        return None
    return Sold(unit.person, unit.purchased, unit.order, unit.items, unit.amount_minor, unit.currency)


def _dispatched(unit: Unit, horizon: int) -> TradeFact | None:
    if unit.dispatch is None:
        return None
    return Dispatched(unit.person, unit.dispatch, unit.order, unit.promised)


def _overdue(unit: Unit, horizon: int) -> TradeFact | None:
    on = unit.promised + OVERDUE_DAYS
    if unit.left or unit.arrived or unit.void_by is not None or on > horizon:
        return None
    return Overdue(unit.person, on, unit.order, unit.promised)


def _cancelled(unit: Unit, horizon: int) -> TradeFact | None:
    if unit.void_by is None or unit.left:
        return None
    on = unit.purchased if unit.void_on is None else unit.void_on
    return Cancelled(unit.person, on, unit.order, unit.void_by)


def _delivered(unit: Unit, horizon: int) -> TradeFact | None:
    if unit.delivered is None:
        return None
    return Delivered(unit.person, unit.delivered, unit.order, unit.expected)


def _returned(unit: Unit, horizon: int) -> TradeFact | None:
    if unit.returned is None:
        return None
    return Returned(unit.person, unit.returned, unit.order, unit.reason)


_RULES: tuple[Callable[[Unit, int], TradeFact | None], ...] = (
    _sold,
    _dispatched,
    _overdue,
    _cancelled,
    _delivered,
    _returned,
)


def _visits(units: Iterable[Unit], horizon: int) -> Iterator[Stated]:
    """One visit a buyer, maker and day, each with one outcome: the next visit within 180 days, or none by then."""
    visits: dict[tuple[str, str], dict[int, Unit]] = defaultdict(dict)
    for unit in units:
        if unit.buyer is not None and unit.void_by is None:
            visits[unit.person, unit.buyer].setdefault(unit.purchased, unit)
    for (person, buyer), by_day in visits.items():
        days = sorted(by_day)
        for day, later in zip(days, [*days[1:], None], strict=True):
            came_back = later is not None and later - day <= RETURN_DAYS
            on = later if later is not None and came_back else day + RETURN_DAYS
            if on <= horizon:
                yield Stated(Visited(person, on, buyer, day, came_back), by_day[day].file, by_day[day].line)


def _why_no_review(answer: Answer, meant: Sequence[Unit]) -> str:
    if not meant:
        return "order_unknown"
    buyers = {unit.buyer for unit in meant}
    if None in buyers:
        return "buyer_unknown"
    if answer.buyer is not None and answer.buyer not in buyers:
        return "buyer_differs"
    return ""


def _stated_review(answer: Answer, unit: Unit) -> Stated:
    assert unit.buyer is not None
    fact = Reviewed(
        person=unit.person,
        on=answer.answered_at // SECONDS,
        order=unit.order,
        buyer=unit.buyer,
        stars=answer.stars,
        makers=unit.makers,
        earlier=unit.earlier,
        cohort=answer.cohort or unit.cohort,
        promised=unit.promised,
        dispatched=unit.dispatch,
        expected=unit.expected,
        delivered=unit.delivered,
    )
    return Stated(fact, answer.file, answer.line, answer.text)
