"""What an engine summed, as one lookup: a person's totals and the range of their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis.backends import BaseBackend

from shouyi.score.aggregate import day_totals, ranges, rate_totals, weight_table
from shouyi.score.guide import Guide
from shouyi.score.records import EvidenceRange, Totals
from shouyi.score.table import DAYS, EVENTS, EventTable, Sizes
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
    rows = engine.to_pyarrow(rate_totals(days, weights, stride, as_of, guarded=not kept))
    return _joined(rows, engine.to_pyarrow(ranges(days, as_of)), names, guide, table.sizes)


def read_days(table: EventTable, engine: BaseBackend) -> ibis.Table:
    """The kept day totals, as the engine reads them."""
    return _read(table, "days", DAYS, engine)


def read_events(table: EventTable, engine: BaseBackend) -> ibis.Table:
    """The weighed events, as the engine reads them."""
    return _read(table, "events", EVENTS, engine)


def _read(table: EventTable, part: str, schema: pa.Schema, engine: BaseBackend) -> ibis.Table:
    files = table.files(part)
    return engine.read_parquet(files) if files else ibis.memtable(schema.empty_table())


def _joined(
    rows: pa.Table, spans: pa.Table, names: Mapping[int, str], guide: Guide, sizes: Sizes | None
) -> dict[str, Sums]:
    found: dict[int, dict[str, Totals]] = {number: {} for number in spans["person"].to_pylist()}
    for number, indicator, good, bad, *most in _lines(rows):
        name = guide.indicators[indicator].name
        require_uncrowded(max(most, default=0), name)
        found[number][name] = Totals(good, bad)
    return {
        names[number]: Sums(found[number], EvidenceRange(first_on, last_on, events, sizes))
        for number, first_on, last_on, events in _lines(spans)
    }


def _lines(rows: pa.Table) -> Iterator[tuple[int, ...]]:
    return zip(*(column.to_pylist() for column in rows.columns), strict=True)
