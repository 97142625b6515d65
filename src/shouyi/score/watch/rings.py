"""Signs of collusion in who speaks about whom: for people to look at, never a verdict, never an input of the score.

Three signs, over the voices of one source within one year. A *circle*: makers who share more buyers than makers of
their size would by chance, buyers who speak of hardly anybody else. A *burst*: more voices of buyers without earlier
orders, of one cohort in one month, than that cohort has elsewhere. *Mutual*: two makers who buy from each other.
Each has an innocent reading (neighbours of one craft, a live room, friends), so each is only a reason to look.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, fsum, lgamma, log, log1p
from typing import Literal

from shouyi.canon.days import month_of

LEVEL = 0.001
"""Of the chance that honest makers show any circle, or any burst, at all: divided among all that is looked at."""
LEAST_SHARED = 10
"""Buyers that two makers share, or voices of a burst: below it nothing is a sign, however unlikely."""
TIMES = 2
"""A pair that counts shares at least so many times what it would by chance and by kind."""
FEW = 6
"""A circle's buyers speak of two to so many makers: the others tell nothing of any two, and are left out of it."""
CLOSED = 700
"""‰ of the voices of a circle's buyers that stay within it."""
LEAST_MUTUAL = 3
"""Voices each way."""
Sign = Literal["circle", "burst", "mutual"]


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice as the keeper sees it: `buyer` is the same name whomever they speak about (None: it cannot be told
    any more); `first`: they had no order before, and no campaign is known to have brought this one."""

    maker: str
    buyer: str | None
    on: int
    cohort: str | None
    first: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at. `voices` make the sign, of `whole` that these makers have (a burst: in that month), by
    `buyers`; `expected` is what chance would give where the sign is tested, of which `p` is the corrected probability.
    """

    sign: Sign
    makers: tuple[str, ...]
    voices: int
    whole: int
    buyers: int
    expected: float | None = None
    p: float | None = None


def flags(voices: Iterable[Voice], same: Mapping[str, str]) -> list[Flag]:
    """All signs in one source's voices. `same`: buyer → the maker who goes by that name there."""
    heard = list(voices)
    return [*circles(heard), *bursts(heard), *mutual(heard, same)]


# circles --------------------------------------------------------------------------------------------------------------


def circles(voices: Sequence[Voice]) -> list[Flag]:
    """Groups of makers joined by pairs that share too many buyers, whose buyers stay among them.

    Looked at are buyers who speak of two to six makers. By chance two makers with d₁ and d₂ of them share
    λ = d₁·d₂·Σ k(k − 1)/E², where k is the number of makers that a buyer speaks of and E = Σ k (Chung and Lu's random
    graph of given degrees); makers of one craft share more, so λ is multiplied by what the less sociable of the two
    has with others of its kind (`_company`). A pair counts when it shares ten, and twice that, and the Poisson
    probability of as many or more, times the number of pairs, is below .001.
    """
    spoken_of: dict[str, set[str]] = defaultdict(set)
    for voice in voices:
        if voice.buyer is not None:
            spoken_of[voice.buyer].add(voice.maker)
    known = {buyer: makers for buyer, makers in spoken_of.items() if 1 < len(makers) <= FEW}
    unlikely = dict(_unlikely_pairs(known))
    found = (_circle(group, unlikely, known, voices) for group in _groups(unlikely))
    return [flag for flag in found if flag is not None]


_Pair = tuple[str, str]


def _unlikely_pairs(known: Mapping[str, set[str]]) -> Iterator[tuple[_Pair, tuple[float, float]]]:
    """Pairs with what they would share, and the corrected p."""
    sizes = Counter(maker for makers in known.values() for maker in makers)
    ends = sum(sizes.values())
    crossing = sum(len(makers) * (len(makers) - 1) for makers in known.values())
    shared, pairs = _shared(known), len(sizes) * (len(sizes) - 1) // 2
    alone = {pair: sizes[pair[0]] * sizes[pair[1]] * crossing / ends**2 for pair in shared}
    company = _company(shared, alone)
    for pair, count in sorted(shared.items()):
        chance = alone[pair] * min(company[maker] for maker in pair)
        p = min(1.0, pairs * poisson_tail(count, chance))
        if count >= max(LEAST_SHARED, TIMES * chance) and p < LEVEL:
            yield pair, (chance, p)


def _company(shared: Mapping[_Pair, int], alone: Mapping[_Pair, float]) -> dict[str, float]:
    """How many times what chance says a maker shares with those of their kind: the sixth highest (shared + 1)/(λ + 1)
    of their pairs, which no circle of six can lift; at least 1."""
    found: dict[str, list[float]] = defaultdict(list)
    for pair, count in shared.items():
        for maker in pair:
            found[maker].append((count + 1) / (alone[pair] + 1))
    return {maker: max([1.0, *sorted(times, reverse=True)[FEW - 1 : FEW]]) for maker, times in found.items()}


def _shared(known: Mapping[str, set[str]]) -> Counter[_Pair]:
    found: Counter[_Pair] = Counter()
    for makers in known.values():
        found.update(combinations(sorted(makers), 2))
    return found


def _groups(pairs: Iterable[_Pair]) -> list[tuple[str, ...]]:
    """Connected components, sorted."""
    group: dict[str, set[str]] = {}
    for pair in pairs:
        joined = set().union(*(group.get(maker, {maker}) for maker in pair))
        group.update(dict.fromkeys(joined, joined))
    return sorted({tuple(sorted(makers)) for makers in group.values()})


def _circle(
    makers: tuple[str, ...],
    unlikely: Mapping[_Pair, tuple[float, float]],
    known: Mapping[str, set[str]],
    voices: Sequence[Voice],
) -> Flag | None:
    """The group, if the buyers who speak of two or more of it speak of few others."""
    within = set(makers)
    buyers = {buyer for buyer, spoken_of in known.items() if len(spoken_of & within) > 1}
    theirs = [voice.maker in within for voice in voices if voice.buyer in buyers]
    if 1000 * sum(theirs) < CLOSED * len(theirs):
        return None
    chance, p = min((found for pair, found in unlikely.items() if within >= set(pair)), key=lambda found: found[1])
    whole = sum(voice.maker in within for voice in voices)
    return Flag("circle", makers, sum(theirs), whole, len(buyers), chance, p)


# bursts ---------------------------------------------------------------------------------------------------------------


def bursts(voices: Sequence[Voice]) -> list[Flag]:
    """Makers and months in which one cohort's voices without earlier orders are too many.

    Of n such voices of the month at this maker, k are of one cohort, whose share elsewhere is q: the greater of its
    share at all other makers, (c + 1)/(C + cohorts), and at this maker in all other months. It counts when the binomial
    probability of k or more, times the number of makers, months and cohorts with any, is below .001.
    """
    fresh = [voice for voice in voices if voice.first and voice.cohort is not None]
    cells = Counter((voice.maker, month_of(voice.on), voice.cohort or "") for voice in fresh)
    others = _Fresh(fresh)
    found = (_burst(cell, count, others, len(cells)) for cell, count in _enough(cells))
    return [flag for flag in found if flag is not None]


_Cell = tuple[str, int, str]


def _enough(cells: Counter[_Cell]) -> list[tuple[_Cell, int]]:
    return sorted((cell, count) for cell, count in cells.items() if count >= LEAST_SHARED)


class _Fresh:
    """First voices counted the ways that a burst is held against."""

    def __init__(self, fresh: Sequence[Voice]) -> None:
        self.months = Counter((voice.maker, month_of(voice.on)) for voice in fresh)
        self.makers = Counter(voice.maker for voice in fresh)
        self.cohorts = Counter(voice.cohort or "" for voice in fresh)
        self.at = Counter((voice.maker, voice.cohort or "") for voice in fresh)
        self.whole = len(fresh)

    def elsewhere(self, cell: _Cell, count: int) -> float:
        """q of a cell."""
        maker, month, cohort = cell
        others = self.whole - self.makers[maker]
        theirs = (self.cohorts[cohort] - self.at[maker, cohort] + 1) / (others + len(self.cohorts))
        months = self.makers[maker] - self.months[maker, month]
        return max(theirs, (self.at[maker, cohort] - count) / months if months else 0.0)


def _burst(cell: _Cell, count: int, fresh: _Fresh, cells: int) -> Flag | None:
    maker, month, _ = cell
    whole, share = fresh.months[maker, month], fresh.elsewhere(cell, count)
    p = min(1.0, cells * binomial_tail(count, whole, share))
    return Flag("burst", (maker,), count, whole, count, whole * share, p) if p < LEVEL else None


# mutual ---------------------------------------------------------------------------------------------------------------


def mutual(voices: Sequence[Voice], same: Mapping[str, str]) -> list[Flag]:
    """Pairs of makers, each of whom spoke of the other three times or more. No chance is computed: honest makers who
    buy from each other exist, and nothing says how many."""
    spoke = Counter((same[voice.buyer], voice.maker) for voice in voices if voice.buyer and voice.buyer in same)
    whole = Counter(voice.maker for voice in voices)
    return [
        Flag("mutual", (one, other), count + spoke[other, one], whole[one] + whole[other], 2)
        for (one, other), count in sorted(spoke.items())
        if one < other and min(count, spoke[other, one]) >= LEAST_MUTUAL
    ]


# tails ----------------------------------------------------------------------------------------------------------------


def poisson_tail(count: int, mean: float) -> float:
    """P(X ≥ count) of the Poisson distribution; summed from `count` upwards, so that small ones are exact, too."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if count < mean:
        return 1.0 - fsum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count))
    term = exp(count * log(mean) - mean - lgamma(count + 1))
    return _summed(term, (mean / (count + step) for step in range(1, 10_000)))


def binomial_tail(count: int, trials: int, share: float) -> float:
    """P(X ≥ count) of the binomial distribution."""
    if count <= 0 or share >= 1:
        return 1.0
    if share <= 0 or count > trials:
        return 0.0
    ways = lgamma(trials + 1) - lgamma(count + 1) - lgamma(trials - count + 1)
    term = exp(ways + count * log(share) + (trials - count) * log1p(-share))
    odds = share / (1 - share)
    return min(1.0, _summed(term, ((trials - k) / (k + 1) * odds for k in range(count, trials))))


def _summed(term: float, factors: Iterable[float]) -> float:
    """term + term·f₁ + term·f₁·f₂ + …, until a term no longer counts and they fall."""
    terms = [term]
    for factor in factors:
        term *= factor
        terms.append(term)
        if factor < 1 and term < terms[0] * 1e-18:
            break
    return fsum(terms)
