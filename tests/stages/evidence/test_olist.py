"""Olist's folder: the real sample, synthetic folders against a second implementation, and named breakages."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouyi.evidence.errors import EvidenceError
from shouyi.evidence.records import Refusal
from shouyi.evidence.trade.olist import parse_olist, read_olist
from shouyi.evidence.trade.records import Cancelled, Delivered, Dispatched, Sold
from stages.evidence import naive_olist
from stages.evidence.olist_world import CUSTOMERS, HEADERS, ITEMS, ORDERS, REVIEWS, SELLERS, World, world

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "olist" / "sample_5k"


@pytest.fixture(scope="module")
def sample():
    if not SAMPLE.is_dir():
        pytest.skip("needs ../shared/data/olist/sample_5k")
    return read_olist(SAMPLE)


PLAIN = Cancelled | Delivered | Dispatched | Sold  # what no other order and no horizon has a part in


def plain(facts):
    return Counter((type(fact).__name__, *astuple(fact)[:-1]) for fact in facts)


def test_sample_counts(sample):
    counts = sample.counts
    assert (counts.orders, counts.orders_without_items, counts.orders_shared) == (5000, 34, 72)
    assert (counts.reviews_repeated, counts.dispatched_before_purchase_same_day) == (22, 12)
    assert sample.refusals == ()
    assert len(sample.persons) == 1222


def test_sample_against_second_implementation(sample):
    assert plain(sample.facts) == Counter(naive_olist.facts(SAMPLE))


@pytest.mark.parametrize("seed", range(40))
def test_synthetic_against_second_implementation(seed, tmp_path):
    world(seed).write(tmp_path, packed=seed % 2 == 0)
    reading = read_olist(tmp_path)
    assert plain(reading.facts) == Counter(naive_olist.facts(tmp_path))
    assert {refusal.code for refusal in reading.refusals} <= {"dispatched_before_purchase"}


def test_synthetic_folders_hold_every_case():
    """The comparison above is worth as much as the cases that occur in it."""
    readings = [parse_olist(world(seed).files()) for seed in range(40)]
    facts = [fact for reading in readings for fact in reading.facts]
    kinds = Counter(type(fact).__name__ for fact in facts)
    assert min(kinds[name] for name in ("Cancelled", "Delivered", "Dispatched", "Overdue", "Reviewed", "Sold")) >= 20
    visits = Counter((fact.came_back, fact.on - fact.visited) for fact in facts if type(fact).__name__ == "Visited")
    assert visits[True, 180] >= 5
    assert sum(visits[True, days] for days in range(1, 180)) >= 20
    assert visits[False, 180] >= 20
    assert sum(len(reading.refusals) for reading in readings) >= 20
    assert sum(reading.counts.orders_shared for reading in readings) >= 20
    assert sum(reading.counts.reviews_repeated for reading in readings) >= 20
    assert sum(reading.counts.orders_without_items for reading in readings) >= 20
    assert {"seller", "unknown"} == {fact.by for fact in facts if type(fact).__name__ == "Cancelled"}


def test_order_of_rows_decides_nothing_but_ties():
    made = world(7)
    before = parse_olist(made.files())
    for name in (SELLERS, CUSTOMERS, ORDERS, ITEMS):
        made.rows[name].reverse()
    after = parse_olist(made.files())
    assert after.facts == before.facts
    assert after.persons == before.persons


def test_words_of_a_review_survive():
    made = world(3)
    reading = parse_olist(made.files())
    said = {(row[1], row[4]) for row in made.rows[REVIEWS]}
    assert reading.texts
    assert all((order, text) in said for (_, order), text in reading.texts.items())
    assert any("\n" in text for text in reading.texts.values())


def test_progress_reaches_the_whole():
    heard = []
    files = world(1, orders=1500).files()
    parse_olist(files, progress=lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert len(heard) > 5
    done, total = heard[-1]
    assert done == total == sum(data.count(b"\n") + 1 for data in files.values())


def minimal() -> World:
    """Two orders of one buyer at one seller, each with its item and its review."""
    made = World()
    made.rows[SELLERS] = [["1", "s1", "9080", "santo andre", "SP"]]
    made.rows[CUSTOMERS] = [["1", "c1", "b1", "1", "x", "SP"], ["2", "c2", "b1", "1", "x", "SP"]]
    made.rows[ORDERS] = [
        [
            "o1",
            "c1",
            "delivered",
            "1/5/2017 10:00",
            "1/5/2017 11:00",
            "1/6/2017 9:00",
            "1/9/2017 9:00",
            "1/20/2017 0:00",
        ],
        ["o2", "c2", "shipped", "2017-03-01 10:00:00", "", "2017-03-02 10:00:00", "", "2017-03-20 00:00:00"],
    ]
    made.rows[ITEMS] = [
        ["o1", "1", "p", "s1", "1/8/2017 10:00", "109.9", "1"],
        ["o2", "1", "p", "s1", "2017-03-03 10:00:00", "99", "1"],
    ]
    made.rows[REVIEWS] = [
        ["1", "o1", "5", "", "bom", "1/10/2017 0:00", "1/10/2017 12:00"],
        ["2", "o2", "4", "", "", "2017-03-09 00:00:00", "2017-03-09 12:00:00"],
    ]
    return made


def cell(table, row, column, value):
    def broken(made):
        made.rows[table][row][HEADERS[table].split(",").index(column)] = value

    return broken


def row(table, cells):
    return lambda made: made.rows[table].append(cells)


# how it is broken: (what is done, table, line, code)
BREAKAGES = {
    "seller without a name": (cell(SELLERS, 0, "seller_id", ""), SELLERS, 2, "cell_missing"),
    "seller twice": (row(SELLERS, ["2", "s1", "", "", ""]), SELLERS, 3, "seller_repeated"),
    "seller with a line break": (cell(SELLERS, 0, "seller_id", "s\v1"), SELLERS, 2, "name_form"),
    "seller row too short": (row(SELLERS, ["2", "s2"]), SELLERS, 3, "row_width"),
    "customer twice": (row(CUSTOMERS, ["3", "c1", "b9", "", "", ""]), CUSTOMERS, 4, "customer_repeated"),
    "customer without a person": (cell(CUSTOMERS, 1, "customer_unique_id", ""), CUSTOMERS, 3, "cell_missing"),
    "order of nobody": (cell(ORDERS, 1, "customer_id", "c9"), ORDERS, 3, "customer_unknown"),
    "order twice": (lambda made: made.rows[ORDERS].append(made.rows[ORDERS][0]), ORDERS, 4, "order_repeated"),
    "order never bought": (cell(ORDERS, 1, "order_purchase_timestamp", ""), ORDERS, 3, "cell_missing"),
    "31 February": (cell(ORDERS, 1, "order_purchase_timestamp", "2/31/2017 10:00"), ORDERS, 3, "date_impossible"),
    "25 o'clock": (cell(ORDERS, 1, "order_purchase_timestamp", "2/3/2017 25:00"), ORDERS, 3, "date_impossible"),
    "before the epoch": (cell(ORDERS, 1, "order_purchase_timestamp", "1969-12-31"), ORDERS, 3, "date_impossible"),
    "day before month": (cell(ORDERS, 1, "order_approved_at", "31/1/2017 10:00"), ORDERS, 3, "date_impossible"),
    "date with a zone": (cell(ORDERS, 1, "order_approved_at", "2017-03-01T10:00:00Z"), ORDERS, 3, "date_form"),
    "date in wide digits": (cell(ORDERS, 1, "order_approved_at", "２０１７-03-01"), ORDERS, 3, "date_form"),
    "an unknown status": (cell(ORDERS, 1, "order_status", "lost"), ORDERS, 3, "status_unknown"),
    "sent the day before": (
        cell(ORDERS, 1, "order_delivered_carrier_date", "2017-02-28 23:59:00"),
        ORDERS,
        3,
        "dispatched_before_purchase",
    ),
    "item of no order": (cell(ITEMS, 1, "order_id", "o9"), ITEMS, 3, "order_unknown"),
    "item of no seller": (cell(ITEMS, 1, "seller_id", "s9"), ITEMS, 3, "seller_unknown"),
    "item twice": (lambda made: made.rows[ITEMS].append(made.rows[ITEMS][0]), ITEMS, 4, "item_repeated"),
    "item number in words": (cell(ITEMS, 1, "order_item_id", "one"), ITEMS, 3, "number_form"),
    "item without promise": (cell(ITEMS, 1, "shipping_limit_date", ""), ITEMS, 3, "cell_missing"),
    "a negative price": (cell(ITEMS, 1, "price", "-1.00"), ITEMS, 3, "amount_form"),
    "a price in e notation": (cell(ITEMS, 1, "price", "1e3"), ITEMS, 3, "amount_form"),
    "a price too fine": (cell(ITEMS, 1, "price", "1.005"), ITEMS, 3, "amount_too_fine"),
    "six stars": (cell(REVIEWS, 1, "review_score", "6"), REVIEWS, 3, "stars_form"),
    "half a star": (cell(REVIEWS, 1, "review_score", "4.5"), REVIEWS, 3, "stars_form"),
    "review never answered": (cell(REVIEWS, 1, "review_answer_timestamp", ""), REVIEWS, 3, "cell_missing"),
    "review of no order": (cell(REVIEWS, 1, "order_id", "o9"), REVIEWS, 3, "order_unknown"),
    "a novel": (cell(REVIEWS, 1, "review_comment_message", "x" * 20_001), REVIEWS, 3, "text_too_long"),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_bad_row_is_refused_at_its_line_and_the_first_order_stays(name):
    broken, file, line, code = BREAKAGES[name]
    made = minimal()
    good = [fact for fact in parse_olist(made.files()).facts if fact.person == "s1" and "o1" in astuple(fact)]
    assert len(good) == 4
    broken(made)
    reading = parse_olist(made.files())
    assert (file, line, code) in [(refusal.file, refusal.line, refusal.code) for refusal in reading.refusals]
    lost = set(good) - set(reading.facts)
    assert not lost or (file == SELLERS and line == 2), "nothing else is lost, unless the seller is"


@pytest.mark.parametrize("seed", range(20))
def test_damaged_rows_cost_their_own_orders_alone(seed):
    """Rows cut, glued, quoted or filled with noise, here and there in the tables of orders and items."""
    draw = random.Random(seed)
    files = world(seed).files()
    whole, hit = parse_olist(files), set()
    for name in (ORDERS, ITEMS):
        lines = files[name].decode().split("\n")
        for at in draw.sample(range(1, len(lines) - 1), 9):
            hit.add(lines[at].split(",")[0])
            lines[at] = draw.choice([lines[at][:9], lines[at] + ",", '"' + lines[at], "\x00\x1b,", "�" * 99])
        files[name] = "\n".join(lines).encode()
    reading = parse_olist(files)
    assert len([r for r in reading.refusals if r.code in ("row_width", "row_quotes")]) == 18
    kept = [{f for f in of.facts if isinstance(f, PLAIN) and f.order not in hit} for of in (whole, reading)]
    assert kept[0] == kept[1]
    assert len(kept[0]) > 100


def test_dispatch_before_purchase_loses_that_fact_alone():
    made = minimal()
    whole = parse_olist(made.files())
    cell(ORDERS, 1, "order_delivered_carrier_date", "2017-02-28 23:59:00")(made)
    reading = parse_olist(made.files())
    assert reading.refusals == (Refusal(ORDERS, 3, "dispatched_before_purchase", "o2"),)
    lost = Counter(type(fact).__name__ for fact in set(whole.facts) - set(reading.facts))
    won = set(reading.facts) - set(whole.facts)
    assert lost == {"Dispatched": 1, "Reviewed": 1}
    assert [fact.dispatched for fact in won] == [None]


def test_order_of_a_lost_customer_keeps_its_dispatch():
    made = minimal()
    cell(ORDERS, 1, "customer_id", "c9")(made)
    reading = parse_olist(made.files())
    kept = Counter(type(fact).__name__ for fact in reading.facts if "o2" in astuple(fact))
    assert kept == {"Sold": 1, "Dispatched": 1}
    assert [refusal.code for refusal in reading.refusals] == ["buyer_unknown", "customer_unknown"]


def test_stray_quotation_mark_swallows_no_neighbour():
    made = minimal()
    files = made.files()
    for at, name in ((1, ORDERS), (1, ITEMS), (1, REVIEWS)):
        lines = files[name].split(b"\n")
        lines.insert(at, lines[at].replace(b"o1,", b'"o0,', 1))
        files[name] = b"\n".join(lines)
    reading = parse_olist(files)
    assert reading.facts == parse_olist(made.files()).facts
    assert [(r.file, r.line, r.code) for r in reading.refusals] == [
        (name, 2, "row_quotes") for name in (ITEMS, REVIEWS, ORDERS)
    ]


def test_seller_outside_the_table_still_shares_the_order():
    made = minimal()
    row(ITEMS, ["o1", "2", "p", "s9", "1/8/2017 10:00", "5", "1"])(made)
    reviewed = [fact for fact in parse_olist(made.files()).facts if type(fact).__name__ == "Reviewed"]
    assert [fact.makers for fact in reviewed] == [2, 1]


def test_the_future_is_refused():
    reading = parse_olist(minimal().files(), today=17_200)  # 2017-02-03
    assert [(r.file, r.line, r.code) for r in reading.refusals if r.code == "date_in_the_future"] == [
        (REVIEWS, 3, "date_in_the_future"),
        (ORDERS, 3, "date_in_the_future"),
    ]
    assert reading.horizon == 17_176


def test_today_is_not_the_future():
    assert parse_olist(minimal().files(), today=17_234).refusals == ()  # 2017-03-09, the last answer's day


@pytest.mark.parametrize(
    ("table", "column", "reaches"),
    [
        (ORDERS, "order_purchase_timestamp", True),
        (ORDERS, "order_delivered_carrier_date", True),
        (ORDERS, "order_delivered_customer_date", True),
        (REVIEWS, "review_answer_timestamp", True),
        (ORDERS, "order_approved_at", False),
        (ORDERS, "order_estimated_delivery_date", False),
        (ITEMS, "shipping_limit_date", False),
    ],
)
def test_horizon_is_the_latest_happening(table, column, reaches):
    made = minimal()
    cell(table, 0, column, "2017-05-01 10:00:00")(made)
    assert parse_olist(made.files()).horizon == (17_287 if reaches else 17_234)


def test_facts_stand_by_day_person_and_kind():
    facts = parse_olist(world(2, orders=400).files()).facts
    keys = [(fact.on, fact.person, "review" if type(fact).__name__ == "Reviewed" else "statement") for fact in facts]
    assert keys == sorted(keys)
    assert len({key[:2] for key in keys}) < len(set(keys)), "no day has both, so the order of kinds was not seen"


@pytest.mark.parametrize(
    ("break_it", "code", "line"),
    [
        (lambda files: files.pop(ITEMS), "file_missing", 0),
        (lambda files: files.update({ITEMS: b""}), "header_missing", 1),
        (lambda files: files.update({ITEMS: b"a,b\n1,2\n"}), "column_missing", 1),
        (lambda files: files.update({ITEMS: files[ITEMS].replace(b"product_id", b"price", 1)}), "column_twice", 1),
        (lambda files: files.update({ITEMS: files[ITEMS] + b"\n\xff\xfe"}), "file_undecodable", 5),
        (lambda files: files.update({ITEMS: b'"' + files[ITEMS]}), "header_missing", 1),
    ],
)
def test_broken_file_is_an_error(break_it, code, line):
    files = minimal().files()
    break_it(files)
    with pytest.raises(EvidenceError) as caught:
        parse_olist(files)
    assert (caught.value.code, caught.value.file, caught.value.line) == (code, ITEMS, line)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:40], lambda data: b"no gzip", lambda data: data[:30] + b"\0\1" + data[32:]]
)
def test_broken_gzip_is_an_error(tmp_path, damage):
    minimal().write(tmp_path, packed=True)
    path = tmp_path / f"{ORDERS}.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(EvidenceError) as caught:
        read_olist(tmp_path)
    assert (caught.value.code, caught.value.file) == ("file_unreadable", path.name)


def test_no_folder_is_an_error(tmp_path):
    with pytest.raises(EvidenceError, match="file_missing"):
        read_olist(tmp_path / "nowhere")


def test_windows_line_ends_and_byte_order_mark():
    made = minimal()
    files = {name: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") for name, data in made.files().items()}
    assert parse_olist(files).facts == parse_olist(made.files()).facts


GOOD = minimal().files()


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(sorted(HEADERS)), data=st.binary(max_size=200), at=st.integers(0, 400), cut=st.integers(0, 60)
)
def test_any_bytes_give_a_reading_or_the_stages_error(name, data, at, cut):
    whole = GOOD[name]
    with suppress(EvidenceError):
        parse_olist({**GOOD, name: whole[:at] + data + whole[at + cut :]})


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(sorted(HEADERS)), row=st.integers(0, 1), column=st.integers(0, 7), text=st.text(max_size=40)
)
def test_any_cell_costs_at_most_its_row(name, row, column, text):
    made = minimal()
    cells = made.rows[name][row % len(made.rows[name])]
    cells[column % len(cells)] = text
    reading = parse_olist(made.files())
    assert len({(refusal.file, refusal.line) for refusal in reading.refusals}) <= 4
