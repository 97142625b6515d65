"""How benchmarks measure: rounds that go through everything in turn, so that what else the machine does falls on all.

Every figure is a list of three: median, least, greatest. A ratio is taken within its round, ours by the bare work's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

ROUNDS = 5
Figures = dict[str, Any]
Work = Callable[[], object]
Ready = Callable[[], Work]
"""Makes ready, untimed, and gives the work that is timed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of one work, a value a round: by the clock, and of this process's own computing."""

    wall: list[float]
    cpu: list[float]


def go_round(works: Mapping[str, Ready], rounds: int = ROUNDS) -> dict[str, Taken]:
    """What every work took in every round; one more round before, not counted, warms everything up."""
    for ready in works.values():
        ready()()
    found = {name: Taken([], []) for name in works}
    for _round in range(rounds):
        for name, ready in works.items():
            work = ready()
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            found[name].wall.append(time.perf_counter() - wall)
            found[name].cpu.append(time.process_time() - cpu)
    return found


def spread(values: list[float], digits: int = 2) -> list[float]:
    """Median, least, greatest."""
    return [round(value, digits) for value in (median(values), min(values), max(values))]


def paces(what: str, count: int, taken: Mapping[str, Taken]) -> Figures:
    """So many a second by the clock, and a second of computing (what a machine that others use does not blur)."""
    found: Figures = {f"{name}_{what}_per_s": _pace(count, each.wall) for name, each in taken.items()}
    return found | {f"{name}_{what}_per_cpu_s": _pace(count, each.cpu) for name, each in taken.items()}


def _pace(count: int, seconds: list[float]) -> list[float]:
    return [round(count / value) for value in (median(seconds), max(seconds), min(seconds))]


def ratios(taken: Mapping[str, Taken], ours: str, bare: str) -> Figures:
    """Our pace by the bare work's, round by round by the clock: 1 is as fast, .5 half as fast."""
    pairs = zip(taken[ours].wall, taken[bare].wall, strict=True)
    return {f"ratio_{ours}_to_{bare}": spread([b / o for o, b in pairs])}


@contextmanager
def folder_on_disk() -> Iterator[Path]:
    """An empty folder below ./build, for the time of a measurement: the system's temporary one may lie in memory."""
    Path("build").mkdir(exist_ok=True)
    with TemporaryDirectory(dir="build", prefix="bench-") as name:
        yield Path(name).resolve()
