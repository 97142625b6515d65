"""Tables of orders and reviews: the same facts as Olist's from the same orders, both formats, named breakages."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from contextlib import suppress
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.evidence.errors import EvidenceError
from shouyi.evidence.trade.records import Cancelled, Dispatched, Overdue, Returned, Reviewed, Visited
from shouyi.evidence.trade.table_rows import ORDERS, REVIEWS
from shouyi.evidence.trade.tables import parse_orders, parse_reviews, read_orders, read_reviews
from stages.evidence import naive_olist, olist_world

ORDER_COLUMNS = (*ORDERS.required, *ORDERS.optional)
REVIEW_COLUMNS = (*REVIEWS.required, *REVIEWS.optional)


def as_csv(columns, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *([row.get(c, "") for c in columns] for row in rows)])
    return out.getvalue().encode()


def as_jsonl(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def order(**cells):
    """A row that holds, bought on 5 January 2026 and sent on the 7th."""
    return {
        "order": "o1",
        "maker": "m1",
        "buyer": "b1",
        "purchased_on": "2026-01-05",
        "promised_on": "2026-01-08",
        "dispatched_on": "2026-01-07",
        "items": "2",
        "amount_minor": "25800",
        "currency": "CNY",
    } | cells


def review(**cells):
    return {"order": "o1", "maker": "m1", "buyer": "b1", "answered_on": "2026-01-12", "stars": "5"} | cells


def facts_of(*rows):
    return parse_orders("orders.csv", as_csv(ORDER_COLUMNS, rows)).facts


def of_type(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


DAY = 20_458  # 2026-01-05


@pytest.mark.parametrize("seed", range(12))
def test_same_orders_give_the_same_facts_as_olist(seed, tmp_path):
    made = plainly_stated(olist_world.world(seed))
    made.write(tmp_path)
    orders, reviews = as_tables(tmp_path)
    reading = parse_orders("orders.csv", as_csv(ORDER_COLUMNS, orders))
    answered = parse_reviews("reviews.csv", as_csv(REVIEW_COLUMNS, reviews), reading.units)
    expected = naive_olist.facts(tmp_path)
    found = Counter((type(fact).__name__, *astuple(fact)[:-1]) for fact in (*reading.facts, *answered.facts))
    assert found == Counter(expected)


@pytest.mark.parametrize("seed", range(4))
def test_both_formats_say_the_same(seed, tmp_path):
    plainly_stated(olist_world.world(seed)).write(tmp_path)
    orders, reviews = as_tables(tmp_path)
    (tmp_path / "orders.csv").write_bytes(b"\xef\xbb\xbf" + as_csv(ORDER_COLUMNS, orders))
    (tmp_path / "orders.jsonl.gz").write_bytes(gzip.compress(as_jsonl(orders)))
    (tmp_path / "reviews.csv.gz").write_bytes(gzip.compress(as_csv(REVIEW_COLUMNS, reviews)))
    (tmp_path / "reviews.jsonl").write_bytes(as_jsonl(reviews))
    comma, braces = (read_orders(tmp_path / name) for name in ("orders.csv", "orders.jsonl.gz"))
    assert comma.facts == braces.facts
    said = [read_reviews(tmp_path / name, comma.units) for name in ("reviews.csv.gz", "reviews.jsonl")]
    assert said[0].facts == said[1].facts
    assert said[0].texts == said[1].texts
    assert said[0].texts


def test_whole_numbers_may_stand_bare_in_json():
    bare = order(items=2, amount_minor=25800, cohort=None)
    assert parse_orders("o.jsonl", as_jsonl([bare])).facts == facts_of(order())


def test_cancelled_by_its_buyer_is_no_visit():
    gone = order(dispatched_on="", cancelled_on="2026-01-06", cancelled_by="buyer")
    assert facts_of(gone) == (Cancelled("m1", DAY + 1, "o1", "buyer"),)
    assert of_type(facts_of(gone | {"cancelled_by": ""}), Cancelled)[0].by == "unknown"


def test_cancelled_after_dispatch_is_not_cancelled():
    facts = facts_of(order(cancelled_on="2026-01-09", cancelled_by="seller"))
    assert facts == (Dispatched("m1", DAY + 2, "o1", DAY + 3),)


def test_returned():
    facts = facts_of(
        order(returned_on="2026-02-01", return_reason="quality"), order(order="o2", returned_on="2026-02-01")
    )
    assert [(fact.order, fact.reason) for fact in of_type(facts, Returned)] == [("o1", "quality"), ("o2", "other")]


@pytest.mark.parametrize(("until", "overdue"), [("2026-02-06", False), ("2026-02-07", True)])
def test_overdue_once_the_file_reaches_so_far(until, overdue):
    """Promised on 8 January: thirty days later is 7 February."""
    facts = facts_of(order(dispatched_on=""), order(order="o2", purchased_on=until, promised_on="2026-12-31"))
    assert of_type(facts, Overdue) == ([Overdue("m1", DAY + 33, "o1", DAY + 3)] if overdue else [])


@pytest.mark.parametrize(
    ("again", "until", "outcome"),
    [
        ("2026-01-05 19:00", "2026-07-03", []),  # the same day is one visit, and day 180 is 4 July
        ("2026-01-05 19:00", "2026-07-04", [(180, False)]),
        ("2026-01-06", "2026-07-03", [(1, True)]),
        ("2026-07-04", "2026-07-04", [(180, True)]),
        ("2026-07-05", "2026-07-05", [(180, False)]),
    ],
)
def test_visits(again, until, outcome):
    facts = facts_of(order(), order(order="o2", purchased_on=again), order(order="o3", buyer="b2", purchased_on=until))
    visits = [fact for fact in of_type(facts, Visited) if fact.buyer == "b1" and fact.visited == DAY]
    assert [(fact.on - DAY, fact.came_back) for fact in visits] == outcome


def test_earlier_orders_count_by_instant_on_the_whole_platform():
    rows = [
        order(order="o0", maker="m2", purchased_on="2026-01-05 08:00"),
        order(order="o1", purchased_on="2026-01-05 09:00"),
        order(order="o2", purchased_on="2026-01-05 09:00"),
        order(order="o3", purchased_on="2026-01-05 07:00", cancelled_on="2026-01-06", dispatched_on=""),
        order(order="o4", purchased_on="2026-01-05 10:00", buyer="b2"),
    ]
    reading = parse_orders("orders.csv", as_csv(ORDER_COLUMNS, rows))
    assert {unit.order: unit.earlier for unit in reading.units} == {"o0": 0, "o1": 1, "o2": 1, "o3": 0, "o4": 0}


def test_order_void_for_one_maker_alone_still_counts_as_an_order():
    rows = [
        order(maker="m1", cancelled_on="2026-01-06", dispatched_on=""),
        order(maker="m2"),
        order(order="o2", purchased_on="2026-02-01"),
    ]
    units = parse_orders("orders.csv", as_csv(ORDER_COLUMNS, rows)).units
    assert {(unit.order, unit.person): (unit.makers, unit.earlier) for unit in units} == {
        ("o1", "m1"): (2, 0),
        ("o1", "m2"): (2, 0),
        ("o2", "m1"): (1, 1),
    }


def test_first_review_of_an_order_by_answer_then_line():
    units = parse_orders("orders.csv", as_csv(ORDER_COLUMNS, [order(cohort="c1")])).units
    rows = [
        review(stars="1", answered_on="2026-01-13"),
        review(stars="4", answered_on="2026-01-12 10:00", text="第二"),
        review(stars="3", answered_on="2026-01-12 09:00", text="第一"),
        review(stars="2", answered_on="2026-01-12 09:00"),
    ]
    reading = parse_reviews("reviews.csv", as_csv(REVIEW_COLUMNS, rows), units)
    expected = Reviewed("m1", DAY + 7, "o1", "b1", 3, 1, 0, "c1", DAY + 3, DAY + 2, None, None)
    assert reading.facts == (expected,)
    assert reading.texts == {("m1", "o1"): "第一"}
    assert (reading.counts.reviews, reading.counts.reviews_repeated) == (4, 3)


ORDER_BREAKAGES = {
    "no order": ({"order": ""}, "cell_missing"),
    "no buyer": ({"buyer": ""}, "cell_missing"),
    "a name with a space before it": ({"maker": " m1"}, "name_form"),
    "a name of 201 characters": ({"maker": "m" * 201}, "name_form"),
    "a date like Olist's": ({"purchased_on": "1/5/2026"}, "date_form"),
    "a time where a day belongs": ({"promised_on": "2026-01-08 10:00"}, "date_form"),
    "30 February": ({"dispatched_on": "2026-02-30"}, "date_impossible"),
    "delivered before it was bought": ({"delivered_on": "2026-01-04"}, "date_before_purchase"),
    "cancelled before it was bought": ({"cancelled_on": "2026-01-04"}, "date_before_purchase"),
    "cancelled by an unheard-of party": ({"cancelled_on": "2026-01-06", "cancelled_by": "fate"}, "word_unknown"),
    "cancelled on no day": ({"cancelled_by": "seller"}, "cell_missing"),
    "returned on no day": ({"return_reason": "other"}, "cell_missing"),
    "returned for no known reason": ({"returned_on": "2026-02-01", "return_reason": "mood"}, "word_unknown"),
    "no items": ({"items": "0"}, "number_form"),
    "half an item": ({"items": "0.5"}, "number_form"),
    "money with a point": ({"amount_minor": "258.00"}, "number_form"),
    "money below zero": ({"amount_minor": "-1"}, "number_form"),
    "money past 2^53": ({"amount_minor": str(2**53)}, "number_form"),
    "a currency of dreams": ({"currency": "XYZ"}, "currency_unknown"),
    "another buyer in the same order": ({"order": "o1", "maker": "m2", "buyer": "b2"}, "order_differs"),
    "another purchase in the same order": (
        {"order": "o1", "maker": "m2", "purchased_on": "2026-01-06"},
        "order_differs",
    ),
    "the same row twice": ({"order": "o1"}, "row_repeated"),
    "after today": ({"dispatched_on": "2026-06-02"}, "date_in_the_future"),
    "bought after today": ({"purchased_on": "2026-06-02"}, "date_in_the_future"),
}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("name", ORDER_BREAKAGES)
def test_bad_row_of_orders(name, form):
    cells, code = ORDER_BREAKAGES[name]
    rows = [order(), order(order="o2") | cells, order(order="o3")]
    data = as_csv(ORDER_COLUMNS, rows) if form == "csv" else as_jsonl(rows)
    reading = parse_orders(f"orders.{form}", data, today=20_605)  # 2026-06-01
    assert [(refusal.line, refusal.code) for refusal in reading.refusals] == [(3 if form == "csv" else 2, code)]
    assert {unit.order for unit in reading.units} == {"o1", "o3"}


REVIEW_BREAKAGES = {
    "no stars": ({"stars": "0"}, "stars_form"),
    "of an order nobody knows": ({"order": "o9"}, "order_unknown"),
    "of a maker who had no part in it": ({"maker": "m9"}, "order_unknown"),
    "by somebody else": ({"buyer": "b9"}, "buyer_differs"),
    "words beyond measure": ({"text": "好" * 20_001}, "text_too_long"),
    "after today": ({"answered_on": "2026-06-02"}, "date_in_the_future"),
}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("name", REVIEW_BREAKAGES)
def test_bad_row_of_reviews(name, form):
    cells, code = REVIEW_BREAKAGES[name]
    units = parse_orders("orders.csv", as_csv(ORDER_COLUMNS, [order(), order(order="o2")])).units
    rows = [review(), review(order="o2") | cells]
    data = as_csv(REVIEW_COLUMNS, rows) if form == "csv" else as_jsonl(rows)
    reading = parse_reviews(f"reviews.{form}", data, units, today=20_605)
    assert [(refusal.line, refusal.code) for refusal in reading.refusals] == [(3 if form == "csv" else 2, code)]
    assert [fact.order for fact in reading.facts] == ["o1"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "row_json"),
        (b"[]", "row_json"),
        (b'{"order": "o1", "order": "o2"}', "row_json"),
        (b'{"order": 1.5}', "row_json"),
        (b'{"order": "\\ud800"}', "row_json"),
        (b"[" * 100_000, "row_json"),
        (b'{"order": true}', "cell_form"),
        (b'{"order": ["o1"]}', "cell_form"),
        (b'{"orders": "o1"}', "column_unknown"),
        (b"{}", "cell_missing"),
    ],
)
def test_bad_line_of_json(line, code):
    reading = parse_orders("orders.jsonl", line + b"\n\n" + as_jsonl([order()]))
    assert [(refusal.line, refusal.code) for refusal in reading.refusals] == [(1, code)]
    assert len(reading.units) == 1


@pytest.mark.parametrize(
    ("file", "data", "code"),
    [
        ("orders.xlsx", b"", "format_unknown"),
        ("orders.csv", b"", "header_missing"),
        ("orders.csv", b"order,maker\n", "column_missing"),
        ("orders.csv", as_csv((*ORDER_COLUMNS, "address"), []), "column_unknown"),
        ("orders.csv", as_csv((*ORDER_COLUMNS, "cohort"), []), "column_twice"),
        ("orders.csv", as_csv(ORDER_COLUMNS, [order()]) + b"\xff", "file_undecodable"),
        ("orders.jsonl", b"\xff", "file_undecodable"),
    ],
)
def test_bad_file(file, data, code):
    with pytest.raises(EvidenceError) as caught:
        parse_orders(file, data)
    assert (caught.value.code, caught.value.file) == (code, file)


def test_empty_table_reaches_nowhere():
    reading = parse_orders("orders.csv", as_csv(ORDER_COLUMNS, []))
    assert (reading.facts, reading.persons, reading.horizon) == ((), (), None)


FORMS = {"csv": as_csv(ORDER_COLUMNS, [order(), order(order="o2")]), "jsonl": as_jsonl([order(), order(order="o2")])}


@settings(max_examples=400, deadline=None)
@given(
    form=st.sampled_from(sorted(FORMS)), data=st.binary(max_size=100), at=st.integers(0, 500), cut=st.integers(0, 99)
)
def test_any_bytes_of_orders(form, data, at, cut):
    whole = FORMS[form]
    with suppress(EvidenceError):
        parse_orders(f"orders.{form}", whole[:at] + data + whole[at + cut :])


@settings(max_examples=200, deadline=None)
@given(form=st.sampled_from(sorted(FORMS)), data=st.binary(max_size=60), at=st.integers(0, 200), cut=st.integers(0, 9))
def test_any_bytes_of_reviews(form, data, at, cut):
    units = parse_orders("orders.csv", FORMS["csv"]).units
    whole = as_csv(REVIEW_COLUMNS, [review(text="好")]) if form == "csv" else as_jsonl([review(text="好")])
    with suppress(EvidenceError):
        parse_reviews(f"reviews.{form}", whole[:at] + data + whole[at + cut :], units)


def plainly_stated(made):
    """A world of which a table can say everything: no order without items, no approval, no delivery without a day."""
    stocked = {row[0] for row in made.rows[olist_world.ITEMS]}
    for name, column in ((olist_world.ORDERS, 0), (olist_world.REVIEWS, 1)):
        made.rows[name] = [row for row in made.rows[name] if row[column] in stocked]
    for row in made.rows[olist_world.ORDERS]:
        row[4] = ""
        if row[2] == "delivered" and not row[6]:
            row[2] = "shipped"
    # A last order after every answer, since a table of orders knows nothing of reviews and would not reach so far.
    made.rows[olist_world.CUSTOMERS].append(["", "c-last", "b-last", "", "", ""])
    made.rows[olist_world.ORDERS].append(["o-last", "c-last", "created", "2018-12-31 09:00:00", "", "", "", ""])
    made.rows[olist_world.ITEMS].append(["o-last", "1", "p", "s00", "2019-01-09 09:00:00", "1", "1"])
    return made


def as_tables(folder):
    """The folder's orders and reviews in the columns of the tables, one row an order × maker."""
    buyers = {row["customer_id"]: row["customer_unique_id"] for row in naive_olist.table(folder, olist_world.CUSTOMERS)}
    by_id = {row["order_id"]: row for row in naive_olist.table(folder, olist_world.ORDERS)}
    parts: dict = {}
    for item in naive_olist.table(folder, olist_world.ITEMS):
        parts.setdefault(item["order_id"], {}).setdefault(item["seller_id"], []).append(item)
    orders = [
        order_row(by_id[name], maker, items, buyers)
        for name, makers in parts.items()
        for maker, items in makers.items()
    ]
    reviews = [
        {
            "order": row["order_id"],
            "maker": maker,
            "buyer": buyers[by_id[row["order_id"]]["customer_id"]],
            "answered_on": naive_olist.when(row["review_answer_timestamp"]).isoformat(),
            "stars": row["review_score"],
            "text": row["review_comment_message"],
        }
        for row in naive_olist.table(folder, olist_world.REVIEWS)
        for maker in parts[row["order_id"]]
    ]
    return orders, reviews


def order_row(row, maker, items, buyers):
    def day(column):
        at = naive_olist.when(row[column])
        return at.date().isoformat() if at else ""

    void = {"canceled": "unknown", "unavailable": "seller"}.get(row["order_status"], "")
    promised = max(naive_olist.when(item["shipping_limit_date"]) for item in items)
    return {
        "order": row["order_id"],
        "maker": maker,
        "buyer": buyers[row["customer_id"]],
        "purchased_on": naive_olist.when(row["order_purchase_timestamp"]).isoformat(),
        "promised_on": promised.date().isoformat(),
        "dispatched_on": day("order_delivered_carrier_date"),
        "expected_on": day("order_estimated_delivery_date"),
        "delivered_on": day("order_delivered_customer_date"),
        "cancelled_on": day("order_purchase_timestamp") if void else "",
        "cancelled_by": void,
        "items": str(len(items)),
        "amount_minor": str(sum(round(float(item["price"]) * 100) for item in items)),
        "currency": "BRL",
    }
