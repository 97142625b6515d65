"""Recording: consents and their withdrawals become entries of the ledger, after they took effect in the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an entry says of a consent: its number (32 hex digits), its owner's local id, whom, what for, which fields;
    `on` and `until_on` are days since 1970-01-01."""

    number: str
    person: str
    recipient: str
    purpose: str
    fields: Sequence[str]
    on: int
    until_on: int


@dataclass(frozen=True, slots=True)
class Stood:
    """What the ledger says of a consent to whoever opens it. `ref`: the owner's; `ended_on` None: not withdrawn."""

    number: str
    ref: str
    recipient: str
    purpose: str
    fields: Sequence[str]
    on: int
    until_on: int
    ended_on: int | None = None


class Recorder(Protocol):
    """Both that write may be repeated: what stands in the ledger is not written twice, be it after a crash.

    Both raise GatewayError or LedgerError where it cannot be written now, and do nothing about a person without a file.
    """

    def given(self, consent: Recorded) -> None:
        """Writes `consent.given`."""

    def withdrawn(self, consent: Recorded, on: int) -> None:
        """Writes `consent.withdrawn`, and `consent.given` before it where that never was."""

    def standing(self) -> Sequence[Stood]:
        """Every consent in the files that can still be opened: what the table of consents repeats."""
