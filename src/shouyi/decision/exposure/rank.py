"""The front door: lists and prices of one problem, at once or as arrivals come, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shouyi.decision.exposure.exact import solve
from shouyi.decision.exposure.feasible import reach, require_feasible
from shouyi.decision.exposure.pacing import serve_all
from shouyi.decision.exposure.problem import Problem
from shouyi.decision.exposure.views import Floats, Ints


@dataclass(frozen=True, slots=True)
class Ranked:
    """`chosen` [views, k] points to candidates, best first; `prices` [owners] in units of score."""

    problem: Problem
    chosen: Ints
    prices: Floats

    @property
    def lists(self) -> list[list[int]]:
        """The items of each view's list, best first."""
        found: list[list[int]] = self.problem.views.item[self.chosen].tolist()
        return found

    def value(self) -> dict[str, list[list[int]] | list[float]]:
        """As `shouyi rank --json` prints it."""
        return {"lists": self.lists, "prices": self.prices.tolist()}


def rank(problem: Problem) -> Ranked:
    """The exact lists, all views known. Raises FloorsInfeasible, SolverFailed."""
    found = solve(problem)
    return Ranked(problem, found.chosen, found.prices)


def rank_arrivals(problem: Problem, seed: int, *, blind: bool = False) -> Ranked:
    """Views arrive in a random order that follows from the seed. Each is served before the next is looked at, with
    prices learned from those before it alone. Told beforehand: K, the floors, how many arrive, and of each owner how
    many impressions it could receive at all; the last is withheld if `blind`. Raises FloorsInfeasible."""
    require_feasible(problem)
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(problem.views))
    able = None if blind else reach(problem).most
    found = serve_all(problem, order, chance, able=able)
    return Ranked(problem, found.chosen, found.prices)
