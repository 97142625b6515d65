"""The facts of an Olist folder once more, written from the rules alone and in another way, to hold against the reader.

It trusts its input, looks everything up by scanning, and works on dates; only good folders may be given to it.
"""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, datetime, timedelta
from pathlib import Path

EPOCH = date(1970, 1, 1)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    plain = folder / name
    data = plain.read_bytes() if plain.exists() else gzip.decompress((folder / f"{name}.gz").read_bytes())
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def when(text: str) -> datetime | None:
    for form in ("%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            pass
    assert text == "", text
    return None


def number(day: date | datetime | None) -> int | None:
    if isinstance(day, datetime):
        day = day.date()
    return None if day is None else (day - EPOCH).days


def facts(folder: Path) -> set[tuple]:
    """Each fact as a tuple that begins with its type's name, then person, on, and the rest in the record's order."""
    unique = {row["customer_id"]: row["customer_unique_id"] for row in table(folder, "olist_customers_dataset.csv")}
    orders = table(folder, "olist_orders_dataset.csv")
    for row in orders:
        row["buyer"] = unique[row["customer_id"]]
        row["bought"] = when(row["order_purchase_timestamp"])
        row["sent"] = when(row["order_delivered_carrier_date"])
        row["came"] = when(row["order_delivered_customer_date"])
        row["void"] = row["order_status"] == "canceled" or row["order_status"] == "unavailable"
    by_id = {row["order_id"]: row for row in orders}
    reviews = list(table(folder, "olist_order_reviews_dataset.csv"))
    for row in reviews:
        row["answered"] = when(row["review_answer_timestamp"])
    last = EPOCH
    for row in orders:
        for key in ("bought", "sent", "came"):
            if row[key] is not None and row[key].date() > last:
                last = row[key].date()
    for row in reviews:
        if row["answered"].date() > last:
            last = row["answered"].date()

    shares: dict[str, dict[str, list[dict]]] = {}
    for item in table(folder, "olist_order_items_dataset.csv"):
        shares.setdefault(item["order_id"], {}).setdefault(item["seller_id"], []).append(item)

    found: set[tuple] = set()
    by_buyer: dict[str, list[dict]] = {}
    for row in orders:
        by_buyer.setdefault(row["buyer"], []).append(row)
    calendar: dict[tuple[str, str], set[date]] = {}
    for order, sellers in shares.items():
        row = by_id[order]
        for seller, items in sellers.items():
            promised = max(when(item["shipping_limit_date"]) for item in items).date()
            handed = row["sent"].date() if row["sent"] else None
            believable = handed if handed and handed >= row["bought"].date() else None
            if believable:
                found.add(("Dispatched", seller, number(believable), order, number(promised)))
            if row["came"]:
                due = number(when(row["order_estimated_delivery_date"]))
                found.add(("Delivered", seller, number(row["came"]), order, due))
            if not row["void"]:
                cents = sum(round(float(item["price"]) * 100) for item in items)
                found.add(("Sold", seller, number(row["bought"]), order, len(items), cents, "BRL"))
                calendar.setdefault((row["buyer"], seller), set()).add(row["bought"].date())
                if handed is None and row["came"] is None and row["order_status"] != "delivered":
                    late = promised + timedelta(days=30)
                    if late <= last:
                        found.add(("Overdue", seller, number(late), order, number(promised)))
            elif handed is None and row["came"] is None:
                who = "seller" if row["order_status"] == "unavailable" else "unknown"
                day = when(row["order_approved_at"]) or row["bought"]
                found.add(("Cancelled", seller, number(day), order, who))

    for (buyer, seller), days in calendar.items():
        for day in days:
            again = [other for other in days if 0 < (other - day).days <= 180]
            if again:
                found.add(("Visited", seller, number(min(again)), buyer, number(day), True))
            elif day + timedelta(days=180) <= last:
                found.add(("Visited", seller, number(day) + 180, buyer, number(day), False))

    first: dict[str, dict] = {}
    for row in reviews:  # in the order of lines, so a later line of the same minute does not replace an earlier one
        other = first.get(row["order_id"])
        if other is None or row["answered"] < other["answered"]:
            first[row["order_id"]] = row
    for order, review in first.items():
        row = by_id[order]
        if row["void"]:
            continue
        earlier = [o for o in by_buyer[row["buyer"]] if not o["void"] and o["bought"] < row["bought"]]
        sellers = shares.get(order, {})
        for seller, items in sellers.items():
            promised = max(when(item["shipping_limit_date"]) for item in items)
            sent = row["sent"] if row["sent"] and row["sent"].date() >= row["bought"].date() else None
            days = [number(x) for x in (promised, sent, when(row["order_estimated_delivery_date"]), row["came"])]
            stars = int(review["review_score"])
            on = number(review["answered"])
            found.add(("Reviewed", seller, on, order, row["buyer"], stars, len(sellers), len(earlier), None, *days))
    return found
