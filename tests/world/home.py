"""An embedded ledger in a folder, with the keys of `world.ledger`: what crash, kill and fsck tests load."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shouyi.gateways.embedded import EmbeddedLedger
from shouyi.gateways.fsck import Report, fsck
from shouyi.gateways.sqlite import LedgerStore
from shouyi.gateways.tiles import TileFolder
from shouyi.ledger.batch import make_batch
from shouyi.ledger.entry import Entry
from shouyi.ledger.kind import LOGS
from shouyi.ledger.kinds import kinds
from shouyi.ledger.note import ED25519, Verifier
from shouyi.ledger.ports import Receipt
from world.ledger import DAY, FOUNDER, NET, PLATFORM, SeedKey, batch_key, founding, seed

ORIGINS = tuple(f"{NET}/{log}" for log in LOGS)
VERIFIERS = [Verifier(origin, ED25519, SeedKey(f"{origin}.log").public) for origin in ORIGINS]
UNIX = DAY * 86_400


def loose(org: str, number: int, day: int = DAY) -> Entry:
    """A statement whose root opens nothing: thousands are made in no time, and the number gives its bytes."""
    return Entry(org, day, kinds()["trade.statement"], seed("root", number), seed("tag", org, number)[:16], {})


class Home:
    """`ledger.db`, `public/` and `lock` below a folder."""

    def __init__(self, path: Path, *, durable: bool = True, publish_every: int = 16) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.store = LedgerStore(path / "ledger.db", NET, durable=durable)
        self.folder = TileFolder(path / "public", self.store, ORIGINS, lambda origin: SeedKey(f"{origin}.log"))
        self.ledger = EmbeddedLedger(self.store, self.folder, lambda: UNIX, path / "lock", publish_every=publish_every)

    def found(self) -> None:
        """The founding batch, unless it is there."""
        with self.ledger.writing():
            if not self.store.batch_count():
                self.write(FOUNDER, founding())

    def write(self, org: str, entries: Iterable[Entry]) -> Receipt:
        """One batch, durable when this returns. Within `ledger.writing()`."""
        key = batch_key(org)
        due = self.ledger.state.get(f"batches/{key.public.hex()}") or 0
        return self.ledger.wait(self.ledger.submit(make_batch(entries, org, key, due, NET)))

    def next_number(self) -> int:
        """The number of the next loose statement of the platform's."""
        return self.ledger.state.sizes[1]

    def write_loose(self, count: int) -> Receipt:
        """One batch of the platform's next `count` loose statements."""
        start = self.next_number()
        return self.write(PLATFORM, [loose(PLATFORM, number) for number in range(start, start + count)])

    def fsck(self) -> Report:
        return fsck(self.store, self.path / "public", VERIFIERS)

    def close(self) -> None:
        self.store.close()
