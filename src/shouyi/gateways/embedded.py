"""The embedded runner: one process orders batches, commits them to SQLite, then publishes what follows from them.

Whoever writes holds `writing()`, a lock between processes; within it the state is brought up to what the store holds,
so that a second process's batches are seen. Reading needs no lock, unless one thing is compared with another.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shouyi.canon.days import day_of
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.sqlite import LedgerStore
from shouyi.gateways.tiles import Cut, TileFolder
from shouyi.ledger.batch import Batch
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.errors import LedgerError, MalformedBytes
from shouyi.ledger.machine import State, apply
from shouyi.ledger.ports import Clock, Receipt, Ticket


class NotPublished(GatewayError):
    """Batches are durable whose tiles and checkpoints are not: somebody else's lie in the way."""


class EmbeddedLedger:
    """Implements `ledger.ports.Runner`. `publish_every`: batches between two publications while writing goes on."""

    def __init__(
        self, store: LedgerStore, folder: TileFolder, clock: Clock, lock: Path, *, publish_every: int = 16
    ) -> None:
        self.store, self.folder, self._clock, self._lock = store, folder, clock, lock
        self._publish_every = publish_every
        self._state: State | None = None
        self._count = 0
        self._unpublished = 0
        self._depth = 0
        self._threads = threading.RLock()
        self._receipts: dict[Ticket, Receipt] = {}
        self.on_publish: Callable[[Cut], None] | None = None

    @property
    def state(self) -> State:
        """The machine's state as of the store's last batch when it was last looked at."""
        if self._state is None:
            self._state, self._count = self.store.load(), self.store.batch_count()
        return self._state

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The only writer among processes and threads, until left; then it publishes. May be entered within itself."""
        with self._threads:
            if self._depth:  # this very thread, further out
                yield
                return
            with self._lock.open("w") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                self._depth = 1
                try:
                    self._refresh()
                    if (
                        self._count
                    ):  # what a crash left, before anything is added: half-written files get the same names
                        self.publish()
                    yield
                    self.publish()
                finally:
                    self._depth = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Nobody writes until it is left: for whoever compares many things with each other. Waits for a writer."""
        with self._threads:
            if self._depth:  # nobody else writes anyway
                yield
                return
            with self._lock.open("a") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH)
                yield

    @contextmanager
    def reading_anew(self) -> Iterator[None]:
        """As `reading`, with the state as it is now, whichever process wrote it."""
        with self.reading():
            self._refresh()
            yield

    def _refresh(self) -> None:
        """Reads the state anew if another process has written since."""
        if self._state is not None and self._count != self.store.batch_count():
            self._state = None
        _ = self.state

    def submit(self, batch: Batch) -> Ticket:
        """Judges the batch and makes it durable. Raises LedgerError when it is refused: then nothing of it counts.

        Raises NotPublished when it counts, but what follows from it could not be published.
        """
        assert self._depth, "batches are submitted within writing()"
        state = self.state
        changes = apply(state, batch, max(day_of(self._clock()), state.day))
        starts = state.sizes
        self.store.append(changes)  # durable from here on
        state.commit(changes)
        ticket = Ticket(self._count)
        self._count += 1
        self._receipts[ticket] = Receipt(changes.day, starts)
        self._unpublished += 1
        if self._unpublished >= self._publish_every:
            try:
                self.publish()
            except LedgerError as problem:  # no refusal: whoever takes it for one would drop what opens the batch
                raise NotPublished(f"the batch is durable, but not published: {problem}", permanent=True) from problem
        return ticket

    def wait(self, ticket: Ticket) -> Receipt:
        """Embedded, what `submit` returned is durable already."""
        return self._receipts.pop(ticket)

    def publish(self) -> None:
        """Brings tiles and checkpoints on disk to the store's state, if they are not there yet."""
        state, noted = self.state, self.store.published()
        self._unpublished = 0
        if noted is not None and tuple(size for size, _ in noted) == state.sizes and self._on_disk(noted):
            return
        cut = self.folder.publish(state.edges, self._count)
        if self.on_publish:
            self.on_publish(cut)

    def _on_disk(self, noted: Cut) -> bool:
        """Whether the four checkpoints are there, whole, and of this cut."""
        try:
            found = [read_checkpoint(self.folder.checkpoint(log) or b"")[1] for log in range(len(noted))]
        except MalformedBytes:
            return False
        return tuple((checkpoint.size, checkpoint.root) for checkpoint in found) == noted
