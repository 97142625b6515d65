"""Who may be shown to whom: for each view (a page that shows K works) its candidates, their relevance, their owners.

Candidates of all views lie one after another, as in a compressed sparse row matrix. For sums over whole rows they are
padded into blocks of nearly equal width, so that one view with very many candidates does not widen all the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NOBODY = -1
"""The owner of what belongs to nobody who was promised anything; its price is always 0."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of nearly equal width. `at` [rows, width] points to candidates, 0 where `there` is False."""

    rows: Ints
    at: Ints
    there: Flags
    score: Floats
    owner: Ints


@dataclass(frozen=True)
class Views:
    """`start` [n + 1] cuts `score`, `owner`, `item` into views. Score: relevance, any unit, the same for all. Owner:
    0 … or NOBODY. Item: what the list names. `times` [n]: how many arrivals a view stands for."""

    start: Ints
    score: Floats
    owner: Ints
    item: Ints
    times: Floats

    def __len__(self) -> int:
        return len(self.start) - 1

    @cached_property
    def width(self) -> Ints:
        """How many candidates each view has."""
        return np.diff(self.start)

    @cached_property
    def view(self) -> Ints:
        """Which view each candidate belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.width)

    @cached_property
    def spread(self) -> float:
        """The standard deviation of all scores, by which steps and tolerances are measured; 1 where all are alike."""
        return float(np.std(self.score)) or 1.0

    def of(self, view: int) -> slice:
        """Where the candidates of one view lie."""
        return slice(int(self.start[view]), int(self.start[view + 1]))

    def take(self, rows: Ints) -> Views:
        """These views alone, in this order."""
        width = self.width[rows]
        start = np.concatenate(([0], np.cumsum(width)))
        at = np.repeat(self.start[rows] - start[:-1], width) + np.arange(start[-1])
        return Views(start, self.score[at], self.owner[at], self.item[at], self.times[rows])

    def thin(self, rows: Ints, times: Floats) -> Views:
        """These views alone, each standing for so many arrivals."""
        return replace(self.take(rows), times=times)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All rows, in blocks whose widths lie within a quarter of each other."""
        return tuple(self._padded())

    def _padded(self) -> Iterator[Block]:
        shelf = np.ceil(np.log(np.maximum(self.width, 1)) / np.log(1.25)).astype(np.int64)
        for each in np.unique(shelf):
            rows = np.flatnonzero(shelf == each)
            columns = np.arange(int(self.width[rows].max(initial=0)))
            there = columns < self.width[rows, None]
            at = np.where(there, self.start[rows, None] + columns, 0)
            owner = np.where(there, self.owner[at], NOBODY)
            yield Block(rows, at, there, np.where(there, self.score[at], -np.inf), owner)
