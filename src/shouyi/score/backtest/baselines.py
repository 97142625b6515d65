"""What a simpler rule would have said, from the same history: none of them decays, none knows a prior."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import sqrt

Z = 1.96


def raw_mean(n: int, bad: int) -> float:
    """The share of bad so far; without any history one half."""
    return bad / n if n else 0.5


def wilson(n: int, bad: int) -> float:
    """One less Wilson's lower bound of the good (95 %): cautious, and a bad probability. Without history 1."""
    if not n:
        return 1.0
    good = 1 - bad / n
    centre, square = good + Z * Z / (2 * n), Z * Z / n
    return 1 - (centre - Z * sqrt((good * (1 - good) + square / 4) / n)) / (1 + square)


def beta_1_1(n: int, bad: int) -> float:
    """The mean of a beta distribution that began uniform (Jøsang and Ismail 2002)."""
    return (bad + 1) / (n + 2)


RULES: Mapping[str, Callable[[int, int], float]] = {
    "raw mean": raw_mean,
    "Wilson": wilson,
    "Beta(1,1)": beta_1_1,
}
