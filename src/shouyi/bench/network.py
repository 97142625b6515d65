"""A network for benchmarks: a founder that is its own platform, keys from one seed, batches prepared and signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shouyi.gateways.embedded import EmbeddedLedger
from shouyi.gateways.sqlite import LedgerStore
from shouyi.gateways.tiles import TileFolder
from shouyi.ledger.batch import Batch, make_batch
from shouyi.ledger.entry import Entry
from shouyi.ledger.kind import LOGS
from shouyi.ledger.kinds import kinds
from shouyi.ledger.note import COSIGNATURE, ED25519, Verifier
from shouyi.ledger.policy import Pin, parse_policy, write_policy

NET, ORG, DAY = "bench.example/net", "org-bench-platform", 20_781
UNIX = DAY * 86_400
BATCH_ENTRIES = 1_000
ORIGINS = tuple(f"{NET}/{log}" for log in LOGS)


@dataclass(frozen=True)
class Key:
    """A signer whose key follows from seed and name."""

    seed: int
    name: str

    @cached_property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(f"bench/{self.seed}/{self.name}".encode()).digest())

    @cached_property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def founding(seed: int) -> Batch:
    """The first batch: the organisation and its key."""
    pub = {"key": Key(seed, ORG).public.hex(), "org": ORG, "purpose": "batch"}
    entries = [_about_nobody("org.added", {"org": ORG, "role": "platform"}), _about_nobody("key.added", pub)]
    return make_batch(entries, ORG, Key(seed, ORG), 0, NET)


def _about_nobody(kind: str, pub: dict[str, str]) -> Entry:
    return Entry(ORG, DAY, kinds()[kind], b"", b"", pub)


def batches(seed: int, count: int) -> Iterator[Batch]:
    """Signed batches of 1,000 trade statements each, with tags and roots that look like any others."""
    kind, signer = kinds()["trade.statement"], Key(seed, ORG)
    for n in range(count):
        found = (sha256(f"{seed}/{n}/{i}".encode()).digest() for i in range(BATCH_ENTRIES))
        entries = [Entry(ORG, DAY, kind, sha256(d).digest(), d[:16], {}) for d in found]
        yield make_batch(entries, ORG, signer, n + 1, NET)


def open_ledger(folder: Path, seed: int, publish_every: int) -> EmbeddedLedger:
    """A ledger on disk in an empty folder, founded and published."""
    folder.mkdir(parents=True)
    store = LedgerStore(folder / "ledger.db", NET)
    tiles = TileFolder(folder / "public", store, ORIGINS, lambda origin: Key(seed, origin))
    ledger = EmbeddedLedger(store, tiles, lambda: UNIX, folder / "lock", publish_every=publish_every)
    with ledger.writing():
        ledger.wait(ledger.submit(founding(seed)))
    return ledger


def witness(seed: int) -> Verifier:
    return Verifier("witness.bench.example", COSIGNATURE, Key(seed, "witness").public)


def pin(seed: int) -> Pin:
    """The policy of this network: its logs' keys and a quorum of one witness."""
    logs = [Verifier(name, ED25519, Key(seed, name).public) for name in (*ORIGINS, f"{NET}/unspent")]
    text = write_policy(logs, {"witness": witness(seed)}, 1)
    return Pin(NET, 1, "none", parse_policy(text), text, {})
