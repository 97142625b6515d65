"""What may be shown of counts of people: no cell of fewer than ten, and none that the others give away."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

LEAST = 10


def shown(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts of cells that add up to a total which is known; None is a cell that is not shown.

    Hidden are cells of 1 to 9 people; then, lest the total give them away, the smallest others that hold anybody, until
    ten people are hidden, and so at least two cells. With fewer than ten people in all, everything is. A zero is shown:
    it is about nobody.
    """
    if 0 < sum(counts.values()) < LEAST:
        return dict.fromkeys(counts)
    hidden = {name for name, count in counts.items() if 0 < count < LEAST}
    others = sorted((name for name in counts if counts[name] >= LEAST), key=lambda name: counts[name])
    while hidden and others and sum(counts[name] for name in hidden) < LEAST:
        hidden.add(others.pop(0))
    return {name: None if name in hidden else count for name, count in counts.items()}


def part(count: int, whole: int) -> int | None:
    """How many of `whole` people; None where they, or the rest, are 1 to 9."""
    return None if 0 < count < LEAST or 0 < whole - count < LEAST else count


def people(count: int) -> int | None:
    """A number of people that stands alone."""
    return None if 0 < count < LEAST else count


def quantile(values: Iterable[int], quarters: int) -> int | None:
    """The ⌈quarters·n/4⌉-th smallest; None unless ten people stand on either side of it."""
    ordered = sorted(values)
    rank = -(-quarters * len(ordered) // 4)
    return ordered[rank - 1] if rank > LEAST and len(ordered) - rank >= LEAST else None


def names_of(edges: Sequence[int]) -> list[str]:
    """Bins by their edges in tenths: "below 40.0", "40.0 to 49.9", …, "90.0 and over"."""
    inner = [f"{_point(low)} to {_point(high - 1)}" for low, high in pairwise(edges)]
    return [f"below {_point(edges[0])}", *inner, f"{_point(edges[-1])} and over"]


def counted(values: Iterable[int], edges: Sequence[int]) -> list[int]:
    """How many values lie in each bin; a value on an edge is in the bin above it."""
    found = [0] * (len(edges) + 1)
    for value in values:
        found[bisect_right(edges, value)] += 1
    return found


def _point(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"
