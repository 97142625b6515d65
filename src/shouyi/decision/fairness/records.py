"""What an audit's figures are made of: a value with its interval, and arrays of a log's columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
UNLABELLED = -1
"""The group's number of whoever is not in the audit sample."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and its 95 % interval; `count` is how many people, merchants or cases it was measured on."""

    value: float
    low: float
    high: float
    count: int

    def scaled(self, by: float) -> Measured:
        """The same in another unit; `by` may be negative."""
        ends = sorted((self.low * by, self.high * by))
        return Measured(self.value * by, ends[0], ends[1], self.count)


@dataclass(frozen=True, slots=True)
class Groups:
    """Which group each merchant, person or case is in: `codes` index `names`, or are UNLABELLED. `names` ascend."""

    names: tuple[str, ...]
    codes: Ints

    def of(self, name: str) -> Flags:
        """Who is in the group of this name."""
        return np.asarray(self.codes == self.names.index(name))

    @property
    def sizes(self) -> Ints:
        """How many are in each group, in the order of names."""
        known = self.codes[self.codes >= 0]
        return np.bincount(known, minlength=len(self.names)).astype(np.int64)

    @property
    def largest(self) -> str:
        """The group of most, which others are compared with unless one is named; of two alike the first by name."""
        return self.names[int(np.argmax(self.sizes))]


def groups_of(labels: list[str | None]) -> Groups:
    """Groups from a label for each, None where there is none."""
    names = tuple(sorted({label for label in labels if label is not None}))
    place = {name: at for at, name in enumerate(names)}
    codes = [UNLABELLED if label is None else place[label] for label in labels]
    return Groups(names, np.array(codes, dtype=np.int64))
