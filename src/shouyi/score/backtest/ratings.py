"""A file of ratings in the format of Bitcoin OTC: rater, ratee, rating −10..10 but 0, seconds since 1970; no header.

SNAP's `soc-sign-bitcoinotc.csv` (Kumar and others 2016): who rated whom among traders who know each other by name only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shouyi.canon.days import DAY_MAX, day_of
from shouyi.score.backtest.errors import RatingsMalformed
from shouyi.score.backtest.records import Happening

NAME = re.compile(r"[0-9]{1,9}")
VALUE = re.compile(r"-?(?:[1-9]|10)")
INSTANT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class Rating:
    """`value` is −10..10, never 0; `on` the day in UTC+8."""

    rater: str
    ratee: str
    value: int
    on: int

    @property
    def bad(self) -> bool:
        return self.value < 0


def parse_ratings(data: bytes) -> list[Rating]:
    """The ratings in order of their instants, those of one instant in the order of lines. Raises RatingsMalformed."""
    try:
        lines = data.decode("ascii").splitlines()
    except UnicodeDecodeError as problem:
        raise RatingsMalformed(data.count(b"\n", 0, problem.start) + 1, "not ASCII") from None
    read = [_rating(number, line) for number, line in enumerate(lines, 1)]
    return [rating for _, rating in sorted(read, key=lambda pair: pair[0])]


def happenings(ratings: Sequence[Rating]) -> list[Happening]:
    """Each rating as something that happened to the rated."""
    return [Happening(rating.ratee, rating.on, rating.bad) for rating in ratings]


def _rating(number: int, line: str) -> tuple[Decimal, Rating]:
    cells = line.split(",")
    if len(cells) != 4:
        raise RatingsMalformed(number, f"{len(cells)} cells in place of 4")
    for cell, pattern, name in zip(
        cells, (NAME, NAME, VALUE, INSTANT), ("rater", "ratee", "rating", "time"), strict=True
    ):
        if not pattern.fullmatch(cell):
            raise RatingsMalformed(number, f"{cell[:20]!r} is no {name}")
    at = Decimal(cells[3])
    on = day_of(int(at))
    if on > DAY_MAX:
        raise RatingsMalformed(number, "time beyond the calendar")
    return at, Rating(cells[0], cells[1], int(cells[2]), on)
