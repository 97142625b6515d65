"""Olist: the public dataset of a Brazilian marketplace, read from its folder of tables. Money is BRL.

Read are sellers, customers, orders, order items and reviews, each plain or as .gz (plain first). A customer id is one
order's; the buyer is the customer_unique_id. Every seller in the sellers' table is a person. Columns that mean nothing
here (addresses above all) are never looked at. How the columns become facts: docs/stages/evidence.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from shouyi.evidence.cells import SECONDS
from shouyi.evidence.errors import EvidenceError
from shouyi.evidence.files import Progress, csv_rows, lines_of, read_bytes
from shouyi.evidence.trade.facts import facts_from_answers, facts_from_units
from shouyi.evidence.trade.olist_rows import CURRENCY, TABLES, Item, Order, Shelf, take
from shouyi.evidence.trade.reading import Counts, Reading, reading_of
from shouyi.evidence.trade.units import Purchase, Unit, earlier_orders

VOID_BY = {"canceled": "unknown", "unavailable": "seller"}
REPORT_EVERY_ROWS = 1_000


def read_olist(folder: Path, *, today: int | None = None, progress: Progress = lambda done, total: None) -> Reading:
    """The facts of the folder's tables. `progress` hears of lines read and lines in all.

    `today`: a happening after this day refuses its row (None: the clock is not consulted). Raises EvidenceError when a
    table is missing, cannot be read or decoded, or has not the header it needs.
    """
    paths = {name: _found(folder, name) for name in TABLES}
    return parse_olist({path.name: read_bytes(path) for path in paths.values()}, today=today, progress=progress)


def parse_olist(
    files: Mapping[str, bytes], *, today: int | None = None, progress: Progress = lambda done, total: None
) -> Reading:
    """`read_olist` from the tables' bytes by file name (a name may end in .gz; its bytes are unpacked already)."""
    lines = {name: (file, lines_of(file, files[file])) for name in TABLES for file in [_named(files, name)]}
    total, done = sum(len(of) for _, of in lines.values()), 0
    shelf = Shelf(today)
    for name, (file, of) in lines.items():
        for row in csv_rows(file, of, TABLES[name]):
            take(shelf, name, row)
            if row.line % REPORT_EVERY_ROWS == 0:
                progress(done + row.line, total)
        done += len(of)
        progress(done, total)
    return _reading(shelf)


def _found(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise EvidenceError("file_missing", name)


def _named(files: Mapping[str, bytes], name: str) -> str:
    for file in (name, f"{name}.gz"):
        if file in files:
            return file
    raise EvidenceError("file_missing", name)


def _reading(shelf: Shelf) -> Reading:
    units = list(_units(shelf))
    horizon = _horizon(shelf)
    stated, refused = facts_from_units(units, -1 if horizon is None else horizon)
    idle = shelf.orders.keys() - {unit.order for unit in units}
    reviews, unreviewed = facts_from_answers(shelf.answers, units, idle)
    refusals = [*shelf.refusals, *refused, *unreviewed]
    return reading_of(shelf.sellers, units, [*stated, *reviews], refusals, horizon, _counts(shelf))


def _units(shelf: Shelf) -> Iterator[Unit]:
    """Order × maker. An item of a seller outside the sellers' table still shares the order, but is nobody's unit."""
    earlier = earlier_orders(_purchase(order) for order in shelf.orders.values())
    shares: dict[str, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in shelf.items.values():
        shares[item.order][item.seller].append(item)
    for name, sellers in shares.items():
        for seller, items in sellers.items():
            if seller in shelf.sellers:
                yield _unit(shelf.orders[name], seller, items, len(sellers), earlier[name])


def _unit(order: Order, seller: str, items: list[Item], makers: int, earlier: int) -> Unit:
    return Unit(
        order=order.order,
        person=seller,
        buyer=order.buyer,
        purchased_at=order.purchased_at,
        promised=max(item.limit_at for item in items) // SECONDS,
        file=order.file,
        line=order.line,
        dispatched=_day(order.carrier_at),
        expected=_day(order.expected_at),
        delivered=_day(order.delivered_at),
        arrived=order.status == "delivered" or order.delivered_at is not None,
        void_by=VOID_BY.get(order.status),
        void_on=_day(order.approved_at),
        items=len(items),
        amount_minor=sum(item.amount_minor for item in items),
        currency=CURRENCY,
        makers=makers,
        earlier=earlier,
    )


def _purchase(order: Order) -> Purchase:
    return Purchase(order.order, order.buyer, order.purchased_at, order.status in VOID_BY)


def _horizon(shelf: Shelf) -> int | None:
    """The day of the latest purchase, carrier, delivery or answer, never that of a promise."""
    happened = [at for o in shelf.orders.values() for at in (o.purchased_at, o.carrier_at, o.delivered_at)]
    happened += [answer.answered_at for answer in shelf.answers]
    return max((at // SECONDS for at in happened if at is not None), default=None)


def _counts(shelf: Shelf) -> Counts:
    sellers: dict[str, set[str]] = defaultdict(set)
    for item in shelf.items.values():
        sellers[item.order].add(item.seller)
    answers = Counter(answer.order for answer in shelf.answers)
    return Counts(
        orders=len(shelf.orders),
        orders_without_items=len(shelf.orders.keys() - sellers.keys()),
        orders_shared=sum(len(of) > 1 for of in sellers.values()),
        reviews=len(shelf.answers),
        reviews_repeated=len(shelf.answers) - len(answers),
        dispatched_before_purchase_same_day=sum(_earlier_that_day(order) for order in shelf.orders.values()),
    )


def _earlier_that_day(order: Order) -> bool:
    at = order.carrier_at
    return at is not None and at < order.purchased_at and at // SECONDS == order.purchased_at // SECONDS


def _day(at: int | None) -> int | None:
    return None if at is None else at // SECONDS
