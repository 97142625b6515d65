"""Handing over to the view log what acts outside the pages opened. Implements `people.ports.looks.Looks`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from shouyi.people.ports.looks import Noted

if TYPE_CHECKING:
    from shouyi.wiring import House

NEVER_ENDS_S = 24 * 60 * 60
_Row = tuple[int, bytes, int, str, bytes, int | None]


class HouseLooks:
    """Single statements on the vault; any thread may call."""

    def __init__(self, house: House) -> None:
        self.house = house

    def pending(self) -> Sequence[Noted]:
        """What has ended, and what began so long ago that it will not end any more."""
        late = self.house.clock() - NEVER_ENDS_S
        return [_noted(row) for row in self.house.vault.looks() if row[5] is not None or row[2] < late]

    def drop(self, numbers: Sequence[int]) -> None:
        self.house.vault.drop_looks(numbers)


def _noted(row: _Row) -> Noted:
    number, uid, at, act, ref, openings = row
    return Noted(number, UUID(bytes=uid), datetime.fromtimestamp(at, UTC), act, ref.hex(), openings)
