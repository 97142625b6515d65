"""Tiles and entry bundles as C2SP tlog-tiles v0.1 lays them out: paths and bytes, no disk.

A tile is 256 hashes (8,192 bytes) of one of every eight tree levels; a bundle is the entries of a tile of level 0, each
behind its length in two bytes. Partial ones bear their width in the path and are superseded by wider ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shouyi.ledger.errors import MalformedBytes
from shouyi.ledger.tree import TILE_WIDTH


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """tile/0/x001/x234/067, with .p/W for a partial tile of width W."""
    return f"tile/{level}/{_numbered(index, width)}"


def bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    """tile/entries/x001/067, with .p/W for a partial bundle of W entries."""
    return f"tile/entries/{_numbered(index, width)}"


def records_path(index: int, width: int = TILE_WIDTH) -> str:
    """batches/x001/067: bundles of batch records in the same form. Ours; C2SP knows no batches."""
    return f"batches/{_numbered(index, width)}"


def _numbered(index: int, width: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups)) + ("" if width == TILE_WIDTH else f".p/{width}")


def pack_bundle(entries: Iterable[bytes]) -> bytes:
    """Each entry behind its length, two bytes big-endian."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(data: bytes) -> Iterator[bytes]:
    """The entries of a bundle. Raises MalformedBytes when a length runs past the end."""
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if at + 2 > len(data) or len(entry) != length:
            raise MalformedBytes(f"the bundle ends within an entry at byte {at}")
        yield entry
        at += 2 + length


def widths(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, index, width) of the partial tiles at the right edge of a log of `size`."""
    level = 0
    while size >> 8 * level:
        count = size >> 8 * level
        if count % TILE_WIDTH:
            yield level, count // TILE_WIDTH, count % TILE_WIDTH
        level += 1
