"""What another guide would do to a whole population: scores and bands before and after. Counts only; nobody is in it.

Integers: scores and moves in tenths of a point. Both sides are the same people on the same day by the same evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args

from shouyi.score.records import Band, Digits

STEP = 50
"""Five points wide is a column of the distribution: 20 of them, the last with 100.0 in it."""
COLUMNS = 20
MOVES = (-1000, -100, -50, -20, -5, 0, 1, 6, 21, 51, 101, 1001)
"""Where one class of moves ends and the next begins, in tenths: −10.0 and more, … , under half a point, none, …"""
UNMOVED = MOVES.index(0)
BANDS: Sequence[Band] = get_args(Band)


@dataclass(frozen=True, slots=True)
class Effect:
    """`before` and `after`: people by five points of score. `moves`: people by class of move, in the order of `MOVES`.

    `bands[(from, to)]`: people who stood in one and would stand in the other. `mean_move`: in hundredths of a point,
    rounded down. `low`, `middle`, `high`: the moves (tenths) that a tenth, half and nine tenths of them do not exceed.
    """

    people: int
    day: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    moves: tuple[int, ...]
    bands: Mapping[tuple[Band, Band], int]
    mean_move: int
    low: int
    middle: int
    high: int

    def to_plain(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "bands"}
        plain |= {name: list(plain[name]) for name in ("before", "after", "moves")}
        return plain | {"bands": [[was, now, count] for (was, now), count in sorted(self.bands.items())]}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Effect:
        told = {name: tuple(plain[name]) for name in ("before", "after", "moves")}
        return cls(**{**plain, **told, "bands": {(was, now): count for was, now, count in plain["bands"]}})


def effect_of(before: Sequence[Digits], after: Sequence[Digits]) -> Effect:
    """Of the same people in the same order on the same day, under two guides. Raises ValueError for anything else."""
    if [each.person for each in before] != [each.person for each in after]:
        raise ValueError("the two sides are not the same people in the same order")
    if len({each.day for each in (*before, *after)}) > 1:
        raise ValueError("the two sides are not of the same day")
    moves = sorted(now.score - was.score for was, now in zip(before, after, strict=True))
    return Effect(
        people=len(before),
        day=before[0].day if before else 0,
        before=_columns(before),
        after=_columns(after),
        moves=_classes(moves),
        bands=Counter((was.band, now.band) for was, now in zip(before, after, strict=True)),
        mean_move=10 * sum(moves) // len(moves) if moves else 0,
        low=_at(moves, 100),
        middle=_at(moves, 500),
        high=_at(moves, 900),
    )


def _columns(people: Iterable[Digits]) -> tuple[int, ...]:
    counted = Counter(min(each.score // STEP, COLUMNS - 1) for each in people)
    return tuple(counted[at] for at in range(COLUMNS))


def _classes(moves: Sequence[int]) -> tuple[int, ...]:
    return tuple(sum(first <= move < end for move in moves) for first, end in pairwise(MOVES))


def _at(ordered: Sequence[int], share: int) -> int:
    """The move that `share` ‰ of them do not exceed."""
    return ordered[max(0, -(-share * len(ordered) // 1000) - 1)] if ordered else 0
