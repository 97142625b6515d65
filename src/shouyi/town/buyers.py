"""Buyers: each on one platform, in one cohort, some of them far more often than others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from shouyi.town.chance import chance, opaque, weighted

PROVINCES = (("44", 14), ("32", 12), ("33", 11), ("31", 8), ("11", 8), ("37", 7), ("51", 7), ("42", 6), ("43", 5),
             ("35", 5), ("41", 5), ("50", 4), ("61", 4), ("52", 3), ("53", 3), ("45", 3), ("21", 3))  # fmt: skip
CHANNELS = (("app", 5), ("live", 4), ("web", 2))
YEARS = (23, 24, 25)
CROWD_COHORT = "44-live-26q3"
ORDERS_PER_BUYER = 3


@dataclass(frozen=True, slots=True)
class Buyer:
    """`cohort` is what the platform tells of where a buyer comes from: province, way in, quarter of joining."""

    id: str
    cohort: str


def buyers(seed: str, platforms: Sequence[str], orders: int) -> dict[str, tuple[Buyer, ...]]:
    """Every platform's buyers, so many that each places about three orders in two years."""
    count = max(orders // ORDERS_PER_BUYER // len(platforms), 20)
    return {platform: tuple(_buyer(seed, platform, number) for number in range(count)) for platform in platforms}


def pick(rng: Random, pool: Sequence[Buyer]) -> Buyer:
    """One buyer; the first ones come often, the last ones once."""
    return pool[min(rng.randrange(len(pool)), rng.randrange(len(pool) * 2))]


def crowd(seed: str, platform: str, count: int) -> tuple[Buyer, ...]:
    """Fresh buyers of one cohort, each for one order: what a bought review looks like from outside."""
    return tuple(Buyer(opaque(seed, "b-", "crowd", platform, str(i)), CROWD_COHORT) for i in range(count))


def _buyer(seed: str, platform: str, number: int) -> Buyer:
    name = opaque(seed, "b-", platform, str(number))
    rng = chance(seed, name)
    joined = f"{rng.choice(YEARS)}q{rng.randint(1, 4)}"
    return Buyer(name, f"{weighted(rng, PROVINCES)}-{weighted(rng, CHANNELS)}-{joined}")
