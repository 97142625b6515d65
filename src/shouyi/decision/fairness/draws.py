"""Chance from a fixed seed: the same numbers on every machine and under every version of numpy.

Numpy promises the raw stream of a bit generator for good (NEP 19), and not what is made of it; so the few things that
an audit draws are made here. A remainder of 64 bits by n is uneven by at most n/2^64.
"""

from __future__ import annotations

import numpy as np

from shouyi.decision.fairness.records import Floats, Ints


class Draws:
    """A stream of its own for each seed."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def below(self, n: int, size: tuple[int, ...]) -> Ints:
        """Whole numbers of 0..n−1."""
        return (self._raw(size) % np.uint64(n)).astype(np.int64)

    def uniform(self, size: tuple[int, ...]) -> Floats:
        """Numbers within (0, 1), never at an end."""
        return ((self._raw(size) >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53

    def normal(self, size: tuple[int, ...]) -> Floats:
        """Standard normal numbers (Box and Muller 1958)."""
        radius, turn = np.sqrt(-2 * np.log(self.uniform(size))), 2 * np.pi * self.uniform(size)
        return np.asarray(radius * np.cos(turn), dtype=np.float64)

    def signs(self, size: tuple[int, ...]) -> Floats:
        """−1 or 1, evenly."""
        return np.where(self._raw(size) >> np.uint64(63), 1.0, -1.0)

    def _raw(self, size: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
        return np.asarray(self._bits.random_raw(int(np.prod(size))), dtype=np.uint64).reshape(size)
