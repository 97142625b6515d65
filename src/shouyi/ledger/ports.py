"""What the ledger needs of the world, and what the world may expect of a ledger.

A runner puts batches in one order and drives the machine. Embedded, that takes a commit to disk; in a consortium, a
block. So handing in and learning the outcome are two calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

from shouyi.ledger.batch import Batch
from shouyi.ledger.note import Note, SignatureLine, Signer
from shouyi.ledger.witness import Question, Sizes

Ticket = NewType("Ticket", int)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The batch is durable: on `day`, and its entries begin at `starts` (an index a log), in the batch's order."""

    day: int
    starts: tuple[int, ...]


class Runner(Protocol):
    """An order of batches."""

    def submit(self, batch: Batch) -> Ticket:
        """Hands in a batch. Raises LedgerError when it is refused at once."""

    def wait(self, ticket: Ticket) -> Receipt:
        """Once the batch is durable. Raises LedgerError when it was refused."""


class Log(Protocol):
    """What readers of the four logs need: exporters, witnesses, auditors."""

    def entries(self, log: int, start: int, stop: int) -> Sequence[bytes]:
        """Canonical entries start..stop−1 of a log."""

    def records(self, start: int, stop: int) -> Sequence[bytes]:
        """Batch records start..stop−1."""


class WitnessPort(Protocol):
    """Somebody who has run every batch again, near or far."""

    def cosign(self, sizes: Sizes | None = None) -> Sequence[Note]:
        """The four checkpoints of the log's last cut (of `sizes`, where given) with the witness's line on each.

        Raises CheckpointRolledBack for an older cut, another LedgerError for what does not hold, GatewayError.
        """

    def unspent(self, questions: Sequence[Question]) -> Sequence[SignatureLine]:
        """A line a question, over `unspent.DOMAIN`; none at all when it raises TagsSpent, CutUnknown, GatewayError."""


class Custody(Protocol):
    """Whose hands an organisation's keys are in: whoever signs for it asks here."""

    def signer(self, org: str, purpose: str) -> Signer:
        """The organisation's key of this purpose that signs now. Raises GatewayError when it is not to be had here."""


class Clock(Protocol):
    """Seconds since 1970-01-01T00:00Z. Replicated code never asks; it is told the block's day."""

    def __call__(self) -> int: ...


class Randomness(Protocol):
    """Bytes that nobody else can guess. `purpose` tells them apart where a demonstration derives them from one seed."""

    def __call__(self, purpose: bytes, length: int) -> bytes: ...
