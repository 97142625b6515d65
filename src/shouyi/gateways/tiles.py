"""Tiles, bundles and checkpoints on disk: derived from the store, written after its commit, and writable again.

The order of writing is the safety of it:

1. look at all four checkpoints on disk; each must be in our own tree, or somebody rewound the store: nothing is written
2. tiles and bundles, each to a temporary name, then renamed; then one sync of all of them
3. the four checkpoints and the state that witnesses compare, the same way, then a sync
4. the store's note that this cut is durable on disk

A crash between 2 and 3 leaves newer tiles under an older checkpoint, which readers ignore. A crash within 2 or 3
leaves a cut that 4 has not noted: the next start writes everything after the last noted cut again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shouyi.gateways.sqlite import LedgerStore
from shouyi.ledger.checkpoint import Checkpoint, read_checkpoint
from shouyi.ledger.errors import CheckpointRolledBack, MalformedBytes
from shouyi.ledger.kind import LOGS
from shouyi.ledger.machine import app_hash
from shouyi.ledger.note import Note, Signer, sign_note
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.tile import bundle_path, pack_bundle, records_path, tile_path
from shouyi.ledger.tree import TILE_WIDTH, Edge
from shouyi.ledger.witness import Published

SYNCS_AT_ONCE, OPEN_MAX = 8, 64
Cut = tuple[tuple[int, bytes], ...]
"""(size, root) of the four logs at one batch's end."""


class TileFolder:
    """One folder that any static server can publish: <log>/checkpoint, <log>/tile/…, batches/…, state"""

    def __init__(
        self, folder: Path, store: LedgerStore, origins: tuple[str, ...], signer: Callable[[str], Signer]
    ) -> None:
        self._folder, self._store, self._origins, self._signer = folder, store, origins, signer
        self._written: set[Path] = set()
        self._edges: tuple[Edge, ...] | None = None
        self._batches = 0

    def checkpoint(self, log: int) -> bytes | None:
        """The checkpoint on disk, None before the first."""
        try:
            return (self._folder / LOGS[log] / "checkpoint").read_bytes()
        except FileNotFoundError:
            return None

    def publish(self, edges: tuple[Edge, ...], batch_count: int) -> Cut:
        """Brings the folder to this cut, durably. Raises CheckpointRolledBack before anything is written."""
        cut = tuple((edge.size, edge.root()) for edge in edges)
        start = self._require_prefix(cut)  # 1
        self._written.clear()
        for log, edge in enumerate(edges):  # 2
            self._write_log(log, start[log], edge)
        self._write_records(batch_count)
        written = frozenset(self._written)
        self._sync()
        for log, (size, root) in enumerate(cut):  # 3
            body = Checkpoint(self._origins[log], size, root).to_body()
            note = sign_note(body, self._origins[log], self._signer(self._origins[log]))
            self._write(f"{LOGS[log]}/checkpoint", note.to_bytes(), replaces=True)
        self._write("state", self._published(edges, batch_count).to_bytes(), replaces=True)
        self._sync()
        self._prune(written)  # between 3 and 4, so that whoever repeats 2 and 3 repeats it
        self._store.set_published(cut)  # 4
        self._edges, self._batches = tuple(edge.copy() for edge in edges), batch_count
        return cut

    def _published(self, edges: tuple[Edge, ...], batch_count: int) -> Published:
        """What witnesses compare: nobody signs it, and no reader of proofs asks for it."""
        last = self._store.records_and_hashes(batch_count - 1, batch_count)
        a, b, c, d = (edge.size for edge in edges)
        return Published(last[0][1] if last else app_hash(edges, Edge()), batch_count, (a, b, c, d))

    def put_cosigned(self, log: int, note: Note) -> None:
        """Adds witnesses' lines to the checkpoint of the same cut."""
        self._written.clear()
        self._write(f"{LOGS[log]}/checkpoint", note.to_bytes(), replaces=True)
        self._sync()

    def _require_prefix(self, cut: Cut) -> tuple[Edge, ...]:
        """Edges of the cut from which to write on: what 4 noted. All four checkpoints on disk must be in our trees."""
        noted = self._store.published()
        for log, (size, root) in enumerate(cut):
            data = self.checkpoint(log)
            if data is None:
                noted = None  # somebody took the folder away: everything is written again
                continue
            try:
                _, found = read_checkpoint(data)
            except MalformedBytes:
                noted = None  # torn: never noted as durable by us, so everything is written again
                continue
            if found.size > size:
                raise CheckpointRolledBack(f"{LOGS[log]}: {found.size} are published, the store holds {size}")
            roots = dict([(size, root), *([noted[log]] if noted else [])])
            if (roots.get(found.size) or self._edge_at(log, found.size).root()) != found.root:
                raise CheckpointRolledBack(f"{LOGS[log]}: the published root of size {found.size} is not in the store")
        if noted is None:
            self._edges, self._batches = None, 0
            return tuple(Edge() for _ in cut)
        known = self._edges
        if known is None or any(edge.size != size for edge, (size, _) in zip(known, noted, strict=True)):
            self._batches = 0
            known = tuple(self._edge_at(log, size) for log, (size, _) in enumerate(noted))
        return known

    def _edge_at(self, log: int, size: int) -> Edge:
        edge = Edge()
        for at in range(0, size, 4096):
            edge.append(map(leaf_hash, self._store.entries(log, at, min(size, at + 4096))))
        return edge

    def _write_log(self, log: int, start: Edge, edge: Edge) -> None:
        """Everything of a log from the start of the tile in which `start` ends."""
        name, size = LOGS[log], edge.size
        if start.size == size:
            return
        grown = start.copy()
        for at in range(start.size - start.size % TILE_WIDTH, size, TILE_WIDTH):
            entries = self._store.entries(log, at, min(at + TILE_WIDTH, size))
            self._write(f"{name}/{bundle_path(at // TILE_WIDTH, len(entries))}", pack_bundle(entries))
            for tile in grown.append(map(leaf_hash, entries[max(0, grown.size - at) :])):
                self._write(f"{name}/{tile_path(tile.level, tile.index)}", tile.data)
        for level, tile_hashes in enumerate(edge.levels):
            if tile_hashes:
                path = tile_path(level, size >> 8 * (level + 1), len(tile_hashes) // 32)
                self._write(f"{name}/{path}", bytes(tile_hashes))

    def _write_records(self, batch_count: int) -> None:
        for at in range(self._batches - self._batches % TILE_WIDTH, batch_count, TILE_WIDTH):
            records = self._store.records(at, min(at + TILE_WIDTH, batch_count))
            self._write(records_path(at // TILE_WIDTH, len(records)), pack_bundle(records))

    def _write(self, name: str, data: bytes, *, replaces: bool = False) -> None:
        """To a temporary name, then renamed. `replaces`: over something that readers rely on until then, so the bytes
        must be on disk before the name is: else a loss of power could leave the new name on nothing."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".new")
        temporary.write_bytes(data)
        if replaces:
            _fsync(temporary)
        temporary.replace(path)
        self._written.add(path)

    def _sync(self) -> None:
        """Files, then the folders that name them, ours among them: after this they survive the loss of power."""
        folders = {parent for path in self._written for parent in self._parents(path)}
        _fsync_all([*self._written, *folders])
        self._written.clear()

    def _prune(self, written: frozenset[Path]) -> None:
        """Takes away the narrower partial tiles that these replace, so that a folder depends on its cut alone.

        A reader who holds the checkpoint before finds them gone and asks for the checkpoint again.
        """
        for path in written:
            partials = path.parent if path.parent.suffix == ".p" else path.with_name(path.name + ".p")
            for old in partials.glob("*"):
                if old != path:
                    old.unlink()
            if partials != path.parent and partials.is_dir():
                partials.rmdir()

    def _parents(self, path: Path) -> Iterator[Path]:
        for parent in path.parents:
            yield parent
            if parent == self._folder.parent:
                return


def _fsync_all(paths: Sequence[Path]) -> None:
    """Returns when all are on disk. Several at once: the disk gathers them into few flushes, ten times as fast."""
    with ThreadPoolExecutor(SYNCS_AT_ONCE) as pool:
        for at in range(0, len(paths), OPEN_MAX):
            handles = [os.open(path, os.O_RDONLY) for path in paths[at : at + OPEN_MAX]]
            try:
                list(pool.map(os.fsync, handles))
            finally:
                for handle in handles:
                    os.close(handle)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
