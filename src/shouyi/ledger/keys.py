"""What is derived from a person's key: source keys, one-time tags, salts and blinds.

A person's key never leaves its keeper, and nothing derived here lets one derive it back.
Bytes: docs/algorithms/bytes.md, 2 to 4.
"""

from __future__ import annotations

from shouyi.canon.digest import derive, mac, u64

BLINDED = ("first", "next")
"""Fields of which proof files and batches show only a blinded digest."""


def source_key(person_key: bytes, org: str) -> bytes:
    """The key of one source, a pair person × organisation. 32 bytes."""
    return derive(person_key, b"shouyi/source/1" + org.encode())


def result_key(person_key: bytes) -> bytes:
    """The key from which seeds of assessment results come. 32 bytes."""
    return derive(person_key, b"shouyi/result/1")


def vault_key(person_key: bytes) -> bytes:
    """The key under which the vault seals a person's data (AES-256-GCM). 32 bytes."""
    return derive(person_key, b"shouyi/vault/1")


def tag(source: bytes, n: int) -> bytes:
    """The one-time tag that the n-th entry of a source spends. 16 bytes."""
    return mac(source, b"shouyi/tag/1", u64(n))[:16]


def salt(seed: bytes, name: str) -> bytes:
    """The salt of a field, from its entry's 32-byte seed. 32 bytes."""
    return mac(seed, name.encode())


def next_salt(source: bytes, spent: bytes) -> bytes:
    """The salt of `next` in the entry that spends `spent`: derived, so that it outlives the entry's seed. 32 bytes."""
    return mac(source, b"shouyi/salt/1", spent, b"next")


def blind(source: bytes, spent: bytes, name: str) -> bytes:
    """The blind of `next` or `first` in the entry that spends `spent`. 32 bytes."""
    return mac(source, b"shouyi/blind/1", spent, name.encode())
