"""A batch: entries that one organisation signs once. Bytes: docs/algorithms/bytes.md, 5.

Entries stand by (log, tag, bytes), never by person, so that their order says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shouyi.canon.canonical import INT_MAX, decode_canonical, encode_plain
from shouyi.canon.digest import unhex
from shouyi.canon.errors import CanonError
from shouyi.ledger.entry import ORG, Entry
from shouyi.ledger.errors import MalformedBytes
from shouyi.ledger.note import Signer, require_signature
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.tree import root_of

BATCH_BYTES_MAX = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """What is signed: by whom, how many entries a log, under which key, its `n`-th batch, on which network."""

    by: str
    counts: tuple[int, int, int, int]
    key: bytes
    n: int
    net: str
    root: bytes

    def to_plain(self) -> dict[str, Any]:
        return {"by": self.by, "counts": list(self.counts), "key": self.key.hex(), "n": self.n, "net": self.net,
                "root": self.root.hex()}  # fmt: skip

    def to_message(self) -> bytes:
        """The signed bytes: "shouyi/batch/1\\n" ‖ canonical head."""
        return b"shouyi/batch/1\n" + encode_plain(self.to_plain())


@dataclass(frozen=True, slots=True)
class Batch:
    """Unverified until the machine has applied it. `entries` are canonical bytes in the batch's order."""

    head: Head
    sig: bytes
    entries: tuple[bytes, ...]

    def to_record(self, day: int) -> bytes:
        """What is kept beside the entries: canonical {day, head, sig}."""
        return encode_plain({"day": day, "head": self.head.to_plain(), "sig": self.sig.hex()})

    def require_signature(self) -> None:
        """Raises SignatureInvalid."""
        require_signature(self.head.key, self.sig, self.head.to_message(), self.head.by)


def order_key(entry: Entry, data: bytes) -> tuple[int, bytes, bytes]:
    """By (log, tag, bytes)."""
    return entry.kind.log, entry.tag, data


def make_batch(entries: Iterable[Entry], by: str, signer: Signer, n: int, net: str) -> Batch:
    """The entries in order, signed. What an organisation signs it has recomputed before."""
    ordered = sorted(((entry, entry.to_bytes()) for entry in entries), key=lambda pair: order_key(*pair))
    counts = [0, 0, 0, 0]
    for entry, _ in ordered:
        counts[entry.kind.log] += 1
    data = tuple(data for _, data in ordered)
    head = Head(
        by, (counts[0], counts[1], counts[2], counts[3]), signer.public, n, net, root_of(list(map(leaf_hash, data)))
    )
    return Batch(head, signer.sign(head.to_message()), data)


def parse_record(data: bytes) -> tuple[int, Head, bytes]:
    """(day, head, signature) of a kept record. Raises MalformedBytes."""
    try:
        plain = decode_canonical(data)
        if type(plain) is not dict or plain.keys() != {"day", "head", "sig"} or type(plain["day"]) is not int:
            raise MalformedBytes("a batch record holds day, head and sig")
        return plain["day"], _head(plain["head"]), unhex(plain["sig"], 64)
    except CanonError as problem:
        raise MalformedBytes(f"batch record: {problem}") from None


def _head(plain: Any) -> Head:
    if type(plain) is not dict or plain.keys() != {"by", "counts", "key", "n", "net", "root"}:
        raise MalformedBytes("a batch's head holds by, counts, key, n, net and root")
    counts = plain["counts"]
    if type(counts) is not list or len(counts) != 4 or not all(_is_count(count) for count in counts):
        raise MalformedBytes("a batch's counts are four numbers")
    if not _is_count(plain["n"]) or type(plain["net"]) is not str or not _is_org(plain):
        raise MalformedBytes("a batch's n, net or by has another form")
    key, root = unhex(plain["key"], 32), unhex(plain["root"], 32)
    return Head(plain["by"], (counts[0], counts[1], counts[2], counts[3]), key, plain["n"], plain["net"], root)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= INT_MAX


def _is_org(plain: Mapping[str, Any]) -> bool:
    return type(plain["by"]) is str and ORG.fullmatch(plain["by"]) is not None
