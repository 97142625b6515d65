"""Crash safety by trace, not by luck: at each seeded cut the disk is rebuilt with what was not synced lost, torn or out
of order; no acknowledged entry may be missing, and fsck must be content.

The control run asks for no sync at all (synchronous=OFF). It must lose acknowledged entries, else this test is blind.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateways.crash.disk import build, replayed
from gateways.crash.trace import Op, record
from gateways.crash.writer import sizes
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.fsck import require_sound
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.errors import LedgerError
from shouyi.ledger.kind import TRACE
from world.home import Home, loose
from world.ledger import PLATFORM

BATCHES = 24
KEPT = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.5, 0.5), (0.9, 0.9), (1.0, 0.8))
"""Shares of the unsynced names and bytes that survive. Names without their bytes: what renaming too early risks."""
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is absent: crash cuts were not tried")


def facts(ops: list[Op]) -> Iterator[tuple[int, list[str]]]:
    """(place in the trace, words) of each line that the writer said."""
    for at, op in enumerate(ops):
        if op.kind == "say":
            yield from ((at, line.split()) for line in op.data.decode().splitlines())


def acknowledged(ops: list[Op], cut: int) -> int:
    """How many entries the writer had been told are durable, or had seen cosigned, when power was lost."""
    return max([int(words[-1]) for at, words in facts(ops) if at <= cut], default=0)


def choose(ops: list[Op], count: int, chance: random.Random) -> list[int]:
    """Half of the cuts anywhere, a quarter where losses show (just after something was acknowledged), a quarter where
    torn files show (just after a checkpoint got its name)."""
    said = [at for at, _ in facts(ops)]
    named = [at for at, op in enumerate(ops) if op.kind == "rename" and op.to.endswith("checkpoint")]
    anywhere = chance.sample(range(len(ops)), count - 2 * (count // 4))
    return sorted({*anywhere, *chance.sample(said, count // 4), *chance.sample(named, count // 4)})


def why_lost(ops: list[Op], cut: int, folder: Path, chance: random.Random) -> str | None:
    """What is wrong with the home in `folder` after power was lost at `cut`; None if nothing is."""
    try:
        for path in (folder / "public").glob("*/checkpoint"):
            read_checkpoint(path.read_bytes())  # readers see it before any recovery: old or new, never torn
        home = Home(folder, publish_every=3)
        try:
            return _why_lost(home, acknowledged(ops, cut), goes_on=chance.random() < 0.5)
        finally:
            home.close()
    except (LedgerError, GatewayError, AssertionError, sqlite3.Error) as problem:
        return f"{type(problem).__name__}: {problem}"


def _why_lost(home: Home, size: int, *, goes_on: bool) -> str | None:
    """Recovers as the next start does: by publishing, or by writing on."""
    kept = set(home.store.entries(TRACE, 0, 1 << 40))
    lost = [number for number in range(size) if loose(PLATFORM, number).to_bytes() not in kept]
    if lost:
        return f"{len(lost)} of {size} acknowledged entries are lost, {lost[0]} first"
    if not goes_on:
        home.ledger.publish()
    else:
        home.found()
        with home.ledger.writing():
            home.write_loose(30)
    report = home.fsck()
    require_sound(report)
    assert not report.pending, report.pending
    return None


def lose_power_everywhere(ops: list[Op], count: int, seed: str, folder: Path) -> dict[int, str]:
    """The cuts at which something is wrong, and what."""
    chance, wrong = random.Random(seed), {}
    for cut, disk in replayed(ops, choose(ops, count, chance)):
        kept = chance.choice(KEPT)
        build(disk.lose_power(chance, *kept), folder / str(cut))
        if problem := why_lost(ops, cut, folder / str(cut), chance):
            wrong[cut] = f"{kept} kept: {problem}"
        else:
            shutil.rmtree(folder / str(cut))
    return wrong


@needs_strace
def test_no_acknowledged_entry_is_lost_at_any_cut(tmp_path, soak, pytestconfig):
    seed, count, batches = pytestconfig.getoption("--crash-seed"), *((200, 72) if soak else (40, BATCHES))
    print(f"crash seed {seed}, {count} cuts")
    ops = record(tmp_path / "home", tmp_path / "trace", seed, str(batches), "durable")
    said = [words for _, words in facts(ops) if words[0] == "ack"]
    assert [int(words[1]) for words in said] == list(range(1, batches + 1))
    assert int(said[-1][2]) == sum(sizes(seed, batches))
    wrong = lose_power_everywhere(ops, count, f"cuts/{seed}", tmp_path / "cuts")
    assert not wrong, (seed, wrong)


@needs_strace
def test_a_store_that_does_not_sync_fails_this_test(tmp_path, pytestconfig):
    seed = pytestconfig.getoption("--crash-seed")
    ops = record(tmp_path / "home", tmp_path / "trace", seed, str(BATCHES), "careless")
    wrong = lose_power_everywhere(ops, 12, f"careless/{seed}", tmp_path / "cuts")
    assert any("acknowledged entries are lost" in problem for problem in wrong.values()), wrong
