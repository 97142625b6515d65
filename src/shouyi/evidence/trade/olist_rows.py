"""Olist's rows: each table's line as a small record, or a refusal. `olist.py` says what the folder is.

A row that cannot be read is refused alone. A row that names a seller, customer or order which the folder does not hold
is refused for what it says about them: an order of an unknown customer keeps its dispatch and loses its visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shouyi.evidence import cells
from shouyi.evidence.cells import SECONDS, CellRefused, perhaps, read
from shouyi.evidence.files import Columns, Row
from shouyi.evidence.records import Refusal
from shouyi.evidence.trade.units import Answer

CURRENCY = "BRL"
STATUSES = frozenset(
    {"approved", "canceled", "created", "delivered", "invoiced", "processing", "shipped", "unavailable"}
)

COMMENTS = ("review_comment_title", "review_comment_message")

TABLES: Mapping[str, Columns] = {
    "olist_sellers_dataset.csv": Columns(("seller_id",), open=True),
    "olist_customers_dataset.csv": Columns(("customer_id", "customer_unique_id"), open=True),
    "olist_orders_dataset.csv": Columns(
        (
            "order_id",
            "customer_id",
            "order_status",
            "order_purchase_timestamp",
            "order_approved_at",
            "order_delivered_carrier_date",
            "order_delivered_customer_date",
            "order_estimated_delivery_date",
        ),
        open=True,
    ),
    "olist_order_items_dataset.csv": Columns(
        ("order_id", "order_item_id", "seller_id", "shipping_limit_date", "price"), open=True
    ),
    "olist_order_reviews_dataset.csv": Columns(
        ("order_id", "review_score", "review_answer_timestamp"),
        COMMENTS,
        open=True,
        multiline=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Order:
    order: str
    buyer: str | None
    status: str
    purchased_at: int
    approved_at: int | None
    carrier_at: int | None
    delivered_at: int | None
    expected_at: int | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    order: str
    seller: str
    limit_at: int
    amount_minor: int


@dataclass(slots=True)
class Shelf:
    """What has been read so far. Tables are read in the order of `TABLES`, so that each finds what it refers to."""

    today: int | None
    sellers: set[str] = field(default_factory=set)
    buyers: dict[str, str] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    items: dict[tuple[str, int], Item] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, row: Row, code: str, detail: str = "") -> None:
        self.refusals.append(Refusal(row.file, row.line, code, detail))


def take(shelf: Shelf, name: str, row: Row) -> None:
    """Puts one row of table `name` on the shelf, or its refusal."""
    try:
        _TAKERS[name](shelf, row, row.require_cells())
    except CellRefused as refused:
        shelf.refuse(row, refused.code, refused.detail)


def _take_seller(shelf: Shelf, row: Row, cell: Mapping[str, str]) -> None:
    seller = read(cells.name, cell, "seller_id")
    if seller in shelf.sellers:
        raise CellRefused("seller_repeated", seller)
    shelf.sellers.add(seller)


def _take_customer(shelf: Shelf, row: Row, cell: Mapping[str, str]) -> None:
    customer = read(cells.name, cell, "customer_id")
    buyer = read(cells.name, cell, "customer_unique_id")
    if customer in shelf.buyers:
        raise CellRefused("customer_repeated")
    shelf.buyers[customer] = buyer


def _take_order(shelf: Shelf, row: Row, cell: Mapping[str, str]) -> None:
    order = _order(shelf, row, cell)
    if order.order in shelf.orders:
        raise CellRefused("order_repeated", order.order)
    shelf.orders[order.order] = order
    if order.buyer is None:
        shelf.refuse(row, "customer_unknown", order.order)


def _take_item(shelf: Shelf, row: Row, cell: Mapping[str, str]) -> None:
    order = read(cells.name, cell, "order_id")
    number = read(cells.whole, cell, "order_item_id")
    limit_at = read(cells.either_instant, cell, "shipping_limit_date")
    amount_minor = read(_price, cell, "price")
    item = Item(order, read(cells.name, cell, "seller_id"), limit_at, amount_minor)
    if order not in shelf.orders:
        raise CellRefused("order_unknown", order)
    if (order, number) in shelf.items:
        raise CellRefused("item_repeated", order)
    shelf.items[order, number] = item
    if item.seller not in shelf.sellers:
        shelf.refuse(row, "seller_unknown", item.seller)


def _take_review(shelf: Shelf, row: Row, cell: Mapping[str, str]) -> None:
    order = read(cells.name, cell, "order_id")
    score = read(cells.stars, cell, "review_score")
    answered_at = _instant(shelf, cell, "review_answer_timestamp")
    parts = [perhaps(cells.words, cell, column) for column in COMMENTS]
    if order not in shelf.orders:
        raise CellRefused("order_unknown", order)
    text = "\n".join(part for part in parts if part) or None
    shelf.answers.append(Answer(order, score, answered_at, row.file, row.line, text=text))


_TAKERS = dict(zip(TABLES, (_take_seller, _take_customer, _take_order, _take_item, _take_review), strict=True))


def _order(shelf: Shelf, row: Row, cell: Mapping[str, str]) -> Order:
    status = read(cells.name, cell, "order_status")
    if status not in STATUSES:
        raise CellRefused("status_unknown", status)
    return Order(
        order=read(cells.name, cell, "order_id"),
        buyer=shelf.buyers.get(read(cells.name, cell, "customer_id")),
        status=status,
        purchased_at=_instant(shelf, cell, "order_purchase_timestamp"),
        approved_at=_instant_perhaps(shelf, cell, "order_approved_at"),
        carrier_at=_instant_perhaps(shelf, cell, "order_delivered_carrier_date"),
        delivered_at=_instant_perhaps(shelf, cell, "order_delivered_customer_date"),
        expected_at=perhaps(cells.either_instant, cell, "order_estimated_delivery_date"),
        file=row.file,
        line=row.line,
    )


def _instant(shelf: Shelf, cell: Mapping[str, str], column: str) -> int:
    at = read(cells.either_instant, cell, column)
    if shelf.today is not None and at // SECONDS > shelf.today:
        raise CellRefused("date_in_the_future", column)
    return at


def _instant_perhaps(shelf: Shelf, cell: Mapping[str, str], column: str) -> int | None:
    return _instant(shelf, cell, column) if cell.get(column) else None


def _price(text: str) -> int:
    return cells.minor_units(text, CURRENCY)
