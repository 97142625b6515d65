"""Synthetic sets in the formats of Bitcoin OTC and Olist, from a seed: always at hand, unlike the real ones."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

FIRST_AT = 1_289_241_911
DAYS = 1_500


def ratings(seed: int, traders: int = 60, count: int = 1_500) -> bytes:
    """Traders of whom some turn bad for good; these collect most of the negative ratings."""
    draw = Random(seed)
    turns = [draw.randrange(DAYS) if draw.random() < 0.3 else DAYS for _ in range(traders)]
    days = sorted(draw.randrange(DAYS) for _ in range(count))
    return "".join(_rating(draw, day, turns) for day in days).encode()


def _rating(draw: Random, day: int, turns: list[int]) -> str:
    trader = draw.randrange(len(turns))
    bad = draw.random() < (0.8 if day >= turns[trader] else 0.05)
    value = -draw.randint(1, 10) if bad else draw.randint(1, 10)
    at = FIRST_AT + day * 86_400 + draw.randrange(86_400)
    return f"{draw.randrange(1000, 1400)},{trader + 1},{value},{at}.5\n"


def write_orders(folder: Path, seed: int, sellers: int = 25, count: int = 700) -> Path:
    """Five tables of orders over two years, some sellers late now and then, some often."""
    draw = Random(seed)
    often = [draw.choice((0.02, 0.1, 0.5)) for _ in range(sellers)]
    orders, items, customers = [], [], []
    for number in range(count):
        seller, day = draw.randrange(sellers), draw.randrange(730)
        left = day + (9 if draw.random() < often[seller] else 2)
        name = f"o{number}"
        orders.append([name, f"c{number}", "delivered", _at(day), _at(day), _at(left), _at(left + 5), _at(day + 30)])
        items.append([name, 1, f"s{seller}", _at(day + 5), "10.00"])
        customers.append([f"c{number}", f"u{number % 300}"])
    _write(folder / "olist_sellers_dataset.csv", ["seller_id"], [[f"s{number}"] for number in range(sellers)])
    _write(folder / "olist_customers_dataset.csv", ["customer_id", "customer_unique_id"], customers)
    _write(folder / "olist_orders_dataset.csv", ["order_id", "customer_id", "order_status", "order_purchase_timestamp",
           "order_approved_at", "order_delivered_carrier_date", "order_delivered_customer_date",
           "order_estimated_delivery_date"], orders)  # fmt: skip
    _write(folder / "olist_order_items_dataset.csv", ["order_id", "order_item_id", "seller_id", "shipping_limit_date",
           "price"], items)  # fmt: skip
    _write(folder / "olist_order_reviews_dataset.csv", ["order_id", "review_score", "review_answer_timestamp"], [])
    return folder


def _at(day: int) -> str:
    """Noon of a day counted from 2017-01-01 in a calendar whose months all have 28 days, so that each exists."""
    year, rest = divmod(day, 336)
    month, day_of_month = divmod(rest, 28)
    return f"{2017 + year}-{month + 1:02}-{day_of_month + 1:02} 12:00:00"


def _write(path: Path, head: list[str], rows: list[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
