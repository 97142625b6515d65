"""What an engine summed, as one lookup: a person's totals and the range of their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis.backends import BaseBackend

from shouyi.score.aggregate import day_totals, rate_totals, weight_table
from shouyi.score.guide import Guide
from shouyi.score.records import EvidenceRange, Totals
from shouyi.score.table import DAYS, EVENTS, EventTable
from shouyi.score.totals import require_uncrowded


@dataclass(frozen=True, slots=True)
class Sums:
    """`totals` of the rates by name, and what they were summed over. Nothing at all is `Sums()`."""

    totals: Mapping[str, Totals]
    evidence: EvidenceRange


def sums_of(
    table: EventTable, guide: Guide, persons: Sequence[str], as_of: int, engine: BaseBackend, *, kept: bool = True
) -> dict[str, Sums]:
    """The sums of each of these persons who has evidence up to `as_of`; from the kept day totals, or with `kept` False
    from the events anew (equal, slower). Raises DayTooCrowded."""
    days = read_days(table, engine) if kept else day_totals(read_events(table, engine))
    weights, stride = weight_table(guide)
    names = {table.numbers[person]: person for person in persons if person in table.numbers}
    if len(names) < len(table.numbers):
        days = days.filter(days.person.isin(list(names))) if names else days.limit(0)
    rows = engine.to_pyarrow(rate_totals(days, weights, stride, as_of))
    return _grouped(rows, names, guide, table)


def read_days(table: EventTable, engine: BaseBackend) -> ibis.Table:
    """The kept day totals, as the engine reads them."""
    return _read(table, "days", DAYS, engine)


def read_events(table: EventTable, engine: BaseBackend) -> ibis.Table:
    """The weighed events, as the engine reads them."""
    return _read(table, "events", EVENTS, engine)


def _read(table: EventTable, part: str, schema: pa.Schema, engine: BaseBackend) -> ibis.Table:
    files = table.files(part)
    return engine.read_parquet(files) if files else ibis.memtable(schema.empty_table())


def _grouped(rows: pa.Table, names: Mapping[int, str], guide: Guide, table: EventTable) -> dict[str, Sums]:
    totals: dict[int, dict[str, Totals]] = {}
    ranges: dict[int, EvidenceRange] = {}
    columns = (
        rows[name].to_pylist()
        for name in ("person", "indicator", "good", "bad", "first_on", "last_on", "events", "most")
    )
    for number, indicator, good, bad, first_on, last_on, events, most in zip(*columns, strict=True):
        name = guide.indicators[indicator].name
        require_uncrowded(most, name, f"{first_on}..{last_on}")
        totals.setdefault(number, {})[name] = Totals(good, bad)
        ranges[number] = _joined(ranges.get(number), first_on, last_on, events, table)
    return {names[number]: Sums(found, ranges[number]) for number, found in totals.items()}


def _joined(known: EvidenceRange | None, first_on: int, last_on: int, events: int, table: EventTable) -> EvidenceRange:
    if known is None or known.first_on is None or known.last_on is None:
        return EvidenceRange(first_on, last_on, events, table.sizes)
    first, last = min(known.first_on, first_on), max(known.last_on, last_on)
    return EvidenceRange(first, last, known.events + events, table.sizes)
