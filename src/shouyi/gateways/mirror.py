"""A witness's own store: the log's entries and records again, and the cuts for which it has vouched."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import orjson

from shouyi.gateways.sqlite import LedgerStore
from shouyi.ledger.kind import LOGS
from shouyi.ledger.machine import Changes
from shouyi.ledger.places import Place, TagPlaces
from shouyi.ledger.witness import Sizes

CUTS = """CREATE TABLE IF NOT EXISTS cuts
(skill INTEGER, trace INTEGER, voice INTEGER, rule INTEGER, PRIMARY KEY (skill, trace, voice, rule)) WITHOUT ROWID"""
SCAN = 4096


class Mirror(LedgerStore):
    """A ledger's store that takes in everything up to a cut at once.

    Crash window: none of its own. Until COMMIT returns, the mirror stands where it stood and nothing has been signed;
    afterwards the cut is remembered, so that no other history is ever signed, whether or not anybody heard the answer.
    """

    def __init__(self, path: Path, net: str, *, durable: bool = True) -> None:
        super().__init__(path, net, durable=durable)
        self._db.execute(CUTS)

    def take_in(self, changes: Iterable[Changes], cut: Sizes) -> None:
        """All batches and the cut in one transaction; whatever `changes` raises leaves everything as it was."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for change in changes:
                self._insert(change)
            self._db.execute("INSERT OR IGNORE INTO cuts VALUES (?, ?, ?, ?)", cut)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def has_cut(self, cut: Sizes) -> bool:
        """Whether all four logs were checked together at these sizes."""
        query = "SELECT 1 FROM cuts WHERE (skill, trace, voice, rule) = (?, ?, ?, ?)"
        return self._db.execute(query, cut).fetchone() is not None

    def places(self) -> TagPlaces:
        """Where every spent tag stands, read from the entries."""
        found = TagPlaces()
        for log, name in enumerate(LOGS):
            rows = self._db.execute(f"SELECT position, entry FROM {name} ORDER BY position")
            while some := rows.fetchmany(SCAN):
                found.add(*tagged(log, some))
        return found


def tagged(log: int, rows: Iterable[tuple[int, bytes]]) -> tuple[list[bytes], list[Place]]:
    """The tags among these (index, entry) of a log that the machine has judged, and their places."""
    tags, places = [], []
    for index, entry in rows:
        if (tag := orjson.loads(entry).get("tag")) is not None:
            tags.append(bytes.fromhex(tag))
            places.append((log, index))
    return tags, places
