"""A backup's manifest: canonical JSON that lists every file with its size and SHA-256, written last.

A folder without one is no backup: whatever wrote it was cut short. Nothing in a folder counts that its manifest does
not list, and a name in it leads nowhere but below the folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from shouyi.canon.canonical import decode_canonical, encode
from shouyi.canon.errors import CanonError
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.files import sync_folders, write_whole

FORMAT, NAME = "shouyi/backup/1", "manifest.json"
PARTS = ("house", "keys")


class NoBackup(GatewayError):
    """What lies there is no backup that was finished, or not the one that its manifest describes."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup, by its name below the folder."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`part`: "house" or "keys". `at`: Unix seconds. `facts`: versions and counts, by name."""

    part: str
    net: str
    at: int
    files: Sequence[Kept]
    facts: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        files = [{"bytes": kept.size_bytes, "name": kept.name, "sha256": kept.sha256} for kept in self.files]
        plain = {"at": self.at, "facts": dict(self.facts), "files": files, "format": FORMAT, "net": self.net}
        return encode(plain | {"part": self.part})


def parse_manifest(data: bytes) -> Manifest:
    """Raises NoBackup for anything but a manifest's canonical bytes."""
    try:
        plain = decode_canonical(data)
        found = _manifest(plain)
    except (CanonError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise NoBackup(f"{NAME} is no manifest: {problem}") from None
    if found.to_bytes() != data:
        raise NoBackup(f"{NAME} is no manifest: it says more than one should")
    return found


def _manifest(plain: Mapping[str, Any]) -> Manifest:
    if plain["format"] != FORMAT or plain["part"] not in PARTS:
        raise ValueError("of another format")
    files = tuple(_kept(each) for each in plain["files"])
    if len({kept.name for kept in files}) != len(files):
        raise ValueError("two files of one name")
    facts = {str(name): _text(value) for name, value in plain["facts"].items()}
    return Manifest(plain["part"], _text(plain["net"]), _count(plain["at"]), files, facts)


def _kept(plain: Mapping[str, Any]) -> Kept:
    name = _text(plain["name"])
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or name in (".", NAME) or "\0" in name:
        raise ValueError(f"a file's name leads elsewhere: {name[:80]!r}")
    return Kept(name, _count(plain["bytes"]), _text(plain["sha256"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is missing")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("a count is missing")
    return value


def finish(folder: Path, part: str, net: str, at: int, facts: Mapping[str, str]) -> Manifest:
    """Syncs everything below `folder`, then writes its manifest: from here on it is a backup."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    _sync(paths)
    sync_folders({folder, *(path for path in folder.rglob("*") if path.is_dir())})
    files = [Kept(path.relative_to(folder).as_posix(), path.stat().st_size, sha256(path)) for path in paths]
    made = Manifest(part, net, at, files, facts)
    write_whole(folder / NAME, made.to_bytes(), 0o600)
    sync_folders([folder.parent])
    return made


def read_manifest(folder: Path) -> Manifest:
    """What a folder says that it holds. Raises NoBackup."""
    try:
        return parse_manifest((folder / NAME).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise NoBackup(f"{folder.name} is no backup: it has no {NAME}, so its writing was cut short") from None


def require_whole(folder: Path, manifest: Manifest) -> None:
    """Every listed file is there with its very bytes. Raises NoBackup, which names each that is not."""
    if wrong := list(_differing(folder, manifest)):
        raise NoBackup(f"{folder.name}: " + "; ".join(wrong))


def _differing(folder: Path, manifest: Manifest) -> Iterator[str]:
    for kept in manifest.files:
        path = folder / kept.name
        if not path.is_file() or path.is_symlink():
            yield f"{kept.name} is missing"
        elif path.stat().st_size != kept.size_bytes:
            yield f"{kept.name} has {path.stat().st_size} bytes instead of {kept.size_bytes}"
        elif sha256(path) != kept.sha256:
            yield f"{kept.name} was changed"


def sha256(path: Path) -> str:
    """The file's digest in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _sync(paths: Sequence[Path]) -> None:
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
