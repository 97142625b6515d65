"""Erasing a person, maker or buyer: key and rows, the entry that says so, then the score's table.

A note comes first: whatever cuts the rest short, the next start finishes it (`Keeper.begin`, `finish_erasures`).
`HouseEraser` does it for pages, which know a person by their `ref` alone. `erase_everywhere` is the operator's: where
the pages know the person, they are told first, and carry out all of it; their job goes on with what was cut short.
"""

from __future__ import annotations

import shutil
from threading import Lock
from typing import TYPE_CHECKING

import orjson

from shouyi.acts.filing import open_files
from shouyi.acts.serving import ask_pages
from shouyi.acts.stating import SOURCE
from shouyi.archive.errors import ArchiveError, PersonErased
from shouyi.gateways.audit_forget import forget
from shouyi.gateways.counting import counting
from shouyi.gateways.vault import PATIENCE_S
from shouyi.ledger.kind import RULE
from shouyi.ledger.proof import leaf_hash
from shouyi.people.ports.eraser import Entry, Inventory
from shouyi.score.errors import TableMismatch
from shouyi.score.table import EventTable

if TYPE_CHECKING:
    from shouyi.wiring import House


@counting("erasure")
def erase_person(house: House, person: str) -> tuple[str, ...]:
    """What was erased, what stays and why, a line each.

    Raises ArchiveError for somebody of whom nothing is here; GatewayError when another process reads on: then nothing
    of the person can be opened any more, and the next start cuts away the old pages and writes the entry. (Where it
    reads the audit's sample, nothing but the row there is gone: do it again.)
    """
    forget(house.settings.home, person, PATIENCE_S)  # first: whatever cuts the rest short, the audit's row is gone
    with house.ledger.writing():
        repeated, once = house.vault.is_erasing(person), house.keeper.open_once(person)
        house.keeper.begin()
        if not repeated and once is None and not house.vault.has_person(person):
            raise ArchiveError("nothing of this person is here")
        own, shared = house.vault.row_counts(person)
        ref = house.vault.begin_erasure(person, once or "")
        house.keeper.finish_erasure(ref, once or "", PATIENCE_S)
        finish_erasures(house)
    return _what_was_done(own, shared, once)


def erase_everywhere(house: House, person: str) -> tuple[str, ...]:
    """As `erase_person`, and the pages' rows with it: consents, cases, own statements, files, the view log.

    Repeated after a cut it goes on. Raises as `erase_person`, and GatewayError where the pages' database does not
    answer: then nothing was erased yet, or the rest follows by their job.
    """
    ref = house.keys.ref(person).hex()
    if not ask_pages(house, "erase_file", ref, "--note"):
        return erase_person(house, person)
    own, shared = house.vault.row_counts(person)
    once = house.keeper.open_once(person)
    rows = ask_pages(house, "erase_file", ref)
    return (*_what_was_done(own, shared, once), f"erased from the pages: {', '.join(rows) or 'nothing was left'}",
            "stays in the pages: the account, now without a file, until its owner closes it")  # fmt: skip


def _what_was_done(own: int, shared: int, once: str | None) -> tuple[str, ...]:
    return (
        f"erased: the key, {own} openings, words in {shared} of others', works, results, rows of the score's table",
        f"stays on the ledger: {own} commitments that nobody can open any more{_and_the_erasure(once)}",
        "not in our hands: proofs and exports given out, cached pages, backups before the key's epoch retires, swap,",
        "  and what organisations kept themselves",
    )


def finish_erasures(house: House) -> None:
    """Forgets in the score's table whoever is noted and gone, and takes the note away. Call after `keeper.begin`."""
    for ref, _ in house.vault.erasures(erased=True):
        _forget(house, ref)
        house.vault.end_erasure(ref)


def _forget(house: House, ref: bytes) -> None:
    """The files that were handed in, what is kept of the living score, and the rows of the table, which goes as a whole
    when it is another guide's."""
    open_files(house.settings.home, house.keys).erase(ref.hex())
    house.live.forget(ref)
    folder = house.settings.home / "weighed"
    try:
        EventTable.open(folder, house.guide).forget(ref.hex())
    except TableMismatch:
        shutil.rmtree(folder)


class HouseEraser:
    """Implements `people.ports.eraser.Eraser` over a house of its own: it takes transactions, one at a time."""

    def __init__(self, house: House) -> None:
        self.house, self._lock = house, Lock()

    @counting("erasure")
    def inventory(self, ref: str) -> Inventory | None:
        """See the port."""
        with self._lock, self.house.ledger.reading_anew():
            try:
                person = self.house.vault.name_of(bytes.fromhex(ref))
            except PersonErased:
                return None
            entries = tuple(self._entry(*place) for place in self.house.vault.places_of(bytes.fromhex(ref)))
            once, (_own, shared) = self.house.keeper.open_once(person), self.house.vault.row_counts(person)
            return Inventory(once or "", entries, shared, self.house.vault.works_of(bytes.fromhex(ref)))

    def erase(self, ref: str) -> None:
        """See the port."""
        with self._lock, self.house.ledger.writing():
            self.house.keeper.begin()
            person = self._name(ref)
            if person:
                erase_person(self.house, person)
            self._finish(bytes.fromhex(ref))

    def _finish(self, ref: bytes) -> None:
        """What a cut left of it; and a key under which nothing but pages and files were sealed."""
        for noted, once in self.house.vault.erasures(erased=False):
            if noted == ref:
                self.house.keeper.finish_erasure(ref, once, PATIENCE_S)
        finish_erasures(self.house)
        self.house.keys.destroy(ref)
        self.house.keys.cut(PATIENCE_S)
        _forget(self.house, ref)

    def entry_of(self, once: str) -> Entry | None:
        """See the port."""
        with self._lock:
            for index in reversed(range(self.house.store.sizes()[RULE])):
                entry = orjson.loads(self.house.store.entries(RULE, index, index + 1)[0])
                if entry["kind"] == "archive.erased" and entry["pub"]["once"] == once:
                    return self._entry(RULE, index)
        return None

    def buyer_ref(self, buyer: str) -> str:
        """See the port."""
        return self.house.keys.ref(f"{SOURCE.org}/{buyer}").hex()

    def _entry(self, log: int, index: int) -> Entry:
        return Entry(log, index, leaf_hash(self.house.store.entries(log, index, index + 1)[0]).hex())

    def _name(self, ref: str) -> str:
        try:
            return self.house.vault.name_of(bytes.fromhex(ref))
        except PersonErased:
            return ""


def _and_the_erasure(once: str | None) -> str:
    return f", and the erasure, once {once}" if once else ""
