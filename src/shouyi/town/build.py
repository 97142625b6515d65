"""The front door: build a town from a seed, and write it as the files that the importers read.

`write` makes three folders. `trade/<platform>/` holds orders.csv and reviews.csv, `attested/<organisation>/` holds
outcomes.csv, all in the documented columns; `private/` holds the one file that says who is disabled, which nothing of
Shouyi reads and nobody publishes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from io import StringIO
from pathlib import Path

from shouyi.canon.days import from_iso, to_iso
from shouyi.town.attested import attested
from shouyi.town.buyers import buyers
from shouyi.town.crafts import crafts
from shouyi.town.orders import orders_of
from shouyi.town.organisations import logins, organisations, platforms
from shouyi.town.people import artisans as artisans_of
from shouyi.town.plans import Plan, plans
from shouyi.town.private import FILE, Circumstance, circumstances, exchanged
from shouyi.town.records import Attested, Order, Review, Story, Town
from shouyi.town.stories import cast, with_dispute
from shouyi.town.voices import reviews_of
from shouyi.town.works import works

LAST_DAY = from_iso("2026-11-24")
DAYS = 730
ORDER_COLUMNS = (
    "order", "maker", "buyer", "cohort", "purchased_on", "promised_on", "dispatched_on", "expected_on", "delivered_on",
    "cancelled_on", "cancelled_by", "returned_on", "return_reason", "items", "amount_minor", "currency",
)  # fmt: skip
REVIEW_COLUMNS = ("order", "maker", "buyer", "answered_on", "stars", "text", "cohort")
OUTCOME_COLUMNS = ("maker", "what", "on", "value", "until", "about")


def build(seed: str, artisans: int = 64, orders: int = 20_000, last_day: int = LAST_DAY) -> Town:
    """The town of a seed: the same value for the same arguments, always."""
    days = range(last_day - DAYS + 1, last_day + 1)
    people = artisans_of(seed, artisans, int(to_iso(last_day)[:4]))
    stories = cast(seed, people)
    shops = plans(seed, people, {craft.key: craft for craft in crafts()}, stories, orders, days)
    lives = circumstances(seed, [artisan.id for artisan in people])
    return settled(seed, shops, lives, stories, days)


def settled(
    seed: str, shops: Sequence[Plan], lives: Mapping[str, Circumstance], stories: Mapping[str, Story], days: range
) -> Town:
    """The town of these shops and of what their keepers' lives are like."""
    people, last_day = tuple(shop.artisan for shop in shops), days[-1]
    sold = _orders(seed, shops, last_day)
    reviews = _reviews(seed, shops, sold, lives, last_day)
    stories = with_dispute(stories, sold, reviews)
    leaves = tuple(leave for shop in shops for leave in shop.leaves)
    return Town(
        seed=seed,
        first_day=days[0],
        last_day=last_day,
        crafts=crafts(),
        artisans=people,
        works=works(seed, people, days[0], last_day),
        organisations=organisations(),
        leaves=leaves,
        orders=sold,
        reviews=reviews,
        logins=logins(seed, people, stories),
        stories=stories,
        attested=attested(seed, people, sold, leaves, stories, days),
    )


def write(town: Town, folder: Path, exchange: str = "") -> None:
    """The town's files under `folder`, which is made; files of an earlier town with the same names are replaced.

    With `exchange`, a word, the private record says somebody else's disability of everybody, and nothing else differs.
    """
    for path, data in tables(town):
        _write(folder / path, data)
    _write(folder / "README.txt", f"{town.label.zh}\n{town.label.en}\n".encode())
    _write_private(town, folder / FILE, exchange)


def tables(town: Town) -> Iterator[tuple[str, bytes]]:
    """What the importers read, each file by its path: orders before the reviews of them."""
    for platform in platforms():
        orders = (order_row(order) for order in town.orders if order.platform == platform)
        reviews = (review_row(review) for review in town.reviews if review.platform == platform)
        yield f"trade/{platform}/orders.csv", _table(ORDER_COLUMNS, orders)
        yield f"trade/{platform}/reviews.csv", _table(REVIEW_COLUMNS, reviews)
    for org in sorted({each.org for each in town.attested}):
        rows = (outcome_row(each) for each in town.attested if each.org == org)
        yield f"attested/{org}/outcomes.csv", _table(OUTCOME_COLUMNS, rows)


def order_row(order: Order) -> tuple[str | int, ...]:
    """An order as a row of ORDER_COLUMNS."""
    second = order.purchased_second
    clock = f"{second // 3_600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return (order.id, order.maker, order.buyer, order.cohort, f"{to_iso(order.purchased_on)}T{clock}",
            *(_iso(day) for day in (order.promised_on, order.dispatched_on, order.expected_on, order.delivered_on,
                                    order.cancelled_on)),
            order.cancelled_by or "", _iso(order.returned_on), order.return_reason or "", order.items, order.amount_fen,
            "CNY")  # fmt: skip


def review_row(review: Review) -> tuple[str | int, ...]:
    """A review as a row of REVIEW_COLUMNS."""
    answered_on = to_iso(review.answered_on)
    return review.order, review.maker, review.buyer, answered_on, review.stars, review.text, review.cohort


def outcome_row(each: Attested) -> tuple[str | int, ...]:
    """What was attested as a row of OUTCOME_COLUMNS."""
    return each.artisan, each.what, to_iso(each.on), each.value, _iso(each.until), each.about or ""


def _orders(seed: str, shops: Sequence[Plan], last_day: int) -> tuple[Order, ...]:
    """All orders by platform and instant, numbered in that order as a platform numbers them."""
    pools = buyers(seed, platforms(), sum(shop.orders for shop in shops))
    drawn = [order for shop in shops for order in orders_of(seed, shop, pools, last_day)]
    drawn.sort(key=lambda o: (o.platform, o.purchased_on, o.purchased_second, o.maker, o.buyer))
    return tuple(replace(order, id=f"{order.platform[13:15]}{i:07d}") for i, order in enumerate(drawn, 1))


def _reviews(
    seed: str, shops: Sequence[Plan], orders: Sequence[Order], lives: Mapping[str, Circumstance], last_day: int
) -> tuple[Review, ...]:
    own: dict[str, list[Order]] = {shop.artisan.id: [] for shop in shops}
    for order in orders:
        own[order.maker].append(order)
    told = [
        review
        for shop in shops
        for review in reviews_of(seed, shop, own[shop.artisan.id], lives[shop.artisan.id].hours, last_day)
    ]
    return tuple(sorted(told, key=lambda review: (review.platform, review.answered_on, review.order)))


def _write_private(town: Town, path: Path, exchange: str) -> None:
    """Who is disabled: for audits of leaks and of unfairness, readable by whoever made the town and nobody else."""
    found = circumstances(town.seed, [artisan.id for artisan in town.artisans])
    if exchange:
        found = exchanged(town.seed, found, exchange)
    told: Mapping[str, object] = {"label": asdict(town.label), "people": {one: asdict(c) for one, c in found.items()}}
    _write(path, json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
    path.parent.chmod(0o700)
    path.chmod(0o600)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    text = StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(rows)
    return text.getvalue().encode()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _iso(day: int | None) -> str:
    return "" if day is None else to_iso(day)
