"""A network of a founder, a platform and a registrar, whose log is published to a folder; every key from one seed."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shouyi.gateways.embedded import EmbeddedLedger
from shouyi.gateways.mirror import Mirror
from shouyi.gateways.source import FolderSource
from shouyi.gateways.sqlite import LedgerStore
from shouyi.gateways.tiles import TileFolder
from shouyi.gateways.witness import Witness
from shouyi.ledger.batch import make_batch
from shouyi.ledger.entry import Entry
from shouyi.ledger.kind import LOGS
from shouyi.ledger.kinds import kinds
from shouyi.ledger.note import COSIGNATURE, ED25519, Verifier
from shouyi.ledger.policy import Pin, parse_policy, write_policy

NET, UNIX, DAY = "small.example/net", 1_795_492_800, 20781


@dataclass(frozen=True)
class Key:
    """A signer whose key follows from its name."""

    private: Ed25519PrivateKey

    @property
    def public(self):
        return self.private.public_key().public_bytes_raw()

    def sign(self, message):
        return self.private.sign(message)


def key(name):
    return Key(Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest()))


def origins():
    return tuple(f"{NET}/{log}" for log in LOGS)


def witness_verifier(name):
    return Verifier(f"{name}.example", COSIGNATURE, key(name).public)


def make_pin(witnesses=("bank", "culture"), needed=2):
    logs = [Verifier(name, ED25519, key(name).public) for name in (*origins(), f"{NET}/unspent")]
    text = write_policy(logs, {name: witness_verifier(name) for name in witnesses}, needed)
    return Pin(NET, 1, "none", parse_policy(text), text, {})


def entry(kind, by, day=DAY, tag=b"", **pub):
    found = kinds()[kind]
    root = sha256(b"root" + tag).digest() if found.fields else b""
    return Entry(by, day, found, root, tag, pub)


def tag(n, salt="tag"):
    return sha256(f"{salt}/{n}".encode()).digest()[:16]


@dataclass
class World:
    """One log. `fork` copies nothing: a second world from the same words has the same bytes."""

    folder: Path
    numbers: dict = field(default_factory=dict)

    def __post_init__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.public = self.folder / "public"
        self.store = LedgerStore(self.folder / "ledger.db", NET)
        self.tiles = TileFolder(self.public, self.store, origins(), key)
        self.ledger = EmbeddedLedger(self.store, self.tiles, lambda: UNIX, self.folder / "lock")

    def write(self, by, entries, signed_by=None):
        signer = key(signed_by or by)
        n = self.numbers.get(signer.public, 0)
        with self.ledger.writing():
            receipt = self.ledger.wait(self.ledger.submit(make_batch(entries, by, signer, n, NET)))
        self.numbers[signer.public] = n + 1
        return receipt

    def found(self):
        """The first batch: organisations and their batch keys."""
        roles = {"org-founder": "authority", "org-shop": "platform", "org-registrar": "registrar"}
        joins = [entry("org.added", "org-founder", org=org, role=role) for org, role in roles.items()]
        keys = [entry("key.added", "org-founder", key=key(org).public.hex(), org=org, purpose="batch") for org in roles]
        self.write("org-founder", joins + keys)
        return self

    def trade(self, *numbers, day=DAY):
        """A batch of the shop's trade statements that spends the tags of these numbers."""
        self.write("org-shop", [entry("trade.statement", "org-shop", day, tag(n)) for n in numbers])
        return self

    @property
    def sizes(self):
        return self.ledger.state.sizes


def make_witness(folder, source, pin=None, name="bank", clock=lambda: UNIX + 60):
    """A witness of its own store; `source` may be a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    source = FolderSource(source) if isinstance(source, Path) else source
    pin = pin or make_pin()
    return Witness(Mirror(folder / "mirror.db", NET), source, pin, witness_verifier(name), key(name), clock)
