"""What was answered, as named parts of text, so that a difference can be called by its name: a header, a line, a chunk.

Bytes are kept as latin-1, one character a byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import zip_longest
from typing import NamedTuple

Parts = Mapping[str, str]
Seen = Mapping[str, Parts]
"""Name of an answer (who, method, address) or of a file → its parts."""
PNG, JPEG, PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
SHOWN = 160


class Difference(NamedTuple):
    """One part of one answer that is not alike in both houses."""

    name: str
    part: str
    one: str
    other: str

    def __str__(self) -> str:
        return f"{self.name}: {self.part}: {self.one[:SHOWN]!r} is {self.other[:SHOWN]!r} in the other house"


def differences(one: Seen, other: Seen) -> list[Difference]:
    """Every part that differs, in the order of the first house; what only one of them has is a difference."""
    names = [*one, *(name for name in other if name not in one)]
    return [found for name in names for found in _of_one(name, one.get(name), other.get(name))]


def _of_one(name: str, one: Parts | None, other: Parts | None) -> Iterator[Difference]:
    if one is None or other is None:
        yield Difference(name, "address", "there" if one else "not there", "there" if other else "not there")
        return
    for part in [*one, *(part for part in other if part not in one)]:
        left, right = one.get(part, ""), other.get(part, "")
        if left != right:
            yield from _inside(name, part, left, right)


def _inside(name: str, part: str, one: str, other: str) -> Iterator[Difference]:
    """The first piece that differs: what comes after it may only have moved."""
    left, right = (list(_pieces(each.encode("latin-1"))) for each in (one, other))
    for here, there in zip_longest(left, right, fillvalue=("end", b"")):
        if here != there:
            piece = here[0] if here[0] != "end" else there[0]
            yield Difference(name, f"{part}, {piece}", here[1].decode("utf-8", "replace"),
                             there[1].decode("utf-8", "replace"))  # fmt: skip
            return


def _pieces(data: bytes) -> Iterator[tuple[str, bytes]]:
    """A text by lines, a picture by chunks, a PDF by what it says of itself and then its bytes."""
    if data.startswith(PNG):
        yield from _chunks(data)
    elif data.startswith(JPEG):
        yield from _segments(data)
    elif data.startswith(PDF):
        yield from _information(data)
        yield "PDF", data
    else:
        yield from ((f"line {number}", line) for number, line in enumerate(data.split(b"\n"), 1))


def _chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Of a PNG (its specification, 5.3): length, type, data, checksum."""
    at = len(PNG)
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        yield f"PNG chunk {data[at + 4 : at + 8].decode('latin-1')}", data[at : at + 12 + length]
        at += 12 + length


def _segments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Of a JPEG up to the picture itself (ITU T.81, B.1.1.4): marker, length, data."""
    at = 2
    while data[at : at + 1] == b"\xff" and data[at + 1] != 0xDA:
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        yield f"JPEG segment {data[at + 1]:02x}", data[at : at + 2 + length]
        at += 2 + length
    yield "JPEG picture", data[at:]


def _information(data: bytes) -> Iterator[tuple[str, bytes]]:
    import pikepdf

    with pikepdf.open(BytesIO(data)) as document:
        for key, value in sorted(dict(document.docinfo).items()):
            yield f"PDF information {key}", str(value).encode()


def masked(text: str, patterns: Mapping[str, str]) -> str:
    """With whatever matches a pattern written as the name of what stood there."""
    for name, pattern in patterns.items():
        text = re.sub(pattern, f"[{name}]", text)
    return text
