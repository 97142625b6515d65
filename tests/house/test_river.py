"""The one-way rule: a stage imports stages to its left. The table stands in ARCHITECTURE.md too, letter by letter."""

from __future__ import annotations

import pytest

from house.source import ROOT, Module, modules

TABLE = """\
part       may import, beside itself
canon      ·
evidence   canon
governance canon evidence
ledger     canon evidence governance
archive    canon evidence governance ledger
score      canon evidence governance ledger archive
decision   canon evidence governance ledger archive score
town       canon evidence
gateways   canon evidence governance ledger archive score decision
settings   gateways
people     canon evidence governance ledger archive score decision settings
wiring     canon evidence governance ledger archive score decision gateways settings people acts
acts       canon evidence governance ledger archive score decision gateways settings people town wiring
bench      canon evidence governance ledger archive score decision gateways
cli        everything
"""
PURE = ("canon", "evidence", "governance", "ledger", "archive", "score", "decision")
WORLDLY = {
    "aiohttp", "allauth", "asyncio", "django", "duckdb", "gunicorn", "http", "httpx", "multiprocessing", "pyspark",
    "random", "requests", "secrets", "select", "shutil", "signal", "socket", "socketserver", "sqlite3", "ssl",
    "starlette", "subprocess", "tempfile", "threading", "time", "urllib.request", "uvicorn",
}  # fmt: skip
"""Modules that touch the world: drivers, sockets, clocks, chance, processes."""
ASKING = {
    "datetime.date.today", "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow",
    "ibis.duckdb", "ibis.pyspark", "ibis.sqlite", "os.environ", "os.getenv", "os.getrandom", "os.urandom",
    "uuid.uuid1", "uuid.uuid4",
}  # fmt: skip
"""Single names by which a module asks the clock, chance or the environment, or opens an engine of its own."""


def may_import() -> dict[str, set[str]]:
    rows = [line.split() for line in TABLE.splitlines()[1:]]
    table = {part: set(allowed) - {"·"} for part, *allowed in rows}
    return table | {"cli": set(table), "__init__": set(), "__main__": {"cli"}}


def why_uphill(module: Module) -> list[str]:
    """The parts that a module imports although they do not stand to its left."""
    return sorted(module.parts_imported - may_import()[module.part])


def why_worldly(module: Module) -> list[str]:
    """What a module of a pure stage uses of the world."""
    found = {name for name in module.imported for each in WORLDLY if _within(name, each)}
    return sorted(found | {name for name in module.dotted | module.imported for each in ASKING if _within(name, each)})


def _within(name: str, outer: str) -> bool:
    return name == outer or name.startswith(outer + ".")


def test_the_diagram_in_the_architecture_is_this_table() -> None:
    assert f"```\n{TABLE}```" in (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def test_the_table_itself_runs_one_way_through_the_stages() -> None:
    for place, stage in enumerate(PURE):
        assert may_import()[stage] == set(PURE[:place])


def test_every_part_stands_in_the_table() -> None:
    assert {module.part for module in modules()} - may_import().keys() == set()


@pytest.mark.parametrize("part", sorted({module.part for module in modules()}))
def test_no_import_runs_uphill(part: str) -> None:
    found = {module.name: why_uphill(module) for module in modules() if module.part == part}
    assert {name: uphill for name, uphill in found.items() if uphill} == {}


@pytest.mark.parametrize("stage", [stage for stage in PURE if any(module.part == stage for module in modules())])
def test_a_pure_stage_touches_no_world(stage: str) -> None:
    found = {module.name: why_worldly(module) for module in modules() if module.part == stage}
    assert {name: worldly for name, worldly in found.items() if worldly} == {}


UPHILL = {
    "plain": ("ledger.x", "import shouyi.score.guide", ["score"]),
    "from": ("ledger.x", "from shouyi.archive import openings", ["archive"]),
    "from the top": ("canon.x", "from shouyi import evidence", ["evidence"]),
    "relative": ("evidence.trade.x", "from ...people import urls", ["people"]),
    "for types alone": ("canon.x", "if TYPE_CHECKING:\n    from shouyi.ledger import entry", ["ledger"]),
    "in a function": ("score.x", "def f():\n    from shouyi.gateways.sqlite import connect", ["gateways"]),
    "the wiring": ("people.x", "from shouyi.wiring import open_house", ["wiring"]),
    "downhill": ("score.x", "from shouyi.canon import digest\nfrom .guide import Guide", []),
}


@pytest.mark.parametrize(("name", "text", "expected"), UPHILL.values(), ids=UPHILL.keys())
def test_an_import_that_runs_uphill_is_found(name: str, text: str, expected: list[str]) -> None:
    assert why_uphill(Module(name, text)) == expected


TOUCHES = {
    "driver": "import sqlite3",
    "clock": "from time import time as now",
    "today": "from datetime import date\nday = date.today()",
    "now": "import datetime as d\nat = d.datetime.now()",
    "environment": "import os\nhome = os.environ['HOME']",
    "environment by name": "from os import environ",
    "chance": "import os as system\nsystem.urandom(3)",
    "engine": "import ibis\nibis.duckdb.connect()",
    "web": "from django.db import models",
    "in a function": "def f():\n    import socket",
}


@pytest.mark.parametrize("text", TOUCHES.values(), ids=TOUCHES.keys())
def test_a_touch_of_the_world_is_found(text: str) -> None:
    assert why_worldly(Module("ledger.x", text)) != []


def test_arithmetic_with_days_is_no_touch() -> None:
    assert why_worldly(Module("canon.x", "from datetime import date\nd = date(2026, 1, 1).isoformat()")) == []
