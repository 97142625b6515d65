"""What an engine summed, as one lookup: a person's totals and the range of their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis.backends import BaseBackend

from shouyi.score.aggregate import day_totals, faded_totals, ranges, standing_levels
from shouyi.score.guide import Guide
from shouyi.score.records import EvidenceRange, Totals
from shouyi.score.table import DAYS, EVENTS, HOLDINGS, STOPS, EventTable, Sizes
from shouyi.score.totals import require_uncrowded


@dataclass(frozen=True, slots=True)
class Sums:
    """`totals` of the rates and stocks by name, `levels` that are held (‰), and what all of it was summed over."""

    totals: Mapping[str, Totals]
    levels: Mapping[str, int]
    evidence: EvidenceRange


def sums_of(
    table: EventTable, guide: Guide, persons: Sequence[str], as_of: int, engine: BaseBackend, *, kept: bool = True
) -> dict[str, Sums]:
    """The sums of each of these persons who has evidence up to `as_of`; from the kept day totals, or with `kept` False
    from the events anew (equal, slower). Raises DayTooCrowded."""
    names = {table.numbers[person]: person for person in persons if person in table.numbers}
    everybody = len(names) == len(table.numbers)

    def asked(rows: ibis.Table) -> ibis.Table:
        return rows if everybody else rows.filter(rows.person.isin(list(names))) if names else rows.limit(0)

    days = [(asked(rows), stops) for rows, stops in _days(table, engine, kept=kept)]
    holdings = asked(read_holdings(table, engine))
    found = _Found(guide, names)
    found.take_totals(engine.to_pyarrow(_faded(days, guide, as_of, kept=kept)))
    found.take_levels(engine.to_pyarrow(standing_levels(holdings, as_of)))
    every = ibis.union(*(rows for rows, _ in days)) if len(days) > 1 else days[0][0]
    found.take_ranges(engine.to_pyarrow(ranges(every, holdings, as_of)), table.sizes)
    return found.sums


def rows_of(
    table: EventTable, guide: Guide, as_of: int, engine: BaseBackend, *, kept: bool = True
) -> tuple[pa.Table, pa.Table]:
    """Everybody's sums (person, indicator, good, bad) and levels (person, indicator, value), by the table's numbers.

    From the kept day totals, or with `kept` False from the events anew. Raises DayTooCrowded.
    """
    sums = engine.to_pyarrow(_faded(_days(table, engine, kept=kept), guide, as_of, kept=kept))
    if not kept:
        for number, most in zip(sums["indicator"].to_pylist(), sums["most"].to_pylist(), strict=True):
            require_uncrowded(most, guide.indicators[number].name)
    return sums, engine.to_pyarrow(standing_levels(read_holdings(table, engine), as_of))


Days = list[tuple[ibis.Table, ibis.Table | None]]
"""Day totals of some people each, with the stops that their ages need."""


def _days(table: EventTable, engine: BaseBackend, *, kept: bool) -> Days:
    """Whose clock always ran apart from the others: a look at the clock costs as much as all the rest."""
    stops = read_stops(table, engine) if table.files("stops") else None
    if not kept:
        return [(day_totals(read_events(table, engine)), stops)]
    found: Days = [(_read(table, "days", DAYS, engine), None)]
    return [*found, (_read(table, "stopped_days", DAYS, engine), stops)] if stops is not None else found


def _faded(days: Days, guide: Guide, as_of: int, *, kept: bool) -> ibis.Table:
    parts = [faded_totals(rows, guide, as_of, stops=stops, guarded=not kept) for rows, stops in days]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def read_holdings(table: EventTable, engine: BaseBackend) -> ibis.Table:
    """What people hold, as the engine reads it."""
    return _read(table, "holdings", HOLDINGS, engine)


def read_stops(table: EventTable, engine: BaseBackend) -> ibis.Table:
    """The days on which clocks stood still, as the engine reads them."""
    return _read(table, "stops", STOPS, engine)


def read_events(table: EventTable, engine: BaseBackend) -> ibis.Table:
    """The weighed events, as the engine reads them."""
    return _read(table, "events", EVENTS, engine)


def _read(table: EventTable, part: str, schema: pa.Schema, engine: BaseBackend) -> ibis.Table:
    files = table.files(part)
    if not files:
        return ibis.memtable(schema.empty_table())
    return engine.read_parquet(f"{table.root / part}/*.parquet" if engine.name == "pyspark" else files)


class _Found:
    """What the engine's rows say of each person, by the table's numbers."""

    def __init__(self, guide: Guide, names: Mapping[int, str]) -> None:
        self._guide, self._names = guide, names
        self._totals: dict[int, dict[str, Totals]] = defaultdict(dict)
        self._levels: dict[int, dict[str, int]] = defaultdict(dict)
        self._ranges: dict[int, EvidenceRange] = {}

    def take_totals(self, rows: pa.Table) -> None:
        for number, indicator, good, bad, *most in _lines(rows):
            name = self._guide.indicators[indicator].name
            require_uncrowded(max(most, default=0), name)
            self._totals[number][name] = Totals(good, bad)

    def take_levels(self, rows: pa.Table) -> None:
        for number, indicator, value in _lines(rows):
            self._levels[number][self._guide.indicators[indicator].name] = value

    def take_ranges(self, rows: pa.Table, sizes: Sizes | None) -> None:
        self._ranges = {number: EvidenceRange(first, last, count, sizes) for number, first, last, count in _lines(rows)}

    @property
    def sums(self) -> dict[str, Sums]:
        return {
            self._names[number]: Sums(self._totals[number], self._levels[number], evidence)
            for number, evidence in self._ranges.items()
        }


def _lines(rows: pa.Table) -> Iterator[tuple[int, ...]]:
    return zip(*(column.to_pylist() for column in rows.columns), strict=True)
