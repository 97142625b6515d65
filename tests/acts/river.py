"""Runs the river over a folder of orders and reviews: imported by tests, and run by itself where a process is to die.

    python river.py HOME TRADE BATCH [DIE_AT before|after]

dies (os._exit) before or after the DIE_AT-th batch is made durable.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from conftest import seeded, settings
from shouyi.acts.admission import Admitted, admit_reading
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.founding import Joining, join
from shouyi.evidence.trade.tables import read_orders, read_reviews
from shouyi.gateways import keeper
from shouyi.gateways.sqlite import LedgerStore
from shouyi.wiring import House, open_house

ORG = "org-platform-test"


def silent(phase: str, done: int, total: int) -> None:
    """No progress."""


def flow(house: House, trade: Path) -> list[Admitted]:
    """Orders, then reviews, into the house."""
    house.begin()
    with house.ledger.writing():
        join(house, [Joining(ORG, "platform", {"en": "Platform", "zh": "平台"})])
    today = house.keeper.today()
    orders = read_orders(trade / "orders.csv", today=today)
    reviews = read_reviews(trade / "reviews.csv", orders.units, today=today)
    return [admit_reading(house, orders, ORG, silent), admit_reading(house, reviews, ORG, silent)]


_made: dict[Callable[[Path, Path], House], tempfile.TemporaryDirectory[str]] = {}


def copied(home: Path, trade: Path, live: Callable[[Path, Path], House]) -> House:
    """A home that `live` made once a process, copied: for tests that all begin with the same small one on SQLite."""
    if live not in _made:
        _made[live] = tempfile.TemporaryDirectory(prefix="shouyi-lived-in-")
        live(Path(_made[live].name, "home"), trade)
    shutil.copytree(Path(_made[live].name, "home"), home)
    return open_house(settings(home))


def public_digest(home: Path) -> str:
    """One digest over every name and byte of the public folder."""
    found = hashlib.sha256()
    for path in sorted((home / "public").rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(home)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def die_at(place: int, when: str) -> None:
    """Makes the process end at the `place`-th batch, before or after its commit."""
    append, seen = LedgerStore.append, [0]

    def dying(self: LedgerStore, changes: object) -> None:
        seen[0] += 1
        if seen[0] == place and when == "before":
            os._exit(9)
        append(self, changes)
        if seen[0] == place:
            os._exit(9)

    LedgerStore.append = dying


if __name__ == "__main__":
    keeper.BATCH_ENTRIES = int(sys.argv[3])
    if len(sys.argv) > 4:
        die_at(int(sys.argv[4]), sys.argv[5])
    house = open_house(seeded(Path(sys.argv[1])))
    flow(house, Path(sys.argv[2]))
    results = [each.to_json() for each in assess_everybody(house)]
    print(public_digest(Path(sys.argv[1])), *results, sep="\n")
