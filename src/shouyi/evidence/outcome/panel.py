"""A panel's scores, corrected for each judge's severity: nobody stands lower for having met the strict ones.

The additive model of two-way tables without interaction: the score that judge r gives work p is q_p + s_r and chance,
fitted by least squares, with severities that sum to 0 among judges whom common works compare (Searle, Linear Models,
1971, chapter 7). Exact in fractions, so that whoever has the panel's sheet gets the same ‰.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Mark:
    """What one judge gave one work, in ‰. Works are marked blind: `work` is the panel's number of it."""

    judge: str
    work: str
    value: int


def severities(marks: Sequence[Mark]) -> dict[str, Fraction]:
    """By how many ‰ each judge marks above the others, for the same works. Raises ValueError for a work that one judge
    marked twice."""
    by_work = _by_work(marks)
    found: dict[str, Fraction] = {}
    for judges in _compared(by_work):
        found |= _fit(judges, [works for works in by_work.values() if works.keys() & set(judges)])
    return found


def corrected(marks: Sequence[Mark]) -> dict[str, int]:
    """Each work's score without its judges' severities, in ‰, rounded half up, within 0..1000. Raises ValueError."""
    strict = severities(marks)
    return {
        work: _per_mille(sum((value - strict[judge] for judge, value in given.items()), Fraction()) / len(given))
        for work, given in _by_work(marks).items()
    }


def _by_work(marks: Iterable[Mark]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for mark in marks:
        if mark.judge in found[mark.work]:
            raise ValueError(f"{mark.judge} marked {mark.work} twice")
        found[mark.work][mark.judge] = mark.value
    return dict(sorted(found.items()))


def _compared(by_work: Mapping[str, Mapping[str, int]]) -> list[list[str]]:
    """Judges in groups: within one, common works lead from each to each."""
    groups: list[set[str]] = []
    for given in by_work.values():
        touched = [group for group in groups if group & given.keys()]
        groups = [group for group in groups if not group & given.keys()] + [set(given).union(*touched)]
    return [sorted(group) for group in groups]


def _fit(judges: Sequence[str], works: Sequence[Mapping[str, int]]) -> dict[str, Fraction]:
    """The normal equations of the severities, the works' own scores taken out; one of them says that they sum to 0."""
    at = {judge: number for number, judge in enumerate(judges)}
    rows = [[Fraction()] * (len(judges) + 1) for _ in judges]
    for given in works:
        mean, share = Fraction(sum(given.values()), len(given)), Fraction(1, len(given))
        for judge, value in given.items():
            row = rows[at[judge]]
            row[at[judge]] += 1
            row[-1] += value - mean
            for other in given:
                row[at[other]] -= share
    rows[-1] = [Fraction(1)] * len(judges) + [Fraction()]
    return dict(zip(judges, _solved(rows), strict=True))


def _solved(rows: list[list[Fraction]]) -> list[Fraction]:
    """Gauss and Jordan, exactly."""
    for at in range(len(rows)):
        pivot = next(number for number in range(at, len(rows)) if rows[number][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [cell / rows[at][at] for cell in rows[at]]
        for number, row in enumerate(rows):
            if number != at and row[at]:
                rows[number] = [cell - row[at] * lead for cell, lead in zip(row, rows[at], strict=True)]
    return [row[-1] for row in rows]


def _per_mille(value: Fraction) -> int:
    return min(max((2 * value.numerator + value.denominator) // (2 * value.denominator), 0), WHOLE)
