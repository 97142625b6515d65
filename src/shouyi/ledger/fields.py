"""Field digests and the root over them: each field can be shown alone, none can be guessed.

Bytes: docs/algorithms/bytes.md, 4.
"""

from __future__ import annotations

from collections.abc import Iterable

from shouyi.canon.canonical import encode_plain
from shouyi.canon.digest import digest
from shouyi.evidence.records import Value


def field_digest(name: str, value: Value, salt: bytes) -> bytes:
    """SHA-256("shouyi/field/1" ‖ salt ‖ canonical([name, value])). 32 bytes."""
    return digest(b"shouyi/field/1", salt, encode_plain([name, value]))


def blinded(blind: bytes, field: bytes) -> bytes:
    """SHA-256("shouyi/blind/1" ‖ blind ‖ digest): what stands in the place of `next` and `first`. 32 bytes."""
    return digest(b"shouyi/blind/1", blind, field)


def fields_root(digests: Iterable[bytes]) -> bytes:
    """SHA-256("shouyi/root/1" ‖ digest ‖ …) in the order of the kind's list of names. 32 bytes."""
    return digest(b"shouyi/root/1", *digests)


def result_leaf(root: bytes) -> bytes:
    """The leaf of one person's result in a run: SHA-256(0x00 ‖ "shouyi/result/1" ‖ root). 32 bytes."""
    return digest(b"\x00shouyi/result/1", root)
