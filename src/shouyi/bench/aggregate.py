"""How much the formula costs beside bare grouping of the same rows, and how many people a second are finished.

At scale 1: 20,000 people × 6 indicators × 730 days, an event on half of the days (some 44 million). Ours from weighed
events stands beside a bare count by (person, indicator, day); ours from kept day totals beside bare sums by (person,
indicator) of them. Each measurement is a process of its own, for its peak memory; rounds go through all four in turn,
so that what else the machine does falls on all of them, and a ratio is taken within its round.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import ibis
from ibis.backends import BaseBackend

from shouyi.score.aggregate import day_totals, faded_totals
from shouyi.score.assess import conclude
from shouyi.score.guide import Guide, parse_guide
from shouyi.score.guides import guide_bytes
from shouyi.score.records import EvidenceRange, Totals

PEOPLE, DAYS, FIRST_ON = 20_000, 730, 20_000
INDICATORS = ("dispatch", "not_cancelled", "not_returned", "satisfied", "repeat", "repayment")
ROUNDS = 5
PAIRS = {"events": ("formula_events", "bare_events"), "days": ("formula_days", "bare_days")}

Figures = dict[str, Any]


def run(seed: int, scale: float) -> Figures:
    """Seconds of all rounds, ratios and people finished a second (median, least, greatest), peak memory in MB.

    `…_best` is the ratio of the best rounds, for a machine that others use meanwhile.
    """
    people = max(1, round(PEOPLE * scale))
    with TemporaryDirectory() as folder:
        rows = _in_a_child(folder, "write", str(seed), str(people))["events"]
        rounds = [{name: _in_a_child(folder, name) for name in MEASURED} for _round in range(ROUNDS)]
    found: Figures = {"people": people, "days": DAYS, "indicators": len(INDICATORS), "events": rows, "seed": seed}
    for name in MEASURED:
        found[f"{name}_s"] = [each[name]["seconds"] for each in rounds]
        found[f"{name}_peak_mb"] = max(each[name]["peak_mb"] for each in rounds)
    for name, (ours, bare) in PAIRS.items():
        ratios = sorted(each[ours]["seconds"] / each[bare]["seconds"] for each in rounds)
        found[f"ratio_{name}"] = [round(ratio, 2) for ratio in (median(ratios), ratios[0], ratios[-1])]
        found[f"ratio_{name}_best"] = round(min(found[f"{ours}_s"]) / min(found[f"{bare}_s"]), 2)
    return found | {"finished_people_per_s": _finished(seed, people)}


def _write(folder: Path, seed: int, people: int) -> int:
    """The events and their day totals as Parquet, in the table's order; the same seed writes the same rows."""
    engine = _engine()
    numbers = [parse_guide(guide_bytes()).by_name[name].number for name in INDICATORS]
    engine.raw_sql(_events_sql(folder, seed, people, numbers))
    days = ibis.to_sql(day_totals(_events(engine, folder)), dialect="duckdb")
    engine.raw_sql(f"COPY ({days}) TO '{folder}/days.parquet' (FORMAT parquet, COMPRESSION zstd)")
    return int(_events(engine, folder).count().to_pyarrow().as_py())


def _events_sql(folder: Path, seed: int, people: int, numbers: list[int]) -> str:
    """One event on about half of the days, nine of ten good, with the weights of newcomers and regulars."""
    picks = ", ".join(f"({number})" for number in numbers)
    rows = (
        f'SELECT p::INT AS person, k::INT AS indicator, ({FIRST_ON} + d)::INT AS "on", "on" AS "at", '
        f"(CASE WHEN hash(p, k, d, {seed}, 1) % 10 = 0 THEN 0 ELSE 1000 END)::INT AS y, "
        f"(CASE hash(p, k, d, {seed}, 2) % 3 WHEN 0 THEN 300 WHEN 1 THEN 600 ELSE 1000 END)::INT AS c, "
        f'1::TINYINT AS log, (p::BIGINT * {DAYS} + d) AS "index" '
        f"FROM range({people}) people(p), (VALUES {picks}) indicators(k), range({DAYS}) days(d) "
        f"WHERE hash(p, k, d, {seed}, 3) % 2 = 0 ORDER BY p, k, d"
    )
    return f"COPY ({rows}) TO '{folder}/events.parquet' (FORMAT parquet, COMPRESSION zstd)"


def _engine() -> BaseBackend:
    engine = ibis.duckdb.connect()
    engine.raw_sql("SET enable_progress_bar = false")
    return engine


def _events(engine: BaseBackend, folder: Path) -> ibis.Table:
    return engine.read_parquet(str(folder / "events.parquet"))


def _days(engine: BaseBackend, folder: Path) -> ibis.Table:
    days = engine.read_parquet(str(folder / "days.parquet"))
    return days.mutate(good=days.good.cast("int64"), bad=days.bad.cast("int64"))


def _formula(days: ibis.Table, *, guarded: bool) -> ibis.Table:
    return faded_totals(days, parse_guide(guide_bytes()), FIRST_ON + DAYS, guarded=guarded)


def _bare_events(engine: BaseBackend, folder: Path) -> ibis.Table:
    """The groups have to be made, but not handed over: what is read is their number."""
    days = _events(engine, folder).group_by("person", "indicator", "on").agg(count=ibis._.count())
    return days.agg(groups=days.count(), most=days["count"].max())


def _bare_days(engine: BaseBackend, folder: Path) -> ibis.Table:
    days = _days(engine, folder)
    return days.group_by("person", "indicator").agg(good=days.good.sum(), bad=days.bad.sum())


MEASURED: dict[str, Callable[[BaseBackend, Path], ibis.Table]] = {
    "formula_events": lambda engine, folder: _formula(day_totals(_events(engine, folder)), guarded=True),
    "bare_events": _bare_events,
    "formula_days": lambda engine, folder: _formula(_days(engine, folder), guarded=False),
    "bare_days": _bare_days,
}


def _in_a_child(folder: str, *work: str) -> Figures:
    """A process of its own for each: a child's peak memory begins at its parent's, so the parent must stay small."""
    command = [sys.executable, "-m", __name__, folder, *work]
    child = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Figures = json.loads(child.stdout)
    return found


def _child(folder: Path, name: str, *numbers: str) -> Figures:
    if name == "write":
        return {"events": _write(folder, *map(int, numbers))}
    engine = _engine()
    expression = MEASURED[name](engine, folder)
    engine.to_pyarrow(expression)  # the first run also loads and compiles
    started = time.perf_counter()
    engine.to_pyarrow(expression)
    seconds = time.perf_counter() - started
    return {"seconds": round(seconds, 6), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def _finished(seed: int, people: int) -> list[int]:
    """People a second from sums to an assessment: median, least, greatest of five rounds."""
    guide = parse_guide(guide_bytes())
    everybody = _sums(guide, random.Random(seed), min(people, 5_000))
    found = sorted(_pace(guide, everybody) for _round in range(ROUNDS))
    return [round(median(found)), round(found[0]), round(found[-1])]


def _sums(guide: Guide, draw: random.Random, people: int) -> list[dict[str, Totals]]:
    return [
        {name: Totals(draw.randrange(10**8), draw.randrange(10**7)) for name in INDICATORS} for _person in range(people)
    ]


def _pace(guide: Guide, everybody: list[dict[str, Totals]]) -> float:
    started = time.perf_counter()
    for sums in everybody:
        conclude("p", sums, guide, FIRST_ON, EvidenceRange())
    return len(everybody) / (time.perf_counter() - started)


if __name__ == "__main__":
    print(json.dumps(_child(Path(sys.argv[1]), *sys.argv[2:])))
