"""Correcting a file: one fact is deleted, the entry stays, and the next run does without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.acts.noting import CORRECTION, noted_ref
from shouyi.archive.errors import PersonErased
from shouyi.ledger.kind import RULE

if TYPE_CHECKING:
    from shouyi.archive.openings import Opening
    from shouyi.wiring import House


class HouseCorrector:
    """Implements `people.ports.corrector.Corrector` over a house of its own: it takes transactions."""

    def __init__(self, house: House) -> None:
        self.house = house

    def erase_line(self, ref: str, log: int, index: int, reason: str) -> bool:
        """See the port."""
        with self.house.ledger.writing(), noted_ref(self.house, CORRECTION, bytes.fromhex(ref)):
            self.house.keeper.begin()
            opening = self._opening(ref, log, index)
            if opening is None or opening.on is None or log == RULE:
                return False
            self.house.keeper.erase_fact(self.house.vault.name_of(bytes.fromhex(ref)), opening, reason)
        return True

    def stated_by(self, ref: str, log: int, index: int) -> str:
        """See the port."""
        with noted_ref(self.house, CORRECTION, bytes.fromhex(ref)):
            found = self._opening(ref, log, index)
        return found.by if found else ""

    def _opening(self, ref: str, log: int, index: int) -> Opening | None:
        try:
            openings = self.house.vault.openings(self.house.vault.name_of(bytes.fromhex(ref)))
        except PersonErased:
            return None
        return next((each for each in openings if (each.kind.log, each.index) == (log, index)), None)
