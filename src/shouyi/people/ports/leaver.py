"""Leave: days for which somebody declares to be away, written into their own file; no reason goes with it."""

from __future__ import annotations

from typing import Protocol


class Leaver(Protocol):
    """Writes to the ledger: may wait for whoever writes now, so only jobs call it. Days are whole days since
    1970-01-01. Raises GatewayError, ArchiveError, PersonErased."""

    def declare(self, ref: str, first: int, days: int) -> bool:
        """Writes a leave of so many days from `first` on into this file, as its owner declares it; again, it adds
        nothing. False where no file of theirs was opened here."""

    def end(self, ref: str, log: int, index: int, last: int) -> bool:
        """Lets the leave that stands there end with `last`, or takes it out where it would begin later. Again, it
        changes nothing more. False where no leave stands there that its owner declared here."""
