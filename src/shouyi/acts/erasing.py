"""Erasing a person: key and rows first, then the score's table, then the entry that says so. Can be repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouyi.score.table import EventTable

if TYPE_CHECKING:
    from shouyi.wiring import House


def erase_person(house: House, person: str) -> tuple[str, ...]:
    """What was erased, what stays and why, a line each. Raises ArchiveError for somebody without an open file."""
    with house.ledger.writing():
        house.keeper.begin()
        entries = len(house.vault.openings(person)) if house.vault.has_person(person) else 0
        once = house.keeper.open_once(person)
        house.vault.erase_person(person)
        EventTable.open(house.settings.home / "weighed", house.guide).forget(house.keys.ref(person).hex())
        house.keeper.note_erasure(once)  # last, since its presence says that nothing is left to do
    return (
        f"erased: the key, {entries} openings, works, results and the rows of the score's table",
        f"stays on the ledger: {entries} commitments that nobody can open any more, and the erasure, once {once}",
        "not in our hands: proofs and exports given out, cached pages, backups before the key's epoch retires, swap,",
        "  and what organisations kept themselves",
    )
