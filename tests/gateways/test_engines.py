"""Two engines, one definition: DuckDB and Spark give the same integers and the same scores, the extreme ones included.

Spark is an extra (`make setup-spark`, `make soak`): without it these tests are skipped by name.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pytest

from shouyi.gateways import engines
from shouyi.gateways.engines import connect
from shouyi.gateways.errors import GatewayError
from shouyi.score.aggregate import day_totals, faded_totals, ranges, standing_levels
from shouyi.score.assess import assess
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.leave import Clock
from shouyi.score.records import Event, Evidence, Holding
from shouyi.score.table import HOLDINGS, STOPS, EventTable
from shouyi.score.totals import FULL_DAY

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

AS_OF = 20_000
CROWD = 8_000_000
HELD = [[1, 0, 1, AS_OF, 500, 0, 1], [1, 0, 2, AS_OF, 900, 0, 2], [2, 1, AS_OF + 1, AS_OF + 2, 1000, 0, 3]]
GUIDE = parse_guide(guide_bytes())
# 400 MB that only a cluster needs: `make soak` installs it, and runs these
needs_spark = pytest.mark.skipif(find_spec("pyspark") is None, reason="Spark is not installed (make setup-spark)")


@pytest.fixture(scope="module")
def spark() -> BaseBackend:
    return connect("spark", memory_mib=3072)


@pytest.fixture
def duck() -> BaseBackend:
    return connect("duckdb")


def test_without_spark_the_refusal_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    with pytest.raises(GatewayError, match="pip install"):
        connect("spark")


def people(guide: Guide, seed: int, count: int) -> dict[str, Evidence]:
    """Rates, stocks, levels, and leave for every third."""
    draw = random.Random(seed)
    return {f"p{number}": _evidence(guide, draw, f"p{number}", on_leave=number % 3 == 0) for number in range(count)}


def _evidence(guide: Guide, draw: random.Random, person: str, *, on_leave: bool) -> Evidence:
    clock = Clock(tuple(range(AS_OF - 900, AS_OF - 810)) if on_leave else ())
    events = []
    for _event in range(draw.randrange(80)):
        on, (indicator, _) = AS_OF + 20 - draw.randrange(2_500), draw.choice(guide.rates)
        y, c = draw.choice([0, 450, 1000]), draw.choice([300, 1000])
        events.append(Event(person, indicator.name, on, y, c, None, clock.at(on) if on_leave else None))
    grown = Event(person, "contribution", AS_OF - 950, 1000, draw.randrange(1, 3_000), None)
    held = Holding(person, "qualification", AS_OF - 400, AS_OF + draw.randrange(-9, 9), draw.choice([500, 600, 900]))
    return Evidence((*events, grown), (held,), clock.stopped)


@needs_spark
def test_both_engines_give_the_same_assessments(spark: BaseBackend, duck: BaseBackend, tmp_path: Path) -> None:
    everybody = people(GUIDE, 1, 300)
    table = EventTable.open(tmp_path, GUIDE)
    table.replace(everybody, (1, 2, 3, 4))
    asked = [*everybody, "nobody"]
    assert assess(table, GUIDE, asked, AS_OF, spark) == assess(table, GUIDE, asked, AS_OF, duck)


@pytest.mark.soak
@needs_spark
def test_ten_million_events_give_the_same_integers(spark: BaseBackend, duck: BaseBackend, tmp_path: Path) -> None:
    """Eight million of them on one day of one person and indicator, at full weight: the most that 64 bits hold."""
    path = _ten_million(duck, tmp_path)
    found = [list(_sums(engine, path)) for engine in (duck, spark)]
    assert found[0] == found[1]
    crowd = next(row for row in found[0][0] if row["person"] == 0)
    assert crowd["most"] == FULL_DAY == crowd["good"] + crowd["bad"]
    assert sum(row["count"] for row in found[0][1]) == 10_000_000 + len(HELD)


def _ten_million(duck: BaseBackend, folder: Path) -> str:
    """Skewed as shops are: a person's number is the square of an even draw. Written by one engine, read by both."""
    numbers = ", ".join(f"({indicator.number})" for indicator, _ in GUIDE.rates)
    rest = (
        f"SELECT 1 + (POW(hash(i, 1) % 1000 / 1000.0, 2) * 5000)::INT AS person, n AS indicator, "
        f'({AS_OF} + 9 - hash(i, 2) % 2200)::INT AS "on", "on" - (hash(person) % 4 * 30)::INT AS "at", '
        "(hash(i, 3) % 1001)::INT AS y, (1 + hash(i, 4) % 1000)::INT AS c "
        f"FROM range({(10_000_000 - CROWD) // len(GUIDE.rates)}) rows(i), (VALUES {numbers}) indicators(n)"
    )
    day = f'SELECT 0 AS person, {GUIDE.rates[0][0].number} AS indicator, {AS_OF} AS "on", {AS_OF} AS "at"'
    crowd = f"{day}, (CASE WHEN i % 3 = 0 THEN 0 ELSE 1000 END)::INT AS y, 1000 AS c FROM range({CROWD}) rows(i)"
    target = folder / "events.parquet"
    duck.raw_sql(f"COPY ({rest} UNION ALL {crowd}) TO '{target}' (FORMAT parquet)")
    return str(target)


def _sums(engine: BaseBackend, path: str) -> Iterator[list[dict[str, int]]]:
    """Everything that an assessment asks of an engine, each answer in order."""
    days = day_totals(engine.read_parquet(path))
    stood = [[9, day] for day in range(AS_OF - 200, AS_OF - 170)] + [[77, 1], [77, 2], [77, AS_OF + 5]]
    stops, holdings = _table(stood, STOPS), _table(HELD, HOLDINGS)
    for expression in (
        faded_totals(days, GUIDE, AS_OF, stops=stops, guarded=True),
        ranges(days, holdings, AS_OF + 9),
        standing_levels(holdings, AS_OF),
    ):
        found = engine.to_pyarrow(expression).to_pylist()
        yield sorted(found, key=lambda row: (row["person"], row.get("indicator", 0)))


def _table(rows: list[list[int]], schema: pa.Schema) -> ibis.Table:
    return ibis.memtable(pa.table([list(column) for column in zip(*rows, strict=True)], schema=schema))
