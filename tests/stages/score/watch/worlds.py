"""Populations and towns from a seed: smooth scores, honest crowds, and what somebody planted among them."""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from random import Random

from shouyi.score.watch.rings import Voice

FIRST, DAYS = 20_000, 365
CRAFTS, COHORTS = 6, 20


def smooth_scores(seed: int, mean: float, sd: float, count: int) -> list[int]:
    """Tenths of a point from a bell, within 0 and 999."""
    draw = Random(seed)
    return [min(999, max(0, int(10 * draw.gauss(mean, sd)))) for _ in range(count)]


def lifted(scores: list[int], seed: int, share: float, reach: int = 20) -> list[int]:
    """The same, where so great a share of those within `reach` tenths below 80 got themselves just over it."""
    draw = Random(seed)
    return [
        800 + draw.randrange(10) if 800 - reach <= score < 800 and draw.random() < share else score for score in scores
    ]


def honest_town(
    seed: int, makers: int = 60, buyers: int = 1_500, voices: int = 5_000, loyal: float = 0.6
) -> list[Voice]:
    """Shops of very different size and buyers of very different zeal; `loyal` of what a buyer says is about the one
    craft that they love, and each craft is known in some cohorts more than in others."""
    draw = Random(seed)
    size = [exp(draw.gauss(0, 1)) for _ in range(makers)]
    zeal = [exp(draw.gauss(0, 1)) for _ in range(buyers)]
    loves = [draw.randrange(CRAFTS) for _ in range(buyers)]
    lives = [(loves[buyer] * 3 + int(draw.expovariate(0.25))) % COHORTS for buyer in range(buyers)]
    by_craft = [[maker for maker in range(makers) if maker % CRAFTS == craft] for craft in range(CRAFTS)]
    known: set[int] = set()
    found = []
    days = sorted(draw.randrange(DAYS) for _ in range(voices))
    for day, buyer in zip(days, draw.choices(range(buyers), zeal, k=voices), strict=True):
        shops = by_craft[loves[buyer]] if draw.random() < loyal else range(makers)
        maker = draw.choices(list(shops), [size[shop] for shop in shops])[0]
        found.append(_voice(f"m{maker}", f"b{buyer}", day, f"c{lives[buyer]}", buyer not in known))
        known.add(buyer)
    return found


def circle(seed: int, makers: int = 4, buyers: int = 25) -> list[Voice]:
    """Some buyers who speak of the same few makers and of nobody else."""
    draw = Random(seed)
    return [
        _voice(f"m{maker}", f"ring{buyer}", draw.randrange(DAYS), f"c{draw.randrange(COHORTS)}", maker == 0)
        for buyer in range(buyers)
        for maker in range(makers)
    ]


def burst(seed: int, voices: int = 25) -> list[Voice]:
    """Buyers without an earlier order, of one cohort, within a month, at one maker."""
    draw = Random(seed)
    return [_voice("m7", f"new{number}", 100 + draw.randrange(20), "c19", True) for number in range(voices)]


def mutual(seed: int, times: int = 4) -> list[Voice]:
    """Two makers who buy from each other, as buyers `as-m3` and `as-m4`."""
    draw = Random(seed)
    pairs: list[tuple[str, str]] = [("m3", "as-m4"), ("m4", "as-m3")] * times
    return [_voice(maker, buyer, draw.randrange(DAYS), "c1", False) for maker, buyer in pairs]


def wilson(hits: int, tries: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, zz = hits / tries, z * z / tries
    middle, half = share + zz / 2, z * (share * (1 - share) / tries + zz / (4 * tries)) ** 0.5
    return max(0.0, (middle - half) / (1 + zz)), min(1.0, (middle + half) / (1 + zz))


def rate(seeds: int, holds: Callable[[int], bool]) -> tuple[int, float, float]:
    """For how many of the first seeds it holds, and the 95 % interval of the share; printed."""
    hits = sum(holds(seed) for seed in range(seeds))
    low, high = wilson(hits, seeds)
    print(f"{hits} of {seeds} seeds: {low:.3f} to {high:.3f}")
    return hits, low, high


def _voice(maker: str, buyer: str, day: int, cohort: str, first: bool) -> Voice:
    return Voice(maker, buyer, FIRST + day, cohort, first)
