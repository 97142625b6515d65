"""The weighed evidence of one guide, kept as Parquet: the input of every assessment, and nothing but integers.

    table.json                 guide digest, version of this layout, tree sizes up to which facts were weighed
    persons.parquet            number (int32), person (text): numbers are this table's own and stand nowhere else
    events/00012.parquet       person, indicator, on, at (int32), y, c (int32), log (int8), index (int64; −1: no place)
    days/00012.parquet         person, indicator, on, at (int32), good, bad, count (int64): the same, summed by day
    stopped_days/00012.parquet the same of people in `stops`, apart: their ages need a look at their clock, others' none
    holdings/00012.parquet     person, indicator, on, until, value (int32, ‰), log (int8), index (int64)
    stops/00012.parquet        person, on (int32): a day on which the person's clock stood still

A file holds the rows of 256 persons, sorted by person, indicator, on. The table is a projection: it can be made again
from the archive, and erasing a person rewrites their file. One writer. Files are replaced whole and synced, their names
too, before `table.json` says how far they reach, so after a crash the caller weighs again whoever has facts beyond its
sizes. This is the one module of the stage that writes files: what an engine reads must lie where an engine can.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shouyi.evidence.records import Origin
from shouyi.score.errors import TableMismatch
from shouyi.score.guide import Guide
from shouyi.score.records import Event, Evidence, Holding
from shouyi.score.totals import require_event, require_uncrowded

LAYOUT = 3
BUCKET = 256
EVENTS = pa.schema(
    [("person", pa.int32()), ("indicator", pa.int32()), ("on", pa.int32()), ("at", pa.int32()), ("y", pa.int32()),
     ("c", pa.int32()), ("log", pa.int8()), ("index", pa.int64())]
)  # fmt: skip
DAYS = pa.schema(
    [("person", pa.int32()), ("indicator", pa.int32()), ("on", pa.int32()), ("at", pa.int32()), ("good", pa.int64()),
     ("bad", pa.int64()), ("count", pa.int64())]
)  # fmt: skip
HOLDINGS = pa.schema(
    [("person", pa.int32()), ("indicator", pa.int32()), ("on", pa.int32()), ("until", pa.int32()),
     ("value", pa.int32()), ("log", pa.int8()), ("index", pa.int64())]
)  # fmt: skip
STOPS = pa.schema([("person", pa.int32()), ("on", pa.int32())])
PARTS: Mapping[str, pa.Schema] = {
    "events": EVENTS, "days": DAYS, "stopped_days": DAYS, "holdings": HOLDINGS, "stops": STOPS,
}  # fmt: skip
PERSONS = pa.schema([("number", pa.int32()), ("person", pa.string())])
KEY = ["person", "indicator", "on", "at"]
ORDERS: Mapping[str, Sequence[str]] = {
    "events": (*KEY, "log", "index", "y", "c"),
    "holdings": HOLDINGS.names,
    "stops": STOPS.names,
}
"""In what order a part's rows stand, so that the same evidence gives the same bytes."""
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
        for part in PARTS:
            (root / part).mkdir(parents=True, exist_ok=True)
        if (root / "persons.parquet").exists():
            known = pq.read_table(root / "persons.parquet", schema=PERSONS)
            table.numbers = dict(zip(known["person"].to_pylist(), known["number"].to_pylist(), strict=True))
        return table

    def replace(self, weighed: Mapping[str, Evidence], sizes: Sizes | None = None) -> None:
        """Let exactly this evidence stand for each of these persons; others keep theirs. `sizes`: the trees' sizes up
        to which everybody is now weighed. Raises EventOutOfRange before anything is written, DayTooCrowded before
        the file concerned is."""
        for person, evidence in weighed.items():
            for event in evidence.events:
                require_event(event, self.guide)
            pieces: tuple[Event | Holding, ...] = (*evidence.events, *evidence.holdings)
            assert all(piece.person == person for piece in pieces), "evidence under another person's name"
        self._number(weighed)
        buckets: dict[int, dict[int, Evidence]] = defaultdict(dict)
        for person, evidence in weighed.items():
            buckets[self.numbers[person] // BUCKET][self.numbers[person]] = evidence
        for bucket, people in sorted(buckets.items()):
            self._rewrite(bucket, people)
        self._write_head(sizes)

    def forget(self, person: str) -> None:
        """Rewrite a person's rows away and their name out of `persons`. Their number is not given again while a
        higher one exists; an unknown person is no error."""
        if person in self.numbers:
            self.replace({person: Evidence()}, self.sizes)
            del self.numbers[person]
            self._write_persons()

    def evidence_of(self, person: str) -> Evidence:
        """One person's evidence, in the table's order. Origins carry log and index alone."""
        names = [indicator.name for indicator in self.guide.indicators]
        return Evidence(
            events=tuple(_event(person, names, row) for row in self._rows("events", person)),
            holdings=tuple(_holding(person, names, row) for row in self._rows("holdings", person)),
            stopped=tuple(row["on"] for row in self._rows("stops", person)),
        )

    def _rows(self, part: str, person: str) -> list[dict[str, int]]:
        number = self.numbers.get(person)
        path = self._path(part, -1 if number is None else number // BUCKET)
        if number is None or not path.exists():
            return []
        found: list[dict[str, int]] = pq.read_table(path, filters=[("person", "==", number)]).to_pylist()
        return found

    def files(self, part: str) -> list[str]:
        """The Parquet files of a part, in order, for an engine to read; none where nobody has a row."""
        return sorted(str(path) for path in (self.root / part).glob("*.parquet"))

    def last_on(self) -> int | None:
        """The latest `on` of weighed evidence (None: none). What weighs nothing may reach further."""
        files = [file for part in ("days", "stopped_days", "holdings") for file in self.files(part)]
        latest = [pc.max(pq.read_table(path, columns=["on"])["on"]).as_py() for path in files]
        return max((day for day in latest if day is not None), default=None)

    def _number(self, persons: Iterable[str]) -> None:
        new = [person for person in persons if person not in self.numbers]
        first = max(self.numbers.values(), default=-1) + 1
        self.numbers.update({person: first + offset for offset, person in enumerate(new)})
        if new:
            self._write_persons()

    def _rewrite(self, bucket: int, people: Mapping[int, Evidence]) -> None:
        rows = {
            "events": self._with_others("events", bucket, people, _event_rows(people, self.guide)),
            "holdings": self._with_others("holdings", bucket, people, _holding_rows(people, self.guide)),
            "stops": self._with_others("stops", bucket, people, _stop_rows(people)),
        }
        summed = _summed(rows["events"])
        for indicator, amount in _fullest(summed):
            require_uncrowded(amount, self.guide.indicators[indicator].name)
        stopped = pc.is_in(summed["person"], rows["stops"]["person"])
        rows["days"], rows["stopped_days"] = summed.filter(pc.invert(stopped)), summed.filter(stopped)
        for part in PARTS:
            self._keep(part, bucket, rows[part])

    def _with_others(self, part: str, bucket: int, people: Collection[int], rows: pa.Table) -> pa.Table:
        """These people's new rows among everybody's of the bucket, in order of all columns."""
        path = self._path(part, bucket)
        if path.exists():
            kept = pq.read_table(path, schema=PARTS[part])
            others = pc.invert(pc.is_in(kept["person"], pa.array(people, pa.int32())))
            rows = pa.concat_tables([kept.filter(others), rows])
        return rows.sort_by([(name, "ascending") for name in ORDERS[part]])

    def _keep(self, part: str, bucket: int, rows: pa.Table) -> None:
        """A file without rows is no file: most buckets know of no leave."""
        path = self._path(part, bucket)
        if rows.num_rows or part in ("events", "days"):
            _write(rows, path)
        elif path.exists():
            path.unlink()
            sync_folder(path.parent)

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
    at = None if row["at"] == row["on"] else row["at"]
    return Event(person, names[row["indicator"]], row["on"], row["y"], row["c"], _origin(row), at)


def _holding(person: str, names: Sequence[str], row: Mapping[str, int]) -> Holding:
    return Holding(person, names[row["indicator"]], row["on"], row["until"], row["value"], _origin(row))


def _origin(row: Mapping[str, int]) -> Origin | None:
    return Origin("", row["log"], row["index"], row["index"]) if row["log"] >= 0 else None


def _event_rows(people: Mapping[int, Evidence], guide: Guide) -> pa.Table:
    rows = (
        (number, guide.by_name[event.indicator].number, event.on, event.clock, event.y, event.c, *_place(event))
        for number, evidence in people.items()
        for event in evidence.events
    )
    return _as_table(rows, EVENTS)


def _holding_rows(people: Mapping[int, Evidence], guide: Guide) -> pa.Table:
    rows = (
        (number, guide.by_name[held.indicator].number, held.on, held.until, held.value, *_place(held))
        for number, evidence in people.items()
        for held in evidence.holdings
    )
    return _as_table(rows, HOLDINGS)


def _stop_rows(people: Mapping[int, Evidence]) -> pa.Table:
    return _as_table(((number, day) for number, evidence in people.items() for day in evidence.stopped), STOPS)


def _place(piece: Event | Holding) -> tuple[int, int]:
    return (piece.origin.log, piece.origin.index) if piece.origin else (-1, -1)


def _as_table(rows: Iterable[tuple[int, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([list(column) for column in columns], schema=schema)


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
    """The fullest day of each indicator, as (indicator, amount)."""
    amounts = days.select(["indicator"]).append_column("amount", pc.add(days["good"], days["bad"]))
    most = amounts.group_by("indicator").aggregate([("amount", "max")])
    return list(zip(most["indicator"].to_pylist(), most["amount_max"].to_pylist(), strict=True))


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
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
