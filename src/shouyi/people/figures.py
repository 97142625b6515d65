"""What charts draw, ready for a template: every bar also a row of a table, every ruler also a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Bar:
    """`width` is in tenths of a percent of the chart; `figure` is the text at its end, `cells` the table's columns.
    `prior` says that no evidence stands behind it: drawn hollow, and said in words."""

    name: str
    width: int
    figure: str
    cells: tuple[str, ...]
    note: str = ""
    prior: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart: a sentence first, then the bars with `label` as their text, then the table."""

    takeaway: str
    label: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Bar, ...]
    total: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a band begins, and where its short name stands, in tenths."""

    at: int
    middle: int
    text: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """A score with its interval on a ruler from 0 to 100, in tenths."""

    score: int
    low: int
    high: int
    cuts: tuple[Cut, ...]
    label: str

    @property
    def width(self) -> int:
        return max(self.high - self.low, 1)

    @property
    def ticks(self) -> range:
        return range(0, 101, 5)


@dataclass(frozen=True, slots=True)
class Stop:
    """One point of a course, in tenths of a percent of the picture, from left and from the top: `at`, its `height`, and
    the ends of its interval `low` (nearer the bottom) and `high`. `cells` are its row of the table, `text` stands below
    it ("": nothing)."""

    name: str
    at: int
    height: int
    low: int
    high: int
    cells: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A line across a course, so many tenths of a percent from the top, and what stands on it."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Course:
    """A score over time: a sentence first, then the picture with `label` as its text, then the table."""

    takeaway: str
    label: str
    caption: str
    columns: tuple[str, ...]
    stops: tuple[Stop, ...]
    grid: tuple[Grid, ...]
    key: str = ""

    @property
    def steps(self) -> tuple[tuple[Stop, Stop], ...]:
        """Each stop with the next, for the lines between them."""
        return tuple(pairwise(self.stops))


LEFT, RIGHT = 120, 985
"""Where a course begins and ends: room on the left for what the grid says."""


def course_stops(values: list[tuple[int, int, int, int]], low: int, high: int) -> list[tuple[int, int, int, int]]:
    """Places of (day, score, low, high), scores in tenths, in a picture that shows scores from `low` to `high` tenths:
    (at, height, low, high), each 0 to 1000."""
    first, last = values[0][0], values[-1][0]

    def across(day: int) -> int:
        return LEFT + (RIGHT - LEFT) * (day - first) // max(last - first, 1)

    def down(score: int) -> int:
        return down_from(score, low, high)

    return [(across(day), down(score), down(under), down(over)) for day, score, under, over in values]


def down_from(score: int, low: int, high: int) -> int:
    """How far from the top a score stands, in tenths of a percent; 0 to 1000."""
    return min(max(1000 * (high - score) // max(high - low, 1), 0), 1000)
