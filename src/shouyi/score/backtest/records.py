"""What a backtest speaks of. Floats: everything here is for a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from shouyi.score.records import Totals

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Days = NDArray[np.int64]
Verdict = Literal["holds", "broken", "unknown"]
BANDS: tuple[tuple[str, int, int], ...] = (("0", 0, 0), ("1-2", 1, 2), ("3-10", 3, 10), (">10", 11, 1 << 62))
"""Bands of n, the number of a person's earlier happenings: name, least, greatest."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that one rate is about, good or bad, on day `on`. Those of a day stand in the order they happened."""

    person: str
    on: int
    bad: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One question: will this person's happening on `on` be bad? `history` are the earlier ones that may be known."""

    person: str
    on: int
    bad: bool
    history: Sequence[Happening]


@dataclass(frozen=True, slots=True)
class Count:
    """A person's next window: of `trials` happenings from `origin` on, `bad` were bad; `n` and `totals` before it."""

    person: str
    origin: int
    n: int
    trials: int
    bad: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class Tuned:
    """What the tuning part decided of a rate: half-life in days, ν in events, κ and the prior's mean
    (of the good, 1..999) in ‰."""

    half_life: int
    nu: int
    kappa: int
    mean: int


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure must reach. `aim` in words; `verdict` "unknown" where it could not be measured."""

    name: str
    seen: str
    aim: str
    verdict: Verdict


def band_of(n: int) -> str:
    """The name of the band that n lies in."""
    return next(name for name, least, greatest in BANDS if least <= n <= greatest)


def verdict(holds: bool | None) -> Verdict:
    """In the words of every command: None is "unknown"."""
    return "unknown" if holds is None else "holds" if holds else "broken"
