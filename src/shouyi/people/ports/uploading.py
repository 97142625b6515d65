"""Facts that an organisation hands in: first rehearsed, then admitted, by the door that the command line uses too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

Progress = Callable[[str, int, int], None]
"""Phase (rows, files, sources, entries), how many are done, of how many. What it raises ends the work."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows by `org`: its kind, a name that ends in .csv or .jsonl, its bytes. `orders` are the name and bytes
    of the file that reviews are about (None for others)."""

    org: str
    kind: Literal["orders", "reviews", "outcomes"]
    name: str
    data: bytes
    orders: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not taken: its line (0: none in particular), a code, the column where one is to blame."""

    line: int
    code: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Facts that are (or were) news, that stood already, entries written, rows refused."""

    new: int
    known: int
    entries: int
    refused: tuple[Row, ...]


class TableRefused(Exception):
    """The file as a whole is not taken, and will not be: a code, and the line and column where there is one."""

    permanent = True

    def __init__(self, code: str, line: int = 0, column: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.column = code, line, column


class Uploading(Protocol):
    """Waits for whoever writes to the ledger, so only jobs call it. Raises TableRefused, GatewayError, ArchiveError."""

    def rehearse(self, table: Table, progress: Progress) -> Outcome:
        """What admitting it would do now. Writes nothing."""

    def admit(self, table: Table, progress: Progress) -> Outcome:
        """Admits it. Again, it adds nothing; killed, it is simply repeated."""
