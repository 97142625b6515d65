"""Where spent tags stand on the logs: sorted arrays in memory beside `ledger.spent`, for a witness.

`SpentTags` knows that a tag is spent; a witness also answers for older cuts, so it must know where. 16 bytes a tag:
half of the tag, and the place. Whoever asks compares the entries at the few places that come back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.uint64]
Place = tuple[int, int]
"""(log, index) of an entry."""
_INDEX_BITS = 53


@dataclass(slots=True)
class TagPlaces:
    """Runs of (first half of the tag, place) by tag, whose lengths grow geometrically."""

    _runs: list[Rows] = field(default_factory=list)

    def add(self, tags: Sequence[bytes], places: Sequence[Place]) -> None:
        """Records where tags (16 bytes each) were spent."""
        if not tags:
            return
        packed = np.array([log << _INDEX_BITS | index for log, index in places], dtype=np.uint64)
        run = _sorted(np.column_stack((_halves(tags), packed)))
        while self._runs and len(self._runs[-1]) < 4 * len(run):
            run = _sorted(np.concatenate((self._runs.pop(), run)))
        self._runs.append(run)

    def candidates(self, tag: bytes) -> list[Place]:
        """Every place that may hold this tag: whoever spent it, and the rare tag that shares its first half."""
        half = _halves([tag])[0]
        found: list[Place] = []
        for run in self._runs:
            low, high = np.searchsorted(run[:, 0], half, side="left"), np.searchsorted(run[:, 0], half, side="right")
            found += [_unpacked(int(place)) for place in run[low:high, 1]]
        return found


def _halves(tags: Sequence[bytes]) -> NDArray[np.uint64]:
    return np.frombuffer(b"".join(tag[:8] for tag in tags), dtype=">u8").astype(np.uint64)


def _sorted(rows: Rows) -> Rows:
    return rows[np.argsort(rows[:, 0], kind="stable")]


def _unpacked(place: int) -> Place:
    return place >> _INDEX_BITS, place & ((1 << _INDEX_BITS) - 1)
