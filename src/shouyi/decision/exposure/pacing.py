"""Serving arrivals that nobody knew before: score + price, prices learned from the arrivals already served.

What a `Pacer` knows at an arrival: the floors, K, how many arrivals the period is expected to have, the candidates of
this arrival, and those of arrivals before it (a sample of them is kept). It never sees one that has not come yet. It
may be told how many impressions each owner could receive at all in the period (`able`, a forecast of the catalogue: no
score, no order), and may begin with the prices of a night before; with nothing at all it begins with relevance alone.

1. **Prices** are found anew on the sample, for what is still missing of each floor by the arrivals still to come
   (re-solving: Agrawal, Wang and Ye 2014; Li and Ye 2022), often at the beginning and towards the end.
2. **PI correction** moves each price between two solves by how far its owner lags behind that pace, and for how long.
3. **Reserve.** The pace aims at the end of the period less √(arrivals left), or less half the spare places.
4. **Catch-up.** An owner who still misses as much as a cautious count of the places to come for it is served first
   wherever it has a candidate; so is every owner once what is missing fills all but two of the arrivals left.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from shouyi.decision.exposure.prices import find_prices
from shouyi.decision.exposure.problem import Problem
from shouyi.decision.exposure.views import NOBODY, Flags, Floats, Ints, Views


@dataclass(frozen=True, slots=True)
class Pace:
    """How a pacer behaves; the defaults were chosen on invented sets (docs/algorithms/exposure.md). `sample`: arrivals
    kept. `first`: arrivals before prices are found; then after `grow` more of those seen, at least once in `share` of a
    period, for so many `rounds`. `reserve`: in √(arrivals left). `caution`: standard deviations by which what is to
    come is held to be scarcer than what was seen, or than what was forecast. `lag`, `held`: the gains P and I, in
    spreads of score for lagging by the whole floor, and for doing so through the whole period."""

    sample: int = 600
    first: int = 8
    grow: float = 0.15
    share: float = 0.0125
    rounds: int = 15
    reserve: float = 1.0
    caution_seen: float = 3.0
    caution_told: float = 1.0
    lag: float = 3.0
    held: float = 3.0


@dataclass
class Pacer:
    """The state of one period. `expected`: arrivals it will have. By owner: `able`, impressions it could receive in the
    period if everything else stood back (None: not told); `prices` in units of score; `missing` impressions of the
    floor (negative: more than promised)."""

    floors: Ints
    k: int
    expected: int
    chance: np.random.Generator
    pace: Pace = Pace()
    able: Ints | None = None
    prices: Floats = field(default_factory=lambda: np.empty(0))
    arrived: int = 0

    def __post_init__(self) -> None:
        count = len(self.floors)
        self.missing = self.floors.astype(np.int64)
        self.total = int(self.missing.sum())
        self.prices = self.prices if len(self.prices) else np.zeros(count)
        self._rate, self._given, self._when = np.zeros(count), np.zeros(count), np.zeros(count)
        self._steady_since(0)
        self._seen, self._seen_squared = np.zeros(count), np.zeros(count)
        self._kept: list[tuple[Floats, Ints]] = []
        self._due = self.pace.first
        self._unit = 1.0

    @property
    def left(self) -> int:
        """Arrivals to come, this one among them; at least 1, since nobody knows that it is the last."""
        return max(self.expected - self.arrived, 1)

    def serve(self, score: Floats, owner: Ints) -> Ints:
        """Which K of these candidates to show, as places in the arrays, best first; and notes that they were shown."""
        if not self.arrived:
            self._unit = float(np.std(score)) or 1.0
        here = np.bincount(owner[owner != NOBODY], minlength=len(self.floors))
        worth = score + self._lift(owner)
        first = self._served_first(score, owner, here)
        if first.any():
            worth = np.where(first, worth + 4 * (np.ptp(score) + np.ptp(worth) + self._unit), worth)
        shown = np.argpartition(-worth, self.k - 1)[: self.k]
        shown = shown[np.argsort(-score[shown], kind="stable")]
        self._note(owner[shown], here, np.flatnonzero(here))
        self._keep(score, owner)
        return shown

    def _lift(self, owner: Ints) -> Floats:
        """The corrected price of each candidate; none for who has the floor already."""
        wanting = np.flatnonzero((owner != NOBODY) & (self.missing[owner] > 0))
        lifted, of = np.zeros(len(owner)), owner[wanting]
        lifted[wanting] = np.maximum(self.prices[of] + self._correction(of), 0)
        return lifted

    def _correction(self, of: Ints) -> Floats:
        """PI: how far these owners lag behind an even pace since prices were found, and the sum of that over arrivals,
        both by the floor. Sums are kept so that an arrival touches nobody but its own candidates."""
        since = self.arrived - self._since
        lagging = self._rate[of] * since - self._given[of]
        summed = self._rate[of] * since * (since + 1) / 2 - self._given[of] * (since + 1) + self._when[of]
        return self._unit * (self.pace.lag * lagging + self.pace.held * summed / self.expected) / self.floors[of]

    def _steady_since(self, arrived: int) -> None:
        self._since = arrived
        self._rate = np.maximum(self.missing, 0) / self.left
        self._given[:], self._when[:] = 0, 0

    def _served_first(self, score: Floats, owner: Ints, here: Ints) -> Flags:
        """Candidates that may not wait: of each owner in danger the best, as many as are missing."""
        missing = np.where(owner != NOBODY, self.missing[owner], 0)
        if self.total >= self.k * (self.left - 2):
            danger = missing > 0
        else:
            danger = (missing > 0) & (missing >= self._to_come(owner, here))
        return _best_of_each(danger, score, owner, missing) if danger.any() else danger

    def _to_come(self, owner: Ints, here: Ints) -> Floats:
        """Impressions that each owner can still receive after this arrival, held to be fewer by `caution`."""
        seen, after = self._seen[owner], self.left - 1
        if self.able is not None:
            told = np.maximum(self.able[owner] - seen - np.minimum(here[owner], self.k), 0)
            return np.asarray(told - self.pace.caution_told * np.sqrt(told))
        if self.arrived < self.pace.first:
            return np.full(len(owner), np.inf)
        mean = seen / self.arrived
        spread = np.sqrt(np.maximum(self._seen_squared[owner] / self.arrived - mean**2, 0) * after)
        return np.asarray(after * mean - self.pace.caution_seen * spread)

    def _note(self, shown: Ints, here: Ints, who: Ints) -> None:
        self.arrived += 1
        for mine in shown[shown != NOBODY].tolist():
            self.total -= int(self.missing[mine] > 0)
            self.missing[mine] -= 1
            self._given[mine] += 1
            self._when[mine] += self.arrived - self._since
        many = np.minimum(here[who], self.k)
        self._seen[who] += many
        self._seen_squared[who] += many**2

    def _keep(self, score: Floats, owner: Ints) -> None:
        """A uniform sample of all arrivals so far (Vitter's reservoir, 1985)."""
        if len(self._kept) < self.pace.sample:
            self._kept.append((score, owner))
        elif (place := int(self.chance.integers(self.arrived))) < self.pace.sample:
            self._kept[place] = (score, owner)

    def is_due(self) -> bool:
        """Whether prices should be found anew before the next arrival."""
        return self.arrived >= self._due and self.total > 0

    def learn(self) -> None:
        """Finds prices on the sample for what is still missing. Apart from `serve`, so that it can run beside it."""
        views = _joined(self._kept)
        spare = max(1 - self.total / (self.k * self.left), 0)
        early = min(self.pace.reserve / np.sqrt(self.left), spare / 2)
        needs = np.maximum(self.missing, 0) * (len(views) / (self.left * (1 - early)))
        self.prices = find_prices(views, needs, self.k, start=self.prices, rounds=self.pace.rounds).prices
        self._unit = views.spread
        self._steady_since(self.arrived)
        often = min(self.arrived * self.pace.grow, self.expected * self.pace.share, self.left / 10)
        self._due = self.arrived + max(1, int(often))


def _best_of_each(danger: Flags, score: Floats, owner: Ints, missing: Ints) -> Flags:
    at = np.flatnonzero(danger)
    at = at[np.lexsort((-score[at], owner[at]))]
    new = np.concatenate(([True], owner[at][1:] != owner[at][:-1]))
    rank = np.arange(len(at)) - np.flatnonzero(new)[np.cumsum(new) - 1]
    kept = danger.copy()
    kept[at[rank >= missing[at]]] = False
    return kept


def _joined(kept: list[tuple[Floats, Ints]]) -> Views:
    start = np.cumsum([0, *(len(score) for score, _owner in kept)])
    score, owner = (np.concatenate(each) for each in zip(*kept, strict=True))
    return Views(start, score, owner, np.arange(len(score)), np.ones(len(kept)))


@dataclass(frozen=True, slots=True)
class Served:
    """`chosen` [views, k] points to candidates, best first, by view (not by arrival). `prices` [owners]: the mean over
    arrivals of the price in force, in units of score."""

    chosen: Ints
    prices: Floats


def serve_all(
    problem: Problem,
    order: Ints,
    chance: np.random.Generator,
    *,
    able: Ints | None = None,
    pace: Pace | None = None,
    prices: Floats | None = None,
) -> Served:
    """Views arriving one after another in this order, each once; nothing of one is looked at before its turn."""
    start = np.empty(0) if prices is None else prices
    pacer = Pacer(problem.floors, problem.k, len(order), chance, pace or Pace(), able, start)
    chosen = np.empty((len(problem.views), problem.k), dtype=np.int64)
    total = np.zeros(problem.owners)
    for view in order:
        if pacer.is_due():
            pacer.learn()
        total += np.where(pacer.missing > 0, pacer.prices, 0)
        mine = problem.views.of(int(view))
        chosen[view] = mine.start + pacer.serve(problem.views.score[mine], problem.views.owner[mine])
    return Served(chosen, total / len(order))
