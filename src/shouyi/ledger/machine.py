"""The one deterministic machine: `apply(state, batch, block_day)` judges a batch and says what would change.

Integers only, the block's day only, canonical bytes only. `apply` writes nothing; `State.commit` takes what it returned
after a runner has made it durable. Any engine that puts batches in one order drives the same machine to the same hash.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shouyi.canon.canonical import encode_plain
from shouyi.canon.digest import digest, u64
from shouyi.ledger.batch import BATCH_BYTES_MAX, Batch, order_key
from shouyi.ledger.entry import Entry, parse_entry, require_day
from shouyi.ledger.errors import BatchRefused, EntryRefused, LedgerError, TagSpent
from shouyi.ledger.kind import Writer, no_effect
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.spent import SpentTags
from shouyi.ledger.tree import Edge, FullTile, root_of

Write = tuple[str, Any]
RIGHTS = frozenset({"archive.erased", "consent.withdrawn", "fact.erased"})
"""What a person's right demands, which no suspension of an organisation holds up."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a batch would do: nothing is written yet.

    `entries`, `leaves` and `full` are a log each (bytes, leaf hashes, tiles that filled); `edges` and `state_edge` the
    trees after it; `writes` to the state in order; `tags` spent; `app_hash` over it all.
    """

    batch: Batch
    day: int
    entries: tuple[list[bytes], ...]
    leaves: tuple[list[bytes], ...]
    full: tuple[list[FullTile], ...]
    edges: tuple[Edge, ...]
    state_edge: Edge
    writes: tuple[Write, ...]
    tags: list[bytes]

    @property
    def record(self) -> bytes:
        return self.batch.to_record(self.day)

    @property
    def app_hash(self) -> bytes:
        return app_hash(self.edges, self.state_edge)


def app_hash(edges: tuple[Edge, ...], state_edge: Edge) -> bytes:
    """SHA-256("shouyi/app/1" ‖ (u64 size ‖ root) × 4 ‖ state root). 32 bytes."""
    return digest(b"shouyi/app/1", *(u64(edge.size) + edge.root() for edge in edges), state_edge.root())


@dataclass(slots=True)
class State:
    """What the machine knows between two batches. Entries themselves lie with the runner."""

    net: str
    day: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    edges: tuple[Edge, ...] = field(default_factory=lambda: (Edge(), Edge(), Edge(), Edge()))
    state_edge: Edge = field(default_factory=Edge)
    spent: SpentTags = field(default_factory=SpentTags)

    def get(self, key: str) -> Any:
        return self.values.get(key)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Sizes of the four logs."""
        return tuple(edge.size for edge in self.edges)

    @property
    def app_hash(self) -> bytes:
        return app_hash(self.edges, self.state_edge)

    def commit(self, changes: Changes) -> None:
        """Takes what `apply` returned for this very state, after it is durable."""
        self.day, self.edges, self.state_edge = changes.day, changes.edges, changes.state_edge
        self.values.update(changes.writes)
        self.spent.add(changes.batch.head.by, changes.tags)


@dataclass(slots=True)
class _Overlay:
    """The state under the writes of the batch so far, on the block's day."""

    below: State
    day: int
    writes: dict[str, Any] = field(default_factory=dict)

    @property
    def net(self) -> str:
        return self.below.net

    def get(self, key: str) -> Any:
        return self.writes[key] if key in self.writes else self.below.get(key)


def apply(state: State, batch: Batch, block_day: int) -> Changes:
    """What `batch` changes if it is the next one, in a block of `block_day` (UTC+8).

    Raises BatchRefused, or another LedgerError naming the entry; then nothing of the batch counts.
    """
    entries = _parse(batch)
    _require_key(state, batch, entries)  # 1 who signs, under which key, in which order
    _require_standing(state, batch, entries)
    batch.require_signature()  # 2
    leaves = list(map(leaf_hash, batch.entries))
    _require_head(batch, entries, leaves)  # 3 order, counts, root
    if block_day < state.day:
        raise BatchRefused(f"day {block_day} is before day {state.day}")
    tags = _require_tags(state, batch, entries)  # 4
    overlay = _Overlay(state, block_day)
    if state.get("founder") is None:
        overlay.writes["founder"] = batch.head.by
    _apply_entries(overlay, batch, entries, block_day)  # 5
    return _changes(state, batch, block_day, leaves, overlay.writes, tags)


def _parse(batch: Batch) -> list[Entry]:
    if not batch.entries:
        raise BatchRefused("the batch is empty")
    if sum(map(len, batch.entries)) > BATCH_BYTES_MAX:
        raise BatchRefused(f"the batch is larger than {BATCH_BYTES_MAX} bytes")
    entries = []
    for place, data in enumerate(batch.entries):
        try:
            entries.append(parse_entry(data))
        except LedgerError as problem:
            raise type(problem)(f"entry {place}: {problem}") from None
    return entries


def _require_key(state: State, batch: Batch, entries: list[Entry]) -> None:
    """The key is its organisation's, for batches, not revoked, all as of the state before the batch; `n` counts on."""
    head = batch.head
    if head.net != state.net:
        raise BatchRefused(f"the batch is for the network {head.net[:60]!r}")
    key: Mapping[str, Any] | None = state.get(f"key/{head.key.hex()}")
    if state.get("founder") is None:
        key = _carried_key(batch, entries)
    if key is None or (key["org"], key["purpose"], key["revoked"]) != (head.by, "batch", 0):
        raise BatchRefused(f"the key is not a good batch key of {head.by}")
    due = state.get(f"batches/{head.key.hex()}") or 0
    if head.n != due:
        raise BatchRefused(f"batch {head.n} of this key, but {due} is due")


def _require_standing(state: State, batch: Batch, entries: list[Entry]) -> None:
    """Not suspended as of the state before the batch, whenever it was signed; or nothing but persons' rights in it."""
    org = state.get(f"org/{batch.head.by}") or {}
    if org.get("suspended") and not all(entry.kind.name in RIGHTS for entry in entries):
        raise BatchRefused(f"{batch.head.by} is suspended")


def _carried_key(batch: Batch, entries: list[Entry]) -> Mapping[str, Any] | None:
    """The first batch of all carries its own key."""
    for entry in entries:
        if entry.kind.name == "key.added" and entry.pub["key"] == batch.head.key.hex():
            return {"org": entry.pub["org"], "purpose": entry.pub["purpose"], "revoked": 0}
    return None


def _require_head(batch: Batch, entries: list[Entry], leaves: list[bytes]) -> None:
    counts = [0, 0, 0, 0]
    for entry in entries:
        counts[entry.kind.log] += 1
    if tuple(counts) != batch.head.counts:
        raise BatchRefused(f"the batch holds {counts} entries a log, not {list(batch.head.counts)}")
    keys = [order_key(entry, data) for entry, data in zip(entries, batch.entries, strict=True)]
    if any(later <= earlier for earlier, later in itertools.pairwise(keys)):
        raise BatchRefused("the entries do not stand by log, tag and bytes, each once")
    if root_of(leaves) != batch.head.root:
        raise BatchRefused("the head's root is not the root of the entries")


def _require_tags(state: State, batch: Batch, entries: list[Entry]) -> list[bytes]:
    tags = [entry.tag for entry in entries if entry.tag]
    spent = state.spent.first_spent(batch.head.by, tags)
    if spent is not None:
        raise TagSpent(f"tag {tags[spent].hex()} was spent before by {batch.head.by}")
    return tags


def _turn(placed: tuple[int, Entry]) -> bool:
    """Organisations join before the rest of their batch: by bytes, `key.added` stands before its `org.added`."""
    return placed[1].kind.name != "org.added"


def _apply_entries(overlay: _Overlay, batch: Batch, entries: list[Entry], block_day: int) -> None:
    """In turn. What has no effect and is alike in all that is judged is judged once, until something is written."""
    judged: set[tuple[str, int, str]] = set()
    for place, entry in sorted(enumerate(entries), key=_turn):
        alike = entry.by, entry.day, entry.kind.name
        if alike in judged:
            continue
        _apply_entry(overlay, batch, entry, block_day, place)
        if entry.kind.effect is no_effect:
            judged.add(alike)
        else:
            judged.clear()


def _apply_entry(overlay: _Overlay, batch: Batch, entry: Entry, block_day: int, place: int) -> None:
    try:
        require_day(entry, block_day)
        _require_writer(overlay, batch.head.by, entry)
        overlay.writes.update(entry.kind.effect(entry.by, entry.pub, overlay))
    except EntryRefused as problem:
        raise type(problem)(f"entry {place}, {entry.kind.name}: {problem}") from None


def _require_writer(overlay: _Overlay, by: str, entry: Entry) -> None:
    if entry.by != by:
        raise EntryRefused(f"the entry is {entry.by}'s, the batch {by}'s")
    org = overlay.get(f"org/{by}")
    if org is None and entry.kind.name != "org.added":
        raise EntryRefused(f"{by} is not an organisation here")
    if entry.kind.writer is Writer.FOUNDER and by != overlay.get("founder"):
        raise EntryRefused("only the founder writes this kind")
    if entry.kind.writer is Writer.REGISTRAR and org["role"] != "registrar":
        raise EntryRefused("only a registrar writes this kind")
    if entry.tag and org["role"] == "federation":  # its name alone would say too much of whom it writes about
        raise EntryRefused("a federation writes no entry about a person")


def _changes(state: State, batch: Batch, day: int, leaves: list[bytes], writes: dict[str, Any],
             tags: list[bytes]) -> Changes:  # fmt: skip
    by_log, hashes, at = [], [], 0
    for count in batch.head.counts:
        by_log.append(list(batch.entries[at : at + count]))
        hashes.append(leaves[at : at + count])
        at += count
    edges = tuple(edge.copy() for edge in state.edges)
    full = tuple(edge.append(found) for edge, found in zip(edges, hashes, strict=True))
    writes |= {f"batches/{batch.head.key.hex()}": batch.head.n + 1}
    ordered = tuple(sorted(writes.items()))
    state_edge = state.state_edge.copy()
    state_edge.append(leaf_hash(encode_plain(list(write))) for write in ordered)
    return Changes(batch, day, tuple(by_log), tuple(hashes), full, edges, state_edge, ordered, tags)
