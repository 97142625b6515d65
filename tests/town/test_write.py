"""The files: the documented columns, taken whole by the importers, and the same bytes on any two runs."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from shouyi.evidence.records import Origin
from shouyi.evidence.trade.reading import Reading
from shouyi.evidence.trade.records import Reviewed
from shouyi.evidence.trade.tables import read_orders, read_reviews
from shouyi.score.guide import parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.weigh import weigh
from shouyi.town.build import ORDER_COLUMNS, REVIEW_COLUMNS, build, write
from shouyi.town.records import Town

SMALL = "from pathlib import Path; from shouyi.town.build import build, write; import sys; " \
        "write(build('twice', artisans=13, orders=600), Path(sys.argv[1]))"  # fmt: skip


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode() + path.read_bytes())
    return found.hexdigest()


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_another_process_writes_the_same_bytes(tmp_path: Path, hash_seed: str) -> None:
    write(build("twice", artisans=13, orders=600), tmp_path / "here")
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "LC_ALL": "C", "TZ": "America/Bogota"}
    subprocess.run([sys.executable, "-c", SMALL, str(tmp_path / "there")], check=True, env=environment)
    assert digest(tmp_path / "here") == digest(tmp_path / "there")


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    town = build("twice", artisans=13, orders=600)
    write(town, tmp_path)
    once = digest(tmp_path)
    write(town, tmp_path)
    assert digest(tmp_path) == once


def test_another_seed_is_another_town(tmp_path: Path) -> None:
    for seed in ("one", "two"):
        write(build(seed, artisans=13, orders=600), tmp_path / seed)
    assert digest(tmp_path / "one") != digest(tmp_path / "two")


def test_everything_is_labelled_as_demonstration(folder: Path) -> None:
    text = (folder / "README.txt").read_text(encoding="utf-8")
    assert "演示数据" in text
    assert "Demonstration data" in text
    assert "Demonstration data" in (folder / "private/private.json").read_text(encoding="utf-8")


def readings(town: Town, folder: Path) -> dict[str, tuple[Reading, Reading]]:
    found = {}
    for platform in sorted({order.platform for order in town.orders}):
        orders = read_orders(folder / "trade" / platform / "orders.csv", today=town.last_day)
        reviews = read_reviews(folder / "trade" / platform / "reviews.csv", orders.units, today=town.last_day)
        found[platform] = (orders, reviews)
    return found


def test_the_importers_take_every_row(town: Town, folder: Path) -> None:
    found = readings(town, folder)
    assert [r.refusals for pair in found.values() for r in pair] == [()] * 6
    assert sum(orders.counts.orders for orders, _ in found.values()) == len(town.orders)
    assert sum(len(reviews.facts) for _, reviews in found.values()) == len(town.reviews)
    texts = {order: text for _, reviews in found.values() for (_, order), text in reviews.texts.items()}
    assert texts == {review.order: review.text.strip() for review in town.reviews}


def test_every_kind_of_fact_occurs(town: Town, folder: Path) -> None:
    kinds = Counter(type(f).__name__ for pair in readings(town, folder).values() for r in pair for f in r.facts)
    names = "Cancelled Delivered Dispatched Overdue Returned Reviewed Sold Visited"
    assert sorted(kinds) == names.split()


def test_the_caps_hold_the_burst_down(town: Town, folder: Path) -> None:
    """Of the crowd's voices, two a calendar month count, however many came."""
    guide = parse_guide(guide_bytes())
    burst = town.stories["burst"].artisan
    facts = [f for _, reviews in readings(town, folder).values() for f in reviews.facts if f.person == burst]
    placed = [replace(fact, origin=Origin(fact.order[:2], 2, i, i)) for i, fact in enumerate(facts)]
    crowd = [fact for fact in placed if isinstance(fact, Reviewed) and fact.cohort == "44-live-26q3"]
    assert len(crowd) >= 40
    counted = weigh(crowd, guide)
    months = {fact.on // 28 for fact in crowd}
    assert 2 <= len(counted) <= 2 * (len(months) + 1)


def test_the_header_is_the_documented_one(folder: Path) -> None:
    for path in (folder / "trade").rglob("*.csv"):
        columns = ORDER_COLUMNS if path.name == "orders.csv" else REVIEW_COLUMNS
        assert path.read_text(encoding="utf-8").split("\n", 1)[0] == ",".join(columns)
