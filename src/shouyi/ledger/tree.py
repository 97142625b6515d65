"""A growing RFC 6962 tree: its right edge, roots, paths, and covers of chosen leaves.

`Edge` is all that appending needs: per tile level (eight tree levels) the hashes of the tile that is not full yet, at
most 255 × 32 bytes. Full tiles fall out of it as they fill. Paths and covers need every leaf hash of a range and are
computed over a sequence of leaf hashes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from shouyi.ledger.proof import EMPTY_ROOT, node_hash

TILE_WIDTH = 256


@dataclass(frozen=True, slots=True)
class FullTile:
    """256 hashes of tile level `level`, the `index`-th of that level: 8,192 bytes (C2SP tlog-tiles)."""

    level: int
    index: int
    data: bytes


@dataclass(slots=True)
class Edge:
    """The right edge of a tree of `size` leaves; `levels[L]` holds the hashes of the incomplete tile of level L."""

    size: int = 0
    levels: list[bytearray] = field(default_factory=list)

    def copy(self) -> Edge:
        return Edge(self.size, [bytearray(level) for level in self.levels])

    def append(self, leaf_hashes: Iterable[bytes]) -> list[FullTile]:
        """Appends leaves and gives the tiles that became full, lower levels first."""
        full: list[FullTile] = []
        leaves, at = list(leaf_hashes), 0
        while at < len(leaves):
            taken = leaves[at : at + TILE_WIDTH - self.size % TILE_WIDTH]
            self.size += len(taken)
            self._push(0, b"".join(taken), full)
            at += len(taken)
        return full

    def _push(self, level: int, found: bytes, full: list[FullTile]) -> None:
        """Adds hashes to the tile of `level`: at most as many as it has room for."""
        if level == len(self.levels):
            self.levels.append(bytearray())
        tile = self.levels[level]
        tile += found
        if len(tile) == TILE_WIDTH * 32:
            index = (self.size >> 8 * (level + 1)) - 1
            full.append(FullTile(level, index, bytes(tile)))
            top = perfect_root(bytes(tile))
            tile.clear()
            self._push(level + 1, top, full)

    def root(self) -> bytes:
        """The RFC 6962 root of the leaves so far."""
        peaks = [peak for tile in reversed(self.levels) for peak in _peaks(tile)]
        if not peaks:
            return EMPTY_ROOT
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root


def perfect_root(hashes: bytes | bytearray) -> bytes:
    """The root over 2^k hashes of 32 bytes each."""
    level = bytes(hashes)
    while len(level) > 32:
        level = b"".join([sha256(b"\x01" + level[at : at + 64]).digest() for at in range(0, len(level), 64)])
    return level


def _peaks(tile: bytearray) -> Iterator[bytes]:
    """The roots of the largest perfect subtrees of an incomplete tile, left to right."""
    count, start = len(tile) // 32, 0
    while start < count:
        width = 1 << ((count - start).bit_length() - 1)
        yield perfect_root(tile[32 * start : 32 * (start + width)])
        start += width


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The RFC 6962 root of these leaves."""
    edge = Edge()
    edge.append(leaf_hashes)
    return edge.root()


def split(size: int) -> int:
    """The largest power of two smaller than `size` (> 1), RFC 6962 section 2.1's k."""
    return int(1 << ((size - 1).bit_length() - 1))


@dataclass(slots=True)
class Hashes:
    """Roots of ranges of one tree, remembered: the leaf hashes of a log, from which paths and covers are read.

    `leaves` grows by append only. Complete subtrees never change, so their roots are kept, by (start, width).
    """

    leaves: list[bytes] = field(default_factory=list)
    _kept: list[list[bytes]] = field(default_factory=list)

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Appends leaves and the roots of the complete subtrees which they close."""
        self.leaves.extend(leaf_hashes)
        level = self.leaves
        for kept in self._levels():
            for at in range(2 * len(kept), len(level) - 1, 2):
                kept.append(node_hash(level[at], level[at + 1]))
            level = kept

    def _levels(self) -> Iterator[list[bytes]]:
        width, at = len(self.leaves) >> 1, 0
        while width:
            if at == len(self._kept):
                self._kept.append([])
            yield self._kept[at]
            width, at = width >> 1, at + 1

    def root(self, start: int, stop: int) -> bytes:
        """The root over leaves start..stop−1, where `start` is a multiple of the next power of two ≥ stop − start."""
        width = stop - start
        if width == 0:
            return EMPTY_ROOT
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self.leaves[start] if level == 0 else self._kept[level - 1][start >> level]
        middle = start + split(width)
        return node_hash(self.root(start, middle), self.root(middle, stop))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """PATH(index, D[size]) of RFC 6962, 2.1.1: from the leaf upwards."""
        path, start, stop = [], 0, size
        while stop - start > 1:
            middle = start + split(stop - start)
            if index < middle:
                path.append(self.root(middle, stop))
                stop = middle
            else:
                path.append(self.root(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, size1: int, size2: int) -> list[bytes]:
        """PROOF(size1, D[size2]) of RFC 6962, 2.1.2; empty for 0 and for equal sizes."""
        if size1 in (0, size2):
            return []
        path, start, stop, whole = [], 0, size2, True
        while size1 != stop:
            middle = start + split(stop - start)
            if size1 <= middle:
                path.append(self.root(middle, stop))
                stop = middle
            else:
                path.append(self.root(start, middle))
                start, whole = middle, False
        return ([] if whole else [self.root(start, stop)]) + path[::-1]

    def cover(self, shown: Sequence[int], size: int) -> list[bytes]:
        """The roots of the largest subtrees of D[size] without a shown leaf, left to right. `shown` is ascending."""
        return [self.root(start, stop) for start, stop in cover_ranges(shown, size)]


def cover_ranges(shown: Sequence[int], size: int) -> Iterator[tuple[int, int]]:
    """The (start, stop) of the largest subtrees of a tree of `size` without a shown leaf, left to right."""
    pending = [(0, size, 0, len(shown))] if size else []
    while pending:
        start, stop, low, high = pending.pop()
        if low == high:
            yield start, stop
        elif stop - start > 1:
            middle = start + split(stop - start)
            cut = _first_at_least(shown, middle, low, high)
            pending += [(middle, stop, cut, high), (start, middle, low, cut)]


def root_of_cover(shown: Sequence[tuple[int, bytes]], size: int, nodes: Sequence[bytes]) -> bytes | None:
    """The root of a tree of `size` from shown leaves (ascending by index) and the cover of the rest.

    None when `nodes` are not as many as the cover needs, or a shown index is not below `size`, or repeats.
    """
    indices = [index for index, _ in shown]
    if any(b <= a for a, b in itertools.pairwise(indices)) or (indices and indices[-1] >= size):
        return None
    ranges = list(cover_ranges(indices, size))
    if len(ranges) != len(nodes):
        return None
    known = dict(zip(ranges, nodes, strict=True)) | {(i, i + 1): leaf for i, leaf in shown}
    return _fold(0, size, known) if size else EMPTY_ROOT


def _fold(start: int, stop: int, known: dict[tuple[int, int], bytes]) -> bytes:
    if (found := known.get((start, stop))) is not None:
        return found
    middle = start + split(stop - start)
    return node_hash(_fold(start, middle, known), _fold(middle, stop, known))


def _first_at_least(values: Sequence[int], bound: int, low: int, high: int) -> int:
    while low < high:
        middle = (low + high) // 2
        if values[middle] < bound:
            low = middle + 1
        else:
            high = middle
    return low
