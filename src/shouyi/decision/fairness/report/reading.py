"""A report from a stranger's bytes: its canonical form, its schema, and what a schema cannot say."""

from __future__ import annotations

from typing import Any

from shouyi.canon.canonical import decode_canonical
from shouyi.canon.errors import CanonError
from shouyi.decision.fairness.errors import AuditRefused
from shouyi.decision.fairness.report.records import Line, Report, Sample, Sentence, Table
from shouyi.decision.fairness.report.schema import SCHEMA
from shouyi.decision.fairness.report.sentences import CODES
from shouyi.score.errors import GuideMalformed
from shouyi.score.shape import require_shape


def parse_report(data: bytes) -> Report:
    """The report in these bytes. Raises AuditRefused for any others, saying where."""
    try:
        value = decode_canonical(data)
        require_shape(value, SCHEMA)
    except (CanonError, GuideMalformed) as problem:
        raise AuditRefused("report_malformed", str(problem)) from None
    report = _report(value)
    _require_sound(report)
    return report


def _report(value: dict[str, Any]) -> Report:
    return Report(
        kind=value["kind"],
        first_on=value["first_on"],
        last_on=value["last_on"],
        reference=value["reference"],
        groups=tuple(value["groups"]),
        sample=Sample(**value["sample"]),
        refused=value["refused"],
        tables=tuple(map(_table, value["tables"])),
        sentences=tuple(map(_sentence, value["sentences"])),
    )


def _table(value: dict[str, Any]) -> Table:
    return Table(value["name"], tuple(map(_line, value["lines"])), value["withheld"])


def _sentence(value: dict[str, Any]) -> Sentence:
    return Sentence(value["code"], tuple(value["numbers"]), tuple(value["words"]))


def _line(value: dict[str, Any]) -> Line:
    measured, tested = tuple(value["measured"]), tuple(value["tested"])
    return Line(value["figure"], value["group"], measured, tested, value["count"])


def _require_sound(report: Report) -> None:
    """Each figure once, ends around a value, two numbers a test, the numbers and words that a code has."""
    seen = [(table, line.figure, line.group) for table, line in report.lines]
    _require(len(set(seen)) == len(seen), "a figure stands twice")
    _require(report.reference in report.groups, "the reference is no group")
    for _, line in report.lines:
        _require(len(line.measured) in (0, 3) and len(line.tested) in (0, 2), f"{line.figure}: an end is missing")
        if line.measured:
            _require(line.measured[1] <= line.measured[0] <= line.measured[2], f"{line.figure}: ends do not enclose")
    for each in report.sentences:
        numbers, words = CODES[each.code]
        _require((len(each.numbers), len(each.words)) == (len(numbers), len(words)), f"{each.code}: parts are missing")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise AuditRefused("report_malformed", what)
