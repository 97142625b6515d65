"""A nation's night: everybody's digits from the kept day totals, beside a bare scan-and-group of the same columns.

At scale 1: 17,000 people and 17 million orders over two years, skewed as shops are; at scale 10 the 170,000 people and
170 million orders of a country. An order feeds dispatch and not_cancelled, one in three a review, every second a visit;
a third of the people hold a certificate, a twentieth were on leave. Ours reads the table, joins the guide's decay,
sums, takes the levels, finishes and hands over one record a person. Bare is DuckDB alone: the same columns scanned,
grouped by (person, indicator), nothing else. Each measurement is a process of its own, for its peak memory, in turn.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.backends import BaseBackend

from shouyi.bench.rounds import Figures, folder_on_disk, spread
from shouyi.gateways.engines import connect
from shouyi.score.aggregate import day_totals
from shouyi.score.everybody import digits_of
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import Evidence
from shouyi.score.table import BUCKET, EventTable

PEOPLE, ORDERS_EACH, FIRST_ON, DAYS = 17_000, 1_000, 20_000, 730
ROUNDS = 3
AWAY_FROM, AWAY_DAYS = FIRST_ON + 300, 90
FED = ("dispatch", "not_cancelled", "satisfied", "repeat")


def run(seed: int, scale: float) -> Figures:
    """Seconds of all rounds, the ratio (median, least, greatest), peak memory in MB."""
    people = max(1, round(PEOPLE * scale))
    with folder_on_disk() as folder:
        written = _in_a_child(folder, "write", str(seed), str(people))
        rounds = [{name: _in_a_child(folder, name) for name in MEASURED} for _round in range(ROUNDS)]
    found: Figures = {"people": people, "days": DAYS, "seed": seed, **written}
    for name in MEASURED:
        found[f"{name}_s"] = spread([each[name]["seconds"] for each in rounds])
        found[f"{name}_peak_mb"] = max(each[name]["peak_mb"] for each in rounds)
    ratio = [each["assessment"]["seconds"] / each["bare"]["seconds"] for each in rounds]
    return found | {"ratio_assessment_to_bare": spread(ratio)}


# the table ------------------------------------------------------------------------------------------------------------


def _write(folder: Path, seed: int, people: int) -> Figures:
    """The table's files as `EventTable` keeps them, but for the events, which no assessment reads."""
    guide, engine = parse_guide(guide_bytes()), connect("duckdb")
    table = EventTable.open(folder, guide)
    table.replace({f"p{number}": Evidence() for number in range(people)})
    for path in (*table.files("events"), *table.files("days")):
        Path(path).unlink()
    shops = pa.table({"person": np.arange(people, dtype=np.int32), "orders": orders_of(seed, people)})
    for at in range(0, people, BUCKET):
        engine.con.register("shops", shops.slice(at, BUCKET))
        engine.raw_sql(f"CREATE OR REPLACE TEMP TABLE orders AS {orders_sql(seed)}")
        engine.raw_sql(f"CREATE OR REPLACE TEMP TABLE events AS {events_sql(guide)}")
        days = ibis.to_sql(day_totals(engine.table("events")).order_by("person", "indicator", "on"), dialect="duckdb")
        _copy(engine, _apart(days, stopped=False), folder / f"days/{at // BUCKET:05}.parquet")
        _copy(engine, _apart(days, stopped=True), folder / f"stopped_days/{at // BUCKET:05}.parquet")
        _copy(engine, _held_sql(guide), folder / f"holdings/{at // BUCKET:05}.parquet")
        _copy(engine, _stops_sql(), folder / f"stops/{at // BUCKET:05}.parquet")
    counted = engine.raw_sql(f"SELECT count(*), sum(count) FROM {_read(folder)}").fetchall()[0]
    return {"orders": int(shops["orders"].to_numpy().sum()), "day_totals": counted[0], "events": int(counted[1])}


def orders_of(seed: int, people: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many orders each shop has: by rank r as (r + 10)^-0.8, so that the first hundredth has a fifth and more."""
    ranks = np.random.default_rng(seed).permutation(people)
    weights = (ranks + 10.0) ** -0.8
    return np.maximum(1, weights / weights.sum() * people * ORDERS_EACH).astype(np.int64)


def orders_sql(seed: int) -> str:
    away = "(person % 20 = 0)::INT"
    stood = f'{away} * greatest(0, least({AWAY_DAYS}, "on" - {AWAY_FROM - 1}))'
    drawn = "SELECT person, unnest(range(orders)) AS i FROM shops"
    days = (
        f'SELECT person, i, ({FIRST_ON} + hash(person, i, {seed}) % {DAYS})::INT AS "on", '
        f"hash(person, i, {seed}, 1) AS draw FROM ({drawn})"
    )
    return f'SELECT *, ("on" - {stood})::INT AS "at" FROM ({days})'


def events_sql(guide: Guide) -> str:
    """One in twenty orders leaves late, one in a hundred is cancelled; a newcomer's voice weighs less."""
    dispatch, kept, satisfied, repeat = (guide.by_name[name].number for name in FED)
    columns = (
        'SELECT person, {number}::INT AS indicator, "on", "at", ({y})::INT AS y, ({c})::INT AS c FROM orders {where}'
    )
    stars = "CASE draw // 97 % 10 WHEN 0 THEN 0 WHEN 1 THEN 450 WHEN 2 THEN 850 ELSE 1000 END"
    newcomer = "CASE draw // 31 % 3 WHEN 0 THEN 300 WHEN 1 THEN 600 ELSE 1000 END"
    parts = [
        columns.format(number=dispatch, y="CASE WHEN draw % 20 = 0 THEN 0 ELSE 1000 END", c="1000", where=""),
        columns.format(number=kept, y="CASE WHEN draw % 100 = 1 THEN 0 ELSE 1000 END", c="1000", where=""),
        columns.format(number=satisfied, y=stars, c=newcomer, where="WHERE draw % 3 = 0"),
        columns.format(
            number=repeat, y="CASE WHEN draw // 7 % 12 = 0 THEN 1000 ELSE 0 END", c="1000", where="WHERE draw % 2 = 0"
        ),
    ]
    return " UNION ALL ".join(parts)


def _held_sql(guide: Guide) -> str:
    number = guide.by_name["qualification"].number
    return (
        f'SELECT person, {number}::INT AS indicator, {FIRST_ON}::INT AS "on", {FIRST_ON + 2 * DAYS}::INT AS until, '
        f"600::INT AS value, 0::TINYINT AS log, person::BIGINT AS index FROM shops WHERE person % 3 = 0"
    )


def _stops_sql() -> str:
    return f'SELECT person, ({AWAY_FROM} + unnest(range({AWAY_DAYS})))::INT AS "on" FROM shops WHERE person % 20 = 0'


def _apart(days: str, *, stopped: bool) -> str:
    """The day totals of those who were on leave (`_stops_sql`), or of the others."""
    return f"SELECT * FROM ({days}) WHERE (person % 20 = 0) = {stopped}"


def _read(folder: Path) -> str:
    return f"read_parquet(['{folder}/days/*.parquet', '{folder}/stopped_days/*.parquet'])"


def _copy(engine: BaseBackend, query: str, path: Path) -> None:
    engine.raw_sql(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


# what is measured -----------------------------------------------------------------------------------------------------


def _assessment(folder: Path) -> int:
    table = EventTable.open(folder, parse_guide(guide_bytes()))
    people = list(table.numbers)
    return len(digits_of(table, table.guide, people, FIRST_ON + DAYS, connect("duckdb")))


def _bare(folder: Path) -> int:
    engine = connect("duckdb")
    sums = 'sum(good), sum(bad), max("on"), max("at")'
    query = f"SELECT person, indicator, {sums} FROM {_read(folder)} GROUP BY person, indicator"
    return int(engine.raw_sql(query).to_arrow_table().num_rows)


MEASURED: dict[str, Callable[[Path], int]] = {"assessment": _assessment, "bare": _bare}


def _in_a_child(folder: Path, *work: str) -> Figures:
    """A process of its own for each: a child's peak memory begins at its parent's, so the parent must stay small."""
    command = [sys.executable, "-m", __name__, str(folder), *work]
    child = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Figures = json.loads(child.stdout)
    return found


def _child(folder: Path, name: str, *numbers: str) -> Figures:
    if name == "write":
        return _write(folder, *map(int, numbers))
    started = time.perf_counter()
    count = MEASURED[name](folder)
    seconds = time.perf_counter() - started
    assert count > 0
    return {"seconds": round(seconds, 3), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    print(json.dumps(_child(Path(sys.argv[1]), *sys.argv[2:])))
