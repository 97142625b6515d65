"""A report at a terminal: the same figures as its JSON, in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shouyi.canon.days import to_iso
from shouyi.decision.fairness.report.compare import Change
from shouyi.decision.fairness.report.records import MILLION, MOST, Line, Report, Sentence, Table


def told(report: Report) -> str:
    """For people at a terminal."""
    return "\n".join(_lines(report))


def told_changes(changes: Sequence[Change]) -> str:
    """A comparison for people at a terminal."""
    head = f"{'table':<10}{'figure':<30}{'group':<18}{'earlier':>11}{'later':>11}{'away':>11}{'95 % interval':>25}"
    return "\n".join([head, *(_change(each) for each in changes)])


def _lines(report: Report) -> Iterator[str]:
    period = f", {to_iso(report.first_on)} to {to_iso(report.last_on)}" if report.last_on else ""
    yield f"audit of {report.kind}{period}: {', '.join(report.groups)}, beside {report.reference}"
    sample = report.sample
    yield (f"sample: {sample.labelled} of {sample.whole}; consent: {sample.consent}; {sample.hidden} groups hidden; "
           f"no count below {sample.least} shown; {report.refused} rows refused")  # fmt: skip
    for table in report.tables:
        yield from ("", *_table(table))
    yield ""
    yield from (_sentence(each) for each in report.sentences)


def _table(table: Table) -> Iterator[str]:
    if table.withheld:
        yield f"── {table.name}: withheld, {table.withheld} "
        return
    yield f"── {table.name:<30}{'group':<18}{'value':>11}{'95 % interval':>25}{'count':>9}{'p':>10}{'corrected':>11}"
    yield from map(_row, table.lines)


def _row(line: Line) -> str:
    value = _number(line.measured[0]) if line.measured else "–"
    p = [f"{each / MILLION:.4f}" for each in line.tested] or ["", ""]
    return (f"  {line.figure:<31}{line.group:<18}{value:>11}{_interval(line.measured[1:]):>25}{line.count:>9}"
            f"{p[0]:>10}{p[1]:>11}").rstrip()  # fmt: skip


def _change(each: Change) -> str:
    return (f"{each.table:<10}{each.figure:<30}{each.group:<18}{_number(each.earlier):>11}{_number(each.later):>11}"
            f"{_number(each.away[0]):>11}{_interval(each.away[1:]):>25}  {each.way}")  # fmt: skip


def _interval(ends: Sequence[int]) -> str:
    return f"{_number(ends[0])} to {_number(ends[1])}" if ends else ""


def _number(millionths: int) -> str:
    return "∞" if millionths >= MOST else "−∞" if millionths <= -MOST else f"{millionths / MILLION:.4f}"


def _sentence(each: Sentence) -> str:
    return " ".join([each.code, *each.words, *(_number(number) if abs(number) > 99 else str(number)
                                               for number in each.numbers)])  # fmt: skip
