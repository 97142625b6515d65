"""From units and answers to facts, the same for every source: docs/stages/evidence.md.

The carrier's day counts as dispatch if it is not before the day of purchase; otherwise that one fact is refused, and
the order is neither overdue nor cancelled: it left, nobody knows when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from shouyi.evidence.cells import SECONDS
from shouyi.evidence.records import Refusal
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
from shouyi.evidence.trade.units import Answer, Stated, Unit

OVERDUE_DAYS = 30
RETURN_DAYS = 180


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
