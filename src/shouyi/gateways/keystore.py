"""Keys at rest: persons' keys, wrapped by the KEK of an epoch, in an SQLite file of their own; signing keys in files.

keys.db    wrapped person keys, nothing else. `secure_delete`, and a truncated write-ahead log after each erasure.
keys/      kek.json (KEKs by epoch, the key of look-ups), registrar.key, <organisation>.<purpose>.key; mode 0600.

A key is made only where `create` says that its time has come: a new home, a founding, an organisation that joins.
Anywhere else a key that is not there is lost, and an error names its file: one made anew would open nothing that the
lost one sealed, sign for nobody, and bring back whoever erased. Crash window: a file `<name>.<random>.new` may be left,
which nobody reads; a key is under its own name whole and durable, or not at all.

Trust: whoever holds keys/ and keys.db can open every file that is not erased. Whoever holds them after an erasure
cannot open what was erased: the wrapped key is gone, and no KEK brings it back.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouyi.archive.errors import PersonErased
from shouyi.canon.digest import mac, u64
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.files import sync_folders
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
    """Person keys by `ref`, a keyed look-up of the local id; and the signing keys of this installation.

    `create`: the home is new, so that its KEK and `keys.db` may be made. Raises GatewayError where either is lost.
    """

    def __init__(self, home: Path, randomness: Randomness, *, create: bool = False) -> None:
        self._folder, self._random = home / "keys", randomness
        if not create and not (home / "keys.db").exists():
            raise _lost("keys.db")
        self._db = connect(home / "keys.db")
        self._db.execute(SCHEMA)
        wrapped = self._db.execute("SELECT 1 FROM wrapped LIMIT 1").fetchone()
        self._keks = self._read_keks(create=create and wrapped is None)
        self._known: dict[bytes, bytes] = {}
        self._seen = self.version()

    def ref(self, person: str) -> bytes:
        """The 16-byte name under which the vault knows a person: a keyed digest of the local id."""
        return mac(self._keks["lookup"], b"shouyi/ref/1", person.encode())[:REF_BYTES]

    def lookup(self, domain: str, value: str) -> bytes:
        """A keyed digest, 32 bytes, by which a sealed value (a telephone number) is found again within its domain."""
        return mac(self._keks["lookup"], b"shouyi/lookup/1", domain.encode(), b"\0", value.encode())

    def version(self) -> int:
        """A number that changes when another process wrote to keys.db: what was read before may be destroyed since."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def has(self, ref: bytes) -> bool:
        """Whether a key of this person is here."""
        return self._db.execute("SELECT 1 FROM wrapped WHERE ref = ?", (ref,)).fetchone() is not None

    def person_key(self, ref: bytes) -> bytes:
        """The 32-byte key of a person. Raises PersonErased when there is none (any more), whoever destroyed it."""
        if (version := self.version()) != self._seen:
            self._known, self._seen = {}, version
        known = self._known
        if (key := known.get(ref)) is None:
            row = self._db.execute("SELECT epoch, key FROM wrapped WHERE ref = ?", (ref,)).fetchone()
            if row is None:
                raise PersonErased("no key of this person is here")
            key = known[ref] = self._unwrap(ref, *row)
        return key

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
        try:
            self._db.executemany("INSERT OR IGNORE INTO wrapped VALUES (?, ?, ?)", rows)
            self._db.execute("COMMIT")
        except BaseException:  # a full disk: the connection goes on, and must not stay in a transaction
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def destroy(self, ref: bytes) -> None:
        """Deletes a person's key; the row is overwritten. Old pages are gone once `cut` returned."""
        self._known.pop(ref, None)
        self._db.execute("DELETE FROM wrapped WHERE ref = ?", (ref,))

    def cut(self, patience_s: float) -> None:
        """Leaves nothing in the write-ahead log. Raises GatewayError while another process reads: to be repeated."""
        truncate(self._db, patience_s)

    def registrar_key(self, *, create: bool = False) -> bytes:
        """The key of `once` values. It never rotates. Raises GatewayError when it is lost."""
        return _secret(self._folder / "registrar.key", self._random, b"registrar", create=create)

    def signer(self, name: str, *, create: bool = False) -> KeyFile:
        """The signing key of this name, as `org-x.batch` or `<origin>.log`. Raises GatewayError when it is lost."""
        path = self._folder / f"{name.replace('/', '.')}.key"
        return key_file(path, self._random, name.encode(), create=create)

    def signer_names(self, name: str) -> list[str]:
        """Which signing keys of this name are here, in their order: itself, then `<name>.2` and on."""
        stem = name.replace("/", ".")
        tails = [path.name[len(stem) : -len(".key")] for path in self._folder.glob(f"{stem}*.key")]
        later = sorted(int(tail[1:]) for tail in tails if tail[:1] == "." and tail[1:].isdecimal())
        return [*([name] if "" in tails else []), *(f"{name}.{number}" for number in later)]

    def _unwrap(self, ref: bytes, epoch: int, wrapped: bytes) -> bytes:
        try:
            return AESGCM(self._keks[str(epoch)]).decrypt(wrapped[:12], wrapped[12:], ref)
        except (InvalidTag, KeyError):
            raise GatewayError(f"a person's key of epoch {epoch} cannot be unwrapped", permanent=True) from None

    def _read_keks(self, *, create: bool) -> dict[str, bytes]:
        path = self._folder / "kek.json"
        if create:
            made = {"1": self._random(b"kek/1", 32), "lookup": self._random(b"lookup", 32)}
            _write_once(path, json.dumps({name: key.hex() for name, key in made.items()}).encode())
        try:
            keks = {name: _key(key) for name, key in json.loads(_read(path)).items()}
        except (ValueError, AttributeError, TypeError) as problem:
            raise GatewayError(f"kek.json cannot be read: {problem}", permanent=True) from None
        if "lookup" not in keks or not any(name.isdigit() for name in keks):
            raise GatewayError("kek.json lacks a KEK or the key of look-ups", permanent=True)
        return keks


def key_file(path: Path, randomness: Randomness, purpose: bytes, *, create: bool = False) -> KeyFile:
    """The signing key in a file, made if `create` says so and it is not there. Raises GatewayError when it is lost."""
    return KeyFile(Ed25519PrivateKey.from_private_bytes(_secret(path, randomness, purpose, create=create)))


def truncate(db: sqlite3.Connection, patience_s: float) -> None:
    """Moves the write-ahead log into the file and cuts it to nothing, so that no old page survives in it.

    Waits this long for readers. Raises GatewayError when one reads on: then it must be called again.
    """
    before = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute(f"PRAGMA busy_timeout={int(1000 * patience_s)}")
    try:
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        busy = 1
    finally:
        db.execute(f"PRAGMA busy_timeout={before}")
    if busy:
        raise GatewayError("another process reads the store: old pages are cut away at the next start", permanent=False)


def _secret(path: Path, randomness: Randomness, purpose: bytes, *, create: bool) -> bytes:
    if create:
        _write_once(path, randomness(b"secret/" + purpose, 32).hex().encode())
    try:
        return _key(_read(path).decode("ascii"))
    except ValueError:
        raise GatewayError(f"{path.name} does not hold a key of 32 bytes", permanent=True) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _lost(path.name) from None


def _lost(name: str) -> GatewayError:
    return GatewayError(f"{name} is not there and no new one can stand for it: restore it", permanent=True)


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:
        raise ValueError("a key has 32 bytes")
    return key


def _write_once(path: Path, data: bytes) -> None:
    """Writes `data` unless a key is there; durable either way. Of two processes that start together, one's stands."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _link(path, data)
    sync_folders([path.parent, path.parent.parent])


def _link(path: Path, data: bytes) -> None:
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
