"""Checkpoints (C2SP tlog-checkpoint): origin, size and root of one log, as a signed note without extension lines."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from shouyi.ledger.errors import MalformedBytes
from shouyi.ledger.note import Note, parse_note, require_base64, require_name


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: `root` is that of its first `size` leaves."""

    origin: str
    size: int
    root: bytes

    def to_body(self) -> bytes:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n".encode()


def parse_checkpoint(note: Note) -> Checkpoint:
    """The checkpoint in a note's body. Raises MalformedBytes."""
    lines = note.body.decode().split("\n")
    if len(lines) != 4 or lines[3]:
        raise MalformedBytes("a checkpoint has three lines")
    origin, size, root = require_name(lines[0]), lines[1], require_base64(lines[2])
    if not size.isascii() or not size.isdigit() or (size[0] == "0" and size != "0") or len(size) > 16:
        raise MalformedBytes("the checkpoint's size is not a number")
    if len(root) != 32:
        raise MalformedBytes("the checkpoint's root is not 32 bytes")
    return Checkpoint(origin, int(size), root)


def read_checkpoint(data: bytes) -> tuple[Note, Checkpoint]:
    """The unverified note and checkpoint in `data`. Raises MalformedBytes."""
    note = parse_note(data)
    return note, parse_checkpoint(note)
