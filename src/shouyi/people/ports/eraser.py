"""Erasing a person's file, as pages need it. `ref` is whose, 32 hex digits; nothing here is text for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that stays on a log: its place, and the hex digest of its leaf."""

    log: int
    index: int
    leaf: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a file holds before it is erased. `once` is what the log says of it for ever ("": a buyer's, never opened);
    `entries` stay as commitments that nobody can open; `in_others` counts lines of other files that hold their words;
    `works` are the public ids of their works."""

    once: str
    entries: tuple[Entry, ...]
    in_others: int
    works: tuple[str, ...]


class Eraser(Protocol):
    """Every method may be called from any thread, and again after a kill."""

    def inventory(self, ref: str) -> Inventory | None:
        """What is here of them; None once the key is destroyed, or where nothing ever was."""

    def erase(self, ref: str) -> None:
        """Key, rows, files, the entry that says so, the score's table. Again, it changes nothing.

        Raises GatewayError, which is not `permanent`, while another process reads old pages.
        """

    def entry_of(self, once: str) -> Entry | None:
        """The entry `archive.erased` of this `once`."""

    def buyer_ref(self, buyer: str) -> str:
        """The ref of whoever confirmed own statements under this keyed name."""
