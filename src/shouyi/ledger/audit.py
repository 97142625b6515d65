"""The auditor: re-executes every batch from nothing and compares what comes out with what was kept.

It trusts neither hashes nor edges nor state values that lie in the store, only that the founding batch is the founding
batch. What it names is the first thing that differs; behind a batch that differs nothing can be derived any more.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shouyi.canon.canonical import encode_plain
from shouyi.ledger.batch import Batch, Head, parse_record
from shouyi.ledger.errors import LedgerError
from shouyi.ledger.kind import LOGS
from shouyi.ledger.machine import Changes, State, apply

Cut = tuple[tuple[int, bytes], ...]
"""(size, root) of the four logs at one batch's end."""
Progress = Callable[[str, int, int], None]
"""(what is looked at, done, total), called now and then."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something kept is not what follows from the entries. `code` is for programs, `place` says where."""

    code: str
    place: str
    detail: str = ""


class Kept(Protocol):
    """What was kept of a ledger, as an auditor reads it."""

    def entries(self, log: int, start: int, stop: int) -> Any:
        """Canonical entries start..stop−1 of a log."""

    def records_and_hashes(self, start: int, stop: int) -> Any:
        """(record, app hash after it) of batches start..stop−1."""

    def batch_count(self) -> int:
        """How many batches are kept."""


class _Differs(Exception):
    def __init__(self, code: str, place: str, detail: str = "") -> None:
        self.finding = Finding(code, place, detail)


@dataclass(slots=True)
class Derived:
    """What follows from the entries: the machine's state, and the cut after each batch, the empty one first."""

    state: State
    cuts: list[Cut]

    @property
    def batch_count(self) -> int:
        return len(self.cuts) - 1

    def root_at(self, log: int, size: int) -> bytes | None:
        """The root of a log when it had this size at a batch's end; None if it never had."""
        found = next((cut[log] for cut in self.cuts if cut[log][0] == size), None)
        return found[1] if found else None

    def batches_to(self, log: int, size: int) -> int:
        """How many batches it took to bring a log to this size."""
        return next((count for count, cut in enumerate(self.cuts) if cut[log][0] >= size), self.batch_count)


def replay(kept: Kept, net: str, progress: Progress | None = None) -> tuple[Derived, Finding | None]:
    """Everything that follows from the kept batches, and the first thing among them that differs, if any does."""
    state = State(net)
    derived = Derived(state, [_cut(state)])
    total = kept.batch_count()
    try:
        for place in range(total):
            changes = _judge(kept, state, place)
            state.commit(changes)
            derived.cuts.append(_cut(state))
            if progress and place % 64 == 0:
                progress("batches", place, total)
        _require_no_more(kept, state)
    except _Differs as problem:
        return derived, problem.finding
    return derived, None


def _cut(state: State) -> Cut:
    return tuple((edge.size, edge.root()) for edge in state.edges)


def _judge(kept: Kept, state: State, place: int) -> Changes:
    """The changes of the batch at `place`, if it is one and gives the hash that was kept with it."""
    where = f"batch {place}"
    found = list(kept.records_and_hashes(place, place + 1))
    if len(found) != 1:
        raise _Differs("batch-missing", where, "no record stands here")
    record, app_hash = _bytes(found[0][0], where), _bytes(found[0][1], where)
    try:
        day, head, sig = parse_record(record)
        changes = apply(state, Batch(head, sig, _entries(kept, state, head, where)), day)
    except LedgerError as problem:
        raise _Differs("batch-refused", where, f"{problem.code}: {problem}") from None
    if changes.app_hash != app_hash:
        raise _Differs("app-hash", where, f"{app_hash.hex()} is kept, {changes.app_hash.hex()} follows")
    return changes


def _entries(kept: Kept, state: State, head: Head, where: str) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for log, (size, count) in enumerate(zip(state.sizes, head.counts, strict=True)):
        rows = list(kept.entries(log, size, size + min(count, 1 << 20)))
        if len(rows) != count:
            missing = next(at for at in itertools.count(size) if len(kept.entries(log, at, at + 1)) != 1)
            raise _Differs("entries-missing", f"{LOGS[log]} {missing}", f"{where} needs {count} from {size} on")
        found += [_bytes(row, f"{LOGS[log]} {size + at}") for at, row in enumerate(rows)]
    return tuple(found)


def _bytes(found: object, where: str) -> bytes:
    """A damaged database can hand out any type."""
    if not isinstance(found, bytes):
        raise _Differs("not-bytes", where, f"a {type(found).__name__} stands here")
    return found


def _require_no_more(kept: Kept, state: State) -> None:
    for log, size in enumerate(state.sizes):
        if list(kept.entries(log, size, 1 << 62)) or list(kept.entries(log, -(1 << 62), 0)):
            raise _Differs("entries-too-many", f"{LOGS[log]} {size}", "entries that no batch holds")


def compare_state(derived: State, rows: Iterable[tuple[Any, Any]]) -> list[Finding]:
    """Kept (key, canonical value) against the machine's own, both ways."""
    kept, due = dict(rows), {key: encode_plain(value) for key, value in derived.values.items()}
    places = sorted(kept.keys() | due.keys(), key=str)
    return [
        Finding("state", f"state {key!s}"[:120], _says(kept, due, key))
        for key in places
        if kept.get(key) != due.get(key)
    ]


def _says(kept: Mapping[Any, Any], due: Mapping[str, bytes], key: Any) -> str:
    if key not in due:
        return "no batch wrote it"
    return f"{kept[key]!r} is kept, {due[key]!r} follows"[:240] if key in kept else "it is missing"


def compare_edges(derived: State, rows: Iterable[tuple[Any, Any, Any]], pack: Callable[[Any], bytes]) -> list[Finding]:
    """Kept (tree, size, packed levels) against the machine's own edges, both ways."""
    kept = {tree: (size, levels) for tree, size, levels in rows}
    edges = dict(zip((*LOGS, "state"), (*derived.edges, derived.state_edge), strict=True))
    due = {tree: (edge.size, pack(edge)) for tree, edge in edges.items()} if derived.state_edge.size else {}
    places = sorted(kept.keys() | due.keys(), key=str)
    return [Finding("edge", f"edge {tree!s}"[:120], "it is not the edge of the entries")
            for tree in places if kept.get(tree) != due.get(tree)]  # fmt: skip
