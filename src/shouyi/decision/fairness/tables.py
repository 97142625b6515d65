"""What an audit is handed: documented tables, CSV (.csv) or JSON Lines (.jsonl), plain or as .gz; docs/algorithms/
fairness.md has the columns. A bad row is refused by file, line and column and nothing else is lost; a bad file is an
EvidenceError.

Tables are closed: a column that is not documented refuses the file. So no platform's or bank's file can carry a group:
that stands in the audit sample's own file alone. A fraction stands in quotation marks in JSON Lines ("0.53"), since
numbers there are whole. No refusal repeats what stood in a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from shouyi.decision.fairness.decisions import UNKNOWN, Decided
from shouyi.decision.fairness.power import Indicators, indicators_of
from shouyi.decision.fairness.records import Groups, groups_of
from shouyi.decision.fairness.shown import Shown
from shouyi.evidence.cells import SECONDS, CellRefused, iso_instant, name, perhaps, read, whole
from shouyi.evidence.errors import EvidenceError
from shouyi.evidence.files import Columns, rows_of
from shouyi.evidence.records import Refusal

LOG = Columns(("listing", "merchant", "position", "relevance", "shown_at"))
GROUPS = Columns(("name", "group"))
DECISIONS = Columns(("person", "score", "decision"), ("outcome",))
INDICATORS = Columns(("person", "indicator", "points", "neutral", "most"))
ROWS_MAX = 2_000_000
POSITION_MAX = 100_000
GROUPS_MAX = 32
WORD = re.compile(r"[a-z][a-z0-9_]{0,31}")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,12})?")
_POINTS = re.compile(r"([0-9]{1,3})(?:\.([0-9]))?")
DECIDED = {"approved": True, "refused": False}
OUTCOMES = {"good": 1, "bad": 0}
T = TypeVar("T")
Labels = Mapping[str, str]
"""Of each name in the audited file its group."""


@dataclass(frozen=True, slots=True)
class ReadLog:
    """A platform's log, and the rows that were refused."""

    shown: Shown
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class ReadDecisions:
    """A bank's decisions, whose they are in the same order, and the rows that were refused."""

    decided: Decided
    persons: tuple[str, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class ReadIndicators:
    """What each indicator gives each person, whose it is in the same order, and the rows that were refused."""

    indicators: Indicators
    persons: tuple[str, ...]
    refusals: tuple[Refusal, ...]


def decimal(text: str) -> float:
    """A number such as −3.25, of at most nine digits before the point."""
    if not _DECIMAL.fullmatch(text):
        raise CellRefused("number_form")
    return float(text)


def tenths(text: str) -> int:
    """A score of 0 to 100 points, in tenths."""
    match = _POINTS.fullmatch(text)
    found = int(match[1]) * 10 + int(match[2] or 0) if match else -1
    if not 0 <= found <= 1000:
        raise CellRefused("score_form")
    return found


def word(text: str) -> str:
    """A group's or an indicator's name: lower-case letters, digits and _. So it can be no formula and no markup."""
    if not WORD.fullmatch(text):
        raise CellRefused("word_form")
    return text


def position(text: str) -> int:
    """From 1."""
    found = whole(text)
    if not 1 <= found <= POSITION_MAX:
        raise CellRefused("position_form")
    return found


def parse_log(file: str, data: bytes) -> ReadLog:
    """A platform's log: one row a candidate of a list. Raises EvidenceError."""
    lists: dict[str, int] = {}
    merchants: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    rows: list[tuple[int, int, float, int, int]] = []

    def take(cell: Mapping[str, str]) -> None:
        listing, merchant = read(name, cell, "listing"), read(name, cell, "merchant")
        at, relevance = perhaps(position, cell, "position") or 0, read(decimal, cell, "relevance")
        day = read(iso_instant, cell, "shown_at") // SECONDS
        number = lists.setdefault(listing, len(lists))
        if at and (number, at) in taken:
            raise CellRefused("position_repeated", "position")
        taken.add((number, at))
        rows.append((number, at, relevance, merchants.setdefault(merchant, len(merchants)), day))

    refusals = _each(file, data, LOG, take)
    return ReadLog(_shown(rows, tuple(merchants)), refusals)


def _shown(rows: list[tuple[int, int, float, int, int]], merchants: tuple[str, ...]) -> Shown:
    """By list; a list's number is that of its first row that was taken, without gaps."""
    columns = [np.array(each) for each in zip(*rows, strict=True)] if rows else [np.zeros(0)] * 5
    order = np.argsort(columns[0], kind="stable")
    listing, at, relevance, merchant, day = (column[order] for column in columns)
    _, numbered = np.unique(listing, return_inverse=True)
    whole_ones = (each.astype(np.int64) for each in (numbered, at, merchant, day))
    numbers, positions, owners, days = whole_ones
    return Shown(numbers, positions, relevance.astype(np.float64), owners, merchants, days)


def parse_groups(file: str, data: bytes) -> tuple[Labels, tuple[Refusal, ...]]:
    """The audit sample's own file: a group for each name. Raises EvidenceError."""
    labels: dict[str, str] = {}

    def take(cell: Mapping[str, str]) -> None:
        who, group = read(name, cell, "name"), read(word, cell, "group")
        if who in labels:
            raise CellRefused("row_repeated", "name")
        labels[who] = group

    refusals = _each(file, data, GROUPS, take)
    if len(set(labels.values())) > GROUPS_MAX:
        raise EvidenceError("too_many_groups", file)
    return labels, refusals


def parse_decisions(file: str, data: bytes) -> ReadDecisions:
    """A bank's decisions: one row a person, the latest. Raises EvidenceError."""
    rows: dict[str, tuple[int, bool, int]] = {}

    def take(cell: Mapping[str, str]) -> None:
        who, score = read(name, cell, "person"), read(tenths, cell, "score")
        decision = read(lambda text: _one_of(DECIDED, text), cell, "decision")
        outcome = perhaps(lambda text: _one_of(OUTCOMES, text), cell, "outcome")
        if who in rows:
            raise CellRefused("row_repeated", "person")
        rows[who] = (score, decision, UNKNOWN if outcome is None else outcome)

    refusals = _each(file, data, DECISIONS, take)
    score, approved, outcome = (np.array([row[at] for row in rows.values()]) for at in range(3))
    decided = Decided(score.astype(np.int64), approved.astype(np.bool_), outcome.astype(np.int64))
    return ReadDecisions(decided, tuple(rows), refusals)


def parse_indicators(file: str, data: bytes) -> ReadIndicators:
    """What each indicator gives each person, in points: one row a person and indicator. `most` is alike for all of an
    indicator. A person who lacks one is left out, and counted as refused. Raises EvidenceError."""
    people: dict[str, dict[str, tuple[float, float]]] = {}
    most: dict[str, float] = {}

    def take(cell: Mapping[str, str]) -> None:
        who, indicator = read(name, cell, "person"), read(word, cell, "indicator")
        points, neutral, top = (read(decimal, cell, column) for column in ("points", "neutral", "most"))
        if indicator in people.get(who, {}):
            raise CellRefused("row_repeated", "indicator")
        if most.setdefault(indicator, top) != top or top <= 0:
            raise CellRefused("most_differs", "most")
        people.setdefault(who, {})[indicator] = (points, neutral)

    refusals = _each(file, data, INDICATORS, take)
    whole_ones = {who: of for who, of in people.items() if of.keys() == most.keys()}
    lacking = tuple(Refusal(file, 0, "indicator_missing") for _ in range(len(people) - len(whole_ones)))
    if not whole_ones:
        raise EvidenceError("file_empty", file)
    return ReadIndicators(indicators_of(list(whole_ones.values()), most), tuple(whole_ones), (*refusals, *lacking))


def grouped(names: tuple[str, ...], labels: Labels) -> Groups:
    """The group of each of these names, in their order."""
    return groups_of([labels.get(each) for each in names])


def _each(file: str, data: bytes, columns: Columns, take: Callable[[Mapping[str, str]], None]) -> tuple[Refusal, ...]:
    return tuple(_refusals(file, data, columns, take))


def _refusals(file: str, data: bytes, columns: Columns, take: Callable[[Mapping[str, str]], None]) -> Iterator[Refusal]:
    for count, row in enumerate(rows_of(file, data, columns, lambda done, total: None), 1):
        if count > ROWS_MAX:
            raise EvidenceError("file_too_long", file, row.line)
        try:
            take(row.require_cells())
        except CellRefused as refused:
            yield Refusal(row.file, row.line, refused.code, refused.detail)


def _one_of(words: Mapping[str, T], text: str) -> T:
    if text not in words:
        raise CellRefused("word_unknown")
    return words[text]
