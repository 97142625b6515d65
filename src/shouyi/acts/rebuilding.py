"""Rebuilding: everything that is derived is compared with what ledger and vault give, and made again from them.

1. what is published: logs, tiles, checkpoints, state, pins, guide, verifier (`fsck` compares byte by byte)
2. the weighed table of the guide in force
3. the pages' tables that repeat ledger and vault (`people.projections`)

What these are made from is compared too, and never mended here: damage to ledger or vault stops it before anything is
written, and a backup is the way on. Killed anywhere, it may be run again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from shouyi.acts.assessing import weighed
from shouyi.acts.checking import check_house
from shouyi.acts.documents import restore as restore_documents
from shouyi.acts.proving import require_unrewound
from shouyi.acts.restoring import put_back
from shouyi.acts.serving import project
from shouyi.gateways.counting import counting
from shouyi.gateways.files import sync_folders
from shouyi.gateways.fsck import StoreDamaged
from shouyi.ledger.kind import LOGS
from shouyi.score.errors import TableMismatch
from shouyi.score.table import PARTS, EventTable

if TYPE_CHECKING:
    from pathlib import Path

    from shouyi.gateways.fsck import Report
    from shouyi.wiring import House

DERIVED = frozenset({"checkpoint", "document", "file", "file-missing", "file-unknown", "published-note"})
"""Codes of findings in what is derived. Any other is damage to what it is derived from."""
Progress = Callable[[str, int, int], None]


def compare(house: House, progress: Progress) -> list[str]:
    """One line for each thing that is not what ledger and vault give. Changes nothing. Raises StoreDamaged."""
    return [*compare_files(house, progress), *project(house, check=True)]


def rebuild(house: House, progress: Progress) -> list[str]:
    """Makes everything that is derived again; gives what differed before. Again, it gives nothing.

    Raises StoreDamaged, CheckpointRolledBack (what is published, or what a witness saw, is not of this ledger),
    GatewayError.
    """
    return [*rebuild_files(house, progress), *project(house, check=False)]


def compare_files(house: House, progress: Progress) -> list[str]:
    """As `compare`, of what is published and weighed."""
    return [*_published(house, progress), *_compare_weighed(house)]


def rebuild_files(house: House, progress: Progress) -> list[str]:
    """As `rebuild`, of what is published and weighed."""
    require_unrewound(house)  # what is published is signed anew: a second history must not begin
    published, weighed_otherwise = _published(house, progress), _compare_weighed(house)
    if published:
        _publish_anew(house)
    if weighed_otherwise:
        _weigh_anew(house)
    return [*published, *weighed_otherwise]


# what is published ----------------------------------------------------------------------------------------------------


def _published(house: House, progress: Progress) -> list[str]:
    report = check_house(house, progress)
    if damage := [finding for finding in report.findings if finding.code not in DERIVED]:
        raise StoreDamaged(damage)
    return [f"public {finding.place}: {finding.detail or finding.code}" for finding in report.findings] + _late(report)


def _late(report: Report) -> list[str]:
    return [f"public {name}" for name in report.pending]


def _publish_anew(house: House) -> None:
    """Whatever is not derived goes; then all is written again, byte for byte, with the witnesses' lines that fit."""
    with house.ledger.writing():
        kept = {log: house.ledger.folder.checkpoint(log) for log in range(len(LOGS))}
        house.ledger.publish()  # a published root that is not ours stops it before anything is taken away
        for name in _unknown(house):
            (house.public / name).unlink(missing_ok=True)
        house.store.forget_published()
        for log in LOGS:
            (house.public / log / "checkpoint").unlink(missing_ok=True)
        house.ledger.publish()
        restore_documents(house)
        put_back(house, kept)


def _unknown(house: House) -> list[str]:
    report = check_house(house, lambda *_: None)
    return [finding.place for finding in report.findings if finding.code == "file-unknown"]


# the weighed table ----------------------------------------------------------------------------------------------------


def _compare_weighed(house: House) -> list[str]:
    """The kept rows against those of a table that is made anew beside it, which is then taken away."""
    folder = house.settings.home / "weighed"
    if not folder.exists():
        return []  # nobody was assessed yet; the next run makes it
    beside = folder.with_name("weighed.compared")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        due = _rows(_weighed_into(house, beside))
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    try:
        kept = EventTable.open(folder, house.guide)
        found, late = _rows(kept), {ref.hex() for ref in house.vault.refs_since(kept.sizes or (0, 0, 0, 0))}
    except (TableMismatch, OSError, ValueError, KeyError):
        return ["weighed: the table cannot be read, or is of another guide"]
    persons = (due.keys() | found.keys()) - late  # the next run weighs whoever has new entries again
    return [f"weighed {name}: the rows differ" for name in sorted(persons) if due.get(name) != found.get(name)]


@counting("check")
def _weighed_into(house: House, folder: Path) -> EventTable:
    with house.ledger.reading():
        return weighed(house, _reach(house), EventTable.open(folder, house.guide))


def _reach(house: House) -> tuple[int, int, int, int]:
    skill, trace, voice, rule = house.store.sizes()
    return skill, trace, voice, rule


def _weigh_anew(house: House) -> None:
    folder = house.settings.home / "weighed"
    with house.ledger.writing(), counting("check"):
        shutil.rmtree(folder, ignore_errors=True)
        sync_folders([folder.parent])
        weighed(house, _reach(house))


def _rows(table: EventTable) -> dict[str, list[object]]:
    """Every row of every part, by the person's pseudonym: the table's own numbers mean nothing outside it."""
    names = {number: person for person, number in table.numbers.items()}
    found: dict[str, list[object]] = {}
    for part in PARTS:
        for path in table.files(part):
            for row in pq.read_table(path).to_pylist():
                person = names.get(row.pop("person"), "nobody")
                found.setdefault(person, []).append((part, *sorted(row.items())))
    return found
