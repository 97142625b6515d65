"""What a page says of a report in plain words: codes with their numbers and names, which pages turn into Chinese and
English. The words for them stand in docs/algorithms/fairness.md until the pages are there.

Each says what was measured, never that something is as it should be: where nothing was found, how large it would have
to be to be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from shouyi.decision.fairness.decisions import FOUR_FIFTHS
from shouyi.decision.fairness.report.records import ALL, MILLION, SIGNIFICANCE, Line, Sentence, Table

CODES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "less_shown": (("effect", "low", "high"), ("group", "reference")),
    "more_shown": (("effect", "low", "high"), ("group", "reference")),
    "shown_alike": (("detectable",), ("group", "reference")),
    "less_approved": (("away", "low", "high"), ("group", "reference")),
    "more_approved": (("away", "low", "high"), ("group", "reference")),
    "approved_alike": (("away", "low", "high"), ("group", "reference")),
    "below_four_fifths": (("ratio", "low", "high"), ("group", "reference")),
    "score_means_less": (("away", "low", "high"), ("group", "reference")),
    "score_means_more": (("away", "low", "high"), ("group", "reference")),
    "step_differs": (("away", "low", "high"), ("figure", "group", "reference")),
    "indicator_tells": (("auc", "low", "high"), ("indicator", "group", "reference")),
    "indicators_tell_nothing": ((), ("reference",)),
    "not_comparable": ((), ("group", "reference")),
    "table_withheld": ((), ("table",)),
    "groups_hidden": (("count",), ()),
}
"""Of each code its numbers (millionths, counts apart) and its words, in order."""


def about_exposure(tables: Sequence[Table], reference: str, hidden: int) -> tuple[Sentence, ...]:
    detectable = {line.group: line for line in _lines(tables, "detectable")}
    found = [_exposed(line, detectable[line.group], reference) for line in _lines(tables, "effect")]
    return (*found, *_missing(tables, "exposure_share", "effect", reference), *_always(tables, hidden))


def _missing(tables: Sequence[Table], there: str, asked: str, reference: str) -> Iterator[Sentence]:
    """Groups that nothing could be said of: they never stand in one list, or one band, with the reference."""
    told = {line.group for line in _lines(tables, asked)}
    for line in _lines(tables, there):
        if line.group not in (*told, reference, ALL):
            yield Sentence("not_comparable", (), (line.group, reference))


def _exposed(line: Line, detectable: Line, reference: str) -> Sentence:
    if not _is_found(line):
        return Sentence("shown_alike", detectable.measured[:1], (line.group, reference))
    return Sentence("less_shown" if line.measured[0] < 0 else "more_shown", line.measured, (line.group, reference))


def about_decisions(tables: Sequence[Table], reference: str, hidden: int) -> tuple[Sentence, ...]:
    found = [Sentence(_way(line, "less_approved", "more_approved", "approved_alike"), line.measured,
                      (line.group, reference)) for line in _lines(tables, "approved_alike")]  # fmt: skip
    missing = _missing(tables, "approved", "approved_alike", reference)
    return (*found, *missing, *_ratios(tables, reference), *_steps(tables, reference), *_meanings(tables, reference),
            *_always(tables, hidden))  # fmt: skip


def _ratios(tables: Sequence[Table], reference: str) -> Iterator[Sentence]:
    for line in _lines(tables, "approved_ratio"):
        if line.measured and line.measured[0] < FOUR_FIFTHS * MILLION:
            yield Sentence("below_four_fifths", line.measured, (line.group, reference))


def _steps(tables: Sequence[Table], reference: str) -> Iterator[Sentence]:
    for figure in ("true_positive", "false_positive"):
        for line in filter(_is_found, _lines(tables, f"{figure}_gap")):
            yield Sentence("step_differs", line.measured, (figure, line.group, reference))


def _meanings(tables: Sequence[Table], reference: str) -> Iterator[Sentence]:
    for line in filter(_is_found, _lines(tables, "good_alike")):
        yield Sentence(_way(line, "score_means_less", "score_means_more", ""), line.measured, (line.group, reference))


def about_indicators(tables: Sequence[Table], reference: str, hidden: int) -> tuple[Sentence, ...]:
    lines = [line for table in tables for line in table.lines if line.figure.startswith("auc_")]
    found = [Sentence("indicator_tells", line.measured, (line.figure.removeprefix("auc_"), line.group, reference))
             for line in filter(_is_found, lines)]  # fmt: skip
    nothing = () if found else (Sentence("indicators_tell_nothing", (), (reference,)),)
    return (*found, *nothing, *_always(tables, hidden))


def _always(tables: Sequence[Table], hidden: int) -> Iterator[Sentence]:
    yield from (Sentence("table_withheld", (), (table.name,)) for table in tables if table.withheld)
    if hidden:
        yield Sentence("groups_hidden", (hidden,))


def _lines(tables: Sequence[Table], figure: str) -> list[Line]:
    return [line for table in tables for line in table.lines if line.figure == figure]


def _is_found(line: Line) -> bool:
    return bool(line.tested) and line.tested[1] < SIGNIFICANCE


def _way(line: Line, less: str, more: str, neither: str) -> str:
    return neither if not _is_found(line) else less if line.measured[0] < 0 else more
