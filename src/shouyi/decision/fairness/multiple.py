"""Many tests at once: whoever looks at twenty differences finds one at p < .05 where there is none."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p: Sequence[float]) -> list[float]:
    """Corrected p, in the order given (Holm 1979, "A simple sequentially rejective multiple test procedure").

    Below .05 they keep the chance of even one false finding among all of them at 5 %, however the tests depend on each
    other: the i-th smallest of m is multiplied by m − i + 1, none falls below the one before it, none exceeds 1.
    """
    order = sorted(range(len(p)), key=lambda at: p[at])
    found, least = [0.0] * len(p), 0.0
    for rank, at in enumerate(order):
        least = max(least, min(1.0, (len(p) - rank) * p[at]))
        found[at] = least
    return found
