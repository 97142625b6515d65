"""Any byte of the database flipped: fsck finds it, or nothing that anybody reads has changed; it never falls over."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

from shouyi.gateways.errors import GatewayError
from world.home import Home

FLIPS, SOAK_FLIPS = 60, 2_000
TABLES = ("meta", "skill", "trace", "voice", "rule", "batches", "state", "edges")


def contents(path: Path) -> list[object]:
    """Every row of every table."""
    db = sqlite3.connect(path)
    try:
        return [db.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]
    finally:
        db.close()


def is_found(path: Path) -> bool:
    try:
        home = Home(path)
    except GatewayError:
        return True
    try:
        return bool(home.fsck().findings)
    finally:
        home.close()


def test_a_flipped_byte_of_the_database_is_found_or_unread(tmp_path, soak, pytestconfig):
    seed = pytestconfig.getoption("--crash-seed")
    home = Home(tmp_path, durable=False)
    home.found()
    with home.ledger.writing():
        for _ in range(6):
            home.write_loose(60)
    home.store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    home.close()
    path = tmp_path / "ledger.db"
    good, rows, chance = path.read_bytes(), contents(path), random.Random(f"flips/{seed}")
    found = 0
    for at in chance.sample(range(len(good)), SOAK_FLIPS if soak else FLIPS):
        bad = bytearray(good)
        bad[at] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)
        if is_found(tmp_path):
            found += 1
        else:
            assert contents(path) == rows, f"seed {seed}: byte {at} changed what is read, and fsck is content"
        for name in ("ledger.db-wal", "ledger.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
    assert found > FLIPS // 4
