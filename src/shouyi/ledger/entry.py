"""The entry: commitments, never data. The envelope is frozen; a change is a new `v`.

{"by","day","kind","root","tag","v"} about a person, {"by","day","kind","pub","v"} about nobody, both with `pub` beside
root and tag where the kind declares public values. At most 4 KB of `pub`, and no place for free text.
"""

from __future__ import annotations

import itertools
import re
from binascii import unhexlify
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from shouyi.canon.canonical import INT_MAX, encode_plain
from shouyi.ledger.errors import EntryRefused, MalformedBytes, UnknownFormat
from shouyi.ledger.kind import Kind, Shape
from shouyi.ledger.kinds import kinds

ENTRY_BYTES_MAX = 8192
VERSION = 1
ORG = re.compile(r"org-[a-z0-9-]{1,60}", re.ASCII)
DAY_MAX = 10**6
_HEX = re.compile(r"[0-9a-f]*", re.ASCII)
_WORD = re.compile(r"[a-z0-9.-]{1,64}", re.ASCII)
_SEAT = re.compile(r"seat-[1-9][0-9]{0,3}", re.ASCII)
WORDS_MAX = 54
_PERSON = re.compile(
    rb'\{"by":"(org-[a-z0-9-]{1,60})","day":(0|[1-9][0-9]{0,6}),"kind":"([a-z0-9.-]{1,64})",'
    rb'"root":"([0-9a-f]{64})","tag":"([0-9a-f]{32})","v":1\}'
)
"""Exactly the canonical bytes of an entry about a person that makes nothing public: most entries, read at once."""
Pub = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """`root` (32 bytes) and `tag` (16 bytes) are empty in an entry about nobody, `pub` where none is declared."""

    by: str
    day: int
    kind: Kind
    root: bytes
    tag: bytes
    pub: Pub

    def to_bytes(self) -> bytes:
        """The canonical bytes, which are the leaf."""
        if not self.pub and self.root:
            return _person_bytes(self.by, self.day, self.kind.name, self.root, self.tag)
        return encode_plain(self.to_plain())

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"by": self.by, "day": self.day, "kind": self.kind.name, "v": VERSION}
        if self.root:
            plain |= {"root": self.root.hex(), "tag": self.tag.hex()}
        return plain | ({"pub": dict(self.pub)} if self.pub else {})


def parse_entry(data: bytes) -> Entry:
    """The entry whose canonical bytes are `data`.

    Raises UnknownFormat for a kind or version that this registry does not hold, MalformedBytes for everything else.
    """
    return _parse_person(data) or _parse_any(data)


def _parse_person(data: bytes) -> Entry | None:
    """The fast path; None for whatever is not of that form, be it good or bad."""
    found = _PERSON.fullmatch(data)
    if not found:
        return None
    by, day, name, root, tag = found.groups()
    known = _known(by, day, name)
    return Entry(*known, unhexlify(root), unhexlify(tag), {}) if known else None


@lru_cache(maxsize=1024)
def _known(by: bytes, day: bytes, name: bytes) -> tuple[str, int, Kind] | None:
    """What entries of one batch have in common."""
    kind = kinds().get(name.decode())
    good = kind is not None and kind.fields and not kind.pub and int(day) <= DAY_MAX
    return (by.decode(), int(day), kind) if good and kind else None


def _parse_any(data: bytes) -> Entry:
    if len(data) > ENTRY_BYTES_MAX:
        raise MalformedBytes(f"an entry of {len(data)} bytes; at most {ENTRY_BYTES_MAX}")
    try:
        plain = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise MalformedBytes(f"the entry is not JSON: {problem}") from None
    entry = _read(plain)
    if entry.to_bytes() != data:  # also catches duplicate keys, which orjson accepts
        raise MalformedBytes("the entry is not in canonical form")
    return entry


def _person_bytes(by: str, day: int, kind: str, root: bytes, tag: bytes) -> bytes:
    """The fast path: keys in RFC 8785's order, values of which the schema leaves nothing to escape."""
    return b'{"by":"%b","day":%d,"kind":"%b","root":"%b","tag":"%b","v":1}' % (
        by.encode(), day, kind.encode(), root.hex().encode(), tag.hex().encode(),
    )  # fmt: skip


def _read(plain: Any) -> Entry:
    if type(plain) is not dict:
        raise MalformedBytes("the entry is not an object")
    if plain.get("v") != VERSION or type(plain["v"]) is not int:
        raise UnknownFormat(f"entry version {plain.get('v')!r}")
    kind = kinds().get(plain["kind"]) if type(plain.get("kind")) is str else None
    if kind is None:
        raise UnknownFormat(f"entry kind {str(plain.get('kind'))[:40]!r}")
    if plain.keys() != _keys(kind):
        raise MalformedBytes(f"the keys of {kind.name} are {sorted(_keys(kind))}, not {sorted(plain)[:12]}")
    if type(plain["by"]) is not str or not ORG.fullmatch(plain["by"]):
        raise MalformedBytes("`by` is not an organisation's id")
    if type(plain["day"]) is not int or not 0 <= plain["day"] <= DAY_MAX:
        raise MalformedBytes("`day` is not a day")
    root, tag = (_bytes(plain, "root", 32), _bytes(plain, "tag", 16)) if kind.fields else (b"", b"")
    pub = plain.get("pub", {})
    require_pub(kind, pub)
    return Entry(plain["by"], plain["day"], kind, root, tag, pub)


def _keys(kind: Kind) -> set[str]:
    return {"by", "day", "kind", "v"} | ({"root", "tag"} if kind.fields else set()) | ({"pub"} if kind.pub else set())


def _bytes(plain: Mapping[str, Any], name: str, length: int) -> bytes:
    text = plain[name]
    if type(text) is not str or len(text) != 2 * length or not _HEX.fullmatch(text):
        raise MalformedBytes(f"`{name}` is not {length} bytes in lower-case hex")
    return bytes.fromhex(text)


def require_pub(kind: Kind, pub: Any) -> None:
    """The public values are the declared ones, each of its declared shape. Raises MalformedBytes."""
    if type(pub) is not dict or pub.keys() != kind.pub.keys():
        raise MalformedBytes(f"`pub` of {kind.name} holds {sorted(kind.pub)}")
    for name, shape in kind.pub.items():
        if not _SHAPES[shape](pub[name]):
            raise MalformedBytes(f"`pub.{name}` of {kind.name} is not {shape.value}")


def _count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= INT_MAX


def _word(value: Any) -> bool:
    return type(value) is str and bool(_WORD.fullmatch(value))


def _words(value: Any) -> bool:
    """Strictly rising, so that a set of words has one form."""
    good = type(value) is list and len(value) <= WORDS_MAX and all(map(_word, value))
    return good and all(early < late for early, late in itertools.pairwise(value))


_SHAPES: Mapping[Shape, Callable[[Any], bool]] = {
    Shape.HEX32: lambda v: type(v) is str and len(v) == 64 and bool(_HEX.fullmatch(v)),
    Shape.HEX64: lambda v: type(v) is str and len(v) == 128 and bool(_HEX.fullmatch(v)),
    Shape.ORG: lambda v: type(v) is str and bool(ORG.fullmatch(v)),
    Shape.SEAT: lambda v: type(v) is str and bool(_SEAT.fullmatch(v)),
    Shape.COUNT: _count,
    Shape.SIZES: lambda v: type(v) is list and len(v) == 4 and all(map(_count, v)),
    Shape.WORD: _word,
    Shape.WORDS: _words,
}


def require_day(entry: Entry, block_day: int) -> None:
    """An entry's day is its batch's day or the one before. Raises EntryRefused."""
    if entry.day not in (block_day, block_day - 1):
        raise EntryRefused(f"the entry's day {entry.day} is neither the batch's day {block_day} nor the one before")
