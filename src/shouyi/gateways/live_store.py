"""What is kept of live people (`score.live_parts`): one SQLite file of small sealed rows, under each person's own key.

A row is named by a keyed digest, so neither months nor buyers can be read off the file. All of it is derived: it may be
lost or thrown away, and a loss of power may take the last moments (synchronous=NORMAL; one transaction a change, so
that what is there belongs together).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouyi.canon.digest import derive, mac
from shouyi.gateways.counting import count_one
from shouyi.gateways.keystore import Keystore, truncate
from shouyi.gateways.sqlite import connect
from shouyi.ledger.ports import Randomness
from shouyi.score.live_parts import Torn

SCHEMA = """CREATE TABLE IF NOT EXISTS parts (
  ref BLOB NOT NULL, name BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (ref, name)) WITHOUT ROWID"""
NAME = "live.db"
NAME_BYTES = 16


class LiveStore:
    """The open file. One writer at a time, in this process and among all."""

    def __init__(self, home: Path, keys: Keystore, randomness: Randomness) -> None:
        self.keys, self._random, self._lock = keys, randomness, RLock()
        self._db = connect(home / NAME)
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(SCHEMA)

    @contextmanager
    def turn(self, ref: bytes, *, writing: bool) -> Iterator[Parts]:
        """One person's parts, as of one moment; what is put is kept when the block ends well. Raises PersonErased."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            try:
                key = self.keys.person_key(ref)  # once it is our turn: an erasure that we waited for has destroyed it
                sealing, naming = derive(key, b"shouyi/live/seal/1"), derive(key, b"shouyi/live/name/1")
                yield Parts(self._db, self._random, ref, sealing, naming)
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def forget(self, ref: bytes, patience_s: float = 0) -> None:
        """Deletes and overwrites all of a person. Raises GatewayError while another process reads on."""
        with self._lock:
            self._db.execute("DELETE FROM parts WHERE ref = ?", (ref,))
            truncate(self._db, patience_s)

    def clear(self) -> None:
        """Throws everything away."""
        with self._lock:
            self._db.execute("DELETE FROM parts")

    def close(self) -> None:
        self._db.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """One person's parts within a turn."""

    _db: sqlite3.Connection
    _random: Randomness
    _ref: bytes
    _key: bytes
    _naming: bytes

    def fetch(self, name: str) -> bytes | None:
        """The part of this name, None where there is none. Raises Torn for one that was changed."""
        digest = self._named(name)
        row = self._db.execute("SELECT sealed FROM parts WHERE ref = ? AND name = ?", (self._ref, digest)).fetchone()
        if row is None:
            return None
        try:
            plain = AESGCM(self._key).decrypt(row[0][:12], row[0][12:], digest)
        except (InvalidTag, ValueError):  # too short for a nonce, the latter
            raise Torn("a part was changed") from None
        count_one()
        return plain

    def put(self, parts: Mapping[str, bytes]) -> None:
        """Lets these stand, each in the place of its namesake."""
        rows = [(self._ref, digest := self._named(name), self._sealed(digest, data)) for name, data in parts.items()]
        self._db.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", rows)

    def clear(self) -> None:
        """Takes all of the person's parts away."""
        self._db.execute("DELETE FROM parts WHERE ref = ?", (self._ref,))

    def _named(self, name: str) -> bytes:
        return mac(self._naming, name.encode())[:NAME_BYTES]

    def _sealed(self, digest: bytes, data: bytes) -> bytes:
        """A demonstration derives nonces from what is sealed: none serves two texts."""
        nonce = self._random(b"nonce/live/" + mac(self._naming, digest, data), 12)
        return nonce + AESGCM(self._key).encrypt(nonce, data, digest)
