"""Correcting: a line that was objected to rightly stops counting."""

from __future__ import annotations

from typing import Protocol


class Corrector(Protocol):
    """Writes to the ledger: may wait for whoever writes now, so only jobs call it."""

    def erase_line(self, ref: str, log: int, index: int, reason: str) -> bool:
        """Deletes one fact of this file; `fact.erased` says so on the ledger. False when it does not stand open (any
        more). `reason` is a code. Called again, it changes nothing more. Raises GatewayError, ArchiveError."""

    def stated_by(self, ref: str, log: int, index: int) -> str:
        """The organisation that states this line of this file ("": there is no such line in it)."""
