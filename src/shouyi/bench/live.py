"""One new fact, one person's digits: what is kept of a whole country's live people, updated one by one.

At scale 1: 17,000 people and 17 million orders over two years, at scale 10 a country's, as in `national`; every shop is
kept live, with its voices' room in the last month. A shop is drawn as often as it has orders; two facts in five are a
new buyer's review, the others an order that left. An update reads the parts it needs, unseals, adds, seals, commits,
and finishes the person's digits. Bare is SQLite alone, afterwards: as many bytes read and written back in rows of the
same sizes, in as many transactions.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
from ibis.backends import BaseBackend

from shouyi.bench.national import DAYS, FIRST_ON, PEOPLE, events_sql, orders_of, orders_sql
from shouyi.bench.rounds import Figures, folder_on_disk, spread
from shouyi.canon.days import month_of
from shouyi.evidence.facts import Fact
from shouyi.evidence.records import Origin
from shouyi.evidence.trade.records import Dispatched, Reviewed
from shouyi.gateways.chance import system_randomness
from shouyi.gateways.engines import connect
from shouyi.gateways.keystore import Keystore
from shouyi.gateways.live_store import LiveStore, Parts
from shouyi.gateways.sqlite import connect as open_sqlite
from shouyi.score.aggregate import day_totals
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.live import Days, Live
from shouyi.score.live_parts import Mark, kept, parts_of
from shouyi.score.table import BUCKET

UPDATES = 2_000
TODAY = FIRST_ON + DAYS
VOICES_SHARE = 3 * 24  # one order in three is reviewed, in one of 24 months


def run(seed: int, scale: float) -> Figures:
    """Milliseconds of an update (median, 99 of 100, longest), by the clock and of this process's own computing (what a
    machine that others use does not blur), beside the bare transactions'."""
    people = max(1, round(PEOPLE * scale))
    guide = parse_guide(guide_bytes())
    with folder_on_disk() as folder:
        orders = orders_of(seed, people)
        started = time.perf_counter()
        store = _filled(folder, seed, orders, guide)
        filling = time.perf_counter() - started
        ours, computing, touched = _updates(store, seed, orders, guide)
        bare = _bare(folder, touched)
        size = sum(path.stat().st_size for path in folder.glob("live.db*"))
        store.close()
    return {
        "people": people, "orders": int(orders.sum()), "updates": UPDATES, "seed": seed,
        "kept_mb": size // 2**20, "filling_s": round(filling, 1),
        **_milliseconds("update", ours), **_milliseconds("update_computing", computing), **_milliseconds("bare", bare),
        "ratio_update_to_bare": spread([o / b for o, b in zip(_tenths(ours), _tenths(bare), strict=True)]),
    }  # fmt: skip


def _milliseconds(name: str, seconds: list[float]) -> Figures:
    ranked = sorted(1000 * each for each in seconds)
    places = {"p50": len(ranked) // 2, "p99": len(ranked) * 99 // 100, "most": -1}
    return {f"{name}_{place}_ms": round(ranked[at], 2) for place, at in places.items()}


def _tenths(seconds: list[float]) -> list[float]:
    """The sum of each tenth of the updates, so that a ratio has a spread."""
    return [sum(seconds[at::10]) for at in range(10)]


# what is kept ---------------------------------------------------------------------------------------------------------


def _filled(folder: Path, seed: int, orders: np.ndarray, guide: Guide) -> LiveStore:
    keys = Keystore(folder, system_randomness, create=True)
    keys.add_persons(map(str, range(len(orders))))
    store, engine = LiveStore(folder, keys, system_randomness), connect("duckdb")
    shops = pa.table({"person": np.arange(len(orders), dtype=np.int32), "orders": orders})
    for at in range(0, len(orders), BUCKET):
        engine.con.register("shops", shops.slice(at, BUCKET))
        for person, live in _lives(engine, seed, guide):
            _hear(live, int(orders[person]) // VOICES_SHARE)
            with store.turn(keys.ref(str(person)), writing=True) as parts:
                parts.put(parts_of(live, guide, Mark()))
    return store


def _lives(engine: BaseBackend, seed: int, guide: Guide) -> Iterator[tuple[int, Live]]:
    """The live people of one bucket, from generated day totals."""
    engine.raw_sql(f"CREATE OR REPLACE TEMP TABLE orders AS {orders_sql(seed)}")
    engine.raw_sql(f"CREATE OR REPLACE TEMP TABLE events AS {events_sql(guide)}")
    sums = day_totals(engine.table("events")).order_by("person", "indicator", "on")
    found = sums.to_pyarrow()
    columns = [found[name].to_numpy() for name in ("person", "indicator", "on", "at", "good", "bad", "count")]
    rows = np.column_stack([column.astype(np.int64) for column in columns])
    starts = np.flatnonzero(np.any(np.diff(rows[:, :2], axis=0, prepend=-1), axis=1))
    blocks = (block for block in np.split(rows, starts[1:]))
    for person, mine in groupby(blocks, key=lambda block: int(block[0, 0])):
        live = Live(str(person))
        for block in mine:
            live.days[guide.indicators[int(block[0, 1])].name] = Days(np.ascontiguousarray(block[:, 2:]))
        yield person, live


def _hear(live: Live, voices: int) -> None:
    month = month_of(TODAY)
    live.room.update((month, "buyer", f"{number:08}") for number in range(voices))
    live.room.update((month, "cohort", f"c{number}") for number in range(voices // 2))
    live.latest[month] = (0, 2, 0)


# what is measured -----------------------------------------------------------------------------------------------------


class _Counted:
    """Parts that note the sizes of what they read and write."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self.read, self.written = parts, list[int](), list[int]()

    def fetch(self, name: str) -> bytes | None:
        data = self._parts.fetch(name)
        self.read.append(len(data) if data else 0)
        return data

    def put(self, parts: dict[str, bytes]) -> None:
        self.written += map(len, parts.values())
        self._parts.put(parts)


Touched = list[tuple[list[int], list[int]]]
"""For each update the sizes of the rows that it read and wrote."""


def _updates(store: LiveStore, seed: int, orders: np.ndarray, guide: Guide) -> tuple[list[float], list[float], Touched]:
    draw = random.Random(seed)
    shops = draw.choices(range(len(orders)), weights=orders.tolist(), k=UPDATES)
    taken, computing, touched = [], [], []
    for number, shop in enumerate(shops, 1):
        person, fact = str(shop), _news(draw, str(shop), number)
        started, computed = time.perf_counter(), time.process_time()
        with store.turn(store.keys.ref(person), writing=True) as parts:
            counted = _Counted(parts)
            found = kept(person, counted.fetch, guide)
            assert found is not None
            live, mark = found
            live.take([fact], guide)
            counted.put(parts_of(live, guide, mark))
            live.digits(guide, TODAY)
        taken.append(time.perf_counter() - started)
        computing.append(time.process_time() - computed)
        touched.append((counted.read, counted.written))
    return taken, computing, touched


def _news(draw: random.Random, person: str, number: int) -> Fact:
    on = TODAY - draw.randrange(2)
    if draw.random() < 0.4:
        origin = Origin("s", 2, number, number)
        return Reviewed(person, on, f"n{number}", f"n{number}", 5, 1, 3, f"n{number}", None, None, None, None, origin)
    return Dispatched(person, on, f"n{number}", on + draw.randrange(-2, 3), Origin("s", 1, number, number))


def _bare(folder: Path, touched: Touched) -> list[float]:
    """The same sizes, in a table of their own: each row once under a key of 32 bytes."""
    db = open_sqlite(folder / "bare.db")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute("CREATE TABLE parts (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID")
    rows = [[(random.randbytes(32), random.randbytes(size)) for size in read] for read, _written in touched]
    with db:
        db.executemany("INSERT INTO parts VALUES (?, ?)", [row for each in rows for row in each])
    taken = []
    for each, (_read, written) in zip(rows, touched, strict=True):
        back = [(random.randbytes(32), random.randbytes(size)) for size in written]
        started = time.perf_counter()
        db.execute("BEGIN IMMEDIATE")
        for name, _sealed in each:
            db.execute("SELECT sealed FROM parts WHERE name = ?", (name,)).fetchone()
        db.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?)", back)
        db.execute("COMMIT")
        taken.append(time.perf_counter() - started)
    db.close()
    return taken
