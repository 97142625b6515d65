"""A small network of organisations for tests: keys, salts and tags follow from names, every batch is really signed.

`World` holds the machine's state and, log by log, what it took, so that tests can ask for paths and replay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shouyi.archive.openings import Opening, commit
from shouyi.evidence.records import Draft, Value
from shouyi.ledger.batch import Batch, make_batch
from shouyi.ledger.entry import Entry
from shouyi.ledger.keys import source_key, tag
from shouyi.ledger.kinds import kinds
from shouyi.ledger.machine import Changes, State, apply
from shouyi.ledger.tree import Hashes

NET = "shouyi.test/1"
DAY = 20_416
FOUNDER, REGISTRAR, PLATFORM, OTHER = "org-founder", "org-culture", "org-market", "org-lantern"
ROLES = {FOUNDER: "operator", REGISTRAR: "registrar", PLATFORM: "platform", OTHER: "platform"}


def seed(*names: object) -> bytes:
    """SHA-256 of the names joined by slashes: 32 bytes that anybody can make again."""
    return sha256("/".join(map(str, names)).encode()).digest()


@dataclass(frozen=True, slots=True)
class SeedKey:
    """The Ed25519 key whose private half is `seed("key", name)`. Implements `ledger.note.Signer`."""

    name: str

    @property
    def public(self) -> bytes:
        return _private(self.name).public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return _private(self.name).sign(message)


@cache
def _private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed("key", name))


def batch_key(org: str) -> SeedKey:
    return SeedKey(f"{org}.batch")


def plain(kind: str, pub: Mapping[str, Any], *, by: str = FOUNDER, day: int = DAY) -> Entry:
    """An entry about nobody."""
    return Entry(by, day, kinds()[kind], b"", b"", pub)


def org_added(org: str, *, by: str = FOUNDER, day: int = DAY, role: str | None = None) -> Entry:
    return plain("org.added", {"org": org, "role": role or ROLES[org]}, by=by, day=day)


def key_added(key: SeedKey, org: str, *, by: str = FOUNDER, day: int = DAY, purpose: str = "batch") -> Entry:
    return plain("key.added", {"key": key.public.hex(), "org": org, "purpose": purpose}, by=by, day=day)


def founding(day: int = DAY) -> list[Entry]:
    """The founder, its key, and the other three organisations with theirs."""
    return [make for org in ROLES for make in (org_added(org, day=day), key_added(batch_key(org), org, day=day))]


@dataclass(slots=True)
class Source:
    """The chain of one organisation about one person: hands out entries that spend one tag after the other."""

    person: str
    org: str
    n: int = 0

    @property
    def key(self) -> bytes:
        return source_key(seed("person", self.person), self.org)

    def open(self, kind: str, fields: Mapping[str, Value], *, day: int = DAY, on: int | None = None,
             other: Mapping[str, Value] | None = None, first: bytes | None = None,
             pub: Mapping[str, Any] | None = None) -> Opening:  # fmt: skip
        """The next entry of the chain with everything that opens it."""
        draft = Draft(kind, self.person, self.org, day if on is None else on, fields, other=other or {})
        spent = tag(self.key, self.n).hex()
        opening = commit(draft, day, self.key, self.n, seed("entry", self.org, spent),
                         other_seed=seed("other", self.org, spent), first=first, pub=pub)  # fmt: skip
        self.n += 1
        return opening


NOTHING: Mapping[str, Value] = dict.fromkeys(
    ("cancelled", "delivered", "dispatched", "overdue", "returned", "sold", "visited"), ()
)


def statement(source: Source, day: int = DAY, **fields: Value) -> Entry:
    """A trade statement about the source's person, empty but for `fields`."""
    return source.open("trade.statement", {**NOTHING, **fields}, day=day).entry()


@dataclass(slots=True)
class World:
    """The machine after the batches so far, and the four logs' entries and hashes."""

    state: State = field(default_factory=lambda: State(NET))
    taken: list[Changes] = field(default_factory=list)
    entries: tuple[list[bytes], ...] = field(default_factory=lambda: ([], [], [], []))
    hashes: tuple[Hashes, ...] = field(default_factory=lambda: (Hashes(), Hashes(), Hashes(), Hashes()))
    counted: dict[str, int] = field(default_factory=dict)

    def batch(self, org: str, entries: Iterable[Entry], key: SeedKey | None = None) -> Batch:
        """The organisation's next batch under `key` (its own batch key), signed, not applied."""
        signer = key or batch_key(org)
        return make_batch(entries, org, signer, self.counted.get(signer.name, 0), NET)

    def take(self, batch: Batch, day: int = DAY) -> Changes:
        """Applies and commits. Raises LedgerError."""
        changes = apply(self.state, batch, day)
        self.state.commit(changes)
        self.taken.append(changes)
        for log in range(4):
            self.entries[log].extend(changes.entries[log])
            self.hashes[log].extend(changes.leaves[log])
        return changes

    def write(self, org: str, entries: Iterable[Entry], day: int = DAY, key: SeedKey | None = None) -> Changes:
        """`batch` and `take`; the key's count goes on."""
        signer = key or batch_key(org)
        changes = self.take(self.batch(org, entries, signer), day)
        self.counted[signer.name] = changes.batch.head.n + 1
        return changes


def founded(day: int = DAY) -> World:
    """A world whose first batch is the founder's."""
    world = World()
    world.write(FOUNDER, founding(day), day)
    return world
