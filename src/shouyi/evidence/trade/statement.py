"""Between facts and the committed fields of the kinds `trade.statement` and `review.given`, both ways.

A statement's fields are flat lists of fixed stride, one list a kind of fact, None when the day held none of that kind.
Reading them back is strict: these fields come from strangers' exports, and what is not exactly a day's facts is an
`EvidenceError`. The field `next` is the ledger's and is passed over here; `text` is the buyer's and may be closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from shouyi.evidence.cells import TEXT_CHARACTERS_MAX
from shouyi.evidence.currencies import MINOR_DIGITS
from shouyi.evidence.fields import day, day_or_none, name, refuse, require_names, whole, word
from shouyi.evidence.records import Origin, Scalar, Value
from shouyi.evidence.trade.facts import OVERDUE_DAYS, RETURN_DAYS
from shouyi.evidence.trade.reading import identity
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

STATEMENT = "trade.statement"
REVIEW = "review.given"
CANCELLED_BY = ("seller", "buyer", "platform", "unknown")
RETURN_REASONS = ("quality", "other")
STARS_MAX = 5

REVIEW_FIELDS = ("buyer", "cohort", "delivered", "dispatched", "earlier", "expected", "makers", "on", "order",
                 "promised", "stars")  # fmt: skip


def fields_of(facts: Sequence[TradeFact]) -> dict[str, Value]:
    """The committed fields of one day's facts about one person, reviews excepted, lists in the order of import."""
    days = {(fact.person, fact.on) for fact in facts}
    assert len(days) == 1, "a statement is about one person and day"
    lists: dict[str, list[Scalar]] = {name: [] for name in LISTS}
    for fact in sorted(facts, key=identity):
        name, cells = _cells_of(fact)
        lists[name].extend(cells)
    return {**{name: tuple(cells) or None for name, cells in lists.items()}, "on": facts[0].on}


def fields_of_review(fact: Reviewed) -> dict[str, Value]:
    """The committed fields of one review that stand under the maker's key: all but `next` and `text`."""
    return {name: getattr(fact, name) for name in REVIEW_FIELDS}


def facts_of_statement(person: str, fields: Mapping[str, object], origin: Origin | None) -> list[TradeFact]:
    """The facts that a statement's opened fields hold, in the lists' order. Raises EvidenceError."""
    require_names(fields, {*LISTS, "on"}, {"next"})
    on = day(fields["on"], "on")
    found = [fact for name in LISTS for fact in _facts_of_list(name, fields[name], person, on, origin)]
    if not found:
        refuse("statement_empty")
    if len({identity(fact) for fact in found}) < len(found):
        refuse("statement_repeats")
    return found


def fact_of_review(person: str, fields: Mapping[str, object], origin: Origin | None) -> Reviewed:
    """The fact that a review's opened fields hold; `text` may be open or closed. Raises EvidenceError."""
    require_names(fields, set(REVIEW_FIELDS), {"next", "text"})
    _text(fields.get("text"))
    return Reviewed(
        person=person,
        on=day(fields["on"], "on"),
        order=name(fields["order"], "order"),
        buyer=name(fields["buyer"], "buyer"),
        stars=whole(fields["stars"], "stars", 1, STARS_MAX),
        makers=whole(fields["makers"], "makers", 1),
        earlier=whole(fields["earlier"], "earlier"),
        cohort=None if fields["cohort"] is None else name(fields["cohort"], "cohort"),
        promised=day_or_none(fields["promised"], "promised"),
        dispatched=day_or_none(fields["dispatched"], "dispatched"),
        expected=day_or_none(fields["expected"], "expected"),
        delivered=day_or_none(fields["delivered"], "delivered"),
        origin=origin,
    )


def _cells_of(fact: TradeFact) -> tuple[str, tuple[Scalar, ...]]:
    match fact:
        case Cancelled():
            return "cancelled", (fact.order, fact.by)
        case Delivered():
            return "delivered", (fact.order, fact.expected)
        case Dispatched():
            return "dispatched", (fact.order, fact.promised)
        case Overdue():
            return "overdue", (fact.order, fact.promised)
        case Returned():
            return "returned", (fact.order, fact.reason)
        case Sold():
            return "sold", (fact.order, fact.items, fact.amount_minor, fact.currency)
        case Visited():
            return "visited", (fact.buyer, fact.visited, int(fact.came_back))
        case Reviewed():
            raise AssertionError("a review has an entry of its own")


def _cancelled(person: str, on: int, cells: Sequence[object], origin: Origin | None) -> TradeFact:
    return Cancelled(person, on, name(cells[0], "cancelled"), word(cells[1], "cancelled", CANCELLED_BY), origin)


def _delivered(person: str, on: int, cells: Sequence[object], origin: Origin | None) -> TradeFact:
    return Delivered(person, on, name(cells[0], "delivered"), day_or_none(cells[1], "delivered"), origin)


def _dispatched(person: str, on: int, cells: Sequence[object], origin: Origin | None) -> TradeFact:
    return Dispatched(person, on, name(cells[0], "dispatched"), day(cells[1], "dispatched"), origin)


def _overdue(person: str, on: int, cells: Sequence[object], origin: Origin | None) -> TradeFact:
    promised = day(cells[1], "overdue")
    if on != promised + OVERDUE_DAYS:
        refuse("field_value", "overdue")
    return Overdue(person, on, name(cells[0], "overdue"), promised, origin)


def _returned(person: str, on: int, cells: Sequence[object], origin: Origin | None) -> TradeFact:
    return Returned(person, on, name(cells[0], "returned"), word(cells[1], "returned", RETURN_REASONS), origin)


def _sold(person: str, on: int, cells: Sequence[object], origin: Origin | None) -> TradeFact:
    order, items, amount_minor = name(cells[0], "sold"), whole(cells[1], "sold", 1), whole(cells[2], "sold")
    return Sold(person, on, order, items, amount_minor, word(cells[3], "sold", MINOR_DIGITS), origin)


def _visited(person: str, on: int, cells: Sequence[object], origin: Origin | None) -> TradeFact:
    visited, came_back = day(cells[1], "visited"), whole(cells[2], "visited", 0, 1) == 1
    after = on - visited
    if not 0 < after <= RETURN_DAYS or (not came_back and after != RETURN_DAYS):
        refuse("field_value", "visited")
    return Visited(person, on, name(cells[0], "visited"), visited, came_back, origin)


Reader = Callable[[str, int, Sequence[object], Origin | None], TradeFact]

LISTS: Mapping[str, tuple[int, Reader]] = {
    "cancelled": (2, _cancelled),
    "delivered": (2, _delivered),
    "dispatched": (2, _dispatched),
    "overdue": (2, _overdue),
    "returned": (2, _returned),
    "sold": (4, _sold),
    "visited": (3, _visited),
}
"""The lists of a statement by name: how many cells a fact takes, and what reads them."""


def _facts_of_list(name: str, value: object, person: str, on: int, origin: Origin | None) -> Iterable[TradeFact]:
    stride, reader = LISTS[name]
    if value is None:
        return
    if not isinstance(value, list | tuple) or not value or len(value) % stride:
        refuse("field_form", name)
    for at in range(0, len(value), stride):
        yield reader(person, on, value[at : at + stride], origin)


def _text(value: object) -> None:
    if value is not None and not (isinstance(value, str) and 0 < len(value) <= TEXT_CHARACTERS_MAX):
        refuse("field_value", "text")
