"""The `unspent` note: nobody has spent this tag up to these tree sizes. Bytes: docs/algorithms/bytes.md, 9.

It names the digest of the `next` (or unused `first`) field, never the tag, so that a reader can neither watch nor spend
it. The log signs it under `<net>/unspent`; witnesses cosign it over a domain of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shouyi.canon.digest import unhex
from shouyi.canon.errors import CanonError
from shouyi.ledger.errors import MalformedBytes
from shouyi.ledger.note import Note, require_name
from shouyi.ledger.policy import Pin

DOMAIN = b"shouyi-unspent/v1"


@dataclass(frozen=True, slots=True)
class Unspent:
    """`digest`: of the field that holds the tag, before blinding. `sizes`: of the four logs."""

    name: str
    by: str
    sizes: tuple[int, int, int, int]
    digest: bytes

    def to_body(self) -> bytes:
        lines = [self.name, self.by, *map(str, self.sizes), self.digest.hex()]
        return "".join(f"{line}\n" for line in lines).encode()


def parse_unspent(note: Note) -> Unspent:
    """The statement in a note's body. Raises MalformedBytes."""
    lines = note.body.decode().split("\n")
    if len(lines) != 8 or lines[7]:
        raise MalformedBytes("an unspent note has seven lines")
    sizes = lines[2:6]
    if any(not s.isascii() or not s.isdigit() or len(s) > 16 or str(int(s)) != s for s in sizes):
        raise MalformedBytes("an unspent note's sizes are numbers")
    try:
        found = unhex(lines[6], 32)
    except CanonError as problem:
        raise MalformedBytes(f"an unspent note's digest: {problem}") from None
    a, b, c, d = map(int, sizes)
    return Unspent(require_name(lines[0]), lines[1], (a, b, c, d), found)


def require_unspent(note: Note, pin: Pin, sizes: Sequence[int]) -> tuple[Unspent, int | None]:
    """The statement and its oldest cosignature's instant, if log and quorum signed it for this very cut.

    Raises LedgerError.
    """
    found = parse_unspent(note)
    if found.name != pin.unspent_name or found.sizes != tuple(sizes):
        raise MalformedBytes("the unspent note is for another network or another cut")
    pin.policy.require_log(note, pin.unspent_name)
    return found, pin.policy.require_quorum(note, domain=DOMAIN)
