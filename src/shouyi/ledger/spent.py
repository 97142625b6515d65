"""Which one-time tags each organisation has spent: sorted arrays in memory, rebuilt from the entries at start.

Random keys in a database's index cost appends two thirds of their speed and more as it grows; here a batch of tags is
looked up by binary search in a few sorted runs whose lengths grow geometrically, and a run is merged when it is no
longer much smaller than the next. 16 bytes a tag. Past what memory holds, an LSM store takes this place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]


@dataclass(slots=True)
class SpentTags:
    """The spent tags of one network; a tag is unique together with who wrote it."""

    _runs: dict[str, list[Words]] = field(default_factory=dict)

    def first_spent(self, by: str, tags: Sequence[bytes]) -> int | None:
        """The place in `tags` of the first that `by` has spent before or that stands twice; None if all are new."""
        if len(set(tags)) != len(tags):
            return next(i for i, found in enumerate(tags) if found in tags[:i])
        if not tags:
            return None
        words, hit = _words(tags), np.zeros(len(tags), dtype=bool)
        for run in self._runs.get(by, ()):
            hit |= _stands_in(run, words)
        return int(hit.argmax()) if hit.any() else None

    def add(self, by: str, tags: Sequence[bytes]) -> None:
        """Records tags that `first_spent` found new."""
        if not tags:
            return
        runs, run = self._runs.setdefault(by, []), _sorted(_words(tags))
        while runs and len(runs[-1]) < 4 * len(run):
            run = _sorted(np.concatenate((runs.pop(), run)))
        runs.append(run)


def _words(tags: Sequence[bytes]) -> Words:
    """(n, 2): the halves of each tag as big-endian numbers."""
    return np.frombuffer(b"".join(tags), dtype=">u8").astype(np.uint64).reshape(-1, 2)


def _sorted(words: Words) -> Words:
    return words[np.argsort(words[:, 0], kind="stable")]


def _stands_in(run: Words, words: Words) -> NDArray[np.bool_]:
    """By the first half; where two tags share it (one chance in 2^64 a pair), the second half decides, run by run."""
    low = np.searchsorted(run[:, 0], words[:, 0], side="left")
    high = np.searchsorted(run[:, 0], words[:, 0], side="right")
    found = np.zeros(len(words), dtype=bool)
    for i in np.flatnonzero(high > low):
        found[i] = bool((run[low[i] : high[i], 1] == words[i, 1]).any())
    return found
