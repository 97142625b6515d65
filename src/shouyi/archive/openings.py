"""Openings: what the keeper holds of an entry to open its commitments, and how an entry comes from a draft.

A person's key stays with the keeper; from it come source keys, tags and blinds (ledger.keys). Each entry has a random
seed of its own, so that one old fact can be deleted while the rest lives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shouyi.archive.errors import ArchiveError
from shouyi.canon.canonical import decode, encode_plain
from shouyi.canon.digest import unhex
from shouyi.canon.errors import CanonError
from shouyi.evidence.records import Draft, Value
from shouyi.ledger.entry import Entry
from shouyi.ledger.fields import blinded, field_digest, fields_root
from shouyi.ledger.keys import BLINDED, blind, next_salt, salt, tag
from shouyi.ledger.kind import Kind
from shouyi.ledger.kinds import kinds


@dataclass(frozen=True, slots=True)
class Sealed:
    """Fields under one key with the seed of their salts: what a vault row holds, once unsealed."""

    fields: Mapping[str, Value]
    seed: bytes

    def to_bytes(self) -> bytes:
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in self.fields.items()}
        return encode_plain({"fields": plain, "seed": self.seed.hex()})


def parse_sealed(data: bytes) -> Sealed:
    """What `Sealed.to_bytes` wrote. Raises ArchiveError."""
    try:
        plain = decode(data)
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in plain["fields"].items()}
        return Sealed(fields, unhex(plain["seed"], 32))
    except (CanonError, KeyError, TypeError, AttributeError) as problem:
        raise ArchiveError(f"a vault row does not hold fields and seed: {problem}") from None


@dataclass(frozen=True, slots=True)
class Opening:
    """An entry about a person, with everything that opens it. `n`: its place in its source's chain.

    `own` are the fields under the person's key, `other` those under a second person's (None: none, or erased).
    `index` is its place in its kind's log, −1 before it is durable. An erased fact has no `own` but its `digests`.
    """

    kind: Kind
    by: str
    day: int
    n: int
    tag: bytes
    source: bytes = field(repr=False)
    own: Sealed | None = field(repr=False)
    other: Sealed | None = field(default=None, repr=False)
    digests: tuple[bytes, ...] = ()
    index: int = -1
    pub: Mapping[str, Any] = field(default_factory=dict)

    @property
    def on(self) -> int | None:
        value = self.own.fields.get("on") if self.own else None
        return value if isinstance(value, int) else None

    def entry(self) -> Entry:
        """The entry itself: the same bytes as on the log."""
        return Entry(self.by, self.day, self.kind, fields_root(self.digests), self.tag, self.pub)

    def opened(self, name: str) -> tuple[Value, bytes]:
        """(value, salt) of a field. Raises ArchiveError when it cannot be opened here any more."""
        if name == "next":
            return tag(self.source, self.n + 1).hex(), next_salt(self.source, self.tag)
        sealed = self.other if name in self.kind.other and self.other else self.own
        if sealed is None or name not in sealed.fields:
            raise ArchiveError(f"{name} of {self.kind.name} cannot be opened any more")
        return sealed.fields[name], salt(sealed.seed, name)

    def is_open(self, name: str) -> bool:
        """Whether the keeper can still open the field."""
        try:
            self.opened(name)
        except ArchiveError:
            return False
        return True

    def blind(self, name: str) -> tuple[bytes, bytes]:
        """(blind, field digest) of `next` or `first`: what an export adds."""
        value, found = self.opened(name)
        return blind(self.source, self.tag, name), field_digest(name, value, found)


def commit(
    draft: Draft,
    day: int,
    source: bytes,
    n: int,
    seed: bytes,
    *,
    other_seed: bytes | None = None,
    first: bytes | None = None,
    pub: Mapping[str, Any] | None = None,
) -> Opening:
    """The opening, and with it the entry, that `draft` becomes as the n-th of its source, written on `day`.

    `source`: the source's key. `other_seed`: for the second person's fields. `first`: what `source.added` commits.
    Raises ArchiveError when the draft's fields are not those of its kind.
    """
    kind = kinds().get(draft.kind)
    if kind is None or not kind.fields:
        raise ArchiveError(f"{draft.kind} is no kind about a person")
    own = dict(draft.fields) | {"on": draft.on}
    if first is not None:
        own["first"] = first.hex()
    own |= {name: None for name in kind.other if not draft.other}
    expected = set(kind.fields) - {"next"} - (set(kind.other) if draft.other else set())
    if own.keys() != expected or draft.other.keys() - kind.other or draft.on > day:
        raise ArchiveError(f"a {kind.name} commits {sorted(expected)}, on a day not after {day}")
    other = Sealed(dict(draft.other), other_seed) if draft.other and other_seed else None
    parts = (kind, draft.org, day, n, tag(source, n), source, Sealed(own, seed), other)
    return Opening(*parts, digests_of(Opening(*parts)), pub=dict(pub or {}))


def digests_of(opening: Opening) -> tuple[bytes, ...]:
    """All digests in the kind's order, `next` and `first` blinded. 32 bytes each."""
    return tuple(_digest(opening, name) for name in opening.kind.fields)


def _digest(opening: Opening, name: str) -> bytes:
    value, found = opening.opened(name)
    plain = field_digest(name, value, found)
    return blinded(blind(opening.source, opening.tag, name), plain) if name in BLINDED else plain


def disclosable(opening: Opening, names: Sequence[str]) -> list[tuple[str, Value, bytes]]:
    """(name, value, salt) of the chosen fields, as a proof file shows them. Raises ArchiveError."""
    return [(name, *opening.opened(name)) for name in opening.kind.fields if name in names and name not in BLINDED]


@dataclass(frozen=True, slots=True)
class Opened:
    """One entry of a person's file with every field that can still be opened. Implements `records.OpenedEntry`."""

    person: str
    kind: str
    by: str
    log: int
    index: int
    n: int
    fields: Mapping[str, Value]


def as_opened(opening: Opening, person: str) -> Opened:
    """The opening as plain data, without salts."""
    fields = {name: opening.opened(name)[0] for name in opening.kind.fields if opening.is_open(name)}
    kind = opening.kind
    return Opened(person, kind.name, opening.by, kind.log, opening.index, opening.n, fields)
