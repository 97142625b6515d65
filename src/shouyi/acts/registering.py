"""Opening a person's file from a counter. Implements `people.ports.registry.Registry`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shouyi.wiring import House


class HouseRegistry:
    """On a house of its own, for it takes transactions. The registrar states it, whichever counter helped."""

    def __init__(self, house: House) -> None:
        self.house = house

    def open_file(self, person: str) -> None:
        """See the port."""
        self.house.begin()
        with self.house.ledger.writing():
            self.house.keeper.open_files([person])
