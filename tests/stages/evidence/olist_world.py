"""A synthetic folder in Olist's format, from a seed, crowded with the cases that real orders show only at times."""

from __future__ import annotations

import csv
import gzip
import io
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

START = datetime(2017, 1, 5, 8, 0)
STATUSES = ["delivered"] * 10 + ["shipped"] * 3 + ["canceled", "unavailable", "processing", "invoiced", "created"]
WORDS = ("muito bom", "chegou quebrado", 'disse "depois"', "nada,\na declarar", "手工细致", "")

SELLERS = "olist_sellers_dataset.csv"
CUSTOMERS = "olist_customers_dataset.csv"
ORDERS = "olist_orders_dataset.csv"
ITEMS = "olist_order_items_dataset.csv"
REVIEWS = "olist_order_reviews_dataset.csv"

HEADERS = {
    SELLERS: "seller_pk,seller_id,seller_zip_code_prefix,seller_city,seller_state",
    CUSTOMERS: "customer_pk,customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
    ORDERS: "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,"
    "order_delivered_customer_date,order_estimated_delivery_date",
    ITEMS: "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
    REVIEWS: "review_pk,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,"
    "review_answer_timestamp",
}


@dataclass
class World:
    """Rows by table, a list of cells each, in the order of the file."""

    rows: dict[str, list[list[str]]] = field(default_factory=lambda: {name: [] for name in HEADERS})

    def files(self) -> dict[str, bytes]:
        return {name: _csv(name, rows) for name, rows in self.rows.items()}

    def write(self, folder, *, packed: bool = False) -> None:
        for name, data in self.files().items():
            path = folder / (f"{name}.gz" if packed else name)
            path.write_bytes(gzip.compress(data, mtime=0) if packed else data)


def world(seed: int, orders: int = 120) -> World:
    """The same folder for the same seed."""
    draw = random.Random(seed)
    made = World()
    sellers = [f"s{number:02d}" for number in range(draw.randint(2, 9))]
    buyers = [f"b{number:02d}" for number in range(draw.randint(2, 14))]
    made.rows[SELLERS] = [[str(n), s, "9080", "santo andre", "SP"] for n, s in enumerate(sellers)]
    for number in range(orders):
        _order(draw, made, number, sellers, buyers)
    for name in (CUSTOMERS, ORDERS, ITEMS, REVIEWS):
        draw.shuffle(made.rows[name])
    return made


def moment(draw: random.Random, at: datetime | None) -> str:
    """A cell in one of the two forms in which the dataset goes about."""
    if at is None:
        return ""
    if draw.random() < 0.5:
        return f"{at.month}/{at.day}/{at.year} {at.hour}:{at.minute:02d}"
    return at.replace(second=0).isoformat(sep=" ")


def _order(draw: random.Random, made: World, number: int, sellers: list[str], buyers: list[str]) -> None:
    order, customer = f"o{number:04d}", f"c{number:04d}"
    at = START + timedelta(
        days=draw.choice([0, 3, 180, 181, 200, 380, 500]) + draw.randint(0, 4), minutes=draw.randint(0, 900)
    )
    status = draw.choice(STATUSES)
    gone = status in ("delivered", "shipped") or draw.random() < 0.15
    shift = draw.choice([-1600, -300, -5, 60, 1500, 3000, 9000, 30000])
    carrier = at + timedelta(minutes=shift) if gone and draw.random() < 0.9 else None
    delivered = at + timedelta(days=draw.randint(1, 40)) if status == "delivered" and draw.random() < 0.9 else None
    approved = at + timedelta(minutes=draw.randint(1, 4000)) if draw.random() < 0.8 else None
    expected = at + timedelta(days=draw.randint(5, 30))
    made.rows[CUSTOMERS].append([str(number), customer, draw.choice(buyers), "3052", "sao paulo", "SP"])
    cells = [moment(draw, when) for when in (at, approved, carrier, delivered, expected)]
    made.rows[ORDERS].append([order, customer, status, *cells])
    for item in range(draw.choice([0, 1, 1, 1, 2, 3])):
        limit = moment(draw, at + timedelta(days=draw.randint(0, 9), minutes=draw.randint(0, 900)))
        price = draw.choice(["109.9", "99", "0.05", "9.90", "1234.56"])
        made.rows[ITEMS].append([order, str(item + 1), "p", draw.choice(sellers), limit, price, "13.71"])
    for _ in range(draw.choice([0, 1, 1, 1, 2])):
        answered = moment(draw, at + timedelta(days=draw.randint(3, 60), minutes=draw.randint(0, 900)))
        made.rows[REVIEWS].append(["1", order, str(draw.randint(1, 5)), "", draw.choice(WORDS), answered, answered])


def _csv(name: str, rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADERS[name].split(","), *rows])
    return out.getvalue().encode()
