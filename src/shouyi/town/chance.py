"""Chance from a seed: the same draws on every machine, whatever the hash seed, the locale or the order of imports.

Every artisan draws from streams of their own, so that a larger town keeps the names and works of a smaller one. Whole
numbers only: a float drawn here would be a rounding that somebody has to explain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance(seed: str, *names: str) -> Random:
    """A stream of its own for each list of names: SHA-256 of seed and names, read as one whole number."""
    return Random(int.from_bytes(_digest(seed, names), "big"))


def opaque(seed: str, prefix: str, *names: str) -> str:
    """`prefix` and ten hex digits that tell nothing of what they name."""
    return prefix + _digest(seed, (prefix, *names)).hex()[:10]


def often(rng: Random, permille: int) -> bool:
    """True in `permille` of a thousand draws."""
    return rng.randrange(1000) < permille


def weighted(rng: Random, choices: Sequence[tuple[T, int]]) -> T:
    """One of the choices, each as often as its whole weight says."""
    return choices[draw(rng, cumulated([weight for _, weight in choices]))][0]


def cumulated(weights: Sequence[int]) -> list[int]:
    """Running sums, for `draw`."""
    return list(accumulate(weights))


def draw(rng: Random, sums: Sequence[int]) -> int:
    """An index, as often as the weights behind the running `sums` say."""
    return bisect_right(sums, rng.randrange(sums[-1]))


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole parts after the weights; what rounding leaves goes to the largest remainders, ties in order."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rest = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _digest(seed: str, names: Sequence[str]) -> bytes:
    return sha256("\x1f".join(("shouyi/town/1", seed, *names)).encode()).digest()
