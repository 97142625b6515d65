"""Invented sets for the exposure engine, of several shapes, and orders of arrival that are not kind to it.

All follow from one generator. Scores are a taste (a few hidden factors) with noise, made positive; owners' sizes and
popularity are skewed as those of real shops. Floors stand as a share of what an owner could receive if all had alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from shouyi.decision.exposure.feasible import within_reach
from shouyi.decision.exposure.problem import Problem, judge
from shouyi.decision.exposure.views import Ints, Views


@dataclass(frozen=True, slots=True)
class Shape:
    """`floor`: of an equal share. `skew`: how unequal owners' sizes are (Zipf's exponent), `fame` how much of an
    owner's works is liked by everybody, in spreads. `each`: candidates of a view."""

    users: int
    items: int
    owners: int
    each: int
    k: int
    floor: float
    skew: float = 0.8
    fame: float = 0.6
    nobody: float = 0.0


SHAPES: Mapping[str, Shape] = {
    "plain": Shape(600, 400, 20, 80, 10, 0.5),
    "skewed owners": Shape(600, 500, 40, 100, 10, 0.5, skew=1.4, fame=1.2),
    "few candidates": Shape(800, 300, 15, 14, 8, 0.5),
    "owners with few works": Shape(700, 300, 60, 60, 5, 0.6, skew=1.6),
    "near the limit": Shape(600, 400, 20, 80, 10, 0.95),
    "two groups": Shape(500, 300, 2, 300, 10, 0.5, skew=1.5, fame=2.0),
    "mostly nobody's": Shape(600, 400, 12, 80, 10, 0.4, nobody=0.5),
    "short lists": Shape(900, 200, 10, 40, 1, 0.7),
}


def invented(shape: Shape, seed: int) -> Problem:
    """One set of this shape. Floors that its candidates cannot bear are lowered to what they can."""
    chance = np.random.default_rng(seed)
    owner = _owners(shape, chance)
    taste, style = chance.normal(size=(shape.users, 6)), chance.normal(size=(shape.items, 6))
    fame = chance.normal(size=shape.owners + 1)[owner] * shape.fame + chance.normal(size=shape.items) * 0.5
    score = np.exp(0.35 * (taste @ style.T / 2 + fame + chance.normal(size=(shape.users, shape.items)) * 0.5))
    shown = np.argsort(chance.random((shape.users, shape.items)) - 0.15 * fame, axis=1)[:, : shape.each]
    start = np.arange(shape.users + 1) * shape.each
    matrix = csr_array((np.take_along_axis(score, shown, 1).ravel(), shown.ravel(), start), shape=score.shape)
    floor = int(shape.floor * shape.users * shape.k / (int(owner.max()) + 1))
    return within_reach(judge(matrix, owner, floor, shape.k))


def _owners(shape: Shape, chance: np.random.Generator) -> Ints:
    weight = 1 / np.arange(1, shape.owners + 1) ** shape.skew
    owner = chance.choice(shape.owners, size=shape.items, p=weight / weight.sum())
    owner[: shape.owners] = np.arange(shape.owners)
    owner[shape.owners :][chance.random(shape.items - shape.owners) < shape.nobody] = -1
    return chance.permutation(owner)


def market(merchants: int, views: int, seed: int, *, times: int = 1, each: int = 100) -> tuple[Problem, Ints]:
    """A large zone: merchants in crafts of at most 500, a view a craft with `each` of its merchants, K = 10, a floor of
    half the equal share; a merchant's works are alike in quality, a view's taste differs. And each view's craft."""
    chance = np.random.default_rng(seed)
    crafts = max(merchants // 500, 1)
    size = merchants // crafts
    each = min(each, size)
    craft = np.sort(chance.integers(0, crafts, size=views))
    # A random stride through the craft's merchants: different ones, without sorting all of them for every view.
    stride = 1 + 2 * chance.integers(0, size // 2, size=(views, 1)) if size % 2 == 0 else np.ones((views, 1), np.int64)
    place = (chance.integers(0, size, size=(views, 1)) + stride * np.arange(each)) % size
    owner = (craft[:, None] * size + place).ravel()
    quality = chance.normal(size=merchants)
    score = np.exp(0.3 * (quality[owner] + chance.normal(size=len(owner))))
    start = np.arange(views + 1, dtype=np.int64) * each
    found = Views(start, score, owner, owner, np.full(views, float(times)))
    floors = np.full(crafts * size, views * times * 10 // merchants // 2, dtype=np.int64)
    return Problem(found, floors, 10), craft


def _random(problem: Problem, chance: np.random.Generator) -> Ints:
    return chance.permutation(len(problem.views))


def _liking(problem: Problem, owner: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """For each view the best score of an owner's works by the view's best: who likes that owner most."""
    views = problem.views
    best, mine = np.full(len(views), -np.inf), np.full(len(views), -np.inf)
    np.maximum.at(best, views.view, views.score)
    own = views.owner == owner
    np.maximum.at(mine, views.view[own], views.score[own])
    return np.nan_to_num(mine, neginf=-1e9) - best


def _neediest(problem: Problem) -> int:
    """The owner whom relevance alone gives least."""
    from shouyi.decision.exposure.measures import exposures, top_lists

    given = exposures(problem.views, top_lists(problem), problem.owners)
    return int(np.argmin(given - problem.floors))


def _friends_first(problem: Problem, chance: np.random.Generator) -> Ints:
    return np.argsort(-_liking(problem, _neediest(problem)), kind="stable")


def _friends_last(problem: Problem, chance: np.random.Generator) -> Ints:
    return np.argsort(_liking(problem, _neediest(problem)), kind="stable")


def _taste(problem: Problem, chance: np.random.Generator) -> Ints:
    """Views by the owner they like best: the hour of one owner's friends after another's."""
    liked = np.stack([_liking(problem, owner) for owner in range(min(problem.owners, 64))])
    return np.lexsort((chance.random(len(problem.views)), liked.argmax(axis=0)))


def _fluctuating(problem: Problem, chance: np.random.Generator) -> Ints:
    """Tides: who likes one half of the owners comes mostly at one time of five cycles, who likes the others between."""
    return _tide(problem, chance, 5)


def _bursty(problem: Problem, chance: np.random.Generator) -> Ints:
    """Bursts: blocks of 1 to 60 views that like the same owner, the blocks in random order."""
    by_taste, cut, start = _taste(problem, chance), [], 0
    while start < len(by_taste):
        size = int(chance.integers(1, 61))
        cut.append(by_taste[start : start + size])
        start += size
    return np.concatenate([cut[at] for at in chance.permutation(len(cut))])


def _tide(problem: Problem, chance: np.random.Generator, cycles: int) -> Ints:
    rank = np.empty(len(problem.views))
    rank[_taste(problem, chance)] = np.linspace(0, 1, len(problem.views))
    cycle = chance.integers(0, cycles, size=len(rank))
    return np.argsort(cycle + np.clip(rank + chance.normal(size=len(rank)) * 0.2, 0, 0.999), kind="stable")


ORDERS: Mapping[str, Callable[[Problem, np.random.Generator], Ints]] = {
    "random": _random,
    "fluctuating": _fluctuating,
    "bursty": _bursty,
    "one taste after another": _taste,
    "friends of the neediest first": _friends_first,
    "friends of the neediest last": _friends_last,
}
"""Orders of arrival: (problem, chance) → views, each once."""
