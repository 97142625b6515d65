"""`fsck`: everything that lies on disk against what follows from the entries, byte for byte.

In order: the database's own check, every batch executed again (ledger.audit), state and edges, the note of what is
published, every tile, bundle, record bundle and checkpoint, and, where they are handed in, the vault's rows.

Not damage, but listed: partial tiles that wider ones superseded and names left by an interrupted write (`stale`), and
what a crash left for the next start to publish (`pending`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shouyi.gateways.errors import GatewayError
from shouyi.gateways.sqlite import LedgerStore, pack_edge
from shouyi.ledger.audit import Derived, Finding, Progress, compare_edges, compare_state, replay
from shouyi.ledger.checkpoint import read_checkpoint
from shouyi.ledger.errors import LedgerError
from shouyi.ledger.kind import LOGS
from shouyi.ledger.machine import State
from shouyi.ledger.note import Verifier, cosigned_at, require_signed
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.tile import bundle_path, pack_bundle, records_path, tile_path
from shouyi.ledger.tree import TILE_WIDTH, Edge
from shouyi.ledger.witness import parse_published

Row = tuple[str, int, int, bytes]
"""(by, log, index, entry bytes) as a vault's row gives them."""


class StoreDamaged(GatewayError):
    """What lies on disk is not what follows from the entries. `findings` say where."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(f"{len(findings)} differ, first {first.place}: {first.detail or first.code}", permanent=True)
        self.findings = findings


@dataclass(slots=True)
class Report:
    """`findings`: damage, the first one first. `stale`, `pending`: see the module. `sizes`: of the four logs."""

    findings: list[Finding] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    sizes: tuple[int, ...] = (0, 0, 0, 0)
    batch_count: int = 0


def require_sound(report: Report) -> None:
    """Raises StoreDamaged if there is any finding."""
    if report.findings:
        raise StoreDamaged(report.findings)


def fsck(
    store: LedgerStore,
    folder: Path,
    logs: Sequence[Verifier],
    *,
    witnesses: Iterable[Verifier] = (),
    vault: Iterable[Row] = (),
    progress: Progress | None = None,
) -> Report:
    """What differs from the entries, in the store and below `folder`. Changes nothing.

    `logs`: the four logs' verifiers, named by origin. `witnesses`: whose cosignatures, where a checkpoint bears them,
    must hold. `vault`: rows to compare with the entries. Within `EmbeddedLedger.reading()` where somebody may write.
    """
    report = Report()
    try:
        report.findings += [Finding("database", "ledger.db", text) for text in store.integrity()]
        derived, problem = replay(store, store.net, progress)
        report.sizes, report.batch_count = derived.state.sizes, derived.batch_count
        if problem:  # behind it nothing can be derived
            report.findings.append(problem)
            return report
        report.findings += compare_state(derived.state, store.state_rows())
        report.findings += compare_edges(derived.state, store.edge_rows(), pack_edge)
        _Folder(store, folder, derived, report, progress).compare(logs, list(witnesses))
        report.findings += _compare_vault(store, vault)
    except sqlite3.Error as problem:
        report.findings.append(Finding("database", "ledger.db", str(problem)))
    return report


def _compare_vault(store: LedgerStore, vault: Iterable[Row]) -> Iterator[Finding]:
    for by, log, index, entry in vault:
        if list(store.entries(log, index, index + 1)) != [entry]:
            yield Finding(
                "vault", f"vault row of {LOGS[log]} {index}", f"it does not give the entry of {by} that stands there"
            )


@dataclass(slots=True)
class _Folder:
    """The published folder against the entries. `_seen` are the paths that were accounted for."""

    store: LedgerStore
    folder: Path
    derived: Derived
    report: Report
    progress: Progress | None
    _seen: set[str] = field(default_factory=set)

    def compare(self, logs: Sequence[Verifier], witnesses: Sequence[Verifier]) -> None:
        noted = self._compare_note()
        published = [self._checkpoint(log, verifier, witnesses) for log, verifier in enumerate(logs)]
        for log, (size, note) in enumerate(zip(published, noted, strict=True)):
            if size < note:
                self._differs("checkpoint", f"{LOGS[log]}/checkpoint", f"size {note} was published, not this")
            if size < self.report.sizes[log]:
                self.report.pending.append(
                    f"{LOGS[log]}: {max(size, 0)} of {self.report.sizes[log]} entries are published"
                )
            self._compare_log(log, max(size, 0))
        self._compare_state_file()
        self._compare_records(max(self.derived.batches_to(log, size) for log, size in enumerate(published)))
        self._compare_rest()

    def _differs(self, code: str, place: str, detail: str) -> None:
        self.report.findings.append(Finding(code, place, detail))

    def _compare_note(self) -> list[int]:
        """The sizes that the store noted as published, −1 without a note; the note must be one of the cuts."""
        try:
            noted = self.store.published()
        except GatewayError:
            noted = ()
        if noted is None:
            return [-1] * len(LOGS)
        if noted not in self.derived.cuts:
            self._differs("published-note", "meta published", "the noted cut is none of this ledger's")
            return [-1] * len(LOGS)
        return [size for size, _ in noted]

    def _checkpoint(self, log: int, verifier: Verifier, witnesses: Sequence[Verifier]) -> int:
        """The size that is published, −1 without a checkpoint that holds."""
        name = f"{LOGS[log]}/checkpoint"
        if (data := self._read(name)) is None:
            return -1
        try:
            note, found = read_checkpoint(data)
            require_signed(note, verifier)
            for witness in witnesses:
                cosigned_at(note, witness)
        except LedgerError as problem:
            self._differs("checkpoint", name, f"{problem.code}: {problem}")
            return -1
        root = self.derived.root_at(log, found.size)
        if found.origin != verifier.name or root != found.root:
            self._differs("checkpoint", name, f"{found.origin} of size {found.size} is no cut of this ledger")
            return -1
        return found.size

    def _compare_state_file(self) -> None:
        """What witnesses compare: it names a batch, and must say what the machine was then."""
        if (data := self._read("state")) is None:
            if (self.folder / LOGS[-1] / "checkpoint").is_file():
                self._differs("file-missing", "state", "witnesses ask for it")
            return
        try:
            found = parse_published(data)
        except LedgerError as problem:
            self._differs("file", "state", str(problem))
            return
        kept = self.store.records_and_hashes(found.batches - 1, found.batches)
        app_hash = kept[0][1] if kept else State(self.store.net).app_hash
        sizes = self.derived.cuts[found.batches] if found.batches <= self.derived.batch_count else ()
        if (found.app_hash, found.sizes) != (app_hash, tuple(size for size, _ in sizes)):
            self._differs("file", "state", f"it is not what follows from {found.batches} batches")

    def _compare_log(self, log: int, published: int) -> None:
        """Every bundle and tile of a log, a bundle's entries at a time."""
        name, size, edge = LOGS[log], self.report.sizes[log], Edge()
        for at in range(0, size, TILE_WIDTH):
            entries = self.store.entries(log, at, min(at + TILE_WIDTH, size))
            self._compare_bundle(f"{name}/", bundle_path, at, entries, published)
            for tile in edge.append(map(leaf_hash, entries)):
                self._compare_tile(name, tile.level, tile.index, tile.data, published)
            if self.progress and at % (64 * TILE_WIDTH) == 0:
                self.progress(name, at, size)
        for level, hashes in enumerate(edge.levels):
            self._compare_tile(name, level, size >> 8 * (level + 1), bytes(hashes), published)

    def _compare_records(self, published: int) -> None:
        count = self.report.batch_count
        for at in range(0, count, TILE_WIDTH):
            records = self.store.records(at, min(at + TILE_WIDTH, count))
            self._compare_bundle("", records_path, at, records, published)

    def _compare_bundle(
        self, prefix: str, path: Callable[[int, int], str], at: int, found: Sequence[bytes], published: int
    ) -> None:
        self._compare_widths(
            lambda width: prefix + path(at // TILE_WIDTH, width),
            lambda width: pack_bundle(found[:width]),
            len(found),
            min(TILE_WIDTH, published - at),
        )

    def _compare_tile(self, name: str, level: int, index: int, data: bytes, published: int) -> None:
        self._compare_widths(
            lambda width: f"{name}/{tile_path(level, index, width)}",
            lambda width: data[: 32 * width],
            len(data) // 32,
            min(TILE_WIDTH, (published >> 8 * level) - index * TILE_WIDTH),
        )

    def _compare_widths(
        self, path: Callable[[int], str], due: Callable[[int], bytes], width: int, required: int
    ) -> None:
        """Every width of one tile or bundle that is on disk; the `required` one must be, narrower ones are stale."""
        for found in self._widths(path(TILE_WIDTH), width):
            if self._read(path(found)) != due(found):
                self._differs("file", path(found), "it is not what the entries give")
            if found != required and found != width:
                self.report.stale.append(path(found))
        if required > 0 and path(required) not in self._seen:
            self._differs("file-missing", path(required), "readers of the checkpoint need it")

    def _widths(self, full: str, width: int) -> Iterator[int]:
        """The widths on disk that the entries can account for."""
        partial = self.folder / f"{full}.p"
        names = {entry.name for entry in partial.iterdir()} if partial.is_dir() else set()
        yield from (found for found in range(1, min(width, TILE_WIDTH - 1) + 1) if str(found) in names)
        if width == TILE_WIDTH and (self.folder / full).is_file():
            yield TILE_WIDTH

    def _read(self, name: str) -> bytes | None:
        self._seen.add(name)
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def _compare_rest(self) -> None:
        """What nothing accounts for."""
        for path in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            name = path.relative_to(self.folder).as_posix()
            if name.endswith(".new"):
                self.report.stale.append(name)
            elif name not in self._seen:
                self._differs("file-unknown", name, "nothing accounts for it")
