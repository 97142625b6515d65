"""Ranking somebody's files: a matrix of scores and a vector of owners become lists and prices. No house is needed."""

from __future__ import annotations

from pathlib import Path

from shouyi.decision.exposure.errors import FileUnfit
from shouyi.decision.exposure.feasible import within_reach
from shouyi.decision.exposure.files import read_owners, read_scores
from shouyi.decision.exposure.measures import Measured, measure
from shouyi.decision.exposure.problem import Problem, judge
from shouyi.decision.exposure.rank import Ranked, rank, rank_arrivals

FILE_BYTES_MAX = 2 << 30


def read_problem(scores: Path, owners: Path, floor: int, k: int) -> Problem:
    """The problem that two files pose. Raises FileUnfit, ProblemUnsound."""
    return judge(read_scores(_bytes(scores)), read_owners(_bytes(owners)), floor, k)


def rank_files(
    scores: Path,
    owners: Path,
    floor: int,
    k: int,
    *,
    arrivals: int | None = None,
    blind: bool = False,
    most: bool = False,
) -> Ranked:
    """Exact lists, or with `arrivals` (a seed) lists served as views arrive in random order. With `most`, floors that
    nobody could meet are lowered to what can be met. Raises FileUnfit, ProblemUnsound, FloorsInfeasible, SolverFailed.
    """
    problem = read_problem(scores, owners, floor, k)
    if most:
        problem = within_reach(problem)
    return rank(problem) if arrivals is None else rank_arrivals(problem, arrivals, blind=blind)


def measured(ranked: Ranked, floor: int) -> Measured:
    """What the lists give, against the floor that was asked for."""
    asked = ranked.problem.floors * 0 + floor
    return measure(Problem(ranked.problem.views, asked, ranked.problem.k), ranked.chosen)


def _bytes(path: Path) -> bytes:
    """All of it. Raises FileUnfit for what is no file of a size that could be held."""
    if not path.is_file() or (size := path.stat().st_size) > FILE_BYTES_MAX:
        raise FileUnfit("file", f"{path.name}: a file of at most {FILE_BYTES_MAX} bytes is wanted")
    data = path.read_bytes()
    if len(data) != size:
        raise FileUnfit("file", f"{path.name} changed while it was read")
    return data
