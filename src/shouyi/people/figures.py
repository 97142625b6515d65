"""What charts draw, ready for a template: every bar also a row of a table, every ruler also a sentence."""

from __future__ import annotations

from dataclasses import dataclass


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
