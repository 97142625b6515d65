"""Erasing a person, maker or buyer: key and rows, the entry that says so, then the score's table.

A note comes first: whatever cuts the rest short, the next start finishes it (`Keeper.begin`, `finish_erasures`).
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from shouyi.acts.filing import open_files
from shouyi.archive.errors import ArchiveError
from shouyi.gateways.counting import counting
from shouyi.gateways.vault import PATIENCE_S
from shouyi.score.errors import TableMismatch
from shouyi.score.table import EventTable

if TYPE_CHECKING:
    from shouyi.wiring import House


@counting("erasure")
def erase_person(house: House, person: str) -> tuple[str, ...]:
    """What was erased, what stays and why, a line each.

    Raises ArchiveError for somebody of whom nothing is here; GatewayError when another process reads on: then nothing
    of the person can be opened any more, and the next start cuts away the old pages and writes the entry.
    """
    with house.ledger.writing():
        repeated, once = house.vault.is_erasing(person), house.keeper.open_once(person)
        house.keeper.begin()
        if not repeated and once is None and not house.vault.has_person(person):
            raise ArchiveError("nothing of this person is here")
        own, shared = house.vault.row_counts(person)
        ref = house.vault.begin_erasure(person, once or "")
        house.keeper.finish_erasure(ref, once or "", PATIENCE_S)
        finish_erasures(house)
    return (
        f"erased: the key, {own} openings, words in {shared} of others', works, results, rows of the score's table",
        f"stays on the ledger: {own} commitments that nobody can open any more{_and_the_erasure(once)}",
        "stays until you act: the account of the pages",
        "not in our hands: proofs and exports given out, cached pages, backups before the key's epoch retires, swap,",
        "  and what organisations kept themselves",
    )


def finish_erasures(house: House) -> None:
    """Forgets in the score's table whoever is noted and gone, and takes the note away. Call after `keeper.begin`."""
    for ref, _ in house.vault.erasures(erased=True):
        _forget(house, ref)
        house.vault.end_erasure(ref)


def _forget(house: House, ref: bytes) -> None:
    """The files that were handed in, and the rows of the table, which goes as a whole when it is another guide's."""
    open_files(house.settings.home, house.keys).erase(ref.hex())
    folder = house.settings.home / "weighed"
    try:
        EventTable.open(folder, house.guide).forget(ref.hex())
    except TableMismatch:
        shutil.rmtree(folder)


def _and_the_erasure(once: str | None) -> str:
    return f", and the erasure, once {once}" if once else ""
