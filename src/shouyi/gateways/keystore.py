"""Keys at rest: persons' keys, wrapped by the KEK of an epoch, in an SQLite file of their own; signing keys in files.

keys.db    wrapped person keys, nothing else. `secure_delete`, and a truncated write-ahead log after each erasure.
keys/      kek.json (KEKs by epoch, the key of look-ups), registrar.key, <organisation>.<purpose>.key; mode 0600.

Trust: whoever holds keys/ and keys.db can open every file that is not erased. Whoever holds them after an erasure
cannot open what was erased: the wrapped key is gone, and no KEK brings it back.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouyi.archive.errors import PersonErased
from shouyi.canon.digest import mac, u64
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.sqlite import connect
from shouyi.ledger.ports import Randomness

REF_BYTES = 16
SCHEMA = "CREATE TABLE IF NOT EXISTS wrapped (ref BLOB PRIMARY KEY, epoch INTEGER NOT NULL, key BLOB NOT NULL)"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """An Ed25519 key in a file. Implements `ledger.note.Signer`."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


class Keystore:
    """Person keys by `ref`, a keyed look-up of the local id; and the signing keys of this installation."""

    def __init__(self, home: Path, randomness: Randomness) -> None:
        self._folder, self._random = home / "keys", randomness
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._db = connect(home / "keys.db")
        self._db.execute(SCHEMA)
        self._keks = self._read_keks()
        self._known: dict[bytes, bytes] = {}

    def ref(self, person: str) -> bytes:
        """The 16-byte name under which the vault knows a person: a keyed digest of the local id."""
        return mac(self._keks["lookup"], b"shouyi/ref/1", person.encode())[:REF_BYTES]

    def person_key(self, ref: bytes) -> bytes:
        """The 32-byte key of a person. Raises PersonErased when there is none (any more)."""
        if ref not in self._known:
            row = self._db.execute("SELECT epoch, key FROM wrapped WHERE ref = ?", (ref,)).fetchone()
            if row is None:
                raise PersonErased("no key of this person is here")
            self._known[ref] = self._unwrap(ref, *row)
        return self._known[ref]

    def add_persons(self, persons: Iterable[str], generation: int = 0) -> None:
        """New keys for those who have none, in one transaction. Whoever came back has a key of another `generation`."""
        epoch = max(int(name) for name in self._keks if name.isdigit())
        wrapping = AESGCM(self._keks[str(epoch)])
        rows = []
        for person in persons:
            ref = self.ref(person)
            which = ref + (u64(generation) if generation else b"")
            key, nonce = self._random(b"person/" + which, 32), self._random(b"wrap/" + which, 12)
            rows.append((ref, epoch, nonce + wrapping.encrypt(nonce, key, ref)))
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR IGNORE INTO wrapped VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def destroy(self, ref: bytes) -> None:
        """Destroys a person's key for good: the row is overwritten, the write-ahead log truncated."""
        self._known.pop(ref, None)
        self._db.execute("DELETE FROM wrapped WHERE ref = ?", (ref,))
        truncate(self._db)

    def registrar_key(self) -> bytes:
        """The key of `once` values. It never rotates."""
        return self._secret("registrar.key", b"registrar")

    def signer(self, name: str) -> KeyFile:
        """The signing key of this name, as `org-x.batch` or `<origin>.log`; made at its first use."""
        return key_file(self._folder / f"{name.replace('/', '.')}.key", self._random, name.encode())

    def _unwrap(self, ref: bytes, epoch: int, wrapped: bytes) -> bytes:
        try:
            return AESGCM(self._keks[str(epoch)]).decrypt(wrapped[:12], wrapped[12:], ref)
        except (InvalidTag, KeyError):
            raise GatewayError(f"a person's key of epoch {epoch} cannot be unwrapped", permanent=True) from None

    def _read_keks(self) -> dict[str, bytes]:
        path = self._folder / "kek.json"
        if not path.exists():
            made = {"1": self._random(b"kek/1", 32), "lookup": self._random(b"lookup", 32)}
            _write_private(path, json.dumps({name: key.hex() for name, key in made.items()}).encode())
        try:
            return {name: bytes.fromhex(key) for name, key in json.loads(path.read_bytes()).items()}
        except (ValueError, AttributeError) as problem:
            raise GatewayError(f"kek.json cannot be read: {problem}", permanent=True) from None

    def _secret(self, name: str, purpose: bytes) -> bytes:
        return _secret(self._folder / name, self._random, purpose)


def key_file(path: Path, randomness: Randomness, purpose: bytes) -> KeyFile:
    """The signing key in a file, made at its first use."""
    return KeyFile(Ed25519PrivateKey.from_private_bytes(_secret(path, randomness, purpose)))


def _secret(path: Path, randomness: Randomness, purpose: bytes) -> bytes:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_private(path, randomness(b"secret/" + purpose, 32).hex().encode())
    return bytes.fromhex(path.read_text())


def truncate(db: sqlite3.Connection) -> None:
    """Moves the write-ahead log into the file and cuts it to nothing, so that no old page survives in it."""
    busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise GatewayError("another process reads the store; the erasure must be repeated", permanent=False)


def _write_private(path: Path, data: bytes) -> None:
    temporary = path.with_name(path.name + ".new")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
