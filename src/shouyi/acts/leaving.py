"""Leave that somebody declares of their own: the registrar, who opened the file, writes down that they did.

It is the fact `leave` that a registrar may state of anybody, so every guide that knows leave reads it. To end early is
to write the shorter one first and take out the longer after it: a crash between the two leaves both, which stop the
clock no longer than the longer did, and whoever tries again finds the shorter there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.acts.founding import REGISTRAR
from shouyi.acts.noting import LEAVE, noted_ref
from shouyi.archive.facts import facts_of
from shouyi.archive.openings import as_opened
from shouyi.evidence.outcome.entry import OUTCOME, draft_of
from shouyi.evidence.outcome.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shouyi.archive.openings import Opening
    from shouyi.wiring import House

WHAT, REASON = "leave", "withdrawn"


class HouseLeaver:
    """Implements `people.ports.leaver.Leaver` over a house of its own: it takes transactions."""

    def __init__(self, house: House) -> None:
        self.house = house

    def declare(self, ref: str, first: int, days: int) -> bool:
        """See the port."""
        with self.house.ledger.writing(), noted_ref(self.house, LEAVE, bytes.fromhex(ref)):
            self.house.keeper.begin()
            person = self.house.vault.name_of(bytes.fromhex(ref))
            openings = self.house.vault.openings(person)
            if not any(each.kind.name == "archive.opened" for each in openings):
                return False
            self._declare(person, openings, first, days)
        return True

    def end(self, ref: str, log: int, index: int, last: int) -> bool:
        """See the port."""
        with self.house.ledger.writing(), noted_ref(self.house, LEAVE, bytes.fromhex(ref)):
            self.house.keeper.begin()
            person = self.house.vault.name_of(bytes.fromhex(ref))
            openings = self.house.vault.openings(person)
            opening = next((each for each in openings if (each.kind.log, each.index) == (log, index)), None)
            if opening is None or not _is_ours(opening):
                return False
            leave = _leave_of(opening, person)
            if leave is None:  # it was taken out before
                return opening.on is None
            if last >= leave.on + leave.value - 1:
                return True
            if last >= leave.on:
                self._declare(person, openings, leave.on, last - leave.on + 1)
            self.house.keeper.erase_fact(person, opening, REASON)
        return True

    def _declare(self, person: str, openings: Sequence[Opening], first: int, days: int) -> None:
        on = min(first, self.house.keeper.today())  # a demonstration's ledger lives on a day before the pages' own
        known = (_leave_of(each, person) for each in openings if _is_ours(each))
        if not any(leave and (leave.on, leave.value) == (on, days) for leave in known):
            self.house.keeper.admit([draft_of(Outcome(person, on, WHAT, days), REGISTRAR)])


def _is_ours(opening: Opening) -> bool:
    return opening.kind.name == OUTCOME and opening.by == REGISTRAR


def _leave_of(opening: Opening, person: str) -> Outcome | None:
    """The leave that this entry of the registrar's states, while it stands open."""
    facts = facts_of([as_opened(opening, person)]) if opening.on is not None else []
    return next((fact for fact in facts if isinstance(fact, Outcome) and fact.what == WHAT), None)
