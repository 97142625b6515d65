"""A disk that forgets: what the loss of power may leave of a recorded run.

The model is stricter than any file system in use. Until a file is synced, each write to it may be lost, kept, or kept
in part (a prefix or suffix in sectors of 512 bytes), in any combination; until a folder is synced, each name made,
moved or taken away in it may be so or not, in any combination, and syncing a file does not sync its name. Only the
order of two operations on the same bytes or the same name is kept.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from gateways.crash.trace import Op

SECTOR = 512
Found = Iterator[tuple[str, bytes | None]]
"""(path, bytes) of what is on the disk; None for a folder."""


@dataclass(slots=True)
class Inode:
    """A file's bytes as of its last sync, and what was done to it since. A folder has `data` None."""

    data: bytearray | None = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)


def folder_of(path: str) -> str:
    return "" if "/" not in path else str(PurePosixPath(path).parent)


@dataclass(slots=True)
class Disk:
    """`names` are all names as the running system sees them, `durable` those that a synced folder holds for sure."""

    names: dict[str, Inode] = field(default_factory=dict)
    durable: dict[str, Inode] = field(default_factory=dict)
    pending: list[tuple[Op, Inode | None]] = field(default_factory=list)

    def do(self, op: Op) -> None:
        if op.kind in ("write", "truncate"):
            self.names[op.path].pending.append(op)
        elif op.kind == "sync":
            self._sync(op.path)
        elif op.kind != "say" and op.path:
            inode = Inode(None if op.kind == "mkdir" else bytearray()) if op.kind in ("create", "mkdir") else None
            inode = inode or self.names.get(op.path)
            _rename(self.names, op, inode)
            self.pending.append((op, inode))

    def _sync(self, path: str) -> None:
        inode = self.names.get(path)
        if inode and inode.data is not None:
            for op in inode.pending:
                _apply(inode.data, op)
            inode.pending.clear()
            return
        for op, moved in self.pending:
            if folder_of(op.path) == path:
                _rename(self.durable, op, moved)
        self.pending = [(op, moved) for op, moved in self.pending if folder_of(op.path) != path]

    def lose_power(self, chance: random.Random, names_kept: float, bytes_kept: float) -> Found:
        """What is found afterwards, folders first; of what was not synced, these shares are kept."""
        names = dict(self.durable)
        for op, inode in self.pending:
            if chance.random() < names_kept:
                _rename(names, op, inode)
        for path in sorted(names):
            if all(str(parent) in names for parent in PurePosixPath(path).parents if str(parent) != "."):
                yield path, _remembered(names[path], chance, bytes_kept)


def _rename(names: dict[str, Inode], op: Op, inode: Inode | None) -> None:
    """Does to a table of names what `op` does, as far as what it needs is there."""
    if op.kind == "rmdir" and any(name.startswith(f"{op.path}/") for name in names):
        return
    if op.kind in ("unlink", "rmdir", "rename"):
        names.pop(op.path, None)
    if inode is not None and op.kind in ("create", "mkdir", "rename"):
        names[op.to or op.path] = inode


def _remembered(inode: Inode, chance: random.Random, keep: float) -> bytes | None:
    if inode.data is None:
        return None
    data = bytearray(inode.data)
    for op in inode.pending:
        if chance.random() < keep:
            _apply(data, _torn(op, chance) if chance.random() < 0.25 else op)
    return bytes(data)


def _torn(op: Op, chance: random.Random) -> Op:
    """A prefix or a suffix of a write, cut where a sector of the disk ends."""
    first = op.at // SECTOR + 1
    cuts = range(first * SECTOR, op.at + len(op.data), SECTOR)
    if not cuts:
        return op
    cut = chance.choice(cuts) - op.at
    if chance.random() < 0.5:
        return Op("write", op.path, at=op.at, data=op.data[:cut])
    return Op("write", op.path, at=op.at + cut, data=op.data[cut:])


def _apply(data: bytearray, op: Op) -> None:
    if op.kind == "truncate":
        del data[op.at :]
        data.extend(bytes(op.at - len(data)))
        return
    data.extend(bytes(max(0, op.at - len(data))))
    data[op.at : op.at + len(op.data)] = op.data


def build(found: Found, folder: Path) -> None:
    """Writes what was found to a real folder; SQLite's -shm is memory, not disk, and is made anew."""
    folder.mkdir(parents=True)
    for path, data in found:
        if data is None:
            (folder / path).mkdir()
        elif not path.endswith("-shm"):
            (folder / path).write_bytes(data)


def replayed(ops: Sequence[Op], cuts: Sequence[int]) -> Iterator[tuple[int, Disk]]:
    """The disk just after each cut's operation, in order. The disk goes on changing once the next is asked for."""
    disk, wanted = Disk(), set(cuts)
    for at, op in enumerate(ops):
        disk.do(op)
        if at in wanted:
            yield at, disk
