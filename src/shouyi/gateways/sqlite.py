"""The ledger's store: one SQLite file whose commit is the only commit point.

Entries, batch records, state, tree edges: one transaction a batch, in WAL with synchronous=FULL, so that a commit that
returned survives the loss of power. Crash windows:

- before COMMIT returns: the batch is there whole or not at all; whoever submitted it learned nothing yet.
- after COMMIT, before tiles and checkpoints: the batch counts; `gateways.tiles` writes them again at the next start.

What is only derived (tiles, checkpoints) is never asked whether something happened.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from shouyi.canon.canonical import encode_plain
from shouyi.gateways.errors import GatewayError
from shouyi.ledger.errors import LedgerError
from shouyi.ledger.kind import LOGS
from shouyi.ledger.machine import Changes, State
from shouyi.ledger.spent import SpentTags
from shouyi.ledger.tree import Edge

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE skill (position INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE trace (position INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE voice (position INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE rule (position INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE batches (position INTEGER PRIMARY KEY, record BLOB NOT NULL, app BLOB NOT NULL);
CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE edges (tree TEXT PRIMARY KEY, size INTEGER NOT NULL, levels BLOB NOT NULL) WITHOUT ROWID;
"""
_TREES = (*LOGS, "state")


def connect(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    """A connection in WAL mode, without implicit transactions. `durable=False` is for the test that must then fail."""
    try:
        if not path.exists():  # closing a file that this process has open would drop SQLite's POSIX locks on it
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # nobody else's; its -wal and -shm follow
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        connection.execute("PRAGMA secure_delete=ON")
    except sqlite3.Error as problem:
        raise GatewayError(f"{path.name} cannot be opened: {problem}", permanent=True) from None
    return connection


class LedgerStore:
    """Implements `ledger.ports.Log`; `append` takes what the machine returned."""

    def __init__(self, path: Path, net: str, *, durable: bool = True) -> None:
        self._db = connect(path, durable=durable)
        self._create(net)
        (found,) = self._db.execute("SELECT value FROM meta WHERE name = 'net'").fetchone()
        if found != net:
            raise GatewayError(f"this store is of the network {found}, not {net}", permanent=True)
        self.net = net

    def _create(self, net: str) -> None:
        """The tables and whose they are, in one transaction: a crash leaves both or neither."""
        if self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            return
        self._db.execute("BEGIN IMMEDIATE")
        if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            for statement in filter(str.strip, SCHEMA.split(";")):
                self._db.execute(statement)
            self._db.execute("INSERT INTO meta VALUES ('net', ?)", (net,))
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()

    def append(self, changes: Changes) -> None:
        """Makes a batch durable: once this returns, it counts, whatever happens next."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._insert(changes)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _insert(self, changes: Changes) -> None:
        for log, entries, edge in zip(LOGS, changes.entries, changes.edges, strict=True):
            start = edge.size - len(entries)
            self._db.executemany(f"INSERT INTO {log} VALUES (?, ?)", enumerate(entries, start))
        count = self.batch_count()
        self._db.execute("INSERT INTO batches VALUES (?, ?, ?)", (count, changes.record, changes.app_hash))
        self._db.executemany(
            "INSERT INTO state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            ((key, encode_plain(value)) for key, value in changes.writes),
        )
        edges = zip(_TREES, (*changes.edges, changes.state_edge), strict=True)
        rows = ((tree, edge.size, pack_edge(edge)) for tree, edge in edges)
        self._db.executemany("INSERT OR REPLACE INTO edges VALUES (?, ?, ?)", rows)

    def batch_count(self) -> int:
        """How many batches are durable."""
        return int(self._db.execute("SELECT coalesce(max(position) + 1, 0) FROM batches").fetchone()[0])

    def entries(self, log: int, start: int, stop: int) -> Sequence[bytes]:
        """Canonical entries start..stop−1 of a log."""
        query = f"SELECT entry FROM {LOGS[log]} WHERE position >= ? AND position < ? ORDER BY position"
        return [entry for (entry,) in self._db.execute(query, (start, stop))]

    def records(self, start: int, stop: int) -> Sequence[bytes]:
        """Batch records start..stop−1."""
        return [record for record, _ in self.records_and_hashes(start, stop)]

    def records_and_hashes(self, start: int, stop: int) -> list[tuple[bytes, bytes]]:
        """(record, app hash after it) of batches start..stop−1."""
        query = "SELECT record, app FROM batches WHERE position >= ? AND position < ? ORDER BY position"
        return self._db.execute(query, (start, stop)).fetchall()

    def sizes(self) -> tuple[int, ...]:
        """Sizes of the four logs."""
        found = dict(self._db.execute("SELECT tree, size FROM edges").fetchall())
        return tuple(found.get(log, 0) for log in LOGS)

    def get(self, key: str) -> Any:
        """One durable value of the state, without the rest of it; None without one. A `ledger.kind.View`."""
        row = self._db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return orjson.loads(row[0]) if row else None

    def load(self) -> State:
        """The machine's state after the last durable batch; spent tags are read from the entries."""
        self._db.execute("BEGIN")  # one snapshot
        try:
            state = State(self.net, spent=self._spent())
            state.values = {key: orjson.loads(value) for key, value in self._db.execute("SELECT key, value FROM state")}
            edges = {t: unpack_edge(s, v) for t, s, v in self._db.execute("SELECT tree, size, levels FROM edges")}
            state.edges = tuple(edges.get(log, Edge()) for log in LOGS)
            state.state_edge = edges.get("state", Edge())
            last = self._db.execute("SELECT record FROM batches ORDER BY position DESC LIMIT 1").fetchone()
            state.day = orjson.loads(last[0])["day"] if last else 0
        finally:
            self._db.execute("COMMIT")
        return state

    def _spent(self) -> SpentTags:
        spent: dict[str, list[bytes]] = {}
        for log in LOGS:
            for (entry,) in self._db.execute(f"SELECT entry FROM {log}"):
                plain = orjson.loads(entry)
                if "tag" in plain:
                    spent.setdefault(plain["by"], []).append(bytes.fromhex(plain["tag"]))
        tags = SpentTags()
        for by, found in spent.items():
            tags.add(by, found)
        return tags

    def published(self) -> tuple[tuple[int, bytes], ...] | None:
        """(size, root) a log of the last cut whose tiles and checkpoints are durable on disk; None before the first.

        Raises GatewayError for a damaged note: `forget_published` mends it.
        """
        row = self._db.execute("SELECT value FROM meta WHERE name = 'published'").fetchone()
        try:
            found = tuple((size, bytes.fromhex(root)) for size, root in orjson.loads(row[0])) if row else None
        except (ValueError, TypeError):
            found = ()
        if found is not None and _note(found) != row[0]:
            raise GatewayError("the note of what is published is damaged", permanent=True)
        return found

    def set_published(self, cut: Sequence[tuple[int, bytes]]) -> None:
        """Notes that everything up to this cut is on disk: a hint for the next start, not a truth."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('published', ?)", (_note(cut),))

    def forget_published(self) -> None:
        """The next publication writes everything again: the mend for a damaged folder."""
        self._db.execute("DELETE FROM meta WHERE name = 'published'")

    def integrity(self) -> list[str]:
        """What SQLite's own check finds wrong with the file."""
        found = [text for (text,) in self._db.execute("PRAGMA integrity_check(8)")]
        return [] if found == ["ok"] else found

    def edge_rows(self) -> list[tuple[str, int, bytes]]:
        """Stored (tree, size, packed levels): for auditors."""
        return self._db.execute("SELECT tree, size, levels FROM edges").fetchall()

    def state_rows(self) -> Iterator[tuple[str, bytes]]:
        """Stored keys and canonical values, by key: for auditors."""
        yield from self._db.execute("SELECT key, value FROM state ORDER BY key")


def _note(cut: Sequence[tuple[int, bytes]]) -> str:
    return orjson.dumps([[size, root.hex()] for size, root in cut]).decode()


def pack_edge(edge: Edge) -> bytes:
    """Each tile level's hashes behind their number, one byte."""
    return b"".join(bytes([len(level) // 32]) + level for level in edge.levels)


def unpack_edge(size: int, data: bytes) -> Edge:
    """The edge that `pack_edge` packed. Raises LedgerError."""
    levels, at = [], 0
    while at < len(data):
        width = 32 * data[at]
        levels.append(bytearray(data[at + 1 : at + 1 + width]))
        at += 1 + width
    if at != len(data) or sum((len(level) // 32) << 8 * n for n, level in enumerate(levels)) != size:
        raise LedgerError("a stored tree edge does not have its size")
    return Edge(size, levels)
