"""The registry as pages need it: a file for a craft-keeper."""

from __future__ import annotations

from typing import Protocol


class Registry(Protocol):
    """Every method may be called from any thread."""

    def open_file(self, person: str) -> None:
        """A file of the registrar's for a new person, whose local id is random. Raises LedgerError, GatewayError."""
