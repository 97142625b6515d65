"""A report's parts. Numbers are whole millionths: of 1 for rates, shares and p, of a point for scores."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from shouyi.canon.canonical import encode
from shouyi.decision.fairness.records import Measured

Kind = Literal["exposure", "decisions", "indicators"]
MILLION = 1_000_000
MOST = 10**12
"""What lies beyond stands here: a ratio without an upper end."""
ALL = "all"
"""In the place of a group: everybody in the sample; of `spread`, everybody in the log."""
SIGNIFICANCE = MILLION // 20
VERSION = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one group. `measured`: value and the ends of its 95 % interval; empty where it is not defined.
    `tested`: p of no difference, and p corrected for all tests of the report; empty where nothing is tested. `count`:
    how many people, merchants, lists or cases it was measured on."""

    figure: str
    group: str
    measured: tuple[int, ...]
    tested: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of one subject. `withheld`: why there are none ("" : there are)."""

    name: str
    lines: tuple[Line, ...]
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a page says in words: a code of `sentences.CODES` and its numbers and names, in that code's order."""

    code: str
    numbers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """Who was counted. `labelled` of `whole` are in the sample; `consent` names the text that they agreed to, or says
    what stands in for a group; `hidden` groups are too small to be shown; `least` is the smallest count shown."""

    labelled: int
    whole: int
    hidden: int
    least: int
    consent: str


@dataclass(frozen=True, slots=True)
class Report:
    """One audit. Days are days since 1970-01-01, 0 where the file tells none; `refused` rows were not read."""

    kind: Kind
    first_on: int
    last_on: int
    reference: str
    groups: tuple[str, ...]
    sample: Sample
    refused: int
    tables: tuple[Table, ...]
    sentences: tuple[Sentence, ...]

    @property
    def lines(self) -> list[tuple[str, Line]]:
        """All lines, with their table's name."""
        return [(table.name, line) for table in self.tables for line in table.lines]

    @property
    def found(self) -> bool:
        """Whether a difference by group was found."""
        return any(line.tested and line.tested[1] < SIGNIFICANCE for _, line in self.lines)

    def to_json(self) -> bytes:
        """The machine-readable section, canonical: `csr-1.schema.json` is its schema."""
        return encode(
            {
                "first_on": self.first_on,
                "groups": list(self.groups),
                "kind": self.kind,
                "last_on": self.last_on,
                "reference": self.reference,
                "refused": self.refused,
                "sample": {
                    "consent": self.sample.consent,
                    "hidden": self.sample.hidden,
                    "labelled": self.sample.labelled,
                    "least": self.sample.least,
                    "whole": self.sample.whole,
                },
                "sentences": [
                    {"code": each.code, "numbers": list(each.numbers), "words": list(each.words)}
                    for each in self.sentences
                ],
                "tables": [_table(table) for table in self.tables],
                "v": VERSION,
            }
        )


def _table(table: Table) -> dict[str, object]:
    lines = [
        {
            "count": line.count,
            "figure": line.figure,
            "group": line.group,
            "measured": list(line.measured),
            "tested": list(line.tested),
        }
        for line in table.lines
    ]
    return {"lines": lines, "name": table.name, "withheld": table.withheld}


def line_of(figure: str, group: str, measured: Measured | None, p: float | None = None, *, count: int = 0) -> Line:
    """A line from figures as they were measured. p is corrected later, over the whole report."""
    tested = () if p is None else (millionths(p), millionths(p))
    if measured is None or not isfinite(measured.value):
        return Line(figure, group, (), (), measured.count if measured else count)
    ends = (measured.value, measured.low, measured.high)
    return Line(figure, group, tuple(map(millionths, ends)), tested, measured.count)


def millionths(value: float) -> int:
    """To the nearest, halves to even; what is no number or too large stands at an end."""
    if value != value:
        return 0
    return round(max(-MOST, min(MOST, value * MILLION))) if isfinite(value) else MOST if value > 0 else -MOST
