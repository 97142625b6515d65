"""What acts outside the pages opened of people's files, until the view log has taken it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Noted:
    """`act` is run, assessment, export or correction; `ref` whose file, "" for everybody's; `openings` how many sealed
    rows were opened, None when the act never ended. `uid` is the same however often it is handed over."""

    number: int
    uid: UUID
    at: datetime
    act: str
    ref: str
    openings: int | None


class Looks(Protocol):
    """Handed over at least once: what was taken is dropped, and what was not comes again."""

    def pending(self) -> Sequence[Noted]:
        """What has not been dropped yet, the oldest first."""

    def drop(self, numbers: Sequence[int]) -> None:
        """The view log has these."""
