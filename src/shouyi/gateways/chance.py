"""Clock and randomness: the machine's own, or a demonstration's, in which everything comes from one seed."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from shouyi.canon.digest import derive

DEMONSTRATION_UNIX = 1_795_492_800
"""2026-11-24, noon in China: the hour at which a demonstration's clock stands still."""


def system_clock() -> int:
    """Seconds since 1970-01-01T00:00Z."""
    return int(time.time())


def demonstration_clock() -> int:
    """Always the same instant, so that two runs sign the same bytes."""
    return DEMONSTRATION_UNIX


@dataclass
class SetClock:
    """A demonstration's clock while its past is built: whoever builds it sets it, and leaves it where it stands."""

    unix: int = DEMONSTRATION_UNIX

    def __call__(self) -> int:
        return self.unix


def system_randomness(purpose: bytes, length: int) -> bytes:
    """The operating system's random bytes."""
    return os.urandom(length)


@dataclass(frozen=True, slots=True)
class SeededRandomness:
    """Bytes that follow from a seed and their purpose: a demonstration, never a secret."""

    seed: str

    def __call__(self, purpose: bytes, length: int) -> bytes:
        assert length <= 32
        return derive(self.seed.encode(), b"shouyi/seed/1" + purpose)[:length]
