"""The weighed events of one guide, kept as Parquet: the input of every assessment, and nothing but integers.

    table.json                 guide digest, version of this layout, tree sizes up to which facts were weighed
    persons.parquet            number (int32), person (text): numbers are this table's own and stand nowhere else
    events/00012.parquet       person, indicator, on (int32), y, c (int32, ‰), log (int8), index (int64; −1: no place)
    days/00012.parquet         person, indicator, on (int32), good, bad, count (int64): the same, summed by day

A file holds the rows of 256 persons, sorted by person, indicator, on. The table is a projection: it can be made again
from the archive, and erasing a person rewrites their file. One writer. Files are replaced whole and synced, their names
too, before `table.json` says how far they reach, so after a crash the caller weighs again whoever has facts beyond its
sizes. This is the one module of the stage that writes files: what an engine reads must lie where an engine can.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shouyi.evidence.records import Origin
from shouyi.score.errors import TableMismatch
from shouyi.score.guide import Guide
from shouyi.score.records import Event
from shouyi.score.totals import require_event, require_uncrowded

LAYOUT = 1
BUCKET = 256
EVENTS = pa.schema(
    [("person", pa.int32()), ("indicator", pa.int32()), ("on", pa.int32()), ("y", pa.int32()), ("c", pa.int32()),
     ("log", pa.int8()), ("index", pa.int64())]
)  # fmt: skip
DAYS = pa.schema(
    [("person", pa.int32()), ("indicator", pa.int32()), ("on", pa.int32()), ("good", pa.int64()), ("bad", pa.int64()),
     ("count", pa.int64())]
)  # fmt: skip
PERSONS = pa.schema([("number", pa.int32()), ("person", pa.string())])
KEY = ["person", "indicator", "on"]
Sizes = tuple[int, int, int, int]


@dataclass
class EventTable:
    """An open table. `numbers` maps a person's local id to the table's number."""

    root: Path
    guide: Guide
    numbers: dict[str, int] = field(default_factory=dict)
    sizes: Sizes | None = None

    @classmethod
    def open(cls, root: Path, guide: Guide) -> EventTable:
        """Open, or begin, the table under `root`.

        Raises TableMismatch when what lies there was weighed under another guide, or no head says under which: then
        the folder is to be taken away, and everybody weighed again.
        """
        table = cls(root, guide)
        if (root / "table.json").exists():
            table._read_head()
        elif any(root.rglob("*.parquet")):
            raise TableMismatch("table.json is missing")
        for part in ("events", "days"):
            (root / part).mkdir(parents=True, exist_ok=True)
        if (root / "persons.parquet").exists():
            known = pq.read_table(root / "persons.parquet", schema=PERSONS)
            table.numbers = dict(zip(known["person"].to_pylist(), known["number"].to_pylist(), strict=True))
        return table

    def replace(self, weighed: Mapping[str, Sequence[Event]], sizes: Sizes | None = None) -> None:
        """Let exactly these events stand for each of these persons; others keep theirs. `sizes`: the trees' sizes up
        to which everybody is now weighed. Raises EventOutOfRange before anything is written, DayTooCrowded before
        the file concerned is."""
        for person, events in weighed.items():
            for event in events:
                require_event(event, self.guide)
                assert event.person == person, "an event under another person's name"
        self._number(weighed)
        buckets: dict[int, dict[int, Sequence[Event]]] = defaultdict(dict)
        for person, events in weighed.items():
            buckets[self.numbers[person] // BUCKET][self.numbers[person]] = events
        for bucket, people in sorted(buckets.items()):
            self._rewrite(bucket, people)
        self._write_head(sizes)

    def forget(self, person: str) -> None:
        """Rewrite a person's rows away and their name out of `persons`. Their number is not given again while a
        higher one exists; an unknown person is no error."""
        if person in self.numbers:
            self.replace({person: ()}, self.sizes)
            del self.numbers[person]
            self._write_persons()

    def events_of(self, person: str) -> list[Event]:
        """One person's events, in the table's order. Origins carry log and index alone."""
        number = self.numbers.get(person)
        path = self._path("events", -1 if number is None else number // BUCKET)
        if number is None or not path.exists():
            return []
        rows = pq.read_table(path, schema=EVENTS, filters=[("person", "==", number)]).to_pylist()
        names = [indicator.name for indicator in self.guide.indicators]
        return [_event(person, names, row) for row in rows]

    def files(self, part: str) -> list[str]:
        """The Parquet files of "events" or "days", in order, for an engine to read."""
        return sorted(str(path) for path in (self.root / part).glob("*.parquet"))

    def last_on(self) -> int | None:
        """The latest `on` of a weighed event (None: no event). Evidence that weighs nothing may reach further."""
        latest = [pc.max(pq.read_table(path, columns=["on"])["on"]).as_py() for path in self.files("days")]
        return max((day for day in latest if day is not None), default=None)

    def _number(self, persons: Iterable[str]) -> None:
        new = [person for person in persons if person not in self.numbers]
        first = max(self.numbers.values(), default=-1) + 1
        self.numbers.update({person: first + offset for offset, person in enumerate(new)})
        if new:
            self._write_persons()

    def _rewrite(self, bucket: int, people: Mapping[int, Sequence[Event]]) -> None:
        path = self._path("events", bucket)
        rows = _columns(people, self.guide)
        if path.exists():
            kept = pq.read_table(path, schema=EVENTS)
            others = pc.invert(pc.is_in(kept["person"], pa.array(people.keys(), pa.int32())))
            rows = pa.concat_tables([kept.filter(others), rows])
        rows = rows.sort_by([(name, "ascending") for name in (*KEY, "log", "index", "y", "c")])
        days = _summed(rows)
        for indicator, count in _fullest(days):
            require_uncrowded(count, self.guide.indicators[indicator].name)
        _write(rows, path)
        _write(days, self._path("days", bucket))

    def _path(self, part: str, bucket: int) -> Path:
        return self.root / part / f"{bucket:05}.parquet"

    def _write_persons(self) -> None:
        names, numbers = list(self.numbers), list(self.numbers.values())
        _write(pa.table([numbers, names], schema=PERSONS), self.root / "persons.parquet")

    def _read_head(self) -> None:
        try:
            head: dict[str, Any] = json.loads((self.root / "table.json").read_bytes())
            self.sizes = None if head["sizes"] is None else tuple(head["sizes"])
            stands = head["guide"] == self.guide.digest and head["layout"] == LAYOUT
        except (ValueError, KeyError, TypeError):
            raise TableMismatch("table.json cannot be read") from None
        if not stands:
            raise TableMismatch(f"weighed under guide {str(head['guide'])[:12]}…, layout {head['layout']}")

    def _write_head(self, sizes: Sizes | None) -> None:
        self.sizes = sizes
        head = {"guide": self.guide.digest, "layout": LAYOUT, "sizes": sizes}
        _replace(self.root / "table.json", json.dumps(head, sort_keys=True).encode())


def _event(person: str, names: Sequence[str], row: Mapping[str, int]) -> Event:
    origin = Origin("", row["log"], row["index"], row["index"]) if row["log"] >= 0 else None
    return Event(person, names[row["indicator"]], row["on"], row["y"], row["c"], origin)


def _columns(people: Mapping[int, Sequence[Event]], guide: Guide) -> pa.Table:
    numbers = {indicator.name: indicator.number for indicator in guide.indicators}
    rows = [(number, event) for number, events in people.items() for event in events]
    places = [(event.origin.log, event.origin.index) if event.origin else (-1, -1) for _, event in rows]
    columns: list[list[int]] = [
        [number for number, _ in rows],
        [numbers[event.indicator] for _, event in rows],
        [event.on for _, event in rows],
        [event.y for _, event in rows],
        [event.c for _, event in rows],
        [log for log, _ in places],
        [index for _, index in places],
    ]
    return pa.table(columns, schema=EVENTS)


def _summed(rows: pa.Table) -> pa.Table:
    """Day totals, the same sums as `aggregate.day_totals`."""
    weight = rows["c"].cast(pa.int64())
    good = pc.multiply(weight, rows["y"].cast(pa.int64()))
    bad = pc.subtract(pc.multiply(weight, 1000), good)
    whole = rows.select(KEY).append_column("good", good).append_column("bad", bad)
    sums = whole.group_by(KEY, use_threads=False).aggregate([("good", "sum"), ("bad", "sum"), ([], "count_all")])
    named = sums.rename_columns({"good_sum": "good", "bad_sum": "bad", "count_all": "count"})
    return named.select(DAYS.names).cast(DAYS)


def _fullest(days: pa.Table) -> list[tuple[int, int]]:
    """The fullest day of each indicator, as (indicator, number of events)."""
    most = days.group_by("indicator").aggregate([("count", "max")])
    return list(zip(most["indicator"].to_pylist(), most["count_max"].to_pylist(), strict=True))


def _write(rows: pa.Table, path: Path) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    _replace(path, sink.getvalue())


def _replace(path: Path, data: bytes | pa.Buffer) -> None:
    """Whole or not at all, and durable: written beside, synced, renamed, then the folder that names it synced."""
    beside = path.with_suffix(".tmp")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
